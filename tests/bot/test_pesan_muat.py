"""The words for what is found in a monthly file; all figures are made up (rekaan)."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tdjson
from jinja2 import UndefinedError

from bot.rendering import TEMPLATES, Renderer, plain_text
from data.models import PesanMuat

SOURCES = Path(__file__).resolve().parents[2] / "data" / "bulanan"
TREES = {path.name: ast.parse(path.read_text("utf-8")) for path in SOURCES.glob("*.py")}
KEY = "kunci"
PASSED_ON = re.compile(r"[a-z_]+")


def constants() -> dict[str, str]:
    """Every text that a module of the package names, by its name."""
    return {
        target.id: node.value.value
        for tree in TREES.values()
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def takers() -> set[str]:
    """Every function of the package whose first argument is a key."""
    return {
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and KEY in [argument.arg for argument in node.args.args if argument.arg != "self"][:1]
    }


def given_keys(call: ast.Call, names: set[str]) -> Iterator[ast.expr]:
    """What ``call`` gives as a key, where it gives one."""
    yield from (word.value for word in call.keywords if word.arg == KEY)
    name, _, owner = ast.unparse(call.func)[::-1].partition(".")
    name, owner = name[::-1], owner[::-1]
    # Sets have an ``add`` too.
    if name in names and (not hasattr(set, name) or owner.endswith("notes")):
        yield from call.args[:1]


def worded(value: ast.expr, texts: dict[str, str]) -> Iterator[str]:
    """The keys that an expression may stand for; a key that is passed on stands for none."""
    if isinstance(value, ast.IfExp):
        yield from worded(value.body, texts)
        yield from worded(value.orelse, texts)
    elif isinstance(value, ast.Name):
        assert value.id in texts or value.id == KEY, f"unreadable key at line {value.lineno}"
        if value.id in texts:
            yield texts[value.id]
    else:
        assert isinstance(value, ast.Constant), f"unreadable key at line {value.lineno}"
        yield str(value.value)


def emitted() -> set[str]:
    """Every key that the package's source gives to a message."""
    names, texts = takers(), constants()
    return {
        key
        for tree in TREES.values()
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for value in given_keys(call, names)
        for key in worded(value, texts)
    }


KEYS = sorted(emitted())


@pytest.fixture(scope="module")
def module() -> Any:
    """The template's macros, as other templates import them."""
    return Renderer()._environment.get_template("_pesan_muat.html").module


def say(module: Any, key: str, **values: Any) -> str:
    """What a person reads of a message."""
    return plain_text(str(module.pesan(PesanMuat(kunci=key, **{"galat": True, **values}))))


def test_keys_are_found_in_the_source() -> None:
    """Keys are collected however they are given: by name, by place, by constant, by choice."""
    assert len(KEYS) > 40
    assert {"jumlah_anak", "terenkripsi", "xls_lama", "berkas_terlalu_berat", "kolom_kurang"} <= {
        *KEYS
    }
    assert all(PASSED_ON.fullmatch(key) for key in KEYS)


def test_no_sentence_is_left_over() -> None:
    """Every sentence of the template belongs to a key that is emitted."""
    source = (TEMPLATES / "_pesan_muat.html").read_text("utf-8")
    assert set(re.findall(r'k == "([a-z_]+)"', source)) == set(KEYS)


@pytest.mark.parametrize("galat", [True, False])
@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_its_sentence(module: Any, key: str, galat: bool) -> None:  # noqa: FBT001
    """Each key is worded as error and as warning, on one line, saying what to do."""
    values = {"isi": "<b>&", "angka": (4_000, 3_000, 1_000, 9), "galat": galat}
    bare = PesanMuat(kunci=key, **values)
    full = PesanMuat(kunci=key, baris=14, kolom="pagu_awal", kode="6871.QGE.002", **values)
    for message in (bare, full):
        markup = str(module.pesan(message))
        assert markup == markup.strip()
        assert "\n" not in markup
        assert "  " not in markup
        assert markup.endswith(".")
        assert len(re.findall(r"[.;](?: |$)", markup)) >= 2, markup
        request = {
            "@type": "parseTextEntities",
            "text": markup,
            "parse_mode": {"@type": "textParseModeHTML"},
        }
        parsed = json.loads(tdjson.td_execute(json.dumps(request).encode()) or b"{}")
        assert parsed["text"] == plain_text(markup)
        assert parsed["entities"] == []
    assert str(module.pesan(full)).startswith("Baris 14, kolom pagu awal (6871.QGE.002): ")


@pytest.mark.parametrize(
    ("key", "named", "bare"),
    [
        ("rumus", "sel ini berisi rumus “=A1”. Salin", "sel ini berisi rumus. Salin"),
        ("tautan_luar", "berkas lain, “=A1”. Putus", "berkas lain. Putus"),
        ("berkas_rusak", "Berkas ini rusak (=A1). Buka", "Berkas ini rusak. Buka"),
    ],
)
def test_what_is_not_told_leaves_no_hole(module: Any, key: str, named: str, bare: str) -> None:
    """Findings that may name what they are about read well without it."""
    assert named in say(module, key, isi="=A1")
    assert bare in say(module, key)


