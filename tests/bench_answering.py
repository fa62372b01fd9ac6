"""How fast questions are answered: in process, by ``ask``, and through the library."""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import subprocess
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters

from bot.answering import Desk
from bot.application import build_application
from bot.flood import FloodGate
from bot.rendering import Renderer
from bot.settings import load_settings
from data.report import Report
from handlers.asker import ANYBODY, Asker
from handlers.asking import ask
from handlers.commands import COMMANDS
from tests.bench_timing import Numbers, command, environment, seconds
from tests.telegram_fake import ME, TOKEN, Offline, sent_message, update_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from telegram.ext import CallbackContext
    from telegram.request import RequestData

    from bot.ordering import TelegramApplication
    from bot.reply import Reply

ROUNDS = 5
PAIRED_ROUNDS = 25
REPEATED = 4000
UPDATES = 1000
# Below the flood limit's burst, so that the real limit stands in the way as it does in use.
UPDATES_EACH = 10


class NullTransport(Offline):
    """Answers every call at once, as Telegram would, without a network.

    ``sent`` counts the messages: a bot that keeps silent would look fast.
    """

    def __init__(self) -> None:
        self.sent = 0

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the base class's name
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """What the Bot API answers to a call of the method that ``url`` ends in."""
        if url.endswith("/getMe"):
            return 200, ME_BODY
        if request_data is None:
            raise AssertionError(url)
        self.sent += url.endswith("/sendMessage")
        return 200, SENT_BODY


ME_BODY = json.dumps({"ok": True, "result": ME}).encode()
SENT_BODY = json.dumps(
    {"ok": True, "result": sent_message({"chat_id": 123456789, "text": "Jawaban"})}
).encode()


def answering(report: Report, folder: Path) -> Numbers:
    """Everything about answers."""
    distinct = different_questions(report)
    return {
        **in_process(report, distinct),
        **through_ask(distinct, folder),
        **asyncio.run(through_telegram(report, distinct)),
    }


def examples() -> list[str]:
    """The examples of every command that answers from the report, as people are shown them."""
    # A chart goes out as a picture, which is measured by itself.
    texts = [row for row in COMMANDS if not row.stores and row.name != "grafik"]
    return [example for command in texts for example in command.examples]


def different_questions(report: Report) -> list[str]:
    """Many questions, no two alike, that all have an answer: commands and plain ones."""
    places = [region.pendek for region in report.regions.values() if region.kode != "53"]
    lines = examples()
    for place in places:
        lines += [f"/{name} {place}" for name in ("dpt", "pendanaan", "gedung", "jdih", "wilayah")]
        lines += [f"/dpt {place} {what}" for what in ("perempuan", "laki-laki", "tps")]
        lines += [f"berapa {what} di {place}?" for what in ("pemilih", "tps", "pemilih perempuan")]
        lines += [f"jumlah {what} {place}" for what in ("dpt", "loksus")]
    lines += [f"/banding {one} {other}" for one, other in itertools.pairwise(places)]
    lines += [f"/hitung 78 {score},25" for score in range(60, 100)]
    lines += [f"/catatan {number}" for number in range(1, 41)]
    lines += [f"/tahapan {day} Februari 2024" for day in range(1, 29)]
    lines += [f"/anggaran {row['kode']}" for row in report.select("SELECT kode FROM anggaran")]
    lines = list(dict.fromkeys(lines))
    return [line for line in lines if (answer := ask(line, report)) and answer.understood]


def in_process(report: Report, questions: Sequence[str]) -> Numbers:
    """What one question costs here: found out and put into words, then remembered."""
    renderer = Renderer()
    answers = [answer for line in questions if (answer := ask(line, report))]
    for answer in answers:
        # Templates are compiled on first use.
        renderer.render(answer)
    took: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        desk = Desk(report, renderer)
        works: dict[str, Callable[[], object]] = {
            "handler_us": lambda: [ask(line, report) for line in questions],
            "rendering_us": lambda: [renderer.render(answer) for answer in answers],
            "answer_uncached_us": lambda desk=desk: [desk.reply(line) for line in questions],  # type: ignore[misc]
            "answer_cached_us": lambda desk=desk: [desk.reply(line) for line in questions],  # type: ignore[misc]
        }
        for name, work in works.items():
            took.setdefault(name, []).append(seconds(work))
    each = 1e6 / len(questions)
    numbers = {name: median(values) * each for name, values in took.items()}
    return {"questions_different": len(questions), **numbers}


def through_ask(distinct: Sequence[str], folder: Path) -> Numbers:
    """Answers a second of one ``ask --json`` process: all different, and mostly repeated."""
    shown = examples()
    repeated = list(itertools.islice(itertools.cycle(shown), REPEATED))
    # The same work in other letters; the desk remembers lines as they were typed.
    forms = [form for line in distinct for form in (line, line.upper(), line.swapcase())]
    return {
        "ask_json_uncached_per_second": answers_per_second(list(dict.fromkeys(forms)), folder),
        "ask_json_cached_per_second": answers_per_second(shown + repeated, folder, len(shown)),
    }


