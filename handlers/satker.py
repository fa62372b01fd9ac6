"""``/gedung``, ``/jdih``, ``/sdm`` and ``/struktur``: offices, papers, people, units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen
from data.queries import satker as offices
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.words import split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

BUILDINGS = {
    **{word: "" for word in ("gedung", "kantor", "gedung kantor", "kpu", "satker", "bangunan", "kondisi", "status", "luas", "luasnya", "ukuran", "kepemilikan", "kondisinya", "statusnya")},
    "rusak": "rusak",
    "rusak ringan": "rusak ringan",
    "rusak berat": "rusak berat",
    "baik": "baik",
    "sewa": "sewa",
    "disewa": "sewa",
    "menyewa": "sewa",
    "pinjam": "pinjam pakai",
    "pinjam pakai": "pinjam pakai",
    "milik": "milik sendiri",
    "milik sendiri": "milik sendiri",
}
PAPERS = {
    **{word: "" for word in ("jdih", "dokumen", "dokumentasi", "dokumentasi hukum", "dokumen hukum", "produk hukum", "keputusan", "kpu", "satker", "jumlah", "total", "jaringan dokumentasi", "hukum")},
    "fisik": "fisik",
    "hardcopy": "fisik",
    "web": "web",
    "softcopy": "web",
    "online": "web",
}
PEOPLE = {
    **{word: "" for word in ("sdm", "pegawai", "staf", "orang", "sumber daya manusia", "total", "karyawan", "sekretariat", "asn", "personil", "personel", "kpu")},
    "pns": "pns",
    "ppnpn": "ppnpn",
    "honorer": "ppnpn",
}
GENERIC = frozenset({"bagian", "sub", "subbagian", "kepala"})


class JawabanGedung(Frozen):
    """The buildings of the satker that fit."""

    saring: str
    wilayah: str | None
    daftar: offices.DaftarGedung
    satker: tuple[offices.GedungSatker, ...]


def gedung(asked: Asked) -> Answer:
    """The buildings of a satker, of all, or of those with a condition or tenure."""
    told = read(asked, measures=BUILDINGS, regions=True)
    told.finish(("/gedung Sikka", "/gedung rusak", "/gedung"))
    table = offices.buildings(asked.report, asked.year)
    if table is None:
        raise asked.missing("gedung kantor")
    wanted = next((word for word in told.measures if word), "")
    shown = tuple(
        row
        for row in table.satker
        if (not told.regions or row.wilayah in told.regions)
        and any(wanted in f"{part.status} {part.kondisi}".casefold() for part in row.gedung)
    )
    keys = [part.urutan for row in shown for part in row.gedung]
    single = len(told.regions) == 1
    buttons = [
        asked.button("gedung_rusak", "/gedung rusak"),
        asked.button("gedung_sewa", "/gedung sewa"),
    ]
    return asked.answer(
        "gedung" if single and shown else "gedung_semua",
        JawabanGedung(
            saring=wanted,
            wilayah=told.regions[0].nama if single else None,
            daftar=table,
            satker=shown,
        ),
        sources=["gedung"],
        notes=[("gedung", keys)],
        buttons=((asked.button("semua_satker", "/gedung"),), tuple(buttons)),
    )


class JawabanDokumen(Frozen):
    """The legal documents of one satker."""

    ukuran: str
    dokumen: offices.DokumenSatker


class JawabanTabelDokumen(Frozen):
    """The legal documents of every satker."""

    tabel: offices.DaftarDokumen


def jdih(asked: Asked) -> Answer:
    """The legal documents of a satker, or of all."""
    told = read(asked, measures=PAPERS, regions=True)
    told.finish(("/jdih Sikka", "/jdih"))
    table = offices.documents(asked.report, asked.year)
    if table is None:
        raise asked.missing("dokumentasi hukum")
    if len(told.regions) > 1:
        codes = " ".join(region.kode for region in told.regions[:2])
        raise Mistake("salah", "satu_wilayah", examples=(f"/banding {codes}",))
    if told.regions:
        row = next((row for row in table.satker if row.wilayah == told.regions[0]), None)
        if row is None:
            raise Mistake("tidak_ada", "baris", told.regions[0].nama)
        return asked.answer(
            "jdih",
            JawabanDokumen(
                ukuran=next((word for word in told.measures if word), "fisik"), dokumen=row
            ),
            sources=["jdih"],
            notes=[("jdih", [row.urutan])],
            buttons=((asked.button("semua_satker", "/jdih"),),),
        )
    return asked.answer(
        "jdih_semua",
        JawabanTabelDokumen(tabel=table),
        sources=["jdih"],
        notes=[("jdih", [table.total.urutan, *(row.urutan for row in table.satker)])],
        buttons=in_rows(
            [
                asked.button("apa_adanya", "/jdih", row.wilayah.pendek, subject=row.wilayah.pendek)
                for row in table.satker
            ],
            2,
        ),
    )


class JawabanSdm(Frozen):
    """The staff, or one division; ``kelompok`` are the divisions shown."""

    ukuran: str
    bagian: str | None
    tabel: offices.TabelSdm
    kelompok: tuple[offices.KelompokSdm, ...]


def sdm(asked: Asked) -> Answer:
    """The staff by division and status."""
    told = read(asked, measures=PEOPLE, typos=False)
    table = offices.staff(asked.report, asked.year)
    if table is None:
        raise asked.missing("SDM")
    words = [word for word in told.left if word not in GENERIC]
    shown = table.kelompok
    if words:
        shown = tuple(group for group in table.kelompok if fits(group, words))
        if len(words) == 1 and words[0].isdigit():
            shown = tuple(
                group
                for group in table.kelompok
                if int(words[0]) in {group.kepala.urutan, *(row.urutan for row in group.baris)}
            )
        if not shown:
            buttons = [
                asked.button(
                    "apa_adanya", "/sdm", group.kepala.urutan, subject=group.kepala.uraian[:30]
                )
                for group in table.kelompok
            ]
            raise Mistake("tidak_ada", "sdm", " ".join(words), in_rows(buttons, 1))
    return asked.answer(
        "sdm",
        JawabanSdm(
            ukuran=next((word for word in told.measures if word), "jumlah"),
            bagian=" ".join(words) or None,
            tabel=table,
            kelompok=shown,
        ),
        sources=["bab1d-sdm"],
        notes=[("sdm", [row.urutan for group in shown for row in group.baris]
                + [group.kepala.urutan for group in shown] + [table.total.urutan])],
        buttons=(
            (
                asked.button("struktur", "/struktur"),
                *([asked.button("semua_sdm", "/sdm")] if words else []),
            ),
        ),
    )


def fits(group: offices.KelompokSdm, words: list[str]) -> bool:
    """Whether a line of the division, or its heading, has all of ``words``."""
    names = [group.kepala.uraian, *(row.uraian for row in group.baris)]
    return any(
        all(any(part.startswith(word) for part in split(name)) for word in words)
        for name in names
    )


def struktur(asked: Asked) -> Answer:
    """The units of the secretariat with their echelon."""
    read(
        asked,
        measures={
            word: ""
            for word in (
                "struktur", "organisasi", "struktur organisasi", "bagian", "sub bagian", "kabag",
                "kasubag", "eselon", "sekretariat", "kpu", "subbagian", "jabatan", "bagan",
                "sekretaris", "fungsional",
            )
        },
        typos=False,
    ).finish(("/struktur", "/sdm"))
    units = offices.structure(asked.report, asked.year)
    if units is None:
        raise asked.missing("struktur organisasi")
    return asked.answer(
        "struktur",
        units,
        sources=["bab1d"],
        notes=[
            ("struktur", [row.urutan for row in units.unit]),
            ("sumber", ["bab1d"]),
        ],
        buttons=((asked.button("sdm", "/sdm"), asked.button("profil", "/profil")),),
    )
