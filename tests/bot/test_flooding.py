"""Floods: one person, one group, thousands of people; everybody else is answered meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot import answering, dressing, inline
from bot.flood import BURST, REMEMBERED, FloodGate
from tests.bot.abuse_parts import SOMEBODY, House, house
from tests.bot.botapi_objects import GROUP
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Message

    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store

FLOODER = 7_200_000_001
IN_GROUP = {"chat": {"id": GROUP, "type": "supergroup", "title": "Rapat"}}


@pytest.fixture
async def home(report: Report, renderer: Renderer, sqlite_store: Store) -> AsyncIterator[House]:
    """The whole service, answering."""
    async with house(report, renderer, sqlite_store) as opened:
        yield opened


def texts_to(house: House, chat: int) -> list[str]:
    """What was sent to ``chat``, in the order in which it was."""
    return [told["text"] for told in house.telegram.of("sendMessage") if told["chat_id"] == chat]


async def test_one_person_with_a_thousand_messages(home: House) -> None:
    """They get their allowance and one notice; who asks in the middle is answered, in order."""
    flood = [home.typed(f"/dpt {number}", FLOODER) for number in range(1000)]
    asked = [home.typed(line) for line in ("/dpt Sikka", "/dpt Ende", "/dpt Ngada")]
    await home.takes(*flood[:500], *asked, *flood[500:])
    answers = texts_to(home, FLOODER)
    assert len(answers) == BURST + 1
    assert "30 detik" in answers[-1]
    told = zip(("Sikka", "Ende", "Ngada"), texts_to(home, SOMEBODY), strict=True)
    assert all(name in text for name, text in told)
    assert home.order.chats == 0
    assert home.order.tasks == set()


@pytest.mark.parametrize(
    "data",
    [
        "+/dpt Ende",
        "=/dpt hal 2",
        "+/langganan di -1002000000002",
        "+/permintaan 1 cabut ya",
        "usang-v0:123",
        "",
        "+",
        "==",
        "+/muat simpan 1",
        "+" + "x" * 63,
    ],
)
async def test_one_person_with_hundreds_of_presses(home: House, data: str) -> None:
    """Each press is acknowledged; answered are as many as their allowance, whatever they hold."""
    await home.takes(*(home.pressed(data, FLOODER) for _ in range(400)), home.typed("/dpt Sikka"))
    assert len(home.telegram.of("answerCallbackQuery")) == 400
    assert len(texts_to(home, FLOODER)) + len(home.telegram.of("editMessageText")) <= BURST
    (answer,) = texts_to(home, SOMEBODY)
    assert "Sikka" in answer
    assert home.order.chats == 0


async def test_two_thousand_presses_of_one_button(home: House) -> None:
    """An impatient thumb gets its allowance of answers; the others wait for none of them."""
    people = [home.typed("/dpt Sikka", SOMEBODY + number) for number in range(20)]
    await home.takes(*(home.pressed("+/dpt Ende", FLOODER) for _ in range(2000)), *people)
    assert len(home.telegram.of("answerCallbackQuery")) == 2000
    assert len(texts_to(home, FLOODER)) == BURST
    assert all(len(texts_to(home, SOMEBODY + number)) == 1 for number in range(20))


async def test_a_forged_page_is_not_turned(home: House) -> None:
    """A press of what the message does not offer changes nothing in it."""
    offered = {"inline_keyboard": [[{"text": "Berikutnya", "callback_data": "=/dpt hal 2"}]]}
    await home.takes(home.pressed("=/dpt hal 3", FLOODER, reply_markup=offered))
    assert home.telegram.of("editMessageText") == []
    await home.takes(home.pressed("=/dpt hal 2", FLOODER, reply_markup=offered))
    assert len(home.telegram.of("editMessageText")) == 1


async def test_thousands_of_people(home: House) -> None:
    """Everybody with one question gets one answer, and little is remembered of them."""
    people = range(FLOODER, FLOODER + 3000)
    await home.takes(*(home.typed("/dpt Sikka", person) for person in people))
    sent = [told["chat_id"] for told in home.telegram.of("sendMessage")]
    assert sorted(sent) == list(people)
    assert len(home.gate) == len(people)
    assert home.order.chats == 0


def test_what_is_remembered_of_people_is_bounded() -> None:
    """However many ask, the flood limit remembers so many of them and no more."""
    gate = FloodGate()
    for person in range(3 * REMEMBERED):
        gate.admit(person)
    assert len(gate) == REMEMBERED


async def test_a_group_that_floods(home: House) -> None:
    """A group's chatter is not answered at all; its commands are, by each member's allowance."""
    chatter = [home.typed("halo semua", FLOODER + n, **IN_GROUP) for n in range(500)]
    commands = [home.typed("/dpt Ende", FLOODER, **IN_GROUP) for _ in range(200)]
    await home.takes(*chatter, *commands, home.typed("/dpt Sikka"))
    assert len(texts_to(home, GROUP)) == BURST + 1
    assert len(texts_to(home, SOMEBODY)) == 1
    # Who only talks is not even remembered.
    assert len(home.gate) == 2


async def test_memory_of_questions_is_bounded(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ever new questions push the oldest out of what is remembered."""
    monkeypatch.setattr(answering, "CACHED_ANSWERS", 20)
    monkeypatch.setattr(dressing, "REMEMBERED", 20)
    monkeypatch.setattr(inline, "CACHED_PAGES", 20)
    held = []
    for number in range(60):
        home.now[0] += 60
        await home.asks(f"/cari kursi {number}", FLOODER)
        await home.asks(f"/hitung {number + 1} dari 200", FLOODER)
        query = {
            "id": str(number),
            "from": {"id": FLOODER, "is_bot": False, "first_name": "Rekaan"},
            "query": f"dpt {number}",
            "offset": "",
        }
        await home.takes({"update_id": number + 1, "inline_query": query})
        held.append(remembered(home))
    assert max(held) == max(held[:40]) == held[-1] == 60


