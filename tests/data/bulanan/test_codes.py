"""Budget codes in their canonical form."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.bulanan.codes import as_typed, kind_of, level_of, normal_code
from data.loading import SOURCES
from data.models import JenisBelanja, TingkatKode


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("TOTAL", "TOTAL", TingkatKode.TOTAL),
        ("jumlah", "TOTAL", TingkatKode.TOTAL),
        (" Jumlah  Seluruhnya ", "TOTAL", TingkatKode.TOTAL),
        ("cq", "CQ", TingkatKode.PROGRAM),
        ("076.01.CQ", "CQ", TingkatKode.PROGRAM),
        ("cq.6871", "CQ.6871", TingkatKode.KEGIATAN),
        ("CQ 6871", "CQ.6871", TingkatKode.KEGIATAN),
        ("cq-6871", "CQ.6871", TingkatKode.KEGIATAN),
        ("CQ6871", "CQ.6871", TingkatKode.KEGIATAN),
        ("076.01.CQ.6871", "CQ.6871", TingkatKode.KEGIATAN),
        ("6871.QGE", "6871.QGE", TingkatKode.KRO),
        ("CQ.6871.QGE", "6871.QGE", TingkatKode.KRO),
        ("CQ.6871.QGE.002", "6871.QGE.002", TingkatKode.KELUARAN),
        ("6871.qge.2", "6871.QGE.002", TingkatKode.KELUARAN),
        ("6871.QGE.002.", "6871.QGE.002", TingkatKode.KELUARAN),
        ("6871.QGE.002.51", "6871.QGE.002.051", TingkatKode.KOMPONEN),
        ("6871.QGE.002.051.A", "6871.QGE.002.051.A", TingkatKode.SUBKOMPONEN),
        ("6871.QGE.002.051.0a", "6871.QGE.002.051.A", TingkatKode.SUBKOMPONEN),
        ("6871.QGE.002.051.A.521211", "6871.QGE.002.051.A.521211", TingkatKode.AKUN),
        ("6871.QGE.002.051.521211", "6871.QGE.002.051.521211", TingkatKode.AKUN),
    ],
)
def test_normal_code(text: str, code: str, level: TingkatKode) -> None:
    """Each way of writing a code gives its canonical form, and that its level."""
    assert normal_code(text) == code
    assert level_of(code) is level


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6871",
        "W.3360",
        "C",
        "CQ.687",
        "QGE.002",
        "6871.QG.002",
        "6871.QGE.A",
        "CQ.6871.QGE.0002",
    ],
)
def test_malformed(text: str) -> None:
    """A malformed code has no canonical form and no level, and is kept as it was typed."""
    assert normal_code(text) is None
    assert as_typed(f" {text.lower()} ") == text
    assert level_of(text) is None


def test_the_codes_of_the_report() -> None:
    """Every code of the report's budget table is canonical already."""
    path = Path(SOURCES) / "2024" / "anggaran.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [normal_code(row["kode"]) for row in rows] == [row["kode"] for row in rows]
    assert [level_of(row["kode"]) for row in rows] == [row["tingkat"] for row in rows]


@given(st.text(alphabet="cqCQGE0126789. -/", max_size=30))
def test_normal_code_is_settled(text: str) -> None:
    """A canonical form is its own canonical form, and always has a level."""
    code = normal_code(text)
    if code is not None:
        assert normal_code(code) == code
        assert level_of(code) is not None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("6871.QGE.002.051.A.511111", JenisBelanja.PEGAWAI),
        ("6871.QGE.002.051.A.521211", JenisBelanja.BARANG),
        ("6871.QGE.002.051.532111", JenisBelanja.MODAL),
        ("6871.QGE.002.051.571111", JenisBelanja.BANSOS),
        ("6871.QGE.002.051.581111", None),
        ("6871.QGE.002.051", None),
        ("CQ", None),
    ],
)
def test_kind_of(code: str, kind: JenisBelanja | None) -> None:
    """An account tells its kind of spending by its first two digits; no other level does."""
    assert kind_of(code) is kind
