"""Who is measured: the bot as it is started anywhere, and those it is compared with."""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.settings import PROJECT
from data.store.opening import migrate, open_engine
from tests.bench_serving.asking import SECRET
from tests.bench_serving.questions import QUESTION
from tests.bench_timing import command, environment
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from pathlib import Path

PEERS = PROJECT / "tests" / "bench_serving" / "peers"
# An environment of their own, since aiogram holds pydantic back; made by ``make bench``.
PEERS_PYTHON = PROJECT / ".venv-peers" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that answers, by its name in the figures, and how it is started.

    ``webhook`` is whether it listens; if not, it polls.
    """

    name: str
    line: tuple[str, ...]
    webhook: bool


def peer(name: str, program: str, *words: str) -> Contender:
    """One of the programs in ``peers``."""
    line = (str(PEERS_PYTHON), str(PEERS / f"{program}.py"), *words)
    return Contender(name, line, webhook="polling" not in (*words, program.rpartition("_")[2]))


OURS_POLLING = Contender("ours", command("run"), webhook=False)
OURS_WEBHOOK = Contender("ours", command("run"), webhook=True)
CONSTANT = Contender(
    "constant", (sys.executable, "-m", "tests.bench_serving.constant"), webhook=True
)
DEFAULT_POLLING = peer("default", "ptb", "polling")
DEFAULT_WEBHOOK = peer("default", "ptb", "webhook")
BARE_WEBHOOK = peer("bare", "bare_webhook")
POLLING = (
    OURS_POLLING,
    DEFAULT_POLLING,
    peer("aiogram", "aiogram_bot", "polling"),
    peer("telebot", "telebot_bot", "polling"),
    peer("bare", "bare_polling"),
)
# These call the API to answer; ours and those below answer in the response.
WEBHOOK = (
    DEFAULT_WEBHOOK,
    peer("aiogram", "aiogram_bot", "webhook"),
    peer("telebot", "telebot_bot", "webhook"),
)
IN_RESPONSE = (OURS_WEBHOOK, peer("aiogram", "aiogram_bot", "reply"), BARE_WEBHOOK)


STORES = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all contenders are given: a report, a store, the peers' table, a folder.

    Without ``store`` each gets an empty SQLite one of its own: the bot knows by their numbers
    which updates it has had.
    """

    folder: Path
    report: Path
    store: str = ""

    @property
    def answers(self) -> Path:
        """The peers' SQLite file."""
        return self.folder / "answers.db"

    def environment(self, contender: Contender, url: str, port: int) -> dict[str, str]:
        """The settings of ``contender``, whose Bot API is at ``url``."""
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": url,
            "REPORT_DB": str(self.report),
            "DATABASE_URL": self.store or self.fresh_store(),
            "PEER_TOKEN": TOKEN,
            "PEER_API_URL": url,
            "PEER_PORT": str(port),
            "PEER_SECRET": SECRET,
            "PEER_DATABASE": str(self.answers),
            "NO_PROXY": "127.0.0.1",
        }
        if contender.webhook:
            settings |= {
                "WEBHOOK_URL": f"http://127.0.0.1:{port}",
                "WEBHOOK_SECRET": SECRET,
                "PORT": str(port),
            }
        return {**environment(), **settings}

    def fresh_store(self) -> str:
        """The address of a store that nothing stands in, as it is once it was set up."""
        empty = self.folder / "empty.db"
        if not empty.exists():
            engine = open_engine(f"sqlite:///{empty}")
            migrate(engine)
            engine.dispose()
        path = self.folder / f"store-{next(STORES)}.db"
        shutil.copy(empty, path)
        return f"sqlite:///{path}"

    def write_answer(self, text: str) -> None:
        """Gives the peers ``text`` to answer ``QUESTION`` with."""
        with sqlite3.connect(self.answers) as database:
            database.execute("CREATE TABLE answer (question TEXT PRIMARY KEY, text TEXT)")
            database.execute("INSERT INTO answer VALUES (?, ?)", (QUESTION, text))
        database.close()
