"""``/unduh`` and ``/paket``: tables as files, and everything in one ZIP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.exports.collecting import (
    MONTHLY,
    TABLES,
    monthly_origin,
    monthly_sheet,
    origin,
    sheet,
    sheets,
)
from data.exports.kit import press_kit
from data.models import Frozen
from data.models.unduhan import Asal, Bentuk, Lembar, Unduhan
from handlers.answer import Button, Lampiran
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.unduh_kata import ALL, DRESS, line_of, read_order, spoken, take_year

if TYPE_CHECKING:
    from data.models import Posisi
    from handlers.answer import Answer
    from handlers.asked import Asked

# The tables that are asked for most; the others are named in the text.
WANTED = (
    "dpt",
    "anggaran",
    "pengukuran",
    "pilgub",
    "pendanaan",
    "logistik",
    "tahapan",
    "gedung",
    "jdih",
    "sdm",
)
ENDINGS = {
    Bentuk.CSV: ".csv",
    Bentuk.XLSX: ".xlsx",
    Bentuk.JSON: ".json",
    Bentuk.PDF: ".pdf",
    Bentuk.PAKET_DATA: "-paket-data.zip",
    Bentuk.PAKET_PERS: ".zip",
}
ASKED_FORMS = (Bentuk.XLSX, Bentuk.CSV, Bentuk.PDF, Bentuk.JSON, Bentuk.PAKET_DATA)
# Raised when the files' layout changes, so that none of the older layout is sent again.
LAYOUT = 1


class Isi(Frozen):
    """A table in a file: its name, its title and its size."""

    nama: str
    judul: str
    baris: int
    kolom: int


class DaftarTabel(Frozen):
    """The tables that can be taken along."""

    tahun: int
    tabel: tuple[Isi, ...]


class Terunduh(Frozen):
    """What is in a file; without ``bentuk`` it is still to be chosen.

    ``tahun_disebut`` says whether the year was asked for; ``versi`` is the version of the
    data; ``catatan`` is how many notes the file holds; ``bulan`` says whether monthly
    figures are among the tables.
    """

    tabel: str
    judul: str
    tahun: int
    tahun_disebut: bool
    bentuk: Bentuk | None
    berkas: str
    versi: str
    isi: tuple[Isi, ...]
    baris: int
    catatan: int
    bulan: bool
    grafik: int = 0


def unduh(asked: Asked) -> Answer:
    """A table as a file; without a form the forms, without a table the tables."""
    order = read_order(asked)
    if order.tabel != MONTHLY and asked.year not in asked.report.years:
        raise Mistake("tidak_ada", "tahun", str(asked.year))
    if order.tabel is None:
        return menu(asked, order.bentuk)
    found = chosen(asked, order.tabel)
    about = origin_of(asked, order.tabel, found)
    made = Unduhan(bentuk=order.bentuk or Bentuk.CSV, asal=about, lembar=found)
    told = described(asked, order.tabel, order.bentuk, made)
    if order.bentuk is None:
        buttons = [
            asked.button("apa_adanya", line_of(order.tabel, form), subject=str(form))
            for form in ASKED_FORMS
        ]
        return answered(asked, "unduh_bentuk", told, found, (*in_rows(buttons, 3),))
    answer = answered(asked, "unduh", told, found, others(asked, order.tabel, order.bentuk))
    return attached(answer, told, made)


def paket(asked: Asked) -> Answer:
    """The press kit."""
    rest = [word for word in take_year(asked, list(asked.words)) if word not in DRESS]
    if rest and rest != ["pers"]:
        raise Mistake("salah", "kata", " ".join(rest), examples=("/paket",))
    if asked.year not in asked.report.years:
        raise Mistake("tidak_ada", "tahun", str(asked.year))
    made = press_kit(asked.report, asked.year, asked.months())
    told = described(asked, "paket-pers", Bentuk.PAKET_PERS, made)
    return attached(answered(asked, "paket", told, made.lembar, ()), told, made)


def menu(asked: Asked, form: Bentuk | None) -> Answer:
    """The tables to choose from; ``form`` is handed on where it was named."""
    found = sheets(asked.report, asked.year, asked.months())
    names = {item.nama for item in found}
    wanted = [name for name in (ALL, *WANTED, MONTHLY) if name == ALL or name in names]
    buttons = [
        asked.button("apa_adanya", line_of(name, form), subject=spoken(name)) for name in wanted
    ]
    told = DaftarTabel(tahun=asked.year, tabel=tuple(map(size_of, found)))
    return asked.answer("unduh_menu", told, buttons=in_rows(buttons, 3))


def chosen(asked: Asked, table: str) -> tuple[Lembar, ...]:
    """The tables that ``table`` names; raises ``Mistake`` where they have no row."""
    if table == ALL:
        return sheets(asked.report, asked.year, asked.months())
    if table == MONTHLY:
        loaded = wanted_months(asked)
        if not loaded:
            raise Mistake("tidak_ada", "bulanan")
        return (monthly_sheet(loaded),)
    found = sheet(asked.report, asked.year, table)
    if not found.baris:
        raise asked.missing(TABLES[table].title)
    return (found,)


def origin_of(asked: Asked, table: str, found: tuple[Lembar, ...]) -> Asal:
    """What the file is cited by, with the state of the months where they are inside."""
    if table == MONTHLY:
        return monthly_origin(asked.report, wanted_months(asked), asked.months().keadaan)
    monthly = any(item.nama == MONTHLY for item in found)
    return origin(asked.report, asked.year, asked.months().keadaan if monthly else "")


def wanted_months(asked: Asked) -> tuple[Posisi, ...]:
    """The loaded months, of one year where it was named."""
    months = asked.months()
    return months.setahun(asked.year) if asked.year_named else months.posisi


def size_of(item: Lembar) -> Isi:
    """The name and the size of a table."""
    return Isi(
        nama=spoken(item.nama), judul=item.judul, baris=len(item.baris), kolom=len(item.kolom)
    )


def described(asked: Asked, table: str, form: Bentuk | None, made: Unduhan) -> Terunduh:
    """What is in the file."""
    several = table == ALL
    return Terunduh(
        tabel=table,
        judul=f"Semua tabel {made.asal.judul_pendek}" if several else made.lembar[0].judul,
        tahun=asked.year,
        tahun_disebut=asked.year_named,
        bentuk=form,
        berkas=file_name(asked, table, made.asal, form, several=several) if form else "",
        versi=made.asal.versi_lengkap,
        isi=tuple(map(size_of, made.lembar)),
        baris=sum(len(item.baris) for item in made.lembar),
        catatan=len({note.nomor for item in made.lembar for note in item.catatan}),
        bulan=any(item.nama == MONTHLY for item in made.lembar),
        grafik=len(made.grafik),
    )


def file_name(asked: Asked, table: str, about: Asal, form: Bentuk, *, several: bool) -> str:
    """The name of the file: table, year, version of the data."""
    named = table != MONTHLY or asked.year_named
    year = [str(asked.year)] if named else []
    stem = "-".join(["laporan-kinerja" if several else table, *year, about.versi_lengkap])
    if several and form is Bentuk.CSV:
        return f"{stem}-csv.zip"
    return stem + ENDINGS[form]


def others(asked: Asked, table: str, form: Bentuk) -> tuple[tuple[Button, ...], ...]:
    """The other forms of the same table."""
    buttons = [
        asked.button("apa_adanya", line_of(table, other), subject=str(other))
        for other in ASKED_FORMS
        if other is not form
    ]
    return in_rows(buttons, 4)


def answered(
    asked: Asked,
    template: str,
    told: Terunduh,
    found: tuple[Lembar, ...],
    buttons: tuple[tuple[Button, ...], ...],
) -> Answer:
    """The answer with the places of the tables, and the months that are among them."""
    inside: tuple[Posisi, ...] = ()
    if told.bulan:
        inside = wanted_months(asked) if told.tabel == MONTHLY else asked.months().posisi
    loads = [item.muatan for item in inside]
    # Months have years of their own; the answer's report is one that there is.
    if asked.year not in asked.report.years:
        asked.year = asked.report.latest
    places = dict.fromkeys(place for item in found for place in item.rujukan)
    return asked.answer(template, told, sources=places, loads=loads, buttons=buttons)


def attached(answer: Answer, told: Terunduh, made: Unduhan) -> Answer:
    """``answer`` with its file."""
    file = Lampiran(nama=told.berkas, bahan=made, kunci=f"{told.berkas}:{LAYOUT}")
    return answer.model_copy(update={"files": (file,)})
