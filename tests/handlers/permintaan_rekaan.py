"""Made-up askers and officers, and a way to ask as one of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.rendering import Renderer
from data.layanan.rules import default_rules
from data.models import Obrolan
from data.store import tickets
from handlers import permintaan, permintaan_petugas
from handlers.asked import Asked
from handlers.asker import Asker
from handlers.asking import ask
from handlers.office import Office

if TYPE_CHECKING:
    from data.layanan.rules import Rules
    from data.models.layanan import Tiket
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer
    from tests.conftest import Clock

PERSON, STRANGER, OFFICER, SECOND = 123456789, 222333444, 500000001, 500000002
HOME = Obrolan(id=PERSON, jenis="private", judul="")
ROOM = Obrolan(id=-1001234567890, jenis="supergroup", judul="Petugas rekaan")
GROUP = Obrolan(id=-1005550000001, jenis="supergroup", judul="Grup rekaan")
ASKER = Asker(id=PERSON, chat=HOME)
OTHER = Asker(id=STRANGER, chat=Obrolan(id=STRANGER, jenis="private", judul=""))
OFFICERS = Asker(id=OFFICER, officer=True, chat=ROOM, topic=71)
SECONDS = replace(OFFICERS, id=SECOND)
NIK = "5310010101900001"


@cache
def renderer() -> Renderer:
    """One renderer for all tests: its templates are compiled once."""
    return Renderer()


class Bicara:
    """Asks as somebody, with a store, a clock and rules."""

    def __init__(
        self, report: Report, store: Store, clock: Clock, room: int | None = ROOM.id
    ) -> None:
        self.report, self.store, self.clock = report, store, clock
        self.rules = default_rules()
        self.office = Office(
            find_store=lambda: store,
            now=clock,
            officer_chat=room,
            find_rules=lambda: self.rules,
        )

    def ruled(self, **limits: object) -> Rules:
        """Lets other limits hold from now on."""
        limit = self.rules.tenggat.model_copy(update=limits)
        self.rules = self.rules.model_copy(update={"tenggat": limit})
        return self.rules

    def __call__(self, line: str, asker: Asker = ASKER) -> Answer:
        """The answer to a command line, which can be rendered."""
        answer = ask(line, self.report, asker=asker, office=self.office)
        assert answer is not None
        renderer().render(answer)
        return answer

    def asked(self, asker: Asker) -> Asked:
        """What a free text of ``asker`` comes with."""
        return Asked(
            report=self.report,
            command="permintaan",
            text="",
            words=(),
            year=2024,
            asker=asker,
            office=self.office,
        )

    def say(self, text: str, asker: Asker = ASKER) -> Answer:
        """The answer to a free text in an open conversation."""
        answer = permintaan.heard(self.asked(asker), text)
        renderer().render(answer)
        return answer

    def write(
        self, number: int, text: str, message: int, asker: Asker = OFFICERS, file: str = ""
    ) -> Answer | None:
        """The answer to an officer's message about a request."""
        answer = permintaan_petugas.written(self.asked(asker), number, text, message, file=file)
        if answer is not None:
            renderer().render(answer)
        return answer

    def request(self, text: str = "Isi rekaan", asker: Asker = ASKER) -> Tiket:
        """A new request of ``asker``."""
        self(f"/permintaan {text}", asker)
        for _ in range(4):
            self("/permintaan lewati", asker)
        answer = self("/permintaan kirim", asker)
        assert answer.template == "permintaan_terkirim", answer.data
        assert asker.chat is not None
        return tickets.of_asker(self.store, asker.chat.id)[0]


def told(answer: Answer | None) -> dict[str, Any]:
    """What an answer holds."""
    assert answer is not None
    return answer.data.model_dump()


def questions(answer: Answer) -> list[str]:
    """What the buttons of ``answer`` ask."""
    return [button.question for row in answer.buttons for button in row]


def reason(answer: Answer) -> str:
    """Why ``answer`` is a refusal."""
    assert not answer.understood, answer.data
    return str(told(answer)["alasan"])
