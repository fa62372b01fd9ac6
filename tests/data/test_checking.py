"""The notes of 2024 against the findings of 2024, one to one."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.checking import Checked, check
from data.loading import Edition, Rows, Sources, load
from data.models import Catatan, CatatanTemuan
from data.queries import naskah
from data.report import Report
from data.tables import SHARED_TABLES, YEARLY_TABLES
from tests.data.planting import Folder

SOURCES = load()
CLAIMS = SOURCES.editions[0].rows.of(CatatanTemuan)
NOTES = SOURCES.editions[0].rows.of(Catatan)
# Keys for what is no single row: a table, all its rows, the count of sound buildings.
WHOLE = {"*", "semua", "baik"}
# Keys of one column of a row, such as ``24.pilbup``.
COLUMNS = {"pilbup", "pilgub", "nama"}
KEYS = {table.name: table.key[0] for table in (*SHARED_TABLES, *YEARLY_TABLES)}


def with_claims(claims: tuple[CatatanTemuan, ...]) -> Checked:
    """The check of 2024 with other claims."""
    edition = SOURCES.editions[0]
    rows = Rows({**edition.rows.by_table, "catatan_temuan": claims})
    (result,) = check(Sources(SOURCES.shared, (Edition(edition.laporan, rows),)))
    return result


def test_the_report_of_2024_holds() -> None:
    """Every finding of 2024 has its note, and every note its findings."""
    (result,) = check(SOURCES)
    assert (result.tahun, result.holds) == (2024, True)
    assert {item.kunci for item in result.findings} == {claim.temuan for claim in CLAIMS}
    assert set(result.notes.values()) == {note.nomor for note in NOTES}


def test_every_finding_has_its_own_key() -> None:
    """No two findings share a key, so that a note cannot cover one unseen."""
    (result,) = check(SOURCES)
    keys = [item.kunci for item in result.findings]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.temuan)
def test_a_finding_without_its_note_fails(claim: CatatanTemuan) -> None:
    """Taking any single claim away leaves exactly its finding unexplained."""
    result = with_claims(tuple(other for other in CLAIMS if other is not claim))
    assert result.unexplained == (claim.temuan,)
    assert not result.holds


def test_a_note_without_a_finding_fails() -> None:
    """A claim to a finding that is not there is groundless, and so is an idle note."""
    result = with_claims((*CLAIMS, CatatanTemuan(catatan=1, temuan="dpt.baris:99")))
    assert result.groundless == ("dpt.baris:99",)
    assert not result.holds
    idle = with_claims(tuple(claim for claim in CLAIMS if claim.catatan != 8))
    assert idle.groundless == ("8",)
    assert not idle.holds


def test_a_finding_that_two_notes_claim_fails() -> None:
    """Each finding is explained once."""
    result = with_claims((*CLAIMS, CatatanTemuan(catatan=1, temuan="nama.dpt:53.01")))
    assert result.repeated == ("nama.dpt:53.01",)
    assert not result.holds


def test_a_mended_slip_makes_its_note_groundless(tmp_path: Path) -> None:
    """A note stays only as long as what it tells of is there."""
    folder = Folder(tmp_path / "sources")
    folder.change("dpt", {"urutan": "1"}, nama_tercetak="KABUPATEN KUPANG")
    (result,) = check(load(folder.path))
    assert result.groundless == ("nama.dpt:53.01", "27")
    assert not result.holds


def test_every_reference_of_a_finding_leads_to_a_row() -> None:
    """A finding names rows that exist, one of their columns, or a table as a whole."""
    edition = SOURCES.editions[0]
    (result,) = check(SOURCES)
    for item in result.findings:
        for row in item.rujukan:
            if row.kunci in WHOLE:
                assert row.tabel in {*KEYS, "laporan"}, item.kunci
                continue
            rows = edition.rows.by_table[row.tabel]
            known = {str(getattr(other, KEYS[row.tabel])) for other in rows}
            head, _, column = row.kunci.rpartition(".")
            assert row.kunci in known or (head in known and column in COLUMNS), item.kunci


def test_every_note_is_told_with_its_findings(report: Report) -> None:
    """The database gives each note the findings that the claims give it."""
    (result,) = check(SOURCES)
    computed = {item.kunci: item for item in result.findings}
    for note in NOTES:
        told = naskah.note(report, 2024, note.nomor)
        assert told is not None
        assert told.catatan == note
        assert told.semua == len(NOTES)
        keys = {claim.temuan for claim in CLAIMS if claim.catatan == note.nomor}
        assert {item.kunci for item in told.temuan} == keys
        for item in told.temuan:
            source = computed[item.kunci]
            assert (item.dihitung, item.selisih) == (source.dihitung, source.selisih)
            assert [(spot.sumber.id, spot.baris, spot.tercetak) for spot in item.tempat] == [
                (spot.sumber, spot.baris, spot.tercetak) for spot in source.tempat
            ]


def test_an_unknown_note_is_none(report: Report) -> None:
    """There is no note 0 and none behind the last."""
    assert naskah.note(report, 2024, 0) is None
    assert naskah.note(report, 2024, len(NOTES) + 1) is None


def test_loading_again_gives_the_same() -> None:
    """Sources compare by what they hold, and reading them twice gives the same."""
    assert load() == SOURCES
