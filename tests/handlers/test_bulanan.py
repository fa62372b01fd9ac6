"""Asking for monthly absorption; every figure of a month here is made up (rekaan)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.answering import Desk
from bot.jsonlines import described
from bot.rendering import Renderer
from data.building import build
from data.bulanan.figures import Figures
from data.models import Anggaran, Berkas, PesanMuat
from data.report import Report
from data.store import drafts
from data.store.store import Store
from handlers.anggaran import JawabanAnggaran
from handlers.answer import Answer
from handlers.bulanan import JawabanBulan, JawabanTarget, JawabanUrutBulan
from handlers.office import Office
from handlers.serapan import JawabanSerapan
from handlers.tren import JawabanTren
from tests.data.planting import Folder
from tests.handlers.rekaan import asked, kinds, month, office, position, row, share
from tests.handlers.test_next_year import add_made_up_report

OLD = position("2024-10", share(80))
AUGUST = position("2025-08", share(50))
SEPTEMBER = position("2025-09", share(60))
OCTOBER = position("2025-10", share(70))
LOADED = (OLD, SEPTEMBER, OCTOBER)


def shown(answer: Answer) -> tuple[str, str]:
    """The month and the code that an answer is about."""
    assert isinstance(answer.data, JawabanBulan), answer
    data = answer.data
    return str(data.posisi.muatan.bulan), data.posisi.baris.kode


def why(answer: Answer) -> str:
    """Why a question was not answered."""
    assert not answer.understood, answer
    reason: str = answer.data.model_dump()["alasan"]
    return reason


def pressed(answer: Answer) -> list[str]:
    """What the buttons ask."""
    return [button.question for row in answer.buttons for button in row]


@pytest.mark.parametrize(
    ("line", "month_shown", "code"),
    [
        ("/serapan", "2025-10", "TOTAL"),
        ("/serapan 2025", "2025-10", "TOTAL"),
        ("/serapan Oktober", "2025-10", "TOTAL"),
        ("/serapan oktobr", "2025-10", "TOTAL"),
        ("/serapan bulan Oktober", "2025-10", "TOTAL"),
        ("/serapan terbaru", "2025-10", "TOTAL"),
        ("/serapan bulan lalu", "2025-10", "TOTAL"),
        ("/serapan s.d. Oktober", "2025-10", "TOTAL"),
        ("/serapan Oktober 2024", "2024-10", "TOTAL"),
        ("/serapan triwulan iii", "2025-09", "TOTAL"),
        ("/serapan 2025-10 CQ.6871", "2025-10", "CQ.6871"),
        ("/serapan CQ.6871 Oktober 2025", "2025-10", "CQ.6871"),
        ("/serapan 6871 10/2025", "2025-10", "CQ.6871"),
        ("/serapan 076.01.CQ Oktober", "2025-10", "CQ"),
        ("/serapan CQ.6871.QGE.2 Oktober", "2025-10", "6871.QGE.002"),
        ("/serapan logistik Oktober", "2025-10", "6871.QGE.001"),
        ("/serapan penyelenggaraan", "2025-10", "CQ"),
        ("serapan oktober 2025", "2025-10", "TOTAL"),
        ("penyerapan cq.6871 september", "2025-09", "CQ.6871"),
        ("berapa realisasi anggaran bulan oktober", "2025-10", "TOTAL"),
        ("/anggaran CQ.6871 2025", "2025-10", "CQ.6871"),
        ("/anggaran terbaru", "2025-10", "TOTAL"),
        ("/pagu september CQ", "2025-09", "CQ"),
    ],
)
def test_a_month_is_answered(line: str, month_shown: str, code: str, report: Report) -> None:
    """Whichever way a month is typed, its position answers, with its file as the source."""
    answer = asked(line, report, *LOADED)
    assert answer.understood
    assert shown(answer) == (month_shown, code)
    assert answer.sources == ()
    assert str(answer.loads[0].bulan) == month_shown


@pytest.mark.parametrize(
    "line", ["/serapan 2024", "/serapan setahun", "/serapan akhir tahun", "serapan 2024"]
)
def test_the_year_end_is_still_there(line: str, report: Report) -> None:
    """The report's year answers with its year-end, and a button leads to its newest month."""
    answer = asked(line, report, *LOADED)
    assert isinstance(answer.data, JawabanSerapan)
    assert [source.id for source in answer.sources] == ["anggaran"]
    assert pressed(answer)[0] == "/serapan 2024-10"
    assert "/serapan rendah 2024" in pressed(answer)


