"""The messages that groups get, word for word; every figure here is made up (rekaan)."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.formatting import utf16_length
from bot.rendering import MESSAGE_LIMIT, Renderer
from data.bulanan.recipients import Varian, in_parts
from data.models import JenisLangganan, PesanMuat, Pilihan
from handlers.pengumuman import MOST_CHANGES, Koreksi, Pengingat, Pengumuman, monthly, reminder
from handlers.pengumuman import correction as correct
from tests.bot.test_wording import telegram_reads, written
from tests.handlers.rekaan import held, month, position, row, share

if TYPE_CHECKING:
    from bot.reply import Reply
    from data.bulanan.figures import Bulanan
    from data.models import Posisi
    from handlers.answer import Answer

GOLDEN = Path(__file__).resolve().parent.parent / "golden" / "pengumuman"
RENDERER = Renderer()
DECEMBER = position("2024-12", share(90))
AUGUST = position("2025-08", share(40))
OCTOBER = position("2025-10", share(50))
LOADED = held(DECEMBER, AUGUST, OCTOBER)
WHOLE = Varian(kode=("TOTAL",))
# What a screen reader stumbles over, or what no reader understands.
UNREADABLE = re.compile(r"None|TOTAL|\bTrue\b|\bFalse\b|[{}\[\]_]|  \S|E\+|Decimal|--|\+-")
LINKS = re.compile(r" /[a-z]+( \d\S+)?")


def limit(sign: str, percent: str, code: str = "TOTAL") -> Pilihan:
    """The wish to hear of a threshold in any month."""
    return Pilihan.model_validate(
        {"jenis": JenisLangganan.AMBANG, "kode": code, "arah": sign, "persen": percent}
    )


def message(answer: Answer) -> Reply:
    """``answer`` in words that Telegram takes and that can be read aloud."""
    reply = RENDERER.render(answer)
    parsed = telegram_reads(reply.html)
    assert parsed["text"] == reply.plain
    assert utf16_length(reply.plain) <= MESSAGE_LIMIT
    spoken = LINKS.sub("", "\n".join(line.strip() for line in reply.plain.splitlines()))
    assert UNREADABLE.search(spoken) is None, spoken
    assert reply.buttons == ()
    assert reply.copy_text is None
    return reply


def text_of(wish: Varian, here: Posisi = OCTOBER, months: Bulanan = LOADED) -> str:
    """The announcement of ``here`` as a group reads it."""
    return message(monthly(wish, here, months)).plain


def told(wish: Varian, here: Posisi = OCTOBER, months: Bulanan = LOADED) -> Pengumuman:
    """What the announcement of ``here`` says, before it is put into words."""
    data = monthly(wish, here, months).data
    assert isinstance(data, Pengumuman)
    return data


def corrected(wish: Varian, old: Posisi, new: Posisi) -> Koreksi:
    """What a correction says, before it is put into words."""
    data = correct(wish, old, new).data
    assert isinstance(data, Koreksi)
    return data


LENGTHS = Varian(kode=("TOTAL", "CQ.6871"), rinci=("CQ.6871",), ambang=(limit("<", "60", "WA"),))
NEWER = position("2025-10", share(50, **{"3355_EBA_994": 3_100_000_000}), version=2)
GROWN = position(
    "2025-10",
    share(51),
    version=2,
    extra=(row("7000.ABC.001", 10, 5, uraian="Baris baru (rekaan)"),),
)
REVIEWED = {
    "bulan": monthly(WHOLE, OCTOBER, LOADED),
    "bulan-lengkap": monthly(Varian(kode=("TOTAL",), rinci=("TOTAL",)), OCTOBER, LOADED),
    "bulan-campuran": monthly(LENGTHS, OCTOBER, LOADED),
    "bulan-pertama": monthly(WHOLE, AUGUST, LOADED),
    "bulan-tiada": monthly(Varian(kode=("CQ.9999",)), OCTOBER, LOADED),
    "ambang": monthly(Varian(ambang=(limit("<", "60"), limit(">", "40.5", "CQ"))), OCTOBER, LOADED),
    "ambang-tidak-lagi": monthly(Varian(ambang=(limit("<", "50"),)), OCTOBER, LOADED),
    "koreksi": correct(Varian(kode=("CQ",), lama=1), OCTOBER, NEWER),
    "koreksi-banyak": correct(Varian(kode=("TOTAL",), lama=1), OCTOBER, GROWN),
    "koreksi-tanpa-beda": correct(Varian(lama=1), OCTOBER, OCTOBER),
    "pengingat": reminder(month("2025-10"), held(AUGUST)),
    "pengingat-awal": reminder(month("2025-10"), held()),
}


@pytest.mark.parametrize("name", REVIEWED)
def test_reviewed_messages(name: str) -> None:
    """A message reads as it was reviewed; UPDATE_GOLDEN=1 writes it anew for review."""
    path = GOLDEN / f"pesan-{name}.txt"
    text = written(message(REVIEWED[name]))
    if os.environ.get("UPDATE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text("utf-8")


def test_no_reviewed_message_is_left_over() -> None:
    """No reviewed text is kept of a message that is not made any more."""
    assert {path.stem for path in GOLDEN.glob("pesan-*.txt")} == {
        f"pesan-{name}" for name in REVIEWED
    }


def test_a_month_says_its_date_and_source() -> None:
    """The message names the date of the position, the file, its version and when it was loaded."""
    text = text_of(WHOLE)
    assert text.startswith("Penyerapan anggaran KPU Provinsi NTT s.d. 31 Oktober 2025\n")
    assert "Sumber: berkas rekaan-2025-10.csv, versi 1, posisi 31 Oktober 2025" in text
    data = told(WHOLE)
    assert (data.posisi, data.versi, data.peringatan) == (date(2025, 10, 31), 1, 0)
    assert [item.kode for item in data.kepala] == ["TOTAL", "CQ", "WA"]
    assert (data.rincian, data.tiada, data.ambang, data.lainnya) == ((), (), (), 0)


def test_held_against_the_month_before_in_the_year() -> None:
    """Rows are held against the latest month before that is loaded, of the same year only."""
    assert str(told(WHOLE).sejak) == "2025-08"
    assert "Bertambah Rp942.800.000 (naik 10,00 poin persentase) sejak Agustus 2025" in text_of(
        WHOLE
    )
    assert told(WHOLE, AUGUST).sejak is None
    assert "sejak" not in text_of(WHOLE, AUGUST)
    january = position("2025-01", share(1))
    assert told(WHOLE, january, held(DECEMBER, january, OCTOBER)).sejak is None


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((100, 40), (100, 50), "Bertambah Rp10 (naik 10,00 poin persentase) sejak Agustus 2025"),
        ((100, 50), (100, 40), "Berkurang Rp10 (turun 10,00 poin persentase) sejak Agustus 2025"),
        ((100, 50), (100, 50), "    Tetap sejak Agustus 2025"),
        ((100, 50), (200, 50), "    Tetap (turun 25,00 poin persentase) sejak Agustus 2025"),
        ((100, 50), (200, 100), "    Bertambah Rp50 sejak Agustus 2025"),
        ((0, 0), (100, 10), "    Bertambah Rp10 sejak Agustus 2025"),
        ((100, 10), (100, -5), "Berkurang Rp15 (turun 15,00 poin persentase) sejak Agustus 2025"),
    ],
)
def test_what_was_added(before: tuple[int, int], now: tuple[int, int], words: str) -> None:
    """What was added, paid back or left as it was is said in one line."""
    old, new = position("2025-08", {"TOTAL": before}), position("2025-10", {"TOTAL": now})
    assert words in text_of(WHOLE, new, held(old, new))


def test_no_pagu() -> None:
    """Where there is no pagu the absorption is not made up."""
    bare = position("2025-10", {"TOTAL": (0, 0)})
    assert "Seluruh anggaran: tidak dapat dihitung" in text_of(WHOLE, bare, held(bare))


def test_missing_codes() -> None:
    """A code that the month does not have is named; so is the whole where there is none."""
    assert "CQ.9999: tidak ada di data Oktober 2025" in text_of(Varian(kode=("CQ.9999", "CQ")))
    bare = position("2025-10", {"CQ": (10, 5)})
    assert "Seluruh anggaran: tidak ada di data Oktober 2025" in text_of(WHOLE, bare, held(bare))


def test_thresholds_in_words() -> None:
    """A threshold says which way it was passed, as exactly as it was asked for."""
    wish = Varian(ambang=(limit("<", "60"), limit(">", "40.50", "CQ"), limit("<", "1000", "WA")))
    text = text_of(wish)
    assert "⚠️ Seluruh anggaran: 50,00%, di bawah ambang 60%" in text
    assert "⚠️ CQ: 50,00%, di atas ambang 40,50%" in text
    assert "⚠️ WA: 50,00%, di bawah ambang 1.000%" in text
    assert [item.masih for item in told(wish).ambang] == [True] * 3


def test_a_threshold_met_before_rounding() -> None:
    """Where the shown percentage equals the limit, it is said that rounding makes it so."""
    close = position("2025-10", {"TOTAL": (10_000_000, 4_999_999)})
    text = text_of(Varian(ambang=(limit("<", "50"),)), close, held(close))
    assert "50,00%, di bawah ambang 50% (sebelum dibulatkan)" in text


def test_a_threshold_that_is_not_met_any_more() -> None:
    """Of a version that came since and does not meet the threshold no message claims it does."""
    wish = Varian(ambang=(limit("<", "50"),))
    assert [item.masih for item in told(wish).ambang] == [False]
    text = text_of(wish)
    assert "Seluruh anggaran: 50,00%, menurut angka terbaru tidak di bawah ambang 50%" in text
    assert "⚠️" not in text


def test_warnings_are_counted_once() -> None:
    """Warnings that were accepted on loading are counted in the first part of an announcement."""
    warned = position(
        "2025-10",
        share(50),
        warnings=(PesanMuat(kunci="melebihi_pagu", galat=False),) * 3
        + (PesanMuat(kunci="pagu_berubah", galat=False),),
    )
    assert "Data ini disimpan dengan 3 peringatan" in text_of(WHOLE, warned, held(warned))
    second = WHOLE.model_copy(update={"bagian": 2, "dari": 2})
    assert "peringatan" not in text_of(second, warned, held(warned))


def long_budget(name: str, count: int = 400) -> Posisi:
    """A made-up position of many outputs with the largest amounts that are likely."""
    most = 999_999_999_999_999
    codes = [f"6871.Q{chr(65 + n // 26)}{chr(65 + n % 26)}.{n:03}" for n in range(count)]
    rows = [row(code, most, -most + n, induk="CQ", uraian=name) for n, code in enumerate(codes)]
    return position("2025-10", {"TOTAL": (most, -most), "CQ": (most, most)}, extra=tuple(rows))


@pytest.mark.parametrize("name", ["N" * 120, "😀" * 120, "A & <b> " * 15, "kata " * 24])
def test_400_codes_with_long_names(name: str) -> None:
    """However long names are, every part fits, is numbered, and no code is told twice."""
    here = long_budget(name)
    before = long_budget(name).model_copy(update={"muatan": AUGUST.muatan})
    wish = Varian(kode=("TOTAL",), rinci=("TOTAL",), ambang=(limit("<", "5"),))
    parts = in_parts(wish, here)
    texts = [text_of(part, here, held(before, here)) for part in parts]
    assert len(texts) > 20
    for number, text in enumerate(texts, start=1):
        assert f"(bagian {number} dari {len(texts)})" in text
        assert "s.d. 31 Oktober 2025" in text
        assert "Sumber: berkas" in text
    found = re.findall(r"• (6871\.\w{3}\.\d{3}):", "\n".join(texts))
    assert len(found) == len(set(found)) == 400
    assert ["Rincian:" in text for text in texts[:2]] == [True, False]


@pytest.mark.parametrize("name", ["N" * 120, "😀" * 120])
def test_fifteen_codes_of_everything(name: str) -> None:
    """A place with as many wishes as it may have gets parts that each fit."""
    here = long_budget(name)
    codes = tuple(item.kode for item in here.baris[2:17])
    wish = Varian(kode=codes, rinci=codes, ambang=tuple(limit("<", "9", code) for code in codes))
    before = here.model_copy(update={"muatan": AUGUST.muatan})
    texts = [text_of(part, here, held(before, here)) for part in in_parts(wish, here)]
    assert sum(text.count("⚠️") for text in texts) == 15


def test_more_rows_than_were_counted() -> None:
    """Where a version with more rows came since, the last part says how many are left out."""
    wish = Varian(kode=("CQ",), rinci=("CQ",))
    (*_, last) = in_parts(wish, long_budget("N", 20))
    here = long_budget("N", 100)
    assert told(last, here, held(here)).lainnya == 70
    assert "dan 70 baris lagi: /serapan 2025-10" in text_of(last, here, held(here))


def test_fewer_rows_than_were_counted() -> None:
    """A part that a newer version leaves empty says so."""
    wish = Varian(kode=("CQ",), rinci=("CQ",))
    (*_, last) = in_parts(wish, long_budget("N", 60))
    here = long_budget("N", 1)
    assert "Tidak ada baris lagi; angka bulan ini baru saja dikoreksi." in text_of(
        last, here, held(here)
    )


def test_a_correction_says_what_changed() -> None:
    """A correction names each changed amount, old and new, and the version that is replaced."""
    data = corrected(Varian(kode=("TOTAL",), lama=1), OCTOBER, NEWER)
    assert (data.versi, data.lama, data.lainnya) == (2, 1, 0)
    assert [(item.kode, item.kolom, item.selisih) for item in data.perubahan[:2]] == [
        ("TOTAL", "pagu", 200_000_000),
        ("TOTAL", "realisasi", 100_000_000),
    ]
    text = message(correct(Varian(kode=("TOTAL",), lama=1), OCTOBER, NEWER)).plain
    assert "(versi 1) diganti versi 2. Yang berubah:" in text
    assert "    Rp4.714.000.000 → Rp4.814.000.000 (+Rp100.000.000)" in text
    assert "Kini seluruh anggaran: 50,00%" in text


def test_less_than_before() -> None:
    """An amount that became smaller is told with its sign."""
    text = message(correct(Varian(lama=2), NEWER, OCTOBER)).plain
    assert "Rp4.814.000.000 → Rp4.714.000.000 (-Rp100.000.000)" in text


def test_codes_that_came_and_went() -> None:
    """A code that only one version has is told as new or as gone, not as a change from nothing."""
    small = position("2025-10", {"TOTAL": (10, 5)})
    more = position("2025-10", {"TOTAL": (10, 5), "CQ": (10, 4)}, version=2)
    assert (
        "CQ, realisasi:\n    sebelumnya tidak ada, kini Rp4"
        in message(correct(Varian(lama=1), small, more)).plain
    )
    assert (
        "CQ, realisasi:\n    Rp4, kini tidak ada lagi"
        in message(correct(Varian(lama=2), more, small)).plain
    )


def test_own_codes_come_first() -> None:
    """Of more changes than one message lists, those of the place's own codes are listed."""
    outputs = long_budget("N", 30)
    changed = [item.model_copy(update={"realisasi": 7}) for item in outputs.baris]
    new = outputs.model_copy(update={"baris": tuple(changed)})
    mine = outputs.baris[25].kode
    for wish in (Varian(kode=(mine,), lama=1), Varian(ambang=(limit("<", "5", mine),), lama=1)):
        data = corrected(wish, outputs, new)
        assert data.perubahan[0].kode == mine
        assert (len(data.perubahan), data.lainnya) == (MOST_CHANGES, 32 - MOST_CHANGES)
    gone = outputs.model_copy(update={"baris": tuple(changed[:25])})
    assert corrected(Varian(kode=(mine,), lama=1), outputs, gone).perubahan[0].kode == mine
    assert corrected(Varian(kode=(mine,), lama=1), outputs, gone).kepala == ()