def remembered(house: House) -> int:
    """How many answers, keyboards and pages are held in memory."""
    parts = [
        handler.callback.__self__  # type: ignore[attr-defined]
        for handler in house.application.handlers[0]
    ]
    owners = [
        *parts,
        *(getattr(part, name, None) for part in parts for name in ("_desk", "_messenger")),
    ]
    owners += [getattr(owner, "_dressing", None) for owner in owners]
    kept = {
        id(found): found
        for owner in owners
        for name in ("_pages", "_latest", "_extras")
        if (found := getattr(owner, name, None)) is not None
    }
    assert len(kept) == 3
    return sum(map(len, kept.values()))


@pytest.mark.parametrize("length", [601, 4096, 4200, 100_000, 900_000])
@pytest.mark.parametrize("start", ["", "/dpt ", "/verifikasi ", "/cari ", "/permintaan "])
async def test_oversized_texts(home: House, start: str, length: int) -> None:
    """A text of any length has one answer; the next question has its own."""
    await home.takes(home.typed(start + "Sikka 12 " * (length // 9), FLOODER))
    assert len(texts_to(home, FLOODER)) == 1
    assert "Sikka" in (await home.asks("/dpt Sikka"))[0]


async def test_a_forwarding_flood_is_not_read(home: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one person's forwarded messages no more are read for figures than may be asked."""
    read: list[str] = []

    def noted(text: str) -> bool:
        read.append(text)
        return False

    monkeypatch.setattr("bot.checking.has_figures", noted)
    origin = {"type": "hidden_user", "date": 1_767_571_260, "sender_user_name": "Rekaan"}
    await home.takes(
        *(home.typed(f"angka {n}", FLOODER, forward_origin=origin) for n in range(300))
    )
    assert len(read) == BURST


async def test_a_flood_of_replies_is_not_looked_up(
    home: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of one person's replies no more are looked for in the store than they may ask."""
    looked: list[int] = []

    async def noted(_store: Store, message: Message) -> None:
        looked.append(message.message_id)

    monkeypatch.setattr("bot.conversations.request_replied_to", noted)
    earlier = {**home.typed("Dahulu", FLOODER)["message"], "from": ME}
    await home.takes(*(home.typed("ya", FLOODER, reply_to_message=earlier) for _ in range(300)))
    assert len(looked) == BURST
