"""What is found in a monthly file, one rule at a time; all figures are made up (rekaan)."""

from __future__ import annotations

from datetime import date

import pytest

from data.bulanan.examining import STRICT
from data.bulanan.findings import LISTED, NAME_LENGTH, SHOWN, clipped, listed, place
from data.bulanan.sums import COMPUTED_NAME
from data.models import Anggaran, Bulan, PesanMuat, TingkatKode
from data.report import Report
from tests.data.bulanan.budgets import (
    AMOUNTS,
    KNOWN,
    MONTH,
    changed,
    judged,
    keys,
    line,
    lines,
    load,
    only,
    position,
    without,
)

AUGUST = MONTH.sebelum
JUNE = Bulan(tahun=2025, bulan=6)


def test_a_consistent_file_has_no_findings() -> None:
    """Rows get level, parent and order, and nothing is found."""
    result = judged()
    assert result.pesan == ()
    assert not result.ditolak
    assert [(row.urutan, row.kode, row.tingkat, row.induk) for row in result.baris[:5]] == [
        (1, "TOTAL", TingkatKode.TOTAL, None),
        (2, "CQ", TingkatKode.PROGRAM, "TOTAL"),
        (3, "CQ.6871", TingkatKode.KEGIATAN, "CQ"),
        (4, "6871.QGE.001", TingkatKode.KELUARAN, "CQ.6871"),
        (5, "6871.QGE.002", TingkatKode.KELUARAN, "CQ.6871"),
    ]
    assert {row.kode: (row.pagu, row.realisasi) for row in result.baris} == AMOUNTS


def test_a_refused_file_has_no_rows() -> None:
    """Errors and warnings are told apart, and an error leaves nothing to store."""
    warning = PesanMuat(kunci="baris_dilewati", galat=False)
    result = judged([], pesan=(warning,))
    assert (result.ditolak, result.baris) == (True, ())
    assert [message.kunci for message in result.galat] == ["tanpa_baris"]
    assert result.peringatan == (warning,)
    assert keys(result) == ["tanpa_baris", "baris_dilewati"]


def test_what_the_reader_found_is_handed_on() -> None:
    """An unreadable cell refuses the file, and rows that it made vanish are not complained of."""
    unreadable = PesanMuat(kunci="bukan_angka", galat=True, baris=3, kolom="pagu", isi="12x")
    rows = without(lines(), "WA.3355")
    assert judged(rows, pesan=(unreadable,), known={}).pesan == (unreadable,)
    assert judged([], pesan=(unreadable,)).pesan == (unreadable,)


def test_a_repeated_code_refuses_the_file() -> None:
    """A code that stands twice is named with its rows."""
    message = only(judged([*lines(), line("CQ", number=40)]), "kode_ganda")
    assert (message.galat, message.kode, message.isi) == (True, "CQ", "3, 40")


def test_a_malformed_code_refuses_the_file() -> None:
    """What is no code is named as it was printed."""
    result = judged([*lines(), line("687.QGE", number=40, kode_tercetak="687,QGE")])
    message = only(result, "kode_salah")
    assert (message.galat, message.baris, message.isi) == (True, 40, "687,QGE")
    assert keys(result) == ["kode_salah"]


@pytest.mark.parametrize("code", ["6999.QGE.001", "6999.QGE", "XX.6999", "6999.QGE.001.051"])
def test_a_code_without_a_parent_refuses_the_file(code: str) -> None:
    """A parent that stands neither in the file nor in the list is no parent."""
    message = only(judged([*lines(), line(code, number=40)]), "induk_tak_dikenal")
    assert (message.galat, message.baris, message.kode) == (True, 40, code)


def test_a_parent_in_the_list_or_in_the_file_is_enough() -> None:
    """Without a list the file's own rows are parents; with one the file may lack them."""
    assert judged(known={}).pesan == ()
    rows = without(lines(), "CQ", "CQ.6871")
    result = judged([*rows, line("6871.QGE.003", number=40)])
    assert not result.ditolak
    assert {row.kode: row.induk for row in result.baris}["6871.QGE.003"] == "CQ.6871"
    assert judged(rows, known={}).galat