def test_the_latest_position_answers(report: Report) -> None:
    """Where the newest month is older than the report's year-end, that answers."""
    answer = asked("/serapan", report, OLD)
    assert isinstance(answer.data, JawabanSerapan)
    assert "/serapan 2024-10" in pressed(answer)
    newer = asked("/serapan CQ.6871", report, OLD, SEPTEMBER)
    assert shown(newer) == ("2025-09", "CQ.6871")
    assert "/serapan CQ.6871 2024" in pressed(newer)
    assert "/serapan 2025-10" in pressed(asked("/serapan 2024", report, OCTOBER))


def test_without_a_month_everything_stays(report: Report) -> None:
    """Where nothing is loaded the year-end answers, and a month is refused for that reason."""
    assert isinstance(asked("/serapan", report).data, JawabanSerapan)
    assert isinstance(asked("/serapan terbaru", report).data, JawabanSerapan)
    assert isinstance(asked("/anggaran terbaru", report).data, JawabanAnggaran)
    for line in ("/serapan Oktober", "/serapan bulanan", "/anggaran triwulan 3", "/tren Oktober"):
        answer = asked(line, report)
        assert (answer.template, why(answer)) == ("tidak_ada", "bulanan")
        assert pressed(answer) == ["/serapan"]


def test_a_report_without_a_budget_leaves_the_months(tmp_path: Path) -> None:
    """Where the report of a year has no budget its months answer, and no button leads to it."""
    folder = Folder(tmp_path / "sources")
    add_made_up_report(folder, 2025, ("sumber",))
    build(tmp_path / "report.db", folder.path)
    report = Report.open(tmp_path / "report.db")
    for line in ("/serapan", "/serapan 2025", "/anggaran 2025-10"):
        answer = asked(line, report, OCTOBER)
        assert shown(answer) == ("2025-10", "TOTAL")
        assert not any(question.endswith(" 2025") for question in pressed(answer)[1:])
    for line in ("/serapan setahun", "/serapan 2025", "/tren 2025"):
        assert why(asked(line, report)) == "tabel"
    assert isinstance(asked("/serapan 2024", report, OCTOBER).data, JawabanSerapan)
    report.close()


@pytest.mark.parametrize("command", ["/serapan", "/anggaran", "/tren"])
def test_a_year_with_neither_is_refused_for_both(command: str, report: Report) -> None:
    """A year without a report and without months is told so, and what there is."""
    for loaded in ((), LOADED):
        answer = asked(f"{command} 2023", report, *loaded)
        assert why(answer) == "tahun"
        told = answer.data.model_dump()
        assert (told["tahun"], told["tersedia"]) == (2023, (2024,))
        assert "/serapan 2024" in pressed(answer)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("/serapan Agustus", "bulan"),
        ("/serapan bulan ini", "bulan"),
        ("/serapan Desember", "bulan"),
        ("/anggaran Maret 2025", "bulan"),
        ("/tren Maret", "bulan"),
        ("/serapan bulan", "bulan_mana"),
        ("/serapan September Oktober", "dua_bulan"),
        ("/tren Oktober 2024 dan Oktober 2025", "dua_bulan"),
        ("/serapan CQ.9999 Oktober", "kode"),
        ("/serapan CQ.6871.QGE.002.051 Oktober", "kode"),
        ("/tren CQ.9999", "kode"),
        ("/serapan CQ WA Oktober", "dua_kode"),
        ("/serapan xyzq Oktober", "nama"),
        ("/serapan CQ xyzq Oktober", "nama"),
        ("/serapan pengelolaan Oktober", "nama_banyak"),
        ("/serapan 15 Oktober 2025", "kata"),
        ("/serapan 2024 2025", "kata"),
        ("/serapan Oktober Sikka", "tanpa_wilayah"),
        ("/serapan Oktober Jakarta", "luar_ntt"),
        ("/serapan ikpa Oktober", "ikpa"),
        ("/tren ikpa", "ikpa"),
        ("/serapan 3355.EBA.994 Oktober rendah", "tanpa_bawah"),
        ("/serapan Oktober target", "tanpa_jenis"),
    ],
)
def test_what_cannot_be_answered_is_told(line: str, reason: str, report: Report) -> None:
    """A refusal says which month or word it was, and every button under it answers."""
    answer = asked(line, report, *LOADED)
    assert why(answer) == reason
    for question in pressed(answer):
        assert len(question.encode()) <= 63
        assert asked(question, report, *LOADED).understood, question


