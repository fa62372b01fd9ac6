"""What the serving benchmark measures with counts right, and its programs are whole."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

import orjson
import pytest

from tests.bench_serving.api import lean_api
from tests.bench_serving.contenders import (
    CONSTANT,
    IN_RESPONSE,
    OURS_POLLING,
    PEERS,
    POLLING,
    WEBHOOK,
    Surroundings,
)
from tests.bench_serving.figures import FIGURES, Figure, missed
from tests.bench_serving.questions import (
    ASKERS,
    EACH,
    FIRST_UPDATE,
    AnswerError,
    Ledger,
    chat_of,
    update_of,
)
from tests.bench_serving.sessions import session
from tests.bench_serving.starting import CORES
from tests.bench_serving.throughput import percentile, ratios
from tests.bench_serving.wire import Message, Messages, fields, request, response

if TYPE_CHECKING:
    from pathlib import Path

PROGRAMS = sorted(PEERS.glob("*.py"))
MULTIPART = (
    b'--Xy\r\nContent-Disposition: form-data; name="chat_id"\r\n\r\n7\r\n'
    b'--Xy\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n\x00\xff\r\n'
    b'--Xy\r\nContent-Disposition: form-data; name="text"\r\n\r\nDPT 2\r\n--Xy--\r\n'
)


@pytest.fixture
def around(database: Path, tmp_path: Path) -> Surroundings:
    """Surroundings with a fresh store."""
    return Surroundings(tmp_path, database)


async def test_bot_is_measured(around: Surroundings) -> None:
    """The real bot answers every question once, and a constant answers in the same words."""
    async with session(OURS_POLLING, around, None, cores=CORES) as running:
        assert await running.ask(150) > 0
        assert await running.ask(50) > 0
        ledger = running.api.ledger
        assert (ledger.asked, ledger.answered) == (200, 200)
        assert running.process.cpu() > 0
        assert running.process.memory() > 1
    assert running.process.ended
    assert ledger.text is not None
    assert "244.838" in ledger.text
    around.write_answer(ledger.text)
    async with session(CONSTANT, around, ledger.text, cores=CORES) as running:
        assert await running.ask(40) > 0
        async with running.connected() as asker:
            took = await asker.steadily(running.numbers(20), 200.0)
        assert len(took) == 20
    assert running.api.ledger.answered == 60


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.name)
def test_peer_compiles(program: Path) -> None:
    """Each program that the bot is compared with is valid Python."""
    compile(program.read_text("utf-8"), program.name, "exec")


def test_every_peer_is_started() -> None:
    """Every program but the shared parts is measured, and every one that is measured is there."""
    named = {
        word.rpartition("/")[2]
        for contender in (*POLLING, *WEBHOOK, *IN_RESPONSE)
        for word in contender.line
        if word.endswith(".py")
    }
    assert named == {path.name for path in PROGRAMS} - {"parts.py"}
    assert {each.name for each in POLLING if not each.webhook} == {each.name for each in POLLING}
    assert all(each.webhook for each in (*WEBHOOK, *IN_RESPONSE))


def test_peers_are_locked() -> None:
    """Every library of the peers has one version and its hashes, from whatever index."""
    locked = (PEERS / "requirements.txt").read_text("utf-8")
    wanted = re.findall(r"^([\w-]+)", (PEERS / "requirements.in").read_text("utf-8"), re.MULTILINE)
    packages = re.findall(r"^([\w.-]+)(?:\[.*?\])?==\S+ .*\\\n    --hash=", locked, re.MULTILINE)
    assert {name.casefold() for name in wanted} <= set(packages)
    assert "://" not in locked


def answer(number: int, text: str = "DPT") -> dict[str, object]:
    """An answer to question ``number``."""
    return {"chat_id": str(chat_of(number)), "text": text}


async def test_ledger_finds_every_fault() -> None:
    """An answer too many, other words and an answer that never comes are found."""
    ledger = Ledger("DPT")
    ledger.expect(2)
    ledger.ask(0)
    ledger.ask(1)
    ledger.answer(answer(0))
    with pytest.raises(AnswerError, match="1 of 2 questions"):
        await ledger.settled(0.01)
    twice = Ledger("DPT")
    twice.expect(1)
    twice.ask(0)
    twice.answer(answer(0))
    await twice.settled()
    twice.check()
    twice.answer(answer(0))
    with pytest.raises(AnswerError, match="nobody waits"):
        twice.check()
    other = Ledger("DPT")
    other.expect(1)
    other.ask(0)
    other.answer(answer(0, "TPS"))
    with pytest.raises(AnswerError, match="other words"):
        await other.settled()
    with pytest.raises(AnswerError, match="unknown to the stand-in"):
        Ledger().check({"getChat"})


async def test_unconfirmed_updates_are_given_again() -> None:
    """What was not confirmed is given again, counted once; what was confirmed never again."""
    said: list[bytes] = []

    class Line:
        """A connection that keeps what is said."""

        def write(self, raw: bytes) -> None:
            """Keeps ``raw``."""
            said.append(raw)

    def numbers_of(raw: bytes) -> list[int]:
        updates = orjson.loads(raw.partition(b"\r\n\r\n")[2])["result"]
        return [update["update_id"] - FIRST_UPDATE for update in updates]

    async with lean_api() as api:
        api.offer(3)
        for offset in (0, 0, FIRST_UPDATE + 2, FIRST_UPDATE + 3):
            body = orjson.dumps({"offset": offset, "limit": 2})
            api.take(Line(), Message(b"POST /bot1:A/getUpdates HTTP/1.1", b"", body))  # type: ignore[arg-type]
        assert [numbers_of(raw) for raw in said] == [[0, 1], [0, 1], [2], []]
        assert api.ledger.asked == 3


def test_askers_stay_below_the_flood_limit() -> None:
    """Nobody asks more than a few times, nor twice in a row, in updates of one length."""
    chats = [chat_of(number) for number in range(2 * ASKERS * EACH)]
    assert set(Counter(chats).values()) == {EACH}
    assert all(one != other for one, other in itertools.pairwise(chats))
    assert len({len(update_of(number)) for number in (0, 9, 99_999)}) == 1
    assert orjson.loads(update_of(7))["message"]["chat"]["id"] == chat_of(7)


def test_messages_come_in_pieces() -> None:
    """A message is whole however it arrives, and two at once are two."""
    raw = request(b"/telegram", b"", b'{"a":1}') + response(b"{}")
    chunked = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"
    )
    whole = Messages().feed(raw + chunked)
    assert [message.body for message in whole] == [b'{"a":1}', b"{}", b"abcd"]
    pieces = Messages()
    found = [message for byte in raw + chunked for message in pieces.feed(bytes([byte]))]
    assert found == whole


@pytest.mark.parametrize(
    "message",
    [
        Message(b"POST / HTTP/1.1", b"", b'{"chat_id":"7","text":"DPT 2"}'),
        Message(b"POST / HTTP/1.1", b"", b"chat_id=7&text=DPT+2"),
        Message(b"GET /?chat_id=7&text=DPT%202 HTTP/1.1", b"", b""),
        Message(b"POST / HTTP/1.1", b"Content-Type: multipart/form-data; boundary=Xy", MULTIPART),
    ],
    ids=["json", "form", "address", "multipart"],
)
def test_fields(message: Message) -> None:
    """Parameters are read in each form that a bot may send them in."""
    assert fields(message) == {"chat_id": "7", "text": "DPT 2"}


def test_figures_say_whether_they_are_met() -> None:
    """A figure is met, met but for its aim, missed or not measured; names are told once."""
    least, most = Figure("a", "A", 2, 3), Figure("b", "B", 60, most=True)
    assert [least.row(value)[-1] for value in (3.0, 2.5, 1.9, None)] == [
        "yes",
        "target, not aim",
        "no",
        "not measured",
    ]
    assert [most.row(value)[-1] for value in (60.0, 61.0)] == ["yes", "no"]
    assert most.row(61.0)[:4] == ("B", "61", "≤ 60", "")
    assert missed({"serving_features_us": 61.0, "serving_response_vs_bare": 0.4}) == [
        next(figure.title for figure in FIGURES if figure.name == "serving_features_us")
    ]
    assert len({figure.name for figure in FIGURES}) == len(FIGURES)


def test_ratios_are_taken_round_by_round() -> None:
    """A ratio is the median of the rounds' ratios; who was not measured has none."""
    rounds = {"ours": [10.0, 20.0, 60.0], "bare": [10.0, 10.0, 20.0]}
    assert ratios("vs_{}", rounds, ("bare", "aiogram")) == {"vs_bare": 2.0}
    assert percentile(range(1, 1001), 99) == 990