def test_a_number_of_two_kegiatan_names_no_parent() -> None:
    """Where two kegiatan bear one number, a new code under it is refused with both named."""
    rows = [*lines(), line("WA.6871", number=40), line("6871.QGE.009", number=41)]
    message = only(judged(rows), "induk_ganda")
    assert (message.galat, message.kode, message.isi) == (True, "6871.QGE.009", "CQ.6871, WA.6871")
    assert "induk_ganda" not in keys(judged(rows[:-1]))


def test_the_lists_parent_goes_before_the_pattern(report: Report) -> None:
    """The report of 2024 has 3361.EBA.994 under WA.3360, and so has a file of that year."""
    budget = report.rows(Anggaran, 2024)
    known = {row.kode: row.induk for row in budget}
    amounts = {row.kode: (row.pagu, row.realisasi) for row in budget}
    december = Bulan(tahun=2024, bulan=12)
    result = judged(lines(amounts), december, known=known)
    placed = {row.kode: row for row in result.baris}
    assert placed["3361.EBA.994"].induk == "WA.3360"
    assert {code: row.induk for code, row in placed.items()} == known
    # The printed outputs of CQ.6709 do not add up to it; nothing else is found.
    assert {(m.kunci, m.kode, m.kolom) for m in result.pesan} == {
        ("jumlah_anak", "CQ.6709", "pagu"),
        ("jumlah_anak", "CQ.6709", "realisasi"),
    }
    assert result.pesan[0].angka == (22124094000, 21759447000, 364647000)


def test_a_new_code_follows_its_number_in_the_list() -> None:
    """Outputs of a number without a kegiatan stand where the list has that number's outputs."""
    known = {**KNOWN, "3361.EBA.994": "WA.3355"}
    rows = [*lines(), line("3361.EBA.994", number=40), line("3361.EBA.995", number=41)]
    result = judged(rows, known=known)
    assert {row.kode: row.induk for row in result.baris}["3361.EBA.995"] == "WA.3355"
    assert keys(result) == ["kode_baru"]


def test_a_file_may_be_finer_than_the_list() -> None:
    """A KRO between a kegiatan and its outputs is their parent and is not counted twice."""
    rows = [*lines(), line("6871.QGE", 700, 300, 40)]
    result = judged(rows)
    assert result.pesan == ()
    parents = {row.kode: row.induk for row in result.baris}
    assert (parents["6871.QGE.001"], parents["6871.QGE"]) == ("6871.QGE", "CQ.6871")


def test_a_list_may_be_finer_than_the_file() -> None:
    """Where the list's parent is not in the file, the next one in the file is the parent."""
    known = {**KNOWN, "6871.QGE": "CQ.6871", "6871.QGE.001": "6871.QGE", "6871.QGE.002": "6871.QGE"}
    result = judged(known=known)
    assert keys(result) == ["kode_hilang"]
    assert {row.kode: row.induk for row in result.baris}["6871.QGE.001"] == "CQ.6871"


def test_a_listed_parent_outside_the_pattern_keeps_its_place() -> None:
    """A KRO by the pattern does not draw an output away from the parent that the list gives it."""
    known = {**KNOWN, "6871.QGE.002": "WA.3355"}
    result = judged([*lines(), line("6871.QGE", 300, 100, 40)], known=known)
    assert {row.kode: row.induk for row in result.baris}["6871.QGE.002"] == "WA.3355"
    bare = judged([line("TOTAL"), line("6871.QGE.002", number=2)], known=known)
    assert {row.kode: row.induk for row in bare.baris}["6871.QGE.002"] == "WA.3355"


def test_a_parent_in_the_file_goes_before_one_that_is_not() -> None:
    """Where a file has the kegiatan that a code names and not the list's, that one is it."""
    known = {**KNOWN, "WA.3360": "WA", "3361.EBA.994": "WA.3360"}
    rows = [*changed(lines(), "TOTAL", pagu=1005), line("WA.3361", 5, number=40)]
    rows = [*changed(rows, "WA", pagu=305), line("3361.EBA.994", 5, number=41)]
    result = judged(rows, known=known)
    assert {row.kode: row.induk for row in result.baris}["3361.EBA.994"] == "WA.3361"
    assert keys(result) == ["kode_hilang", "kode_baru"]


