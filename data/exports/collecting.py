"""The tables that can be taken along, filled from the report and from the loaded months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.calculator import Computed, percent
from data.exports.cells import long_date
from data.exports.columns import REGION_NAME, columns
from data.models import Catatan, Row, Sumber
from data.models.unduhan import Asal, JenisKolom, Kolom, Lembar
from data.moments import WITA
from data.tables import SHARED_TABLES, YEARLY_TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.bulanan.figures import Bulanan
    from data.models import Frozen, Posisi
    from data.models.unduhan import Nilai
    from data.report import Report
    from data.tables import Table

# What serves the machinery: other names of regions, and which finding a note explains.
LEFT_OUT = frozenset({"alias", "catatan_temuan"})
# "Sumber" is the sheet with the citations.
NAMES = {"sumber": "tempat"}
TABLES: dict[str, Table] = {
    NAMES.get(table.name, table.name): table
    for table in (*YEARLY_TABLES, *SHARED_TABLES)
    if table.name not in LEFT_OUT
}
# Of tables that the report does not print.
OWN_BASIS = "asal tiap baris ada di kolom Dasar"
YEARLY = frozenset(table.name for table in YEARLY_TABLES)
MONTHLY = "serapan_bulanan"
MONTHLY_TITLE = "Serapan anggaran per bulan"
MONTHLY_COLUMNS = (
    Kolom(nama="bulan", judul="Bulan", keterangan="Tahun dan bulan", kunci=True),
    Kolom(
        nama="posisi",
        judul="Posisi",
        jenis=JenisKolom.TANGGAL,
        keterangan="Hari terakhir yang dihitung",
    ),
    Kolom(nama="kode", judul="Kode", keterangan="Kode; TOTAL untuk jumlah seluruhnya", kunci=True),
    Kolom(nama="tingkat", judul="Tingkat", keterangan="total, program, kegiatan, dan seterusnya"),
    Kolom(nama="induk", judul="Induk", keterangan="Kode induk"),
    Kolom(nama="uraian", judul="Uraian", keterangan="Nama sebagaimana tertulis di berkas"),
    Kolom(nama="jenis_belanja", judul="Jenis belanja", keterangan="Jenis belanja, bila ditulis"),
    Kolom(
        nama="pagu_awal",
        judul="Pagu awal",
        jenis=JenisKolom.RUPIAH,
        satuan="rupiah",
        keterangan="Pagu semula, rupiah",
    ),
    Kolom(
        nama="pagu",
        judul="Pagu",
        jenis=JenisKolom.RUPIAH,
        satuan="rupiah",
        keterangan="Pagu yang berlaku, rupiah",
    ),
    Kolom(
        nama="blokir",
        judul="Blokir",
        jenis=JenisKolom.RUPIAH,
        satuan="rupiah",
        keterangan="Pagu yang diblokir, rupiah",
    ),
    Kolom(
        nama="realisasi",
        judul="Realisasi",
        jenis=JenisKolom.RUPIAH,
        satuan="rupiah",
        keterangan="Sejak Januari sampai akhir bulan itu, rupiah",
    ),
    Kolom(
        nama="persen",
        judul="Serapan",
        jenis=JenisKolom.PERSEN,
        satuan="persen",
        keterangan="Realisasi / pagu × 100, dibulatkan ke dua desimal; kosong bila pagunya nol",
    ),
    Kolom(nama="berkas", judul="Berkas", keterangan="Berkas yang memuatnya"),
    Kolom(
        nama="versi",
        judul="Versi",
        jenis=JenisKolom.BILANGAN,
        keterangan="Versi angka bulan itu",
        ribuan=False,
    ),
    Kolom(
        nama="dimuat",
        judul="Dimuat",
        jenis=JenisKolom.TANGGAL,
        keterangan="Tanggal versi itu dimuat, WITA",
    ),
)


def origin(report: Report, year: int, state: str = "") -> Asal:
    """The report of ``year`` and the version of its data; ``state`` is that of the months."""
    told = report.laporan(year)
    return Asal(
        tahun=year,
        judul=told.judul,
        judul_pendek=told.judul_pendek,
        instansi=told.instansi,
        tempat=told.tempat,
        tanggal=told.tanggal,
        keterangan=told.keterangan,
        versi=report.version,
        keadaan=state,
    )


def monthly_origin(report: Report, positions: tuple[Posisi, ...], state: str) -> Asal:
    """The loaded months ``positions`` as what is cited, dated by the day of the last load."""
    about = origin(report, report.latest, state)
    return about.model_copy(
        update={
            "tahun": positions[-1].muatan.bulan.tahun,
            "judul": f"{MONTHLY_TITLE}: {len(positions)} bulan sampai "
            f"{long_date(positions[-1].muatan.bulan.akhir)}",
            "judul_pendek": MONTHLY_TITLE,
            "tanggal": max(item.muatan.disimpan for item in positions).astimezone(WITA).date(),
            "keterangan": "Dari berkas bulanan yang dimuat, bukan dari laporan tahunan.",
        }
    )


def sheets(report: Report, year: int, months: Bulanan | None = None) -> tuple[Lembar, ...]:
    """Every table of the report of ``year`` that has rows, and that of the loaded months."""
    found = (sheet(report, year, name) for name in TABLES)
    monthly = (monthly_sheet(months.posisi),) if months and months.posisi else ()
    return (*(item for item in found if item.baris), *monthly)


def sheet(report: Report, year: int, name: str) -> Lembar:
    """The table ``name`` of the report of ``year``; it may have no row."""
    table = TABLES[name]
    rows: tuple[Frozen, ...] = report.rows(table.model, year)
    title = report.laporan(year).judul_pendek
    places = {place.id: place for place in report.rows(Sumber, year)}
    used = list(dict.fromkeys(row.sumber for row in rows if isinstance(row, Row)))
    named = {key: cited(title, place) for key, place in places.items()}
    wanted = columns(table)
    return Lembar(
        nama=name,
        judul=table.title,
        kolom=wanted,
        baris=tuple(
            tuple(cell(report, table, row, item.nama, named) for item in wanted) for row in rows
        ),
        sumber=tuple(cited(title, places[key], position=True) for key in used)
        or ((OWN_BASIS,) if "dasar" in table.model.model_fields else (title,)),
        rujukan=tuple(used),
        catatan=notes(report, year, table, rows),
    )


def cited(title: str, place: Sumber, *, position: bool = False) -> str:
    """A place with its report, and with the ``position`` of its figures where it has one."""
    behind = f" (keadaan: {place.posisi})" if position and place.posisi else ""
    return f"{title}, {place.singkat}{behind}"


def cell(report: Report, table: Table, row: Frozen, name: str, places: Mapping[str, str]) -> Nilai:
    """What stands in a row under ``name``: plain text, a number or a date."""
    if name == REGION_NAME.nama:
        code = row.wilayah  # type: ignore[attr-defined]
        return report.regions[code].nama if code else None
    value: Nilai = getattr(row, name)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, str):
        goes_to = table.references.get(name, ("", ""))[0]
        return places[value] if goes_to == "sumber" else str(value)
    return value


def notes(report: Report, year: int, table: Table, rows: tuple[Frozen, ...]) -> tuple[Catatan, ...]:
    """Every note on ``table``, and those on the places and indicators that its rows name."""
    found = {note.nomor: note for note in notes_on(report, year, table.name)}
    for column, (target, _) in table.references.items():
        if target in YEARLY and target != table.name:
            keys = {str(key) for row in rows if (key := getattr(row, column)) is not None}
            found |= {note.nomor: note for note in report.notes(year, target, sorted(keys))}
    return tuple(found[number] for number in sorted(found))


def notes_on(report: Report, year: int, table: str) -> tuple[Catatan, ...]:
    """Every note on a row of ``table`` or on the table as a whole."""
    names = ", ".join(f"catatan.{name}" for name in Catatan.model_fields)
    found = report.select(
        f"SELECT DISTINCT {names} FROM temuan_rujukan "  # noqa: S608 - names are the model's own
        "JOIN temuan ON temuan.tahun = temuan_rujukan.tahun "
        "AND temuan.kunci = temuan_rujukan.temuan "
        "JOIN catatan ON catatan.tahun = temuan.tahun AND catatan.nomor = temuan.catatan "
        "WHERE temuan_rujukan.tahun = ? AND temuan_rujukan.tabel = ?",
        year,
        table,
    )
    return tuple(Catatan.model_validate(dict(row)) for row in found)


def monthly_sheet(positions: tuple[Posisi, ...]) -> Lembar:
    """The newest version of every month in ``positions``, a row a code."""
    return Lembar(
        nama=MONTHLY,
        judul=MONTHLY_TITLE,
        kolom=MONTHLY_COLUMNS,
        baris=tuple(row for item in positions for row in monthly_rows(item)),
        sumber=tuple(loaded(item) for item in positions),
    )


def monthly_rows(item: Posisi) -> tuple[tuple[Nilai, ...], ...]:
    """The rows of one month in the order of ``MONTHLY_COLUMNS``."""
    load = item.muatan
    day = load.disimpan.astimezone(WITA).date()
    rows = []
    for row in item.baris:
        share = percent(row.realisasi, row.pagu)
        rows.append(
            (
                str(load.bulan),
                load.bulan.akhir,
                row.kode,
                str(row.tingkat),
                row.induk,
                row.uraian,
                str(row.jenis_belanja) if row.jenis_belanja else None,
                row.pagu_awal,
                row.pagu,
                row.blokir,
                row.realisasi,
                share.rounded if isinstance(share, Computed) else None,
                load.berkas,
                load.versi,
                day,
            )
        )
    return tuple(rows)


def loaded(item: Posisi) -> str:
    """Where a month's figures come from."""
    load = item.muatan
    return f"berkas {load.berkas}, versi {load.versi}, posisi {long_date(load.bulan.akhir)}"
