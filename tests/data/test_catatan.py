"""Each note's sentence holds no number that its findings do not hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest

from data.calculator import half_up
from data.checks import find_all
from data.loading import load
from data.models import (
    Catatan,
    CatatanTemuan,
    DasarHukum,
    FaktaKinerja,
    Frozen,
    Gedung,
    Kendala,
    Logistik,
    Pengukuran,
    Peristiwa,
    Pernyataan,
    Row,
    Sumber,
    Tahapan,
    Temuan,
)
from data.tables import SHARED_TABLES, YEARLY_TABLES

SOURCES = load()
EDITION = SOURCES.editions[0]
NOTES = EDITION.rows.of(Catatan)
FOUND = {item.kunci: item for item in find_all(EDITION, SOURCES.shared)}
KEYS = {table.name: table.key[0] for table in (*SHARED_TABLES, *YEARLY_TABLES)}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def readings(text: str) -> set[Decimal]:
    """Every value that a printed number can mean, with either sign between thousands."""
    values = {Decimal(re.sub(r"[.,]", "", text))}
    for point, group in ((",", "."), (".", ",")):
        plain = text.replace(group, "").replace(point, ".")
        if re.fullmatch(r"\d+(\.\d+)?", plain):
            values.add(Decimal(plain))
    return values


def indonesian(text: str) -> Decimal:
    """A number as the sentences write it: dots between thousands, a decimal comma."""
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?|\d+(,\d+)?", text):
        return Decimal(text.replace(".", "").replace(",", "."))
    # A code or a number quoted as printed, such as 2,000 or 03.1.
    return Decimal(re.sub(r"[.,]", "", text))


def numbers(text: str) -> Iterator[str]:
    """The numbers in a text, without the signs around them."""
    return (match[0] for match in NUMBER.finditer(text))


def rows_of(item: Temuan) -> Iterator[Frozen]:
    """The rows that a finding refers to."""
    for reference in item.rujukan:
        for row in EDITION.rows.by_table.get(reference.tabel, ()):
            key = str(getattr(row, KEYS[reference.tabel]))
            if reference.kunci in {key, "*"}:
                yield row


def known(note: Catatan) -> set[Decimal]:
    """Every value that the findings of a note hold."""
    places = {row.id: row for row in EDITION.rows.of(Sumber)}
    texts: list[str] = []
    values: set[Decimal] = set()
    for claim in EDITION.rows.of(CatatanTemuan):
        if claim.catatan != note.nomor:
            continue
        item = FOUND[claim.temuan]
        texts += [claim.temuan]
        texts += [f"{spot.baris} {spot.tercetak}" for spot in item.tempat]
        texts += [str(places[spot.sumber].model_dump()) for spot in item.tempat]
        values |= {abs(Decimal(text)) for text in (item.dihitung, item.selisih) if text}
        texts += [
            " ".join(str(cell) for cell in row.model_dump(mode="json").values())
            for row in rows_of(item)
            if isinstance(row, Row)
        ]
    return values | {
        value for text in texts for found in numbers(text) for value in readings(found)
    }


def fact(indicator: str, matter: str) -> str:
    """What the narrative states of an indicator."""
    rows = EDITION.rows.of(FaktaKinerja)
    return next(row.isi for row in rows if (row.indikator, row.perihal) == (indicator, matter))


def target(indicator: str, place: str) -> Decimal:
    """The target of an indicator in one table."""
    rows = EDITION.rows.of(Pengukuran)
    found = next(row.target for row in rows if (row.indikator, row.sumber) == (indicator, place))
    assert found is not None
    return found


def sound_offices() -> tuple[int, int]:
    """How many satker have sound buildings only, and how many there are."""
    rows = EDITION.rows.of(Gedung)
    damaged = {row.nomor for row in rows if row.kondisi != "Baik"}
    every = {row.nomor for row in rows}
    return len(every - damaged), len(every)


def stands_in(text: str, place: str) -> Decimal:
    """The number ``text``, which must stand in ``place``."""
    assert text in numbers(place)
    return indonesian(text)


# What a note says beside its findings: the number, why, and where it comes from instead.
BESIDE: dict[int, dict[str, tuple[str, Callable[[], Decimal | int]]]] = {
    2: {
        "78": ("the target it is computed with", lambda: target("3.2", "bab3b")),
        "79": ("the other printed target", lambda: target("3.2", "rkt")),
        "112,97": (
            "the achievement with the other target",
            lambda: half_up(Decimal("89.25") / target("3.2", "rkt") * 100, 2),
        ),
    },
    4: {
        "77,95": (
            "the score behind the letter",
            lambda: stands_in("77,95", fact("3.1", "Nilai hasil evaluasi")),
        ),
        "2023": (
            "the year in the award's name",
            lambda: stands_in("2023", EDITION.rows.of(Peristiwa)[0].judul),
        ),
    },
    5: {
        "89,25": (
            "the score that fills the realisasi",
            lambda: stands_in("89,25", fact("3.2", "Nilai hasil evaluasi")),
        )
    },
    6: {
        "17": ("a count of offices", lambda: sound_offices()[0]),
        "23": ("a count of offices", lambda: sound_offices()[1]),
    },
    20: {
        "10": (
            "a part of the sentence that agrees with the table",
            lambda: next(
                row.nilai or 0
                for row in EDITION.rows.of(Pernyataan)
                if row.perihal == "sdm.bagian.struktural"
            ),
        )
    },
    28: {
        "4": (
            "the name of a form whose numbers agree",
            lambda: 4 * any("A4" in row.nama for row in EDITION.rows.of(Logistik)),
        )
    },
    34: {
        "12": (
            "the stage with the other spelling",
            lambda: next(
                row.nomor for row in EDITION.rows.of(Tahapan) if "Penghitungan" in row.nama_tercetak
            ),
        )
    },
    38: {"100": ("the mark of an achieved target", lambda: target("1.1", "bab3b"))},
    41: {
        "1": (
            "the one objective with obstacles",
            lambda: sum({row.sasaran for row in EDITION.rows.of(Kendala)}),
        )
    },
    42: {
        "193": (
            "the decree that changed the team",
            lambda: stands_in("193", fact("3.2", "Keputusan perubahan terakhir")),
        )
    },
    44: {
        "1945": (
            "the constitution's year",
            lambda: stands_in("1945", EDITION.rows.of(DasarHukum)[4].peraturan),
        )
    },
}


@pytest.mark.parametrize("note", NOTES, ids=lambda note: str(note.nomor))
def test_every_number_of_a_note_is_in_its_findings(note: Catatan) -> None:
    """A sentence for readers quotes only what is printed, computed, or the difference."""
    beside = BESIDE.get(note.nomor, {})
    values = known(note)
    strange = {
        text for text in numbers(f"{note.judul} {note.kalimat}") if indonesian(text) not in values
    }
    assert strange == set(beside)
    for text, (_why, origin) in beside.items():
        assert indonesian(text) == origin(), text


def test_the_comparison_can_fail() -> None:
    """A sentence with one digit changed is caught."""
    note = NOTES[14]
    wrong = note.kalimat.replace("569.232.450.470", "569.232.450.471")
    assert wrong != note.kalimat
    values = known(note)
    assert [text for text in numbers(wrong) if indonesian(text) not in values] == [
        "569.232.450.471"
    ]