def test_a_refused_month_names_those_that_are_loaded(report: Report) -> None:
    """A month that is not loaded gets the stretches that are, and buttons that keep the code."""
    answer = asked("/serapan Agustus CQ.6871", report, *LOADED)
    told = answer.data.model_dump()
    assert told["bulan"] == {"tahun": 2025, "bulan": 8}
    assert [(item["awal"]["bulan"], item["akhir"]["bulan"]) for item in told["termuat"]] == [
        (10, 10),
        (9, 10),
    ]
    assert pressed(answer)[:2] == ["/serapan 2025-10 CQ.6871", "/serapan 2025-09 CQ.6871"]
    other = asked("/serapan Agustus rendah xyzq", report, *LOADED)
    assert pressed(other)[0] == "/serapan 2025-10 rendah"
    long = asked(f"/serapan Agustus {'CQ WA ' * 12}", report, *LOADED)
    assert pressed(long)[0] == "/serapan 2025-10"


def test_a_month_without_a_year_is_the_last_that_began(report: Report) -> None:
    """An unloaded December is last year's, an unloaded March this year's, by today in WITA."""
    for line, year in (("/serapan Desember", 2024), ("/serapan Maret", 2025)):
        told = asked(line, report, *LOADED).data.model_dump()
        assert told["bulan"]["tahun"] == year


def test_near_codes_are_of_the_version(report: Report) -> None:
    """An unknown code is answered with codes that the month has, not the report's."""
    extra = row("CQ.9998", 10, 5, 50, induk="CQ")
    loaded = position("2025-10", share(70), extra=(extra,))
    answer = asked("/serapan 2025-10 CQ.9999", report, loaded)
    assert pressed(answer)[0] == "/serapan 2025-10 CQ.9998"
    assert shown(asked("/serapan 2025-10 CQ.9998", report, loaded)) == ("2025-10", "CQ.9998")


def test_codes_go_down_to_accounts(report: Report) -> None:
    """A monthly version is asked for a component or an account by its full code."""
    loaded = position("2025-10", share(70), extra=kinds(share(70)))
    answer = asked("/serapan 2025-10 CQ.6871.QGE.002.051.A.521211", report, loaded)
    assert shown(answer) == ("2025-10", "6871.QGE.002.051.A.521211")


def test_comparisons_come_with_their_files(report: Report) -> None:
    """Last month and the same month of last year are shown where loaded, and are sources."""
    answer = asked("/serapan Oktober", report, *LOADED)
    assert isinstance(answer.data, JawabanBulan)
    assert answer.data.posisi.lalu is not None
    assert answer.data.posisi.tahun_lalu is not None
    assert [str(load.bulan) for load in answer.loads] == ["2025-10", "2025-09", "2024-10"]
    alone = asked("/serapan Oktober", report, OCTOBER)
    assert [str(load.bulan) for load in alone.loads] == ["2025-10"]


@pytest.mark.parametrize(
    ("line", "figure"),
    [
        ("/serapan Oktober", "persen"),
        ("/anggaran Oktober", "pagu"),
        ("/realisasi Oktober", "realisasi"),
        ("sisa anggaran oktober", "sisa"),
        ("/anggaran persen Oktober", "persen"),
    ],
)
def test_the_figure_that_was_asked_comes_first(line: str, figure: str, report: Report) -> None:
    """A question for pagu, realisasi or the remainder begins with that figure."""
    answer = asked(line, report, *LOADED)
    assert isinstance(answer.data, JawabanBulan)
    assert answer.data.ukuran == figure


@pytest.mark.parametrize(
    ("line", "side", "first"),
    [
        ("/serapan rendah Oktober", "rendah", "3355.EBA.994"),
        ("/serapan tinggi", "tinggi", "6871.QGE.003"),
        ("/serapan Oktober CQ.6871 tinggi", "tinggi", "6871.QGE.003"),
        ("/serapan keluaran Oktober", "semua", "6871.QGE.003"),
        ("/serapan kegiatan Oktober rendah", "rendah", "WA.3355"),
        ("/serapan CQ rendah Oktober", "rendah", "CQ.6871"),
    ],
)
def test_ends_of_a_month(line: str, side: str, first: str, report: Report) -> None:
    """The lowest and highest rows of a month are ranked, outputs where no level is named."""
    extra = row("6871.QGE.003", 1000, 990, 50, induk="CQ.6871")
    answer = asked(line, report, position("2025-10", share(70), extra=(extra,)))
    assert isinstance(answer.data, JawabanUrutBulan)
    assert (answer.data.sisi, answer.data.bawah.urut[0].baris.kode) == (side, first)


