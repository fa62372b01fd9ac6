"""The clock of a bot: what is due goes out, is shown while it does, and is reported afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from telegram import Bot
from telegram.request import HTTPXRequest

from bot import schedule as clockwork
from bot.announcing import Announcer
from bot.answering import Desk
from bot.pacing import Pacer
from bot.schedule import Schedule, first_of
from bot.sending import Messenger
from data.bulanan.figures import Figures
from data.models import Bulan
from data.store import delivery, ledger, planning
from data.store.errors import StoreError
from data.store.store import Store
from handlers.office import Office
from tests.bot.announcing_parts import NotedPauses, rows, september_and_october, subscribe
from tests.botapi import faults
from tests.botapi_standin import bot_api
from tests.data.store.rekaan import ADMIN, ADMIN_KEDUA, OKTOBER, load
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator, Callable

    from bot.rendering import Renderer
    from data.report import Report
    from tests.botapi_standin import BotApi, Message
    from tests.conftest import Clock

GROUPS = tuple(range(-1_000_000_000_001, -1_000_000_000_006, -1))
ADMINS = (ADMIN, ADMIN_KEDUA)
DUE = datetime(2025, 11, 5, 0, tzinfo=UTC)


@dataclass
class Process:
    """A bot's schedule with its announcer; ``away`` makes its store fail."""

    office: Office
    announcer: Announcer
    schedule: Schedule
    stop: asyncio.Event
    away: bool = False

    def find(self, store: Store) -> Store:
        """The store, where it answers."""
        if self.away:
            raise StoreError("putus")
        return store


@contextlib.asynccontextmanager
async def process(
    api: BotApi,
    store: Store,
    report: Report,
    renderer: Renderer,
    *,
    admins: tuple[int, ...] = ADMINS,
    longest: float = 5.0,
) -> AsyncIterator[Process]:
    """A bot that announces to ``api``, not yet running."""
    request = HTTPXRequest(connection_pool_size=64, read_timeout=5, pool_timeout=5)
    async with Bot(TOKEN, base_url=f"{api.url}/bot", request=request) as bot:
        stop = asyncio.Event()
        made: Process

        def find_store() -> Store:
            return made.find(store)

        office = Office(
            find_store=find_store, figures=Figures(find_store, looks=False), now=store.now
        )
        announcer = Announcer(
            bot,
            renderer,
            office,
            Pacer(per_second=None, per_chat=None, per_group_minute=None),
            pauses=NotedPauses(),
            link_to=lambda _line: None,
            longest=longest,
        )
        messenger = Messenger(bot, stop=stop)
        desk = Desk(report, renderer, office)
        made = Process(
            office, announcer, Schedule(office, desk, messenger, announcer, admins), stop
        )
        yield made


@contextlib.asynccontextmanager
async def running(of: Process) -> AsyncIterator[None]:
    """``of`` while it runs; it stops at the end and has nothing left under way."""
    tasks = [
        asyncio.create_task(of.announcer.run(of.stop, rest=0.05)),
        asyncio.create_task(of.schedule.run(of.stop)),
    ]
    try:
        yield
    finally:
        of.stop.set()
        async with asyncio.timeout(10):
            await asyncio.gather(*tasks)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A running stand-in of the Bot API."""
    async with bot_api() as started:
        yield started


@pytest.fixture
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that ticks many times a second."""
    for name, seconds in (("TICK", 0.05), ("PROGRESS", 0.03), ("FRESH", 0.02)):
        monkeypatch.setattr(clockwork, name, seconds)


async def until(happened: Callable[[], bool]) -> None:
    """Returns once ``happened``; fails where it never does."""
    for _ in range(1000):
        if happened():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it never happened")


def press_kirim(of: Process, month: Bulan = OKTOBER, who: int = ADMIN) -> int:
    """The number of the announcement that an admin begins by a button in private chat."""
    of.office.figures.refresh()
    plan = planning.prepare(of.office.store, of.office.figures.current(), month, who, who)
    assert plan is not None
    begun = planning.carry_out(of.office.store, plan)
    assert begun is not None
    return begun.id


def texts(api: BotApi, chat: int) -> list[str]:
    """The first lines of what a chat has now."""
    return [message.text.partition("\n")[0] for message in api.messages.get(chat, [])]


