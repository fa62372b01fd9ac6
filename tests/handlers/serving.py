"""Made-up requests, and questions asked as different people with a store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.rendering import Renderer
from data.layanan.entries import Entries
from data.models import KeadaanTiket, Obrolan, Permintaan
from data.store import publishing, tickets
from handlers.asker import Asker
from handlers.asking import ask
from handlers.commands import BY_NAME, COMMANDS
from handlers.office import Office

if TYPE_CHECKING:
    import pytest

    from data.models import TanyaJawab, Tiket
    from data.report import Report
    from data.store.store import Store
    from handlers.answer import Answer
    from tests.conftest import Clock

PERSON, OFFICER_ID, ADMIN_ID, SECOND_ID = 111_000_001, 222_000_001, 333_000_001, 333_000_002
OFFICERS = Obrolan(id=-1_009_000_000_001, jenis="supergroup", judul="Petugas rekaan")
GROUP = Obrolan(id=-1_001_234_567_890, jenis="supergroup", judul="Rapat <Rekaan>")


def home(person: int) -> Obrolan:
    """The private chat of ``person``."""
    return Obrolan(id=person, jenis="private", judul="")


ANYONE = Asker(id=PERSON, chat=home(PERSON))
OFFICER = Asker(id=OFFICER_ID, officer=True, chat=OFFICERS)
ADMIN = Asker(id=ADMIN_ID, admin=True, officer=True, chat=home(ADMIN_ID))
SECOND = Asker(id=SECOND_ID, admin=True, officer=True, chat=home(SECOND_ID))


class Serving:
    """Asks as somebody, with a store and published answers."""

    def __init__(self, report: Report, store: Store, clock: Clock) -> None:
        self.report = report
        self.store = store
        self.office = Office(
            find_store=lambda: store,
            now=clock,
            officer_chat=OFFICERS.id,
            entries=Entries(lambda: store, looks=True),
        )

    def __call__(self, line: str, asker: Asker = ANYONE) -> Answer:
        """The answer to ``line``, which the renderer can put into words."""
        answer = ask(line, self.report, asker=asker, office=self.office)
        assert answer is not None
        Renderer().render(answer)
        return answer

    def data(self, line: str, asker: Asker = ANYONE) -> dict[str, Any]:
        """What the answer to ``line`` holds, which was understood."""
        answer = self(line, asker)
        assert answer.understood, answer.data
        return answer.data.model_dump()

    def refusal(self, line: str, asker: Asker = ANYONE) -> tuple[str, str]:
        """Why ``line`` is refused, and the words that the refusal names."""
        answer = self(line, asker)
        assert not answer.understood, line
        told = answer.data.model_dump()
        return told["alasan"], told["kata"]


def confirmed(serving: Serving, number: int, asker: Asker = SECOND) -> Answer:
    """The answer to the button by which ``asker``, who typed it first, publishes an entry."""
    typed = serving(f"/tanyajawab {number} terbitkan", asker)
    assert typed.data.model_dump()["peristiwa"] == "tegaskan"
    return serving(questions(typed)[0], asker)


def answered(
    store: Store, text: str = "Berapa kursi DPRD Kabupaten Rekaan?", reply: str = "Ada 30 kursi."
) -> Tiket:
    """A made-up request that an officer answered."""
    due = (store.now() + timedelta(days=14)).date()
    wish = Permintaan(nama="Penanya Rekaan", kontak="surel rekaan", isi=text)
    made = tickets.create(store, f"kunci-{text[:30]}", PERSON, wish, due)
    tickets.take(store, made.id, OFFICER_ID)
    tickets.heard(store, made.id, "petugas", OFFICER_ID, reply, "", OFFICERS.id, made.id)
    return tickets.close(store, made.id, OFFICER_ID, KeadaanTiket.DIJAWAB)


def publish(
    store: Store,
    question: str = "Berapa kursi DPRD Kabupaten Rekaan?",
    reply: str = "Ada 30 kursi.",
) -> TanyaJawab:
    """A made-up answer that is published."""
    made = publishing.propose(
        store, answered(store, question, reply).id, OFFICER_ID, question, reply
    )
    publishing.edit(store, made.id, OFFICER_ID, "sumber", "Keputusan rekaan")
    publishing.publish(store, made.id, SECOND_ID)
    found = publishing.find(store, made.id)
    assert found is not None
    return found


def ask_ikuti(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets ``/ikuti`` be the command of that name, whatever else was called so."""
    command = next(item for item in COMMANDS if item.name == "ikuti")
    monkeypatch.setitem(BY_NAME, "ikuti", command)


def questions(answer: Answer) -> list[str]:
    """What the buttons of ``answer`` ask."""
    return [button.question for row in answer.buttons for button in row]
