"""The rules of the service: those that come along, and files that cannot be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from data.layanan.rules import DEFAULT, RulesError, default_rules, load_rules


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The rules that come along, with ``old`` replaced by ``new``."""
    text = DEFAULT.read_text("utf-8")
    assert old in text
    path = tmp_path / "aturan.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_rules_that_come_along() -> None:
    """They name a limit, its basis and an official channel, and can be read once for all."""
    rules = default_rules()
    assert rules is default_rules()
    assert rules.tenggat.hari_kerja >= 1
    assert rules.tenggat.dasar
    assert "e-PPID" in rules.kanal_resmi
    for key in [*rules.penolakan, *rules.penerusan]:
        # With the longest number it fits a button.
        assert len(f"/permintaan 999999999 teruskan {key}".encode()) <= 63


def test_holidays_of_their_own(tmp_path: Path) -> None:
    """A copy may add days off, with names, and take some out."""
    path = changed(
        tmp_path,
        "tambah = {}\nhapus = []",
        'tambah = { "2026-11-27" = "Libur rekaan" }\nhapus = ["2026-12-24"]',
    )
    rules = load_rules(path)
    assert rules.libur.tambah == {date(2026, 11, 27): "Libur rekaan"}
    assert rules.libur.hapus == {date(2026, 12, 24)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hari_kerja = 10", "hari_kerja = 0", "tenggat.hari_kerja"),
        ("hari_kerja = 10", "hari_kerjaan = 10", "hari_kerjaan"),
        ("ppid = ", '"PPID Provinsi" = ', "penerusan"),
        ("tambah = {}", 'tambah = { besok = "x" }', "libur.tambah"),
        ("[tenggat]", "[tenggat", "tidak dapat dibaca"),
    ],
)
def test_rules_that_cannot_be_used(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A mistake in the file is named with its place."""
    with pytest.raises(RulesError, match=r"aturan\.toml") as wrong:
        load_rules(changed(tmp_path, old, new))
    assert said in str(wrong.value)


def test_no_file_and_no_text(tmp_path: Path) -> None:
    """A file that is not there, or no text, is refused."""
    with pytest.raises(RulesError, match="tidak dapat dibaca"):
        load_rules(tmp_path / "tidak_ada.toml")
    broken = tmp_path / "rusak.toml"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RulesError, match="tidak dapat dibaca"):
        load_rules(broken)