def only(api: BotApi, chat: int) -> Message:
    """The one message that a chat got."""
    (message,) = api.messages[chat]
    return message


@pytest.mark.usefixtures("_fast")
async def test_a_due_month_goes_out(
    store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """At its moment the month goes to every group, and every admin gets the report once."""
    clock.moment = DUE
    september_and_october(store)
    subscribe(store, GROUPS)
    async with process(api, store, report, renderer) as bot, running(bot):
        await api.when(lambda: all(chat in api.messages for chat in (*GROUPS, *ADMINS)))
        await asyncio.sleep(0.3)
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(
        (*GROUPS, *ADMINS), 1
    )
    assert "s.d. 31 Oktober 2025" in only(api, GROUPS[0]).text
    for admin in ADMINS:
        assert texts(api, admin) == ["<b>Pengumuman Oktober 2025: selesai</b>"]
        assert f"Terkirim: {len(GROUPS)} dari {len(GROUPS)}" in only(api, admin).text


@pytest.mark.usefixtures("_fast")
async def test_two_processes_share_a_clock(
    store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """Two bots on one store: each group hears the month once, each admin gets one report."""
    clock.moment = DUE
    september_and_october(store)
    subscribe(store, GROUPS)
    async with (
        process(api, store, report, renderer) as one,
        process(api, store, report, renderer) as other,
        running(one),
        running(other),
    ):
        await api.when(lambda: all(chat in api.messages for chat in (*GROUPS, *ADMINS)))
        await asyncio.sleep(0.3)
    assert {chat: len(got) for chat, got in api.messages.items()} == dict.fromkeys(
        (*GROUPS, *ADMINS), 1
    )
    assert len(ledger.recent(store, 9)) == 1


@pytest.mark.usefixtures("_fast")
async def test_a_missing_month(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """A due month without data reminds each admin once; when it comes it is announced."""
    clock.moment = DUE
    subscribe(sqlite_store, GROUPS)
    async with process(api, sqlite_store, report, renderer) as bot, running(bot):
        await api.when(lambda: all(admin in api.messages for admin in ADMINS))
        await asyncio.sleep(0.2)
        assert texts(api, ADMIN) == ["<b>Realisasi Oktober 2025 belum dimuat.</b>"]
        assert api.messages.keys() == set(ADMINS)
        load(sqlite_store, OKTOBER, *rows(740_000))
        await api.when(lambda: len(api.messages[ADMIN]) == len(api.messages[ADMIN_KEDUA]) == 2)
    assert set(GROUPS) <= api.messages.keys()
    assert texts(api, ADMIN)[1] == "<b>Pengumuman Oktober 2025: selesai</b>"


@pytest.mark.usefixtures("_fast")
async def test_a_correction_goes_by_itself(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """A version that another process stored is told as a reply, with a report to each admin."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    async with process(api, sqlite_store, report, renderer) as bot, running(bot):
        await api.when(lambda: all(admin in api.messages for admin in ADMINS))
        load(sqlite_store, OKTOBER, *rows(750_000), after=1)
        await api.when(lambda: len(api.messages[ADMIN]) == len(api.messages[ADMIN_KEDUA]) == 2)
    first, reply = api.messages[GROUPS[0]]
    assert reply.reply_to == first.message_id
    assert texts(api, ADMIN)[1] == "<b>Koreksi Oktober 2025: selesai</b>"


async def test_progress_is_one_message(
    store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """Who began it sees how far it is in one message, which becomes the report in the end."""
    clock.moment = DUE
    september_and_october(store)
    subscribe(store, GROUPS)
    async with process(api, store, report, renderer) as bot:
        number = press_kirim(bot)
        await bot.schedule.show_progress()
        assert texts(api, ADMIN) == [
            f"<b>Pengumuman Oktober 2025: terkirim 0 dari {len(GROUPS)}</b>"
        ]
        markup = only(api, ADMIN).markup
        assert f"=/umumkan henti {number}" in str(markup)
        for done in (1, 2):
            item = delivery.claim(store, "rekaan")
            assert item is not None
            delivery.sent(store, item, 1, 2)
            await bot.schedule.show_progress()
            assert texts(api, ADMIN) == [
                f"<b>Pengumuman Oktober 2025: terkirim {done} dari {len(GROUPS)}</b>"
            ]
        edits = only(api, ADMIN).edits
        await bot.schedule.show_progress()
        assert len(api.of("editMessageText")) == edits == 2
        await bot.announcer.send_all()
        await bot.schedule.show_progress()
        await bot.schedule.show_progress()
    assert texts(api, ADMIN) == ["<b>Pengumuman Oktober 2025: selesai</b>"]
    assert ADMIN_KEDUA not in api.messages
    # The last message that went out, and then that this was the end.
    assert only(api, ADMIN).edits == 4


async def test_over_before_it_was_shown(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """Of an announcement that ended before its progress was shown there is the report alone."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    async with process(api, sqlite_store, report, renderer) as bot:
        press_kirim(bot)
        await bot.announcer.send_all()
        await asyncio.gather(bot.schedule.tick(), bot.schedule.show_progress())
    reports = [text for text in texts(api, ADMIN) if "Oktober" in text]
    assert reports == ["<b>Pengumuman Oktober 2025: selesai</b>"]


async def test_hentikan(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """Hentikan stops it; the message says what was sent and what was not, and offers to go on."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    async with process(api, sqlite_store, report, renderer) as bot:
        number = press_kirim(bot)
        await bot.schedule.show_progress()
        item = delivery.claim(sqlite_store, "rekaan")
        assert item is not None
        delivery.stop(sqlite_store, number, ADMIN)
        await bot.schedule.show_progress()
        delivery.sent(sqlite_store, item, 1, 2)
        await bot.schedule.show_progress()
        await bot.announcer.send_all()
        assert not set(GROUPS) & api.messages.keys()
        assert texts(api, ADMIN) == ["<b>Pengumuman Oktober 2025: dihentikan</b>"]
        assert "Terkirim: 1 dari 5" in only(api, ADMIN).text
        assert "Tidak jadi dikirim: 4" in only(api, ADMIN).text
        assert "Lanjutkan" in str(only(api, ADMIN).markup)
        delivery.resume(sqlite_store, number, ADMIN)
        await bot.schedule.show_progress()
        assert "terkirim 1 dari 5" in only(api, ADMIN).text
        await bot.announcer.send_all()
        await bot.schedule.show_progress()
    assert texts(api, ADMIN) == ["<b>Pengumuman Oktober 2025: selesai</b>"]
    assert len(set(GROUPS) & api.messages.keys()) == 4


async def test_a_process_that_was_started_anew_goes_on(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """Progress that a process showed goes on in the same message when another takes its place."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    async with process(api, sqlite_store, report, renderer) as first:
        press_kirim(first)
        await first.schedule.show_progress()
    async with process(api, sqlite_store, report, renderer) as second:
        item = delivery.claim(sqlite_store, "rekaan")
        assert item is not None
        delivery.sent(sqlite_store, item, 1, 2)
        await second.schedule.show_progress()
        assert "terkirim 1 dari 5" in only(api, ADMIN).text
        await second.announcer.send_all()
    async with process(api, sqlite_store, report, renderer) as third:
        await third.schedule.report()
    assert texts(api, ADMIN) == ["<b>Pengumuman Oktober 2025: selesai</b>"]


async def test_another_process_sees_the_end(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """Where another process tells the end, the message that showed the progress tells it too."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    async with (
        process(api, sqlite_store, report, renderer) as one,
        process(api, sqlite_store, report, renderer) as other,
    ):
        press_kirim(one)
        shown = api.fail(faults.hang_after(3), chat=ADMIN)
        showing = asyncio.create_task(one.schedule.show_progress())
        await api.until("sendMessage")
        await other.announcer.send_all()
        await other.schedule.report()
        await showing
        await one.schedule.show_progress()
    assert shown.happened == 1
    # The other one did not know the message yet, so it told the end in one of its own.
    assert texts(api, ADMIN) == ["<b>Pengumuman Oktober 2025: selesai</b>"] * 2


async def test_one_that_shows_while_another_does(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """Two processes at once show one message."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    async with (
        process(api, sqlite_store, report, renderer) as one,
        process(api, sqlite_store, report, renderer) as other,
    ):
        press_kirim(one)
        await asyncio.gather(one.schedule.show_progress(), other.schedule.show_progress())
        await asyncio.gather(one.schedule.show_progress(), other.schedule.show_progress())
    assert len(api.messages[ADMIN]) == 1


async def test_anggap_terkirim_is_told_in_the_same_message(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """What an admin decides on later shows in the message that reported it."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:2])
    async with process(api, sqlite_store, report, renderer) as bot:
        number = press_kirim(bot)
        await bot.schedule.show_progress()
        api.fail(faults.LOST_ANSWER, chat=GROUPS[0])
        await bot.announcer.send_all()
        await bot.schedule.report()
        assert "Tidak pasti: 1" in only(api, ADMIN).text
        assert "Anggap terkirim" in str(only(api, ADMIN).markup)
        delivery.decide(sqlite_store, number, ADMIN, again=False)
        await bot.schedule.report()
    assert "Tidak pasti" not in only(api, ADMIN).text
    assert "Terkirim: 2 dari 2" in only(api, ADMIN).text


async def test_admins_who_cannot_be_reached(
    sqlite_store: Store,
    api: BotApi,
    report: Report,
    renderer: Renderer,
    clock: Clock,
    log: io.StringIO,
) -> None:
    """An admin who blocked the bot or whose report fails costs the other admins nothing."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    api.fail(faults.SERVER_ERROR, chat=ADMIN)
    async with process(api, sqlite_store, report, renderer) as bot:
        await bot.schedule.tick()
        await bot.announcer.send_all()
        await bot.schedule.report()
    assert texts(api, ADMIN_KEDUA) == ["<b>Pengumuman Oktober 2025: selesai</b>"]
    assert "A report could not be shown" in log.getvalue()
    assert TOKEN not in log.getvalue()


async def test_who_began_it_cannot_be_reached(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """Where progress cannot be shown the announcement goes on all the same."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS)
    api.fail(faults.BLOCKED, chat=ADMIN, times=None)
    async with process(api, sqlite_store, report, renderer) as bot:
        press_kirim(bot)
        await bot.schedule.show_progress()
        await bot.schedule.show_progress()
        assert len(api.of("sendMessage")) == 1
        await bot.announcer.send_all()
        await bot.schedule.report()
    assert set(GROUPS) == api.messages.keys()


@pytest.mark.usefixtures("_fast")
async def test_a_store_that_is_away(
    sqlite_store: Store,
    api: BotApi,
    report: Report,
    renderer: Renderer,
    clock: Clock,
    log: io.StringIO,
) -> None:
    """While the store does not answer the clock ticks on, and does what is due once it does."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    async with process(api, sqlite_store, report, renderer, admins=()) as bot:
        bot.away = True
        task = asyncio.create_task(bot.schedule.run(bot.stop))
        await until(lambda: log.getvalue().count("The store does not answer: putus") > 5)
        assert not task.done()
        bot.away = False
        await until(lambda: bool(ledger.recent(sqlite_store, 1)))
        bot.stop.set()
        await task


@pytest.mark.usefixtures("_fast")
async def test_a_defect_does_not_stop_the_clock(
    sqlite_store: Store,
    api: BotApi,
    report: Report,
    renderer: Renderer,
    clock: Clock,
    log: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A task that fails in a way nobody expected is logged, and done again."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    due, failures = planning.carry_out_due, [KeyError("x"), ValueError("y")]

    def defective(*values: object, **rules: object) -> object:
        if failures:
            raise failures.pop()
        return due(*values, **rules)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "carry_out_due", defective)
    async with process(api, sqlite_store, report, renderer) as bot, running(bot):
        await api.when(lambda: ADMIN in api.messages)
    assert log.getvalue().count("A task of the schedule failed") == 2


async def test_a_stop_while_telegram_wants_to_wait(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """A stop ends the clock at once and quietly, though a report was to be sent later."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    api.fail(faults.too_many(30), chat=ADMIN, times=None)
    async with process(api, sqlite_store, report, renderer) as bot:
        press_kirim(bot)
        task = asyncio.create_task(bot.schedule.run(bot.stop))
        await api.until("sendMessage")
        await asyncio.sleep(0.05)
        bot.stop.set()
        async with asyncio.timeout(10):
            await task
        assert not task.cancelled()


async def test_a_clock_that_is_cancelled(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """A clock that is cancelled in the middle of showing something does not go on."""
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    api.fail(faults.hang_after(1), chat=ADMIN, times=None)
    async with process(api, sqlite_store, report, renderer) as bot:
        press_kirim(bot)
        shows = bot.schedule.show_progress
        task = asyncio.create_task(bot.schedule._repeat(shows, 60, bot.stop))
        await api.until("sendMessage")
        task.cancel()
        async with asyncio.timeout(10):
            await asyncio.wait([task])
    assert task.cancelled()


@pytest.mark.usefixtures("_fast")
async def test_figures_of_another_process(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer
) -> None:
    """A month that another process stored answers here soon, without anybody asking the store."""
    async with process(api, sqlite_store, report, renderer) as bot:
        task = asyncio.create_task(bot.schedule.run(bot.stop))
        await asyncio.sleep(0.1)
        assert bot.office.figures.current().terbaru is None
        load(sqlite_store, OKTOBER, *rows(740_000))
        await until(lambda: bot.office.figures.current().dari(OKTOBER) is not None)
        bot.stop.set()
        await task


async def test_a_nudge_is_at_once(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """Whoever changed something has it looked at now, not when the clock would."""
    clock.moment = DUE
    subscribe(sqlite_store, GROUPS[:1])
    async with process(api, sqlite_store, report, renderer, admins=()) as bot, running(bot):
        await until(lambda: bool(ledger.recent(sqlite_store, 1)))
        load(sqlite_store, OKTOBER, *rows(740_000))
        bot.schedule.nudge()
        await until(lambda: len(ledger.recent(sqlite_store, 2)) > 1)


async def test_nothing_blocks_the_loop(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """While the database makes the clock wait, everything else in the process goes on."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    async with process(api, sqlite_store, report, renderer) as bot:
        press_kirim(bot)
        with sqlite_store.writing() as connection:
            # Somebody else writes, and takes their time.
            connection.exec_driver_sql("UPDATE pengumuman SET dilaporkan = dilaporkan")
            tasks = [
                asyncio.create_task(part()) for part in (bot.schedule.tick, bot.schedule.report)
            ]
            for _ in range(20):
                await asyncio.sleep(0.005)
            assert not any(task.done() for task in tasks)
        async with asyncio.timeout(10):
            await asyncio.gather(*tasks)


async def test_no_statement_on_the_loop(
    sqlite_store: Store, api: BotApi, report: Report, renderer: Renderer, clock: Clock
) -> None:
    """No statement of the clock is made in the thread that answers everybody."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    async with process(api, sqlite_store, report, renderer) as bot:
        press_kirim(bot)
        threads: list[threading.Thread] = []

        def note(*_: object) -> None:
            threads.append(threading.current_thread())

        event.listen(sqlite_store.engine, "before_cursor_execute", note)
        await bot.schedule.show_progress()
        load(sqlite_store, OKTOBER, *rows(750_000), after=1)
        threads.clear()
        await bot.schedule.tick()
        await bot.schedule.show_progress()
        event.remove(sqlite_store.engine, "before_cursor_execute", note)
    assert len(threads) > 10
    assert threading.current_thread() not in threads


async def test_what_a_dead_process_was_sending(
    sqlite_store: Store,
    api: BotApi,
    report: Report,
    renderer: Renderer,
    clock: Clock,
    log: io.StringIO,
) -> None:
    """What was being sent when a process died is unknown after a while, reported, not repeated."""
    clock.moment = DUE
    september_and_october(sqlite_store)
    subscribe(sqlite_store, GROUPS[:1])
    async with process(api, sqlite_store, report, renderer) as bot:
        await bot.schedule.tick()
        assert delivery.claim(sqlite_store, "mati") is not None
        await bot.schedule.tick()
        assert ADMIN not in api.messages
        clock.advance(minutes=6)
        await bot.schedule.tick()
        await bot.announcer.send_all()
    assert "Tidak pasti: 1" in only(api, ADMIN).text
    assert "1 messages were being sent when a process ended" in log.getvalue()
    assert GROUPS[0] not in api.messages


async def test_waiting_ends_with_either_event() -> None:
    """A wait ends with the stop, with a nudge, or when its time is up."""
    for which in (0, 1, 2):
        events = (asyncio.Event(), asyncio.Event())
        waiting = asyncio.create_task(first_of(*events, 0.01 if which == 2 else 60))
        await asyncio.sleep(0)
        if which < 2:
            events[which].set()
        async with asyncio.timeout(10):
            await waiting
