"""The bytes of a file: the right form, and the same for the same tables."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from data.exports.csv_files import excel_csv
from data.exports.writing import write
from data.making import make
from data.models.unduhan import Bentuk, Unduhan

if TYPE_CHECKING:
    from data.report import Report

PROJECT = Path(__file__).resolve().parents[3]
BEGINNINGS = {
    Bentuk.CSV: b"PK\x03\x04",
    Bentuk.XLSX: b"PK\x03\x04",
    Bentuk.JSON: b"{\n",
    Bentuk.PDF: b"%PDF-",
    Bentuk.PAKET_DATA: b"PK\x03\x04",
    Bentuk.PAKET_PERS: b"PK\x03\x04",
}
WRITE = """
import hashlib, pickle, sys
from data.making import make
print(hashlib.sha256(make(pickle.load(sys.stdin.buffer))).hexdigest())
"""


def elsewhere(wanted: Unduhan, zone: str, seed: str) -> str:
    """The digest of the file as a process with other settings writes it."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE],
        input=pickle.dumps(wanted),
        capture_output=True,
        check=True,
        cwd=PROJECT,
        env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "PYTHONPATH": str(PROJECT)},
    )
    return done.stdout.decode().strip()


@pytest.mark.parametrize("form", BEGINNINGS)
def test_the_same_tables_are_the_same_bytes(form: Bentuk, everything: Unduhan) -> None:
    """Two processes in other time zones and with other hash seeds write the same file."""
    wanted = everything.model_copy(update={"bentuk": form})
    first = elsewhere(wanted, "Asia/Makassar", "1")
    assert len(first) == 64
    assert elsewhere(wanted, "America/New_York", "2") == first


@pytest.mark.parametrize("form", BEGINNINGS)
def test_each_form_is_what_it_says(form: Bentuk, everything: Unduhan) -> None:
    """Each form of a small table begins as files of its kind do, the same twice."""
    wanted = everything.model_copy(update={"bentuk": form, "lembar": everything.lembar[:2]})
    content = write(wanted)
    assert content.startswith(BEGINNINGS[form])
    assert make(wanted) == content


def test_one_table_is_a_csv_and_several_are_a_zip(everything: Unduhan) -> None:
    """One table as CSV is the file itself; several are packed, with their sources."""
    one = everything.model_copy(update={"lembar": everything.lembar[:1]})
    assert write(one) == excel_csv(everything.lembar[0])
    with zipfile.ZipFile(io.BytesIO(write(everything))) as packed:
        assert packed.testzip() is None
        names = [f"{sheet.nama}.csv" for sheet in everything.lembar]
        assert sorted(packed.namelist()) == sorted([*names, "SUMBER.txt"])
        assert packed.read("dpt.csv") == excel_csv(
            next(sheet for sheet in everything.lembar if sheet.nama == "dpt")
        )
        told = packed.read("SUMBER.txt").decode()
    assert everything.asal.versi in told
    assert "dpt: Daftar Pemilih Tetap" in told


def test_another_version_is_another_file(everything: Unduhan, report: Report) -> None:
    """The version of the data is in the file, so that none is mistaken for a newer one."""
    other = everything.asal.model_copy(update={"versi": "0" * 12})
    for form in (Bentuk.XLSX, Bentuk.JSON, Bentuk.PAKET_DATA):
        wanted = everything.model_copy(update={"bentuk": form, "lembar": everything.lembar[:1]})
        assert write(wanted) != write(wanted.model_copy(update={"asal": other}))
    assert everything.asal.versi == report.version