def test_a_key_without_a_sentence_fails(module: Any) -> None:
    """A finding is never silently left out of an answer."""
    with pytest.raises(UndefinedError):
        say(module, "tidak_ada_kuncinya")


def test_places_are_named_as_far_as_they_are_known(module: Any) -> None:
    """Row, column and code stand in front, each where the finding has it."""
    told: dict[str, Any] = {"isi": "12x"}
    assert say(
        module, "angka_tak_terbaca", baris=14, kolom="realisasi", kode="6871.QGE.002", **told
    ) == (
        "Baris 14, kolom realisasi (6871.QGE.002): “12x” bukan angka rupiah bulat."
        " Tulis misalnya 1.234.567."
    )
    ending = "“12x” bukan angka rupiah bulat. Tulis misalnya 1.234.567."
    for place, front in (
        ({"baris": 14}, "Baris 14: "),
        ({"baris": 14, "kolom": "pagu_awal"}, "Baris 14, kolom pagu awal: "),
        ({"baris": 14, "kode": "CQ"}, "Baris 14 (CQ): "),
        ({"kode": "CQ"}, "CQ: "),
        ({"kode": "CQ", "kolom": "pagu"}, "CQ, kolom pagu: "),
        ({"kolom": "Pagu Revisi (kolom Q)"}, "Kolom Pagu Revisi (kolom Q): "),
        ({}, ""),
    ):
        assert say(module, "angka_tak_terbaca", **told, **place) == front + ending


@pytest.mark.parametrize(
    ("key", "values", "text"),
    [
        (
            "jumlah_anak",
            {"kode": "CQ.6709", "kolom": "pagu", "angka": (1000, 700, 300), "galat": False},
            (
                "CQ.6709, kolom pagu: tercatat Rp1.000, sedangkan rinciannya berjumlah Rp700,"
                " kurang Rp300. Periksa apakah ada rincian yang salah atau terlewat."
            ),
        ),
        (
            "jumlah_anak",
            {"kode": "CQ.6709", "kolom": "pagu", "angka": (700, 1000, -300)},
            (
                "CQ.6709, kolom pagu: tercatat Rp700, sedangkan rinciannya berjumlah Rp1.000, lebih"
                " Rp300. Perbaiki lalu unggah lagi."
            ),
        ),
        (
            "pagu_berubah",
            {"kode": "CQ", "isi": "2025-08", "angka": (250, 300, 50), "galat": False},
            (
                "CQ: pagu naik Rp50 sejak 2025-08, dari Rp250 menjadi Rp300."
                " Pastikan memang ada revisi."
            ),
        ),
        (
            "pagu_berubah",
            {"kode": "CQ", "isi": "2025-08", "angka": (300, 250, -50), "galat": False},
            (
                "CQ: pagu turun Rp50 sejak 2025-08, dari Rp300 menjadi Rp250."
                " Pastikan memang ada revisi."
            ),
        ),
        (
            "realisasi_turun",
            {"kode": "CQ", "isi": "2025-08", "angka": (130, 100, 30), "galat": False},
            (
                "CQ: realisasi turun dari Rp130 (2025-08) menjadi Rp100, berkurang Rp30."
                " Pastikan memang ada pengembalian belanja."
            ),
        ),
        (
            "lalu_beda",
            {"kode": "CQ", "isi": "2025-08", "angka": (290, 300, -10), "galat": False},
            (
                "CQ: realisasi bulan lalu di berkas Rp290, sedangkan yang tersimpan untuk 2025-08"
                " Rp300, lebih besar Rp10. Periksa apakah bulan itu perlu dikoreksi."
            ),
        ),
        (
            "kode_hilang",
            {"isi": "6871.QGE.001, 6871.QGE.002 dan 5 lainnya", "galat": False},
            (
                "Kode di daftar tahun itu yang tidak ada di berkas:"
                " 6871.QGE.001, 6871.QGE.002 dan 5 lainnya. Pastikan barisnya tidak terlewat."
            ),
        ),
        (
            "angka_ganda",
            {"baris": 3, "angka": (1000, 2000)},
            (
                "Baris 3: dua kolom berisi angka yang berbeda, Rp1.000 dan Rp2.000."
                " Sisakan yang benar saja."
            ),
        ),
    ],
)
def test_amounts_are_named_in_their_order(
    module: Any, key: str, values: dict[str, Any], text: str
) -> None:
    """A sentence names the amounts with what they are, and the direction in words."""
    assert say(module, key, **values) == text


def test_nothing_of_the_file_becomes_markup(module: Any) -> None:
    """What stood in a cell is shown as text."""
    message = PesanMuat(kunci="angka_tak_terbaca", galat=True, isi="<script>&", kolom="<i>")
    markup = str(module.pesan(message))
    assert "&lt;script&gt;&amp;" in markup
    assert "<" not in markup