def test_a_correction_of_many_codes_fits() -> None:
    """A correction to a place with fifteen codes and hundreds of changes is one message."""
    old = long_budget("N" * 120)
    new = old.model_copy(
        update={
            "baris": tuple(
                item.model_copy(update={"pagu": 1, "realisasi": 10**15}) for item in old.baris
            )
        }
    )
    codes = tuple(item.kode for item in old.baris[2:17])
    reply = message(correct(Varian(kode=codes, lama=1), old, new))
    assert utf16_length(reply.plain) < MESSAGE_LIMIT - 600
    assert "dan 792 perubahan lain" in reply.plain


def test_corrections_where_nothing_differs() -> None:
    """A correction that is overtaken by the old figures says that those hold."""
    text = message(correct(Varian(lama=1), OCTOBER, OCTOBER)).plain
    assert "tetap berlaku" in text
    assert "Yang berubah" not in text


def test_the_reminder() -> None:
    """Admins read which month is missing, that groups heard nothing, and what to do."""
    answer = reminder(month("2025-10"), held(AUGUST))
    assert answer.data == Pengingat(bulan=month("2025-10"), terakhir=month("2025-08"))
    text = message(answer).plain
    assert "Realisasi Oktober 2025 belum dimuat." in text
    assert "Grup dan kanal belum menerima apa pun." in text
    assert "Bulan terakhir yang dimuat: Agustus 2025." in text
    assert "Bulan terakhir" not in message(reminder(month("2025-10"), held())).plain
