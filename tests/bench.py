"""How fast the bot is on this machine: ``python -m tests.bench``, or ``make bench``.

Prints a table and writes ``bench/latest.json``, a flat object of names and numbers.
Nothing here passes or fails: times depend on the machine. The ratios do not, since
what they compare ran side by side.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import json
import os
import subprocess
import sys
import tempfile
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
from bot.settings import EXPECTED, PROJECT, load_settings
from data.building import build
from data.report import Report
from handlers.asking import ask
from handlers.commands import COMMANDS
from tests.telegram_fake import ME, TOKEN, Offline, sent_message, update_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from telegram.ext import CallbackContext
    from telegram.request import RequestData

    from bot.ordering import TelegramApplication

RESULTS = PROJECT / "bench" / "latest.json"
ROUNDS = 5
PAIRED_ROUNDS = 25
COLD_STARTS = 7
BUILDS = 3
REPEATED = 4000
UPDATES = 1000
# Below the flood limit's burst, so that the real limit stands in the way as it does in use.
UPDATES_EACH = 10
Numbers = dict[str, float]


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


def main() -> None:
    """Measures, prints and writes everything."""
    numbers: Numbers = {}
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        database = place / "report.db"
        numbers["data_build_seconds"] = median(
            seconds(lambda: build(database)) for _ in range(BUILDS)
        )
        report = Report.open(database)
        distinct = different_questions(report)
        numbers |= in_process(report, distinct)
        numbers |= through_ask(distinct, place)
        numbers |= asyncio.run(through_telegram(report, distinct))
        numbers |= cold_starts(place)
        report.close()
    print_table(numbers)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(numbers, indent=2) + "\n", "utf-8")


def print_table(numbers: Numbers) -> None:
    """One line a number, its unit last in its name."""
    width = max(map(len, numbers))
    for name, value in numbers.items():
        print(f"{name:<{width}}  {value:>12,.3f}")


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes, with no garbage of earlier work to collect."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def examples() -> list[str]:
    """The example of every command, as people are shown them."""
    return [example for command in COMMANDS for example in command.examples]


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


def cold_starts(folder: Path) -> Numbers:
    """From nothing to one answer, beside a Python that does nothing."""
    runs: dict[str, Sequence[str]] = {
        "cold_start_ask_ms": command("ask", "/dpt Sikka"),
        "cold_start_python_ms": (sys.executable, "-c", "pass"),
    }
    took: dict[str, list[float]] = {name: [] for name in runs}
    # One round more than is counted: the first fills the caches of the file system.
    for _ in range(COLD_STARTS + 1):
        for name, line in runs.items():
            took[name].append(seconds(lambda line=line: started(line, folder)))  # type: ignore[misc]
    return {name: median(values[1:]) * 1000 for name, values in took.items()}


def started(line: Sequence[str], folder: Path) -> None:
    """Runs a command to its end."""
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment())


def command(*words: str) -> tuple[str, ...]:
    """``python -m bot`` with ``words``."""
    return (sys.executable, "-m", "bot", *words)


def environment() -> dict[str, str]:
    """The environment without settings: the program finds its own ``report.db``."""
    kept = {name: value for name, value in os.environ.items() if name.upper() not in EXPECTED}
    return {**kept, "PYTHONPATH": str(PROJECT)}


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


class Unremembering:
    """A desk that answers every question as if it had never been asked."""

    def __init__(self, report: Report, renderer: Renderer) -> None:
        self._report = report
        self._renderer = renderer

    def reply(self, question: str, *, commands_only: bool = False) -> Any:
        """The reply to ``question``, made anew."""
        return Desk(self._report, self._renderer).reply(question, commands_only=commands_only)


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


if __name__ == "__main__":
    main()
