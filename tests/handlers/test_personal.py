"""Numbers like a NIK: refused in whatever way they come, and never shown again."""

from __future__ import annotations

import base64

import pytest

from bot.rendering import Renderer
from data.report import Report
from handlers.asking import ask
from handlers.command_lines import LONGEST_LINE
from handlers.mistakes import echo
from handlers.words import fold
from tests.handlers.walking import answered

NIK = "5310010101900001"
FOURS = [NIK[at : at + 4] for at in range(0, 16, 4)]
PAIRS = [NIK[at : at + 2] for at in range(0, 16, 2)]
SPELLINGS = [
    NIK,
    *(
        between.join(FOURS)
        for between in (
            " ",
            ".",
            "-",
            "_",
            "/",
            ", ",
            "  ",
            " - ",
            "–",
            "\u2011",
            "\u00a0",
            "·",
            "*",
        )
    ),
    "\u200b".join(FOURS),
    "\u00ad".join(FOURS),
    "<b>".join(FOURS),
    f"{NIK[:6]} {NIK[6:12]} {NIK[12:]}",
    " ".join(PAIRS),
    f"{NIK[:2]}.{NIK[2:4]}.{NIK[4:6]}.{NIK[6:12]}.{NIK[12:]}",
    " ".join(NIK),
    "".join(chr(0xFF10 + int(digit)) for digit in NIK),
    "".join(chr(0x0660 + int(digit)) for digit in NIK),
    "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in NIK),
    "".join("⓪①②③④⑤⑥⑦⑧⑨"[int(digit)] for digit in NIK),
]
PLACES = ("{}", "/dpt {}", "/anggrn {}", "/dptsikka{}", "/cari {}", "/istilah {}", "berapa dpt {}")


def digits(text: str) -> str:
    """The digits of ``text`` as ASCII."""
    return "".join(letter for letter in fold(text) if letter in "0123456789")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spelling", SPELLINGS, ids=range(len(SPELLINGS)))
def test_a_nik_is_never_repeated(place: str, spelling: str, report: Report) -> None:
    """However it is spelt, and behind whatever command, a NIK stands nowhere in the answer."""
    answer = answered(place.format(spelling), report)
    shown = Renderer().render(answer)
    questions = [button.question for row in shown.buttons for button in row]
    assert not answer.understood
    assert digits(NIK) not in digits(shown.plain)
    assert all(digits(NIK) not in digits(question) for question in questions)
    assert digits(NIK) not in digits(str(answer.data))


@pytest.mark.parametrize("spelling", ["dpt-5310_0101_0190_0001", "anggrn-5310_0101_0190_0001"])
def test_a_nik_in_a_link_is_refused(spelling: str, report: Report) -> None:
    """A link cannot bring in what a line may not hold."""
    coded = base64.b32encode(f"dpt {' '.join(FOURS)}".encode()).decode().rstrip("=").casefold()
    for text in (spelling, f"x-{coded}"):
        answer = answered(f"/start {text}", report)
        assert (answer.understood, answer.data.model_dump()["alasan"]) == (False, "pribadi")


@pytest.mark.parametrize(
    "line",
    [
        "/hitung 11.632.683.000 11.619.000.000",
        "/hitung 1.234.567.890 1.234.567",
        "/banding 53.07 53.08",
        "/cari 215.464.527.000",
    ],
)
def test_money_is_no_nik(line: str, report: Report) -> None:
    """Amounts of many digits are amounts."""
    assert answered(line, report).understood


def test_a_line_that_grows_when_folded_is_too_long(report: Report) -> None:
    """Characters that stand for several are counted as several."""
    answer = ask("㏂" * LONGEST_LINE, report)
    assert answer is not None
    assert answer.data.model_dump()["alasan"] == "panjang"


def test_echo_keeps_little() -> None:
    """What is repeated of a line is short and holds no long number."""
    assert echo("0812-3456-7890 rumah") == "… rumah"
    assert echo("a" * 50) == "a" * 40 + "…"
    assert echo("dpt 2024") == "dpt 2024"