def test_the_whole_is_never_invented(report: Report) -> None:
    """A version without its whole refuses it, ranks its rows and answers its codes."""
    loaded = position("2025-10", {"CQ": (100, 70), "WA": (50, 20)})
    answer = asked("/serapan", report, loaded)
    assert why(answer) == "tanpa_total"
    assert pressed(answer)[:2] == ["/serapan 2025-10 CQ", "/serapan 2025-10 WA"]
    assert why(asked("/tren", report, loaded)) == "tanpa_total"
    ends = asked("/serapan per program", report, loaded)
    assert isinstance(ends.data, JawabanUrutBulan)
    assert ends.data.kepala is None
    lone = position("2025-10", {"6871.QGE.001": (100, 70)})
    assert why(asked("/serapan", report, lone)) == "tanpa_total"


def test_many_rows_are_turned_like_pages(report: Report) -> None:
    """More than ten rows stand on pages, each of which asks for the next."""
    extra = tuple(row(f"CQ.70{n}", 100, n, n, induk="CQ") for n in range(10, 35))
    loaded = position("2025-10", share(70), extra=extra)
    answer = asked("/serapan CQ Oktober", report, loaded)
    assert isinstance(answer.data, JawabanBulan)
    assert answer.data.bawah is not None
    assert (len(answer.data.bawah.urut), answer.data.semua) == (10, 26)
    assert "/serapan 2025-10 CQ hal 2" in pressed(answer)
    second = asked("/serapan 2025-10 CQ hal 2", report, loaded)
    assert isinstance(second.data, JawabanBulan)
    assert second.data.mulai == 10


def test_warnings_of_the_shown_row(report: Report) -> None:
    """At most three warnings of the row stand in the answer, and how many more there are."""
    notes = tuple(
        PesanMuat(kunci="realisasi_minus", galat=False, baris=n, kode="CQ", angka=(-n,))
        for n in range(1, 6)
    )
    loaded = position("2025-10", share(70), warnings=notes)
    answer = asked("/serapan CQ Oktober", report, loaded)
    assert isinstance(answer.data, JawabanBulan)
    assert (len(answer.data.peringatan), answer.data.peringatan_lain) == (3, 2)
    ends = asked("/serapan per program rendah", report, loaded)
    assert isinstance(ends.data, JawabanUrutBulan)
    assert (len(ends.data.peringatan), ends.data.peringatan_lain) == (3, 2)


def test_december_beside_the_report(report: Report) -> None:
    """December as loaded and the year-end of the report are both shown where they differ."""
    lines = {line.kode: line for line in report.rows(Anggaran, 2024)}
    amounts = {
        code: (lines[code].pagu, lines[code].realisasi - 1)
        for code in ("TOTAL", "CQ", "CQ.6871", "6871.QGE.001")
    }
    december = position("2024-12", amounts)
    monthly = asked("/serapan Desember 2024", report, december)
    assert isinstance(monthly.data, JawabanBulan)
    assert monthly.data.posisi.beda_laporan is not None
    assert [source.id for source in monthly.sources] == ["anggaran"]
    for line in ("/serapan", "/serapan 2024", "/serapan CQ.6871 2024"):
        yearly = asked(line, report, december)
        assert isinstance(yearly.data, JawabanSerapan)
        assert yearly.data.beda is not None
        assert yearly.data.beda.selisih_realisasi == -1
        assert [str(load.bulan) for load in yearly.loads] == ["2024-12"]
    leaf = asked("/serapan 6871.QGE.001 2024", report, december)
    assert isinstance(leaf.data, JawabanAnggaran)
    assert leaf.data.beda is not None
    other = asked("/serapan WA 2024", report, december)
    assert isinstance(other.data, JawabanSerapan)
    assert (other.data.beda, other.loads) == (None, ())


def test_targets_are_shown_where_kinds_are_told(report: Report) -> None:
    """The quarter's targets are asked for by name, and are never the answer to anything else."""
    loaded = position("2025-09", share(60), extra=kinds(share(60)))
    answer = asked("/serapan 2025-09 target", report, loaded)
    assert isinstance(answer.data, JawabanTarget)
    assert answer.data.target.triwulan == 3
    of_code = asked("/serapan 2025-09 CQ target", report, loaded)
    assert isinstance(of_code.data, JawabanTarget)
    assert [item.jenis for item in of_code.data.target.jenis] == ["barang"]
    words = Renderer().render(answer).plain
    assert "bukan nilai IKPA" in words


def test_a_figure_alone_is_still_looked_up(report: Report) -> None:
    """A figure of the report leads to its note though months are loaded, but not with a month."""
    assert asked("/serapan 98,38", report, *LOADED).template == "catatan"
    assert why(asked("/serapan 98,38 Oktober", report, *LOADED)) == "kata"
    assert why(asked("/serapan 12,34", report, *LOADED)) == "kata"


