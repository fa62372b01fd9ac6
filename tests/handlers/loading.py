"""Loading made-up (rekaan) months as admins do: files sent, lines typed, buttons pressed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.rendering import Renderer
from data.bulanan.figures import Figures
from data.bulanan.reading import read_file
from data.models import Bulan, Obrolan
from handlers import muat
from handlers.asked import Asked
from handlers.asker import Asker
from handlers.asking import ask
from handlers.office import Office

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from data.models import Berkas
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "bulanan"
SEPTEMBER, OKTOBER = Bulan(tahun=2025, bulan=9), Bulan(tahun=2025, bulan=10)
FIRST, SECOND = 7_000_000_011, 7_000_000_012
RENDERER = Renderer()


def content(month: Bulan = OKTOBER, *changes: tuple[str, str]) -> bytes:
    """The made-up file of ``month``, each text of ``changes`` replaced by its second."""
    text = (FIXTURES / f"rekaan-{month}.csv").read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text.encode()


def made_up(month: Bulan = OKTOBER, *changes: tuple[str, str], **values: Any) -> Berkas:
    """The made-up file of ``month`` as it is read; ``values`` replace what is read."""
    file = read_file(f"rekaan-{month}.csv", content(month, *changes))
    return file.model_copy(update=values)


# A correction: another amount for one output, and for all that stands above it.
CORRECTED = (
    ("7508000,5935200", "7508000,5935300"),
    ("6512348000,5335084200", "6512348000,5335084300"),
    ("93006322000,68831251100", "93006322000,68831251200"),
    ("97877565000,72419809700", "97877565000,72419809800"),
)


def admin(who: int = FIRST) -> Asker:
    """An admin in private chat."""
    return Asker(id=who, admin=True, chat=Obrolan(id=who, jenis="private", judul=""))


class Loading:
    """An office over ``store`` in which files are sent and lines typed.

    Every answer is also put into words; ``text`` holds those of the latest.
    """

    def __init__(
        self, store: Store, report: Report, clock: Callable[[], datetime], **rules: Any
    ) -> None:
        self.store = store
        self.report = report
        self.office = Office(
            find_store=lambda: store,
            figures=Figures(lambda: store, looks=True),
            now=clock,
            **rules,
        )
        self.text = ""

    def asked(self, asker: Asker) -> Asked:
        """A question of ``asker`` without words."""
        return Asked(
            report=self.report,
            command="muat",
            text="",
            words=(),
            year=self.report.latest,
            asker=asker,
            office=self.office,
        )

    def worded(self, answer: Answer) -> Answer:
        """``answer``, once it could be put into words."""
        self.text = RENDERER.render(answer).plain
        return answer

    def send(self, file: Berkas, month: Bulan | None = OKTOBER, who: int = FIRST) -> Answer:
        """The answer to a file that was read."""
        return self.worded(muat.receive(self.asked(admin(who)), file, month))

    def type(self, line: str, asker: Asker | None = None) -> Answer:
        """The answer to a typed line."""
        answer = ask(line, self.report, asker=asker or admin(), office=self.office)
        assert answer is not None
        return self.worded(answer)

    def press(self, answer: Answer, label: str, who: int = FIRST) -> Answer:
        """The answer to the button ``label`` of ``answer``."""
        return self.type(question(answer, label), admin(who))

    def store_month(self, month: Bulan = OKTOBER, *changes: tuple[str, str]) -> Answer:
        """The answer to a file of ``month`` that is sent and confirmed at once."""
        return self.press(self.send(made_up(month, *changes), month), "simpan_muat")


def question(answer: Answer, label: str) -> str:
    """The question of the one button ``label``."""
    found = [button.question for row in answer.buttons for button in row if button.label == label]
    assert len(found) == 1, (label, answer.buttons)
    return found[0]


def labels(answer: Answer) -> list[str]:
    """The labels of all buttons."""
    return [button.label for row in answer.buttons for button in row]
