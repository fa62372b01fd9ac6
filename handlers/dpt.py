"""``/dpt``: voters and polling stations, DPT Pemilihan Serentak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen, JenisWilayah
from data.queries import pemilih
from handlers import scope
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.perbandingan import PAIR, side_by_side
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

SEXES = frozenset({"laki-laki", "perempuan"})
EXAMPLES = ("/dpt Sikka", "/dpt Kota Kupang perempuan", "/dpt TTS tps")


class JawabanDpt(Frozen):
    """One region's voters, with the measures that were asked for, in that order."""

    ukuran: tuple[str, ...]
    pemilih: pemilih.Pemilih


class JawabanTabelDpt(Frozen):
    """All regions' voters, with the measures that were asked for, in that order."""

    ukuran: tuple[str, ...]
    tabel: pemilih.DaftarPemilih


def dpt(asked: Asked) -> Answer:
    """The voters of a region, or of all regions."""
    scope.guard(("dpt", *asked.words), asked.report)
    told = read(asked, measures=measures("dpt"), regions=True)
    told.finish(EXAMPLES)
    table = pemilih.voters(asked.report, asked.year)
    if table is None:
        raise asked.missing("DPT")
    wanted = asked_for(told.measures)
    if len(told.regions) == PAIR:
        return side_by_side(asked, told.regions, "dpt", first=wanted)
    if len(told.regions) > PAIR:
        raise Mistake("salah", "dua_wilayah", examples=("/banding Sikka Ende",))
    if told.regions and told.regions[0].jenis is not JenisWilayah.PROVINSI:
        row = next(row for row in table.wilayah if row.wilayah == told.regions[0])
        name = row.wilayah.pendek
        return asked.answer(
            "dpt",
            JawabanDpt(ukuran=wanted, pemilih=row),
            sources=["dpt"],
            notes=[("dpt", [row.urutan])],
            buttons=(
                (
                    asked.button("semua_wilayah", "/dpt"),
                    asked.button("tentang_wilayah", "/wilayah", name, subject=name),
                ),
                (
                    asked.button("pendanaan", "/pendanaan", name),
                    asked.button("peringkat", "/peringkat dpt"),
                ),
            ),
        )
    if told.regions:
        return asked.answer(
            "dpt",
            JawabanDpt(ukuran=wanted, pemilih=table.total),
            sources=["dpt"],
            notes=[("dpt", [table.total.urutan])],
            buttons=((asked.button("semua_wilayah", "/dpt"),),),
        )
    extra = [measure for measure in wanted if measure != "jumlah"]
    return asked.answer(
        "dpt_semua",
        JawabanTabelDpt(ukuran=wanted, tabel=table),
        sources=["dpt"],
        notes=[("dpt", [row.urutan for row in (table.total, *table.wilayah)])],
        buttons=in_rows(
            [
                asked.button(
                    "apa_adanya", "/dpt", row.wilayah.pendek, *extra, subject=row.wilayah.pendek
                )
                for row in table.wilayah
            ],
            2,
        ),
    )


def asked_for(measures: list[str]) -> tuple[str, ...]:
    """The measures asked for, each once; voters as such only where nothing narrows them.

    "pemilih perempuan" asks for women alone, "persen perempuan" for their share, which
    stands with their number; "dpt dan tps" asks for both.
    """
    named = list(dict.fromkeys(measures))
    sexes = [measure for measure in named if measure in SEXES]
    if sexes:
        named = [measure for measure in named if measure not in {"jumlah", "bagian"}]
    if "per-wilayah" in named:
        return ("per-wilayah",)
    if "per-tps" in named or "peringkat" in named or "bagian" in named or "loksus" in named:
        named = [measure for measure in named if measure != "jumlah"]
    return tuple(named) or ("jumlah",)