def test_a_parent_that_only_the_list_names_is_one() -> None:
    """The list may name a parent that it has no row for; where it names none there is none."""
    rows = [*lines(), line("3361.EBA.994", number=40)]
    result = judged(rows, known={**KNOWN, "3361.EBA.994": "ZZ.3360"})
    assert {row.kode: row.induk for row in result.baris}["3361.EBA.994"] == "ZZ.3360"
    assert keys(judged(rows, known={**KNOWN, "3361.EBA.994": None})) == ["induk_tak_dikenal"]


def test_details_stand_under_their_nearest_row() -> None:
    """Komponen, subkomponen and akun find their parents, with or without a subkomponen."""
    rows = [
        *lines(),
        line("6871.QGE.001.051", 300, 100, 40),
        line("6871.QGE.001.051.A", 200, 60, 41),
        line("6871.QGE.001.051.A.521211", 200, 60, 42),
        line("6871.QGE.001.051.522191", 100, 40, 43),
    ]
    result = judged(rows)
    assert result.pesan == ()
    assert [row.induk for row in result.baris[-4:]] == [
        "6871.QGE.001",
        "6871.QGE.001.051",
        "6871.QGE.001.051.A",
        "6871.QGE.001.051",
    ]


@pytest.mark.parametrize("column", ["pagu", "pagu_awal"])
def test_a_negative_pagu_refuses_the_file(column: str) -> None:
    """A pagu below zero is named; zero is none."""
    message = only(judged(changed(lines(), "CQ", **{column: -5})), "pagu_minus")
    assert (message.galat, message.kode, message.kolom) == (True, "CQ", column)
    assert message.angka == (-5,)
    assert "pagu_minus" not in keys(judged(changed(lines(), "CQ", **{column: 0})))


@pytest.mark.parametrize(
    ("today", "found"),
    [
        (date(2025, 8, 31), ["bulan_depan"]),
        (date(2025, 9, 1), ["bulan_berjalan"]),
        (date(2025, 9, 29), ["bulan_berjalan"]),
        (date(2025, 9, 30), []),
        (date(2026, 1, 1), []),
    ],
)
def test_a_month_must_have_ended(today: date, found: list[str]) -> None:
    """A position at the month's end exists from its last day on."""
    result = judged(today=today)
    assert keys(result) == found
    assert result.ditolak is bool(found)


def test_a_file_of_another_month_is_refused() -> None:
    """The month that the file names must be the one asked for."""
    message = only(judged(bulan=AUGUST), "bulan_beda")
    assert (message.galat, message.isi) == (True, "2025-08")
    assert judged(bulan=MONTH).pesan == ()


def test_the_same_bytes_again() -> None:
    """The current version again is refused; an older one and another month's are warned of."""
    current = position(sha256="a" * 64, version=2)
    message = only(judged(same_month=current, seen=current.muatan), "berkas_sama")
    assert (message.galat, message.isi) == (True, "2")
    other = position(lines(AMOUNTS | {"3355.EBA.994": (300, 90)}), version=2)
    older = only(judged(same_month=other, seen=load(version=1)), "berkas_versi_lama")
    assert (older.galat, older.isi) == (False, "1")
    elsewhere = only(judged(seen=load(AUGUST)), "berkas_bulan_lain")
    assert (elsewhere.galat, elsewhere.isi) == (False, "2025-08")


def test_a_correction_that_corrects_nothing() -> None:
    """Other bytes with the same rows are warned of; a changed row is not."""
    message = only(judged(same_month=position(version=3)), "tanpa_perubahan")
    assert (message.galat, message.isi) == (False, "3")
    assert keys(judged(lines()[::-1], same_month=position())) == ["tanpa_perubahan"]
    renamed = changed(lines(), "CQ", uraian="Nama baru")
    assert judged(renamed, same_month=position()).pesan == ()


