"""What every peer shares: its settings and the answer, read from SQLite for each question."""

from __future__ import annotations

import os
import sqlite3

API_URL = os.environ["PEER_API_URL"]
TOKEN = os.environ["PEER_TOKEN"]
PORT = int(os.environ["PEER_PORT"])
SECRET = os.environ["PEER_SECRET"]
PATH = "/telegram"
WEBHOOK_URL = f"http://127.0.0.1:{PORT}{PATH}"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

_database = sqlite3.connect(os.environ["PEER_DATABASE"], check_same_thread=False)


def answer(question: str) -> str:
    """The answer to ``question``, such as ``/dpt Sikka``."""
    row = _database.execute("SELECT text FROM answer WHERE question = ?", (question,)).fetchone()
    text: str = row[0]
    return text
