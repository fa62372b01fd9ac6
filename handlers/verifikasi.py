"""``/verifikasi``: the figures of a text held against the report, each with its source."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from data.models import Frozen
from data.verifikasi import angka
from data.verifikasi.bukan_klaim import PHONE
from data.verifikasi.putusan import Penilaian, Pokok, Vonis, judge
from handlers import places
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.verifikasi_baca import Ucapan, reading
from handlers.verifikasi_pokok import candidates
from handlers.verifikasi_wilayah import VOTERS, Calon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.bulanan.figures import Bulanan
    from handlers.answer import Answer, Button
    from handlers.asked import Asked

MOST = 20
MOST_BUTTONS = 8
LONGEST_QUESTION = 58
LONGEST_LABEL = 60
AROUND = 24
MOST_CANDIDATES = 3
LONG_WORD = 40
CHANGING = ("ingkar", "hubungan", "lain_waktu", "sumber_lain")
NOTES_LENGTH = 700
EXAMPLES = ("/verifikasi DPT Sikka 244.838 pemilih", "/verifikasi Serapan anggaran KPU NTT 98,38%")


class Kutipan(Frozen):
    """A figure as it was written, with a few words around it."""

    sebelum: str
    angka: str
    sesudah: str


class Pilihan(Frozen):
    """A subject that a figure may be about, and the question that asks for it."""

    nama: str
    pertanyaan: str


class Diperiksa(Frozen):
    """One figure with its verdict; ``pokok`` where its subject is certain.

    ``sebab`` and ``kata`` say why there is no verdict, ``calon`` what may be meant.
    """

    kutipan: Kutipan
    vonis: Vonis
    satuan: str = ""
    pokok: Pokok | None = None
    nilai: Penilaian | None = None
    sebab: str = ""
    kata: str = ""
    tempat: str = ""
    calon: tuple[Pilihan, ...] = ()


class Hitungan(Frozen):
    """How many figures got one verdict."""

    vonis: Vonis
    banyak: int


class JawabanVerifikasi(Frozen):
    """Every figure that was checked, and how many were left over.

    ``catatan`` are the numbers of notes on them that are not shown whole.
    """

    angka: tuple[Diperiksa, ...]
    ringkasan: tuple[Hitungan, ...]
    lebih: int
    catatan: tuple[int, ...]
    tahun: int


class CaraVerifikasi(Frozen):
    """How to have a text checked."""

    contoh: tuple[str, ...]


def has_figures(text: str) -> bool:
    """Whether ``text`` states a figure that could be checked; cheap."""
    return bool(angka.find(angka.plain(text)))


def verifikasi(asked: Asked) -> Answer:
    """The verdict on each figure of a text."""
    raw = asked.raw.strip()
    if not raw:
        return asked.answer("verifikasi_cara", CaraVerifikasi(contoh=EXAMPLES))
    said = reading(raw, asked.report, asked.year)
    if not said:
        raise Mistake("salah", "tanpa_angka", examples=EXAMPLES)
    months = asked.months()
    text = PHONE.sub(lambda match: "…" * len(match[0]), angka.plain(raw))
    rows: list[Diperiksa] = []
    for item in said[:MOST]:
        rows.append(once(item, checked(asked, item, months, text), rows))
    counts = Counter(row.vonis for row in rows)
    subjects = [row.pokok for row in rows if row.pokok is not None]
    shown, left = notes_of(asked, subjects)
    return asked.answer(
        "verifikasi",
        JawabanVerifikasi(
            angka=tuple(rows),
            ringkasan=tuple(
                Hitungan(vonis=vonis, banyak=counts[vonis]) for vonis in Vonis if counts[vonis]
            ),
            lebih=max(0, len(said) - MOST),
            catatan=left,
            tahun=asked.year,
        ),
        sources=[place for item in subjects for place in (item.sumber, *item.juga) if place],
        notes=shown,
        loads=dict.fromkeys(item.muatan for item in subjects if item.muatan is not None),
        buttons=in_rows(list(buttons(asked, rows)), 1),
    )


def notes_of(
    asked: Asked, subjects: Iterable[Pokok]
) -> tuple[list[tuple[str, list[str]]], tuple[int, ...]]:
    """The rows whose notes are shown whole, and the numbers of the notes left out."""
    shown: list[tuple[str, list[str]]] = []
    told: set[int] = set()
    left: set[int] = set()
    length = 0
    for table, key in dict.fromkeys(row for item in subjects for row in item.baris):
        notes = [
            note for note in asked.report.notes(asked.year, table, [key]) if note.nomor not in told
        ]
        more = sum(len(note.kalimat) for note in notes)
        if length + more > NOTES_LENGTH and length:
            left |= {note.nomor for note in notes}
            continue
        length += more
        told |= {note.nomor for note in notes}
        shown.append((table, [key]))
    return shown, tuple(sorted(left - told))


def buttons(asked: Asked, rows: Iterable[Diperiksa]) -> Iterable[Button]:
    """A button for each subject that may have been meant."""
    choices = dict.fromkeys(choice for row in rows for choice in row.calon)
    fitting = [choice for choice in choices if len(choice.pertanyaan.encode()) <= LONGEST_QUESTION]
    for choice in fitting[:MOST_BUTTONS]:
        name = choice.nama if len(choice.nama) <= LONGEST_LABEL else choice.pertanyaan
        yield asked.button("apa_adanya", choice.pertanyaan, subject=name[:1].upper() + name[1:])


def checked(asked: Asked, said: Ucapan, months: Bulanan, text: str) -> Diperiksa:
    """The verdict on one figure."""
    calon = candidates(said, asked.report, asked.year, months)
    quote = quoted(said, text)
    absent = not_there(said, calon, asked.year)
    if absent:
        word = said.isi.sebab.get("kata_tiada", "")
        return Diperiksa(kutipan=quote, vonis=Vonis.TIADA, sebab=absent, kata=word)
    reason, word = hindrance(said, calon, asked.year)
    subject = calon.pokok[0] if len(calon.pokok) == 1 else None
    if reason or subject is None:
        return Diperiksa(
            kutipan=quote,
            vonis=Vonis.TANYA,
            sebab=reason or ("beberapa_pokok" if calon.pokok else "tanpa_pokok"),
            kata=word,
            calon=choices(asked, said, calon, reason),
        )
    verdict = judge(said.angka, said.banding, subject)
    return Diperiksa(
        kutipan=quote,
        vonis=verdict.vonis,
        satuan=subject.satuan,
        pokok=subject,
        nilai=verdict,
        sebab=verdict.sebab,
        tempat=place(asked, subject),
    )


def once(said: Ucapan, row: Diperiksa, before: list[Diperiksa]) -> Diperiksa:
    """``row``, unjudged where its subject, taken over from before, had another figure there.

    Of two figures for one thing in a row, the second is as a rule a part of it, or another.
    """
    if row.pokok is None or row.vonis is not Vonis.BEDA:
        return row
    implied = bool(said.persen_dari) and row.pokok.kunci.startswith("bagian")
    again = said.mewarisi and any(
        other.pokok is not None and other.pokok.kunci == row.pokok.kunci for other in before
    )
    if not implied and not again:
        return row
    choice = Pilihan(nama=row.pokok.nama, pertanyaan=row.pokok.pertanyaan)
    return Diperiksa(
        kutipan=row.kutipan, vonis=Vonis.TANYA, sebab="beberapa_pokok", calon=(choice,)
    )


def place(asked: Asked, subject: Pokok) -> str:
    """Where the figures of ``subject`` stand, in short."""
    if subject.muatan is not None:
        return f"berkas {subject.muatan.berkas}"
    return asked.report.sources(asked.year, [subject.sumber])[0].singkat


def choices(asked: Asked, said: Ucapan, calon: Calon, reason: str) -> tuple[Pilihan, ...]:
    """What may have been meant, at most three; nothing where the question itself is no figure's."""
    found = [Pilihan(nama=item.nama, pertanyaan=item.pertanyaan) for item in calon.pokok]
    if reason == "kata" and not said.isi.wilayah and found:
        like = places.likely(" ".join(said.isi.asing), asked.report)[1]
        found = [
            Pilihan(
                nama=f"{asked.report.regions[code].nama}",
                pertanyaan=f"/wilayah {asked.report.regions[code].pendek}",
            )
            for code in like
        ] or found
    return tuple(dict.fromkeys(found))[:MOST_CANDIDATES]