def test_codes_that_only_the_list_has() -> None:
    """Missing codes are one warning, and the whole is not among them."""
    result = judged(without(lines(), "WA", "WA.3355", "3355.EBA.994", "TOTAL"))
    message = only(result, "kode_hilang")
    assert (message.galat, message.isi) == (False, "WA, WA.3355, 3355.EBA.994")


def test_codes_that_only_the_file_has() -> None:
    """New codes are one warning; the first load of a year has none, and no finer level."""
    rows = [*lines(), line("6871.QGE.003", number=40), line("CQ.6872", number=41)]
    message = only(judged(rows), "kode_baru")
    assert (message.galat, message.isi) == (False, "CQ.6872, 6871.QGE.003")
    assert judged(rows, known={}).pesan == ()
    without_whole = {code: parent for code, parent in KNOWN.items() if code != "TOTAL"}
    assert judged([*lines(), line("6871.QGE.002.051", 400, 200)], known=without_whole).pesan == ()


def test_long_lists_are_shortened() -> None:
    """Of many codes the first are named and the rest are counted."""
    rows = [*lines(), *(line(f"6871.QGE.{n:03}", number=n) for n in range(10, 30))]
    message = only(judged(rows), "kode_baru")
    assert message.isi.startswith("6871.QGE.010, 6871.QGE.011, ")
    assert message.isi.endswith(", 6871.QGE.017 dan 12 lainnya")
    names = [str(n) for n in range(LISTED)]
    assert listed(names) == ", ".join(names)
    assert listed([*names, "x"]) == f"{', '.join(names)} dan 1 lainnya"


def test_many_findings_of_a_kind_are_shortened() -> None:
    """Past a handful of one kind, one last finding names where else it was found."""
    known = KNOWN | {f"6871.QGE.{n:03}": "CQ.6871" for n in range(10, 10 + SHOWN + 2)}
    rows = [*lines(), *(line(code, 0, 1) for code in known if code not in KNOWN)]
    found = [m for m in judged(rows, known=known).pesan if m.kunci != "jumlah_anak"]
    assert [message.kunci for message in found] == ["melebihi_pagu"] * SHOWN + ["sejenis"]
    assert (found[-1].galat, found[-1].isi) == (False, "6871.QGE.015, 6871.QGE.016")
    fewer = judged(rows[:-1], known={code: known[code] for code in list(known)[:-1]})
    assert keys(fewer).count("melebihi_pagu") == SHOWN + 1


def test_findings_without_a_code_are_named_by_their_row() -> None:
    """The rest of a list is named by rows, and without them by what it is about."""
    unreadable = [
        PesanMuat(kunci="bukan_angka", galat=True, baris=number, kolom="pagu")
        for number in range(1, 9)
    ]
    result = judged(pesan=tuple(unreadable))
    assert result.pesan[-1].isi == "baris 6, baris 7, baris 8"
    assert result.pesan[-1].galat
    assert place(PesanMuat(kunci="x", galat=True, isi="lembar\nsatu")) == "lembar satu"


def test_names_are_clipped() -> None:
    """A long name is cut at sixty characters with a sign that it was."""
    assert clipped("x" * NAME_LENGTH) == "x" * NAME_LENGTH
    assert clipped("x" * 90) == "x" * (NAME_LENGTH - 1) + "…"


def test_a_negative_realisasi() -> None:
    """Below zero is warned of, zero is not."""
    rows = lines({"TOTAL": (10, -1), "CQ": (10, -1)})
    result = judged(rows, known={})
    assert keys(result) == ["realisasi_minus"] * 2
    assert (result.pesan[0].galat, result.pesan[0].angka) == (False, (-1,))
    assert judged(lines({"TOTAL": (10, 0), "CQ": (10, 0)}), known={}).pesan == ()


def test_a_realisasi_above_its_pagu() -> None:
    """Above the pagu is warned of with both amounts; all of it is not."""
    result = judged(lines({"TOTAL": (10, 12), "CQ": (10, 12)}), known={})
    assert keys(result) == ["melebihi_pagu"] * 2
    assert (result.pesan[0].kode, result.pesan[0].angka) == ("TOTAL", (12, 10, 2))
    assert judged(lines({"TOTAL": (10, 10), "CQ": (10, 10)}), known={}).pesan == ()


