"""``/gedung``, ``/jdih``, ``/sdm`` and ``/struktur``: offices, papers, people, units."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.models import Frozen, Sdm
from data.queries import satker as offices
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.vocabulary import measures
from handlers.words import split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

LONG_FORMS = re.compile(r"sumber daya manusia", re.IGNORECASE)
EVERY = "semua"
GENERIC = frozenset({"bagian", "sub", "subbagian", "kepala"})


class JawabanGedung(Frozen):
    """The buildings of the satker that fit."""

    saring: str
    wilayah: str | None
    daftar: offices.DaftarGedung
    satker: tuple[offices.GedungSatker, ...]


def gedung(asked: Asked) -> Answer:
    """The buildings of a satker, of all, or of those with a condition or tenure."""
    told = read(asked, measures=measures("gedung"), regions=True)
    told.finish(("/gedung Sikka", "/gedung rusak", "/gedung"))
    if told.regions and asked.means_all(told.regions[0]):
        told.regions = []
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
    keys: list[int | str] = [part.urutan for row in shown for part in row.gedung]
    if not told.regions and wanted in {"", "baik", "rusak", "rusak ringan", "rusak berat"}:
        keys.append(offices.SOUND)
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
    told = read(asked, measures=measures("jdih"), regions=True)
    told.finish(("/jdih Sikka", "/jdih"))
    table = offices.documents(asked.report, asked.year)
    if table is None:
        raise asked.missing("dokumentasi hukum")
    if len(told.regions) > 1:
        raise Mistake("salah", "satu_wilayah", examples=("/jdih Sikka", "/banding Sikka Ende"))
    if told.regions and not asked.means_all(told.regions[0]):
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
    told = read(asked, measures=measures("sdm"), typos=False)
    table = offices.staff(asked.report, asked.year)
    if table is None:
        raise asked.missing("SDM")
    words = [word for word in told.left if word not in GENERIC]
    shown = table.kelompok
    if words:
        headed = tuple(group for group in table.kelompok if says(group.kepala, words))
        shown = tuple(narrowed(group, words) for group in table.kelompok if fits(group, words))
        if headed and not {"sub", "subbagian", "kasubag"} & set(asked.words):
            shown = headed
        if not shown:
            told.refuse_region()
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
        notes=[
            (
                "sdm",
                [row.urutan for group in shown for row in group.baris]
                + [group.kepala.urutan for group in shown]
                + ([] if words else [table.total.urutan, EVERY]),
            )
        ],
        buttons=(
            (
                asked.button("struktur", "/struktur"),
                *([asked.button("semua_sdm", "/sdm")] if words else []),
            ),
        ),
    )


def says(row: Sdm, words: list[str]) -> bool:
    """Whether a line's name has all of ``words``, or ``words`` is its number."""
    if words == [str(row.urutan)]:
        return True
    parts = split(LONG_FORMS.sub("sdm", row.uraian))
    return all(any(part.startswith(word) for part in parts) for word in words)


def fits(group: offices.KelompokSdm, words: list[str]) -> bool:
    """Whether a line of the division, or its heading, says ``words``."""
    return any(says(row, words) for row in (group.kepala, *group.baris))


def narrowed(group: offices.KelompokSdm, words: list[str]) -> offices.KelompokSdm:
    """The division with only the lines that say ``words``, where its heading does not."""
    lines = tuple(row for row in group.baris if says(row, words))
    if not lines or len(lines) == len(group.baris):
        return group
    return offices.group_of(group.kepala, lines)


def struktur(asked: Asked) -> Answer:
    """The units of the secretariat with their echelon."""
    read(asked, measures=measures("struktur"), typos=False).finish(("/struktur", "/sdm"))
    units = offices.structure(asked.report, asked.year)
    if units is None:
        raise asked.missing("struktur organisasi")
    return asked.answer(
        "struktur",
        units,
        sources=["bab1d"],
        notes=[
            ("struktur", [row.urutan for row in units.unit]),
            ("sumber", ["bab1d", "bab1d-sdm"]),
        ],
        buttons=((asked.button("sdm", "/sdm"), asked.button("profil", "/profil")),),
    )