@pytest.mark.parametrize(
    ("line", "months_shown", "code"),
    [
        ("/tren", [9, 10], "TOTAL"),
        ("/tren 2025", [9, 10], "TOTAL"),
        ("/tren CQ.6871", [9, 10], "CQ.6871"),
        ("/tren 2024", [10], "TOTAL"),
        ("/tren September", [9], "TOTAL"),
        ("/tren September Oktober 2025", [9, 10], "TOTAL"),
        ("tren serapan", [9, 10], "TOTAL"),
        ("perkembangan serapan bulanan", [9, 10], "TOTAL"),
        ("/serapan per bulan", [9, 10], "TOTAL"),
        ("/anggaran bulanan cq", [9, 10], "CQ"),
    ],
)
def test_month_by_month(line: str, months_shown: list[int], code: str, report: Report) -> None:
    """A trend shows the loaded months of one year up to the newest, the newest file first."""
    answer = asked(line, report, *LOADED)
    assert isinstance(answer.data, JawabanTren)
    found = [item.posisi for item in answer.data.bulan if item.posisi]
    assert [item.muatan.bulan.bulan for item in found] == months_shown
    assert {item.baris.kode for item in found} == {code}
    files = [load.bulan for load in answer.loads]
    assert [when.bulan for when in files[: len(found)]] == months_shown[::-1]
    compared = [item.tahun_lalu.muatan.bulan for item in found if item.tahun_lalu]
    assert files[len(found) :] == compared


def test_a_code_that_only_an_older_month_has(report: Report) -> None:
    """A code that was dropped in a later month can still be followed."""
    older = position("2025-09", share(60), extra=(row("CQ.7000", 10, 5, 50, induk="CQ"),))
    answer = asked("/tren CQ.7000", report, older, OCTOBER)
    assert isinstance(answer.data, JawabanTren)
    assert [item.posisi is not None for item in answer.data.bulan] == [False, True, False]


def test_a_trend_without_months_shows_the_year_end(report: Report) -> None:
    """Where no month of the year is loaded the report's year-end is shown, and that it is."""
    for loaded in ((), (OCTOBER,)):
        answer = asked("/tren CQ.6871 2024", report, *loaded)
        assert answer.understood
        assert isinstance(answer.data, JawabanTren)
        assert answer.data.laporan is not None
        assert answer.data.bulan == ()
        assert len(answer.data.termuat) == len(loaded)
    assert why(asked("/tren xyzq", report)) == "kata"
    assert why(asked("/tren CQ.9999", report)) == "kode"


def test_an_answer_that_changes_with_the_day_is_not_kept(report: Report) -> None:
    """*bulan lalu* asked again in the next month is about that month."""
    moments = [datetime(2025, 10, 20, tzinfo=UTC), datetime(2025, 11, 3, tzinfo=UTC)]
    place = office(*LOADED)
    place.now = lambda: moments[0]
    desk = Desk(report, Renderer(), place)
    first = desk.reply("/serapan bulan lalu")
    moments.pop(0)
    second = desk.reply("/serapan bulan lalu")
    assert first is not None
    assert second is not None
    assert shown(first.answer)[0] == "2025-09"
    assert shown(second.answer)[0] == "2025-10"
    assert desk.reply("/serapan Oktober") is desk.reply("/serapan Oktober")


def test_versions_from_the_store(sqlite_store: Store, report: Report) -> None:
    """What was confirmed in the store is answered, and a correction replaces it at once."""
    desk = Desk(
        report,
        Renderer(),
        Office(figures=Figures(lambda: sqlite_store, looks=True), now=sqlite_store.now),
    )
    for version, percent in ((1, 60), (2, 70)):
        file = Berkas(
            nama="rekaan.csv", sha256="a" * 64, susunan="umum", bulan=None, baris=(), pesan=()
        )
        number = drafts.draft(sqlite_store, 1, file, month("2025-10"))
        rows = position("2025-10", share(percent)).baris
        drafts.approve(sqlite_store, number, 1, rows, (), after=version - 1, announce=False)
        reply = desk.reply("/serapan Oktober")
        assert reply is not None
        assert f"penyerapan {percent},00%" in reply.plain
        assert reply.answer.loads[0].versi == version
    assert reply is not None
    told = described("/serapan Oktober", reply)
    assert told["loads"] == [
        {
            "month": "2025-10",
            "version": 2,
            "file": "rekaan.csv",
            "sha256": "a" * 64,
            "position": "2025-10-31",
            "loaded": "2025-11-03T01:00:00+00:00",
        }
    ]
    assert "koreksi atas versi 1" in reply.plain
    assert "/riwayat 2025-10" in reply.plain