@pytest.mark.parametrize("column", ["pagu", "realisasi", "pagu_awal", "blokir"])
def test_children_that_do_not_add_up(column: str) -> None:
    """A parent whose children leave a gap is named with column, sum and difference."""
    rows = [
        row.model_copy(update={"pagu_awal": row.pagu, "blokir": row.realisasi}) for row in lines()
    ]
    assert judged(rows).pesan == ()
    less = getattr(rows[3], column) - 30
    result = judged(changed(rows, "6871.QGE.001", **{column: less}))
    message = only(result, "jumlah_anak")
    stated = getattr(rows[2], column)
    assert (message.galat, message.baris, message.kode) == (False, 4, "CQ.6871")
    assert (message.kolom, message.angka) == (column, (stated, stated - 30, 30))
    assert keys(result) == ["jumlah_anak"]


def test_columns_that_not_all_rows_tell_are_not_added() -> None:
    """A sum of something unknown is unknown."""
    rows = changed(lines(), "CQ.6871", blokir=5)
    assert judged(rows).pesan == ()
    assert judged(changed(rows, "6871.QGE.001", blokir=1)).pesan == ()
    both = changed(changed(rows, "6871.QGE.001", blokir=1), "6871.QGE.002", blokir=1)
    assert only(judged(both), "jumlah_anak").angka == (5, 2, 3)


def test_rows_without_children_need_not_add_up() -> None:
    """A file that goes down to programmes only holds them against the whole only."""
    amounts = {"TOTAL": (1000, 400), "CQ": (700, 300), "WA": (300, 100)}
    assert judged(lines(amounts), known={}).pesan == ()


def test_the_nearest_rows_below_are_added() -> None:
    """Where programmes are missing, the kegiatan below them are held against the whole."""
    rows = without(lines(), "CQ", "WA")
    assert "jumlah_anak" not in keys(judged(rows))
    message = only(judged(changed(rows, "TOTAL", pagu=1001)), "jumlah_anak")
    assert (message.kode, message.angka) == ("TOTAL", (1001, 1000, 1))


def test_a_missing_whole_is_computed() -> None:
    """The sum of all programmes is the whole, and a warning says that it was computed."""
    rows = changed(changed(without(lines(), "TOTAL"), "CQ", blokir=1), "WA", blokir=1)
    result = judged(rows)
    message = only(result, "total_dihitung")
    assert (message.galat, message.angka) == (False, (1000, 400))
    assert keys(result) == ["total_dihitung"]
    whole = result.baris[-1]
    assert (whole.kode, whole.tingkat, whole.induk) == ("TOTAL", TingkatKode.TOTAL, None)
    assert (whole.pagu, whole.realisasi, whole.blokir, whole.pagu_awal) == (1000, 400, 2, None)
    assert (whole.urutan, whole.uraian) == (8, COMPUTED_NAME)


@pytest.mark.parametrize("missing", [("WA",), ("WA", "WA.3355", "3355.EBA.994")])
def test_a_missing_whole_is_not_computed_from_some_programmes(missing: tuple[str, ...]) -> None:
    """A programme of the list that the file lacks leaves the whole unknown."""
    result = judged(without(lines(), "TOTAL", *missing))
    assert "tanpa_total" in keys(result)
    assert "total_dihitung" not in keys(result)
    assert "TOTAL" not in {row.kode for row in result.baris}


def test_no_programme_gives_no_whole() -> None:
    """Rows without any programme have no sum to show."""
    result = judged(without(lines(), "TOTAL", "CQ", "WA"))
    assert "tanpa_total" in keys(result)


def test_last_month_and_this_month_make_the_cumulative() -> None:
    """Rows that tell both are added; rows that tell one are not."""
    rows = lines()
    assert judged(changed(rows, "CQ", lalu=200, ini=100)).pesan == ()
    assert judged(changed(rows, "CQ", lalu=200)).pesan == ()
    assert judged(changed(rows, "CQ", ini=200)).pesan == ()
    message = only(judged(changed(rows, "CQ", lalu=200, ini=99)), "lalu_ini_beda")
    assert (message.galat, message.kode, message.angka) == (False, "CQ", (200, 99, 299, 300))


