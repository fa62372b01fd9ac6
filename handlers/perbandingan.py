"""``/wilayah``, ``/banding`` and ``/peringkat``: one region whole, two side by side, all ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen, JenisWilayah, Wilayah
from data.queries import pemilih, pilkada, satker, ukuran
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

MEASURES = {
    "dpt": "dpt",
    "pemilih": "dpt",
    "jumlah pemilih": "dpt",
    "laki-laki": "laki-laki",
    "laki laki": "laki-laki",
    "pemilih laki-laki": "laki-laki",
    "perempuan": "perempuan",
    "pemilih perempuan": "perempuan",
    "tps": "tps",
    "per tps": "per-tps",
    "per-tps": "per-tps",
    "pemilih per tps": "per-tps",
    "loksus": "loksus",
    "tps loksus": "loksus",
    "pilbup": "pilbup",
    "dana pilbup": "pilbup",
    "anggaran pilbup": "pilbup",
    "pendanaan pilbup": "pilbup",
    "pilgub": "pilgub",
    "dana pilgub": "pilgub",
    "anggaran pilgub": "pilgub",
    "pendanaan": "pilbup",
    "pendanaan pilgub": "pilgub",
    "luas": "luas",
    "gedung": "luas",
    "luas gedung": "luas",
    "fisik": "fisik",
    "jdih": "fisik",
    "dokumen": "fisik",
    "web": "web",
    "jdih web": "web",
    "serapan": "serapan",
    "penyerapan": "serapan",
    "pagu": "pagu",
    "anggaran": "pagu",
    "realisasi": "realisasi",
    "sisa": "sisa",
    "sisa pagu": "sisa",
}
ORDERS = {
    **{
        word: "menaik"
        for word in ("terendah", "rendah", "terkecil", "tersedikit", "paling sedikit", "paling kecil", "menaik", "sedikit", "terkurang")
    },
    **{
        word: "menurun"
        for word in ("tertinggi", "tinggi", "terbesar", "terbanyak", "paling banyak", "paling besar", "menurun", "terluas", "paling tinggi")
    },
    **{word: "" for word in ("peringkat", "ranking", "urutan", "kabupaten", "mana", "paling")},
}
FILLERS = {word: "" for word in ("vs", "versus", "banding", "bandingkan", "perbandingan", "dibanding", "lawan")}


class JawabanWilayah(Frozen):
    """Everything that the report has on one region."""

    wilayah: Wilayah
    pemilih: pemilih.Pemilih | None
    dana: pilkada.DanaWilayah | None
    gedung: satker.GedungSatker | None
    dokumen: satker.DokumenSatker | None


def wilayah(asked: Asked) -> Answer:
    """Everything on one region."""
    told = read(asked, regions=True)
    told.finish(("/wilayah Sikka", "/wilayah 53.07"))
    if not told.regions:
        buttons = [
            asked.button("apa_adanya", "/wilayah", row.pendek, subject=row.pendek)
            for row in asked.report.regions.values()
            if row.jenis is not JenisWilayah.PROVINSI
        ]
        raise Mistake("pilih", "wilayah_mana", buttons=in_rows(buttons, 2))
    if len(told.regions) > 1:
        codes = " ".join(region.kode for region in told.regions[:2])
        raise Mistake("salah", "satu_wilayah", examples=(f"/banding {codes}",))
    region = told.regions[0]
    voters = pemilih.voters_of(asked.report, asked.year, region.kode)
    funds = pilkada.funding(asked.report, asked.year)
    built = satker.buildings(asked.report, asked.year)
    papers = satker.documents(asked.report, asked.year)
    found = JawabanWilayah(
        wilayah=region,
        pemilih=voters,
        dana=next((row for row in funds.wilayah if row.wilayah == region), None)
        if funds
        else None,
        gedung=next((row for row in built.satker if row.wilayah == region), None)
        if built
        else None,
        dokumen=next((row for row in papers.satker if row.wilayah == region), None)
        if papers
        else None,
    )
    noted: list[tuple[str, list[int]]] = []
    if found.pemilih:
        noted.append(("dpt", [found.pemilih.urutan]))
    if found.dana:
        noted.append(("pendanaan", [found.dana.urutan]))
    if found.gedung:
        noted.append(("gedung", [row.urutan for row in found.gedung.gedung]))
    if found.dokumen:
        noted.append(("jdih", [found.dokumen.urutan]))
    if not noted:
        raise asked.missing(region.nama)
    places = {"dpt": "dpt", "pendanaan": "pendanaan", "gedung": "gedung", "jdih": "jdih"}
    name = region.pendek
    return asked.answer(
        "wilayah",
        found,
        sources=[places[table] for table, _ in noted],
        notes=noted,
        buttons=(
            (
                asked.button("dpt", "/dpt", name),
                asked.button("pendanaan", "/pendanaan", name),
            ),
            (
                asked.button("gedung", "/gedung", name),
                asked.button("jdih", "/jdih", name),
            ),
        ),
    )


def banding(asked: Asked) -> Answer:
    """Two regions, or two budget lines, side by side."""
    told = read(asked, measures=FILLERS, regions=True, lines=True)
    told.finish(("/banding Sikka Ende", "/banding CQ.6871 CQ.6872"))
    sources, notes = ["anggaran"], []
    if len(told.lines) == 2 and not told.regions:
        pair = ukuran.compare_lines(asked.report, asked.year, *told.lines)
        notes = [("anggaran", [row.kode for row in told.lines])]
        buttons = [
            asked.button("apa_adanya", "/anggaran", row.kode, subject=row.kode)
            for row in told.lines
        ]
    elif len(told.regions) == 2 and not told.lines:
        pair = ukuran.compare_regions(asked.report, asked.year, *told.regions)
        sources = list(dict.fromkeys(row.ukuran.sumber for row in pair.baris))
        notes = region_notes(asked, [region.kode for region in told.regions])
        buttons = [
            asked.button("apa_adanya", "/wilayah", row.pendek, subject=row.pendek)
            for row in told.regions
        ]
    else:
        raise Mistake(
            "salah", "dua_hal", examples=("/banding Sikka Ende", "/banding CQ.6871 CQ.6872")
        )
    return asked.answer("banding", pair, sources=sources, notes=notes, buttons=(tuple(buttons),))


def region_notes(asked: Asked, codes: list[str]) -> list[tuple[str, list[str]]]:
    """The rows of every table by region that ``codes`` are in."""
    noted = []
    for measure in ukuran.REGIONAL:
        rows = ukuran.values(asked.report, asked.year, measure)
        noted.append((measure.tabel, [row.baris for row in rows if row.kode in codes]))
    return noted


def peringkat(asked: Asked) -> Answer:
    """All regions or budget outputs ranked by one measure."""
    told = read(asked, measures={**MEASURES, **ORDERS})
    told.finish(("/peringkat dpt", "/peringkat perempuan", "/peringkat serapan terendah"))
    keys = {measure.kunci: measure for measure in ukuran.MEASURES}
    chosen = [word for word in told.measures if word in keys]
    if not chosen:
        buttons = [
            asked.button("apa_adanya", "/peringkat", measure.kunci, subject=measure.nama)
            for measure in ukuran.MEASURES
        ]
        raise Mistake("pilih", "ukuran", buttons=in_rows(buttons, 2))
    measure = keys[chosen[0]]
    ascending = "menaik" in told.measures
    found = ukuran.ranking(asked.report, asked.year, measure, ascending=ascending)
    if not found.urut:
        raise asked.missing(measure.nama)
    turned = "tertinggi" if ascending else "terendah"
    return asked.answer(
        "peringkat",
        found,
        sources=[measure.sumber],
        notes=[(measure.tabel, [row.baris for _, row in found.urut])],
        buttons=(
            (asked.button(f"urut_{turned}", "/peringkat", measure.kunci, turned),),
            *in_rows(
                [
                    asked.button("apa_adanya", "/peringkat", other.kunci, subject=other.nama)
                    for other in ukuran.MEASURES
                    if other is not measure
                ],
                2,
            ),
        ),
    )
