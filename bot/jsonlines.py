"""Answers for other programs: one question a line in, one JSON object a line out."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from data.report import ReportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answering import Desk
    from bot.reply import Reply

NOTHING: dict[str, object] = {
    "question": "",
    "understood": False,
    "command": None,
    "line": None,
    "text": "",
    "buttons": [],
    "files": [],
    "sources": [],
    "loads": [],
    "notes": [],
    "data": None,
}


def answer_lines(desk: Desk, questions: Iterable[str]) -> bool:
    """Prints one JSON object a question; false where a defect left one unanswered."""
    complete = True
    for question in questions:
        try:
            reply = desk.reply(question)
            told = described(question, reply) if reply else {"question": question}
        except ReportError:
            raise
        except Exception as error:  # noqa: BLE001 - the next question must still be answered
            print(f"Pertanyaan gagal dijawab: {type(error).__name__}", file=sys.stderr)
            told, complete = {**NOTHING, "question": question}, False
        print(json.dumps(told, ensure_ascii=False), flush=True)
    return complete


def lines(stream: Iterator[bytes]) -> Iterator[str]:
    """The lines of a byte stream; what is no UTF-8 is read as far as it can be."""
    for line in stream:
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def described(question: str, reply: Reply) -> dict[str, object]:
    """A reply as other programs read it."""
    answer = reply.answer
    report = answer.report
    return {
        "question": question,
        "understood": answer.understood,
        "command": answer.command,
        "line": answer.line,
        "text": reply.plain,
        "buttons": [
            [{"text": button.text, "question": button.question} for button in row]
            for row in reply.buttons
        ],
        "files": [file.nama for file in answer.files],
        "sources": [
            {
                "laporan": report.judul if report else None,
                "tanggal": report.tanggal.isoformat() if report else None,
                **source.model_dump(mode="json"),
            }
            for source in answer.sources
        ],
        "loads": [
            {
                "month": str(load.bulan),
                "version": load.versi,
                "file": load.berkas,
                "sha256": load.sha256,
                "position": load.bulan.akhir.isoformat(),
                "loaded": load.disimpan.isoformat(),
            }
            for load in answer.loads
        ],
        "notes": [note.nomor for note in answer.notes],
        "data": answer.data.model_dump(mode="json"),
    }
