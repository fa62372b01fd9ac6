"""``/wilayah``, ``/banding`` and ``/peringkat``: one region whole, two side by side, all ranked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Anggaran, Frozen, JenisWilayah, Wilayah
from data.queries import pemilih, pilkada, satker, ukuran
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.pilkada import note_keys
from handlers.vocabulary import measures
from handlers.words import UNITS

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

PAIR = 2


class JawabanWilayah(Frozen):
    """Everything that the report has on one region."""

    wilayah: Wilayah
    pemilih: pemilih.Pemilih | None
    dana: pilkada.DanaWilayah | None
    gedung: satker.GedungSatker | None
    dokumen: satker.DokumenSatker | None


def wilayah(asked: Asked) -> Answer:
    """Everything on one region."""
    told = read(asked, measures=measures("wilayah"), regions=True)
    told.finish(("/wilayah Sikka", "/wilayah 53.07"))
    if not told.regions:
        return all_regions(asked)
    if len(told.regions) == PAIR:
        return side_by_side(asked, told.regions)
    if len(told.regions) > PAIR:
        raise Mistake("salah", "dua_wilayah", examples=("/banding Sikka Ende",))
    region = told.regions[0]
    voters = pemilih.voters_of(asked.report, asked.year, region.kode)
    funds = pilkada.funding(asked.report, asked.year)
    built = satker.buildings(asked.report, asked.year)
    papers = satker.documents(asked.report, asked.year)
    found = JawabanWilayah(
        wilayah=region,
        pemilih=voters,
        dana=next((row for row in funds.wilayah if row.wilayah == region), None) if funds else None,
        gedung=next((row for row in built.satker if row.wilayah == region), None)
        if built
        else None,
        dokumen=next((row for row in papers.satker if row.wilayah == region), None)
        if papers
        else None,
    )
    noted: list[tuple[str, list[int] | list[str]]] = []
    if found.pemilih:
        noted.append(("dpt", [found.pemilih.urutan]))
    if found.dana:
        noted.append(("pendanaan", note_keys([found.dana.urutan], "jumlah")))
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


class DaftarWilayah(Frozen):
    """Every region below the province, with how many are of each kind."""

    wilayah: tuple[Wilayah, ...]
    kabupaten: int
    kota: int


def all_regions(asked: Asked) -> Answer:
    """Every region with its codes."""
    rows = tuple(
        row for row in asked.report.regions.values() if row.jenis is not JenisWilayah.PROVINSI
    )
    return asked.answer(
        "wilayah_semua",
        DaftarWilayah(
            wilayah=rows,
            kabupaten=sum(row.jenis is JenisWilayah.KABUPATEN for row in rows),
            kota=sum(row.jenis is JenisWilayah.KOTA for row in rows),
        ),
        buttons=in_rows(
            [
                asked.button("apa_adanya", "/wilayah", row.pendek, subject=row.pendek)
                for row in rows
            ],
            2,
        ),
    )


def banding(asked: Asked) -> Answer:
    """Two regions, or two budget lines, side by side."""
    told = read(asked, measures=measures("banding"), regions=True, lines=True)
    told.finish(("/banding Sikka Ende", "/banding CQ.6871 CQ.6872"))
    if len(told.regions) == PAIR and not told.lines:
        return side_by_side(asked, told.regions)
    if len(told.lines) == PAIR and not told.regions:
        return lines_side_by_side(asked, told.lines)
    raise Mistake("salah", "dua_hal", examples=("/banding Sikka Ende", "/banding CQ.6871 CQ.6872"))


def side_by_side(
    asked: Asked, two: list[Wilayah], *tables: str, first: tuple[str, ...] = ()
) -> Answer:
    """Two regions side by side, in all tables or in ``tables``, the measures ``first`` first."""
    a, b = two
    pair = ukuran.compare_regions(asked.report, asked.year, a, b)
    if tables:
        rows = tuple(row for row in pair.baris if row.ukuran.tabel in tables)
        pair = pair.model_copy(update={"baris": rows})
    if not pair.baris:
        raise asked.missing(f"{a.nama} dan {b.nama}")
    ordered = sorted(pair.baris, key=lambda row: row.ukuran.kunci not in first)
    pair = pair.model_copy(update={"baris": tuple(ordered)})
    shown = {row.ukuran.kunci for row in pair.baris}
    buttons = [
        asked.button("apa_adanya", "/wilayah", row.pendek, subject=row.pendek) for row in (a, b)
    ]
    return asked.answer(
        "banding",
        pair,
        sources=[row.ukuran.sumber for row in pair.baris],
        notes=region_notes(asked, [a.kode, b.kode], shown),
        buttons=(tuple(buttons),),
    )


def lines_side_by_side(asked: Asked, two: list[Anggaran]) -> Answer:
    """Two budget lines side by side."""
    buttons = [asked.button("apa_adanya", "/anggaran", row.kode, subject=row.kode) for row in two]
    return asked.answer(
        "banding",
        ukuran.compare_lines(asked.year, *two),
        sources=["anggaran"],
        notes=[("anggaran", [row.kode for row in two])],
        buttons=(tuple(buttons),),
    )


def region_notes(asked: Asked, codes: list[str], keys: set[str]) -> list[tuple[str, list[str]]]:
    """The rows that the measures ``keys`` of the regions ``codes`` are read from."""
    noted = []
    for measure in ukuran.REGIONAL:
        if measure.kunci not in keys:
            continue
        rows = ukuran.values(asked.report, asked.year, measure)
        noted.append((measure.tabel, [row.baris for row in rows if row.kode in codes]))
    return noted


def ranked_rows(asked: Asked, found: ukuran.Peringkat) -> list[str]:
    """The rows whose notes a ranking needs: those ranked, and those that cannot be."""
    rows = [row.baris for _, row in found.urut]
    missing = ukuran.unranked_rows(asked.report, asked.year, found.ukuran)
    return [*rows, *missing]


class JawabanPeringkat(Frozen):
    """A ranking; ``disorot`` is the rank and value of the region that was named.

    ``pertama`` share the first place; ``terurut`` are the ranks shown; ``tak_terurut``
    are entries whose value cannot be read.
    """

    peringkat: ukuran.Peringkat
    disorot: tuple[int, ukuran.Nilai] | None
    pertama: tuple[ukuran.Nilai, ...]
    terurut: tuple[tuple[int, ukuran.Nilai], ...]
    tak_terurut: tuple[str, ...]


def peringkat(asked: Asked) -> Answer:
    """All regions or budget outputs ranked by one measure."""
    told = read(asked, measures=measures("peringkat"), regions=True)
    told.left = [UNITS.get(word, word) for word in told.left]
    counts = [word for word in told.left if word.isdigit()]
    told.left = [word for word in told.left if not word.isdigit()]
    told.finish(("/peringkat dpt", "/peringkat perempuan", "/peringkat serapan terendah"))
    keys = {measure.kunci: measure for measure in ukuran.MEASURES}
    chosen = [word for word in told.measures if word in keys]
    # "pemilih perempuan" asks for women; voters as such are only what they are part of.
    chosen.sort(key="dpt".__eq__)
    local = [row for row in told.regions if row.jenis is not JenisWilayah.PROVINSI]
    if not chosen and local:
        chosen = ["dpt"]
    if not chosen:
        buttons = [
            asked.button("apa_adanya", "/peringkat", measure.kunci, subject=measure.nama)
            for measure in ukuran.MEASURES
            if "pendanaan" not in told.measures or measure.tabel == "pendanaan"
        ]
        raise Mistake("pilih", "ukuran", buttons=in_rows(buttons, 2))
    measure = keys[chosen[0]]
    ascending = "menaik" in told.measures
    found = ukuran.ranking(asked.report, asked.year, measure, ascending=ascending)
    if not found.urut:
        raise asked.missing(measure.nama)
    place = next((item for item in found.urut if local and item[1].kode == local[0].kode), None)
    if local and place is None:
        raise Mistake("tidak_ada", "baris", local[0].nama)
    if counts and "ke" in asked.words:
        place = next((item for item in found.urut if item[0] == int(counts[0])), None)
        counts = []
    turned = "tertinggi" if ascending else "terendah"
    return asked.answer(
        "peringkat",
        JawabanPeringkat(
            peringkat=found,
            disorot=place,
            pertama=tuple(item for rank, item in found.urut if rank == 1),
            terurut=found.urut[: int(counts[0])] if counts and int(counts[0]) else found.urut,
            tak_terurut=ukuran.unranked(asked.report, asked.year, measure),
        ),
        sources=[measure.sumber],
        notes=[(measure.tabel, ranked_rows(asked, found))],
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