def not_there(said: Ucapan, calon: Calon, year: int) -> str:
    """What no report of this kind holds that the figure is about; else empty."""
    isi = said.isi
    if "tiada" in isi.sebab:
        return isi.sebab["tiada"]
    if isi.pemilu and not isi.serentak and isi.ukuran & VOTERS and not isi.benda:
        return "dpt_lain"
    if isi.asing or isi.sebab or said.angka.sebab:
        return ""
    monthly = any(item.muatan for item in calon.pokok)
    another = len(set(isi.tahun)) == 1 and isi.tahun[0] != year and not monthly
    return calon.tiada or ("tahun" if another else "")


def hindrance(said: Ucapan, calon: Calon, year: int) -> tuple[str, str]:
    """Why the figure is not judged, and the word that says so; empty where nothing hinders."""
    isi = said.isi
    rounding = said.angka.ribuan and "," in said.angka.teks and loosely_read(calon)
    others = [number for number in (*isi.tahun, *said.tahun_lain) if number != year]
    timely = any(item.muatan for item in calon.pokok)
    election = isi.pemilu or said.pemilu_lain
    told = [(key, isi.sebab[key]) for key in CHANGING if key in isi.sebab]
    told += [
        (key, word)
        for key, word, hinders in (
            (said.angka.sebab, "", bool(said.angka.sebab)),
            ("rancu", "", rounding),
            ("kode", " ".join(isi.kode_asing), bool(isi.kode_asing)),
            ("kata", " ".join(isi.asing)[:LONG_WORD], bool(isi.asing)),
            ("sambungan", "", "sambungan" in isi.sebab),
            ("tahun_lain", str(next(iter(others), "")), bool(others) and not timely),
            ("pemilu", "", bool(election and isi.ukuran & VOTERS)),
            ("kata", "pemilu", isi.pemilu),
            ("beberapa", "", "beberapa" in isi.sebab),
            (calon.sebab, "", bool(calon.sebab)),
        )
        if hinders
    ]
    return told[0] if told else ("", "")


def loosely_read(calon: Calon) -> bool:
    """Whether a comma before three digits may well be a decimal one: areas and averages."""
    return any(item.satuan in {"m²", "pemilih per TPS"} for item in calon.pokok)


def quoted(said: Ucapan, text: str) -> Kutipan:
    """The figure with a few words around it."""
    item = said.angka
    start, end = max(0, item.awal - AROUND), min(len(text), item.akhir + AROUND)
    before, behind = text[start : item.awal], text[item.akhir : end]
    if start:
        # A word that is cut in two is left out.
        before = f"…{before.partition(' ')[2]}"
    if end < len(text):
        behind = f"{behind.rpartition(' ')[0]}…"
    return Kutipan(
        sebelum=before.rpartition("\n")[2],
        angka=item.teks,
        sesudah=behind.partition("\n")[0].rstrip(),
    )