def answers_per_second(questions: Sequence[str], folder: Path, warm: int = 1) -> float:
    """How fast ``ask --json`` answers what follows the first ``warm`` questions."""
    asked = folder / "questions.txt"
    asked.write_text("".join(f"{line}\n" for line in questions), "utf-8")
    with (
        asked.open("rb") as lines,
        subprocess.Popen(
            command("ask", "--json"),
            stdin=lines,
            stdout=subprocess.PIPE,
            cwd=folder,
            env=environment(),
        ) as process,
    ):
        if process.stdout is None:
            raise AssertionError
        for _ in range(warm):
            process.stdout.readline()
        start = time.perf_counter()
        count = sum(1 for _ in process.stdout)
        took = time.perf_counter() - start
    if process.returncode or count != len(questions) - warm:
        raise AssertionError(f"{count} answers, status {process.returncode}")
    return count / took


async def through_telegram(report: Report, distinct: Sequence[str]) -> Numbers:
    """Updates a second through ``Application.process_update``, beside a constant reply.

    The bare bot answers every update with a constant that is as long as the answers
    to the same updates are on average. Rounds alternate, so that both meet the same machine.
    """
    renderer = Renderer()
    settings = load_settings(
        bot_token=TOKEN, webhook_url="", maintainer_ids="", admin_ids="", log_level="CRITICAL"
    )
    desk = Desk(report, renderer)
    shown = examples()
    length = sum(len(answered(desk, line)) for line in shown) // len(shown)
    ours = build_application(settings, desk, renderer, NullTransport(), gate=FloodGate())
    uncached = build_application(
        settings, Unremembering(report, renderer), renderer, NullTransport()
    )
    bare = bare_application("x" * length)
    numbers = itertools.count(1)
    took: dict[str, list[float]] = {"ours": [], "bare": [], "uncached": [], "bare_again": []}
    async with ours, bare, uncached:
        for _ in range(PAIRED_ROUNDS + 1):
            took["ours"].append(await pace(ours, shown, numbers))
            took["bare"].append(await pace(bare, shown, numbers))
        for _ in range(ROUNDS + 1):
            took["uncached"].append(await pace(uncached, distinct, numbers))
            took["bare_again"].append(await pace(bare, distinct, numbers))
    paces = {name: median(values[1:]) for name, values in took.items()}
    pairs = zip(took["ours"][1:], took["bare"][1:], strict=True)
    cold_pairs = zip(took["uncached"][1:], took["bare_again"][1:], strict=True)
    return {
        "updates_per_second": paces["ours"],
        "updates_bare_per_second": paces["bare"],
        "updates_ratio": median(mine / other for mine, other in pairs),
        "updates_uncached_per_second": paces["uncached"],
        "updates_uncached_ratio": median(mine / other for mine, other in cold_pairs),
        "updates_answer_characters": length,
    }


class Unremembering(Desk):
    """A desk that answers every question as if it had never been asked."""

    def reply(
        self, question: str, *, commands_only: bool = False, asker: Asker = ANYBODY
    ) -> Reply | None:
        """The reply to ``question``, made anew."""
        fresh = Desk(self._report, self._renderer, self.office)
        return fresh.reply(question, commands_only=commands_only, asker=asker)


def answered(desk: Desk, line: str) -> str:
    """The answer to ``line`` as it is sent."""
    reply = desk.reply(line)
    if reply is None:
        raise AssertionError(line)
    return reply.html


def bare_application(text: str) -> TelegramApplication:
    """A bot of the library's own parts that replies ``text`` to every message."""

    async def reply(update: Update, _context: CallbackContext[Any, Any, Any, Any]) -> None:
        if update.message:
            await update.message.reply_text(text)

    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .request(NullTransport())
        .get_updates_request(NullTransport())
        .updater(None)
        .job_queue(None)
        .build()
    )
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, reply))
    return application


async def pace(
    application: TelegramApplication, lines: Sequence[str], numbers: Iterator[int]
) -> float:
    """Updates a second of ``application``, for ``UPDATES`` messages with ``lines``."""
    updates = list(itertools.islice(messages(application, lines, numbers), UPDATES))
    gc.collect()
    start = time.perf_counter()
    for update in updates:
        await application.process_update(update)
    took = time.perf_counter() - start
    transport = application.bot.request
    if not isinstance(transport, NullTransport) or transport.sent != len(updates):
        raise AssertionError("not every update was answered once")
    transport.sent = 0
    return len(updates) / took


def messages(
    application: TelegramApplication, lines: Sequence[str], numbers: Iterator[int]
) -> Iterator[Update]:
    """Private messages with ``lines`` over and over, a new asker every few."""
    payload = update_json("private_text")
    for number, line in zip(numbers, itertools.cycle(lines), strict=False):
        asker = 100_000_000 + number // UPDATES_EACH
        payload["update_id"] = number
        payload["message"] |= {"message_id": number, "text": line}
        payload["message"]["from"]["id"] = payload["message"]["chat"]["id"] = asker
        update = Update.de_json(payload, application.bot)
        if update:
            yield update