def test_last_month_is_the_stored_one() -> None:
    """The file's last month is held against the month directly before only."""
    rows = changed(lines(), "CQ", lalu=290)
    message = only(judged(rows, previous=position(month=AUGUST)), "lalu_beda")
    assert (message.galat, message.kode, message.isi) == (False, "CQ", "2025-08")
    assert message.angka == (290, 300, -10)
    assert judged(changed(rows, "CQ", lalu=300), previous=position(month=AUGUST)).pesan == ()
    assert keys(judged(rows, previous=position(month=JUNE))) == ["bulan_terlewat"]
    unknown = position(without(lines(), "WA", "WA.3355", "3355.EBA.994"), AUGUST)
    assert judged(changed(lines(), "WA", lalu=1), previous=unknown).pesan == ()


def test_a_shrinking_cumulative() -> None:
    """Less than the month before is a warning that names both amounts; the same is none."""
    before = position(changed(lines(), "3355.EBA.994", realisasi=130), AUGUST)
    message = only(judged(previous=before), "realisasi_turun")
    assert (message.galat, message.kode, message.isi) == (False, "3355.EBA.994", "2025-08")
    assert message.angka == (130, 100, 30)
    assert judged(previous=position(month=AUGUST)).pesan == ()


def test_a_later_month_that_shrinks() -> None:
    """More than a later month has is a warning that names that month; the same is none."""
    october = MONTH.sesudah
    later = position(changed(lines(), "3355.EBA.994", realisasi=70), october)
    message = only(judged(later=later), "melebihi_bulan_berikut")
    assert (message.galat, message.kode, message.isi) == (False, "3355.EBA.994", "2025-10")
    assert message.angka == (100, 70, 30)
    assert judged(later=position(month=october)).pesan == ()
    fewer = position(without(lines(), "WA", "WA.3355", "3355.EBA.994"), october)
    assert judged(later=fewer).pesan == ()


def test_a_changed_pagu() -> None:
    """A revision is named with both amounts and its direction."""
    before = position(changed(lines(), "3355.EBA.994", pagu=250), AUGUST)
    message = only(judged(previous=before), "pagu_berubah")
    assert (message.galat, message.kode, message.angka) == (False, "3355.EBA.994", (250, 300, 50))


def test_a_changed_name() -> None:
    """Another name is shown beside the old one; typing and the whole's name do not count."""
    before = position(changed(lines(), "CQ", uraian="Nama lama"), AUGUST)
    message = only(judged(previous=before), "nama_berubah")
    assert (message.galat, message.kode, message.isi) == (False, "CQ", "Nama lama → Nama CQ")
    typed = position(changed(lines(), "CQ", uraian="NAMA  cq"), AUGUST)
    assert judged(previous=typed).pesan == ()
    whole = position(changed(lines(), "TOTAL", uraian="Seluruhnya"), AUGUST)
    assert judged(previous=whole).pesan == ()


def test_months_left_out() -> None:
    """The months between the last one loaded and this one are named."""
    message = only(judged(previous=position(month=JUNE)), "bulan_terlewat")
    assert (message.galat, message.isi) == (False, "2025-07, 2025-08")


def test_strict_refuses_what_does_not_agree() -> None:
    """What is a warning otherwise refuses the file, and other warnings stay warnings."""
    rows = changed(lines(), "CQ", lalu=1, ini=1, realisasi=301)
    rows = [*without(rows, "WA"), line("6871.QGE.003", number=40)]
    before = position(changed(lines(), "6871.QGE.001", pagu=9), AUGUST)
    lenient, strict = (judged(rows, strict=strict, previous=before) for strict in (False, True))
    assert set(keys(lenient)) >= STRICT | {"pagu_berubah"}
    assert not lenient.ditolak
    assert {message.kunci for message in strict.galat} == STRICT
    assert "pagu_berubah" in {message.kunci for message in strict.peringatan}
    assert strict.baris == ()
    assert judged(strict=True).pesan == ()
