"""``/pilgub``, ``/pendanaan`` and ``/logistik``: the Pilkada annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.calculator import Computed
from data.models import Frozen, JenisWilayah
from data.queries import pilkada
from handlers import places, scope
from handlers.answer import Dibaca
from handlers.arguments import SHORTEST_FOR_TYPOS, read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.vocabulary import measures
from handlers.words import split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

ABBREVIATED = {
    "gubernur": "pgwg",
    "pilgub": "pgwg",
    "bupati": "pbwb",
    "pilbup": "pbwb",
    "walikota": "pwww",
    "formulir": "form",
    "cable": "kabel",
    "kertas": "",
}
SHORTEST_NAME = 4
EXAMPLES = ("/logistik surat suara", "/logistik tinta", "/logistik")


class JawabanPilgub(Frozen):
    """The votes; ``dicari`` is the pair that was named, if one was."""

    hasil: pilkada.HasilPilgub
    dicari: int | None
    ukuran: str


def pilgub(asked: Asked) -> Answer:
    """The valid votes for governor, in the report's order and form."""
    result = pilkada.governor(asked.report, asked.year)
    if result is None:
        raise asked.missing("hasil Pilgub")
    scope.guard(asked.words, asked.report)
    for found in places.find(asked.words, asked.report):
        if len(found.codes) > 1:
            raise not_by_region(asked, " ".join(asked.words[found.start : found.end]).title())
    told = read(asked, measures=measures("pilgub"), regions=True)
    local = [row for row in told.regions if row.jenis is not JenisWilayah.PROVINSI]
    if local:
        raise not_by_region(asked, local[0].nama, local[0].pendek)
    wanted = None
    if told.left:
        wanted = pair_named(told.left, names_of(result))
        if wanted is not None:
            told.left = []
    told.finish(("/pilgub",))
    return asked.answer(
        "pilgub",
        JawabanPilgub(
            hasil=result,
            dicari=wanted,
            ukuran=next((word for word in told.measures if word in {"total", "tersedikit"}), ""),
        ),
        sources=["pilgub"],
        notes=[("pilgub", [row.pasangan.urutan for row in result.pasangan])],
        places=["pilgub"],
        buttons=((asked.button("dpt", "/dpt"), asked.button("pendanaan", "/pendanaan")),),
    )


def not_by_region(asked: Asked, name: str, *region: str) -> Mistake:
    """The mistake of asking for votes by region, which the report does not hold."""
    buttons = (asked.button("pilgub", "/pilgub"), asked.button("dpt", "/dpt", *region))
    return Mistake("tidak_ada", "pilgub_wilayah", name, (buttons,))


def names_of(result: pilkada.HasilPilgub) -> dict[int, set[str]]:
    """The words of each pair's names."""
    return {
        row.pasangan.urutan: {*split(row.pasangan.calon), *split(row.pasangan.wakil)}
        for row in result.pasangan
    }


def pair_named(words: list[str], named: dict[int, set[str]]) -> int | None:
    """The pair that the words of a name fit; ``None`` where none or several do.

    One part of the name has to fit exactly one pair; another may be a short form.
    """
    fits: dict[int, int] = {}
    for key, names in named.items():
        hits = [word for word in words if any(part.startswith(word) for part in names)]
        whole = [word for word in hits if word in names and len(word) >= SHORTEST_NAME]
        short = [word for word in hits if len(word) >= SHORTEST_NAME]
        if (whole or short) and len(words) - len(hits) <= 1:
            fits[key] = len(hits)
    best = [key for key, count in fits.items() if count == max(fits.values())]
    return best[0] if len(best) == 1 else None


class JawabanDana(Frozen):
    """One region's funding, with the column that was asked for."""

    ukuran: str
    dana: pilkada.DanaWilayah
    tabel: pilkada.Dana


class JawabanTabelDana(Frozen):
    """The funding of every region, with the column that was asked for."""

    ukuran: str
    tabel: pilkada.Dana


def pendanaan(asked: Asked) -> Answer:
    """The Pilkada funding of a region, or of all."""
    told = read(asked, measures=measures("pendanaan"), regions=True)
    if {"realisasi", "sisa", "serapan"} & set(told.left):
        names = [region.pendek for region in told.regions]
        button = asked.button("pendanaan", "/pendanaan", *names)
        raise Mistake("tidak_ada", "pendanaan_realisasi", buttons=((button,),))
    told.finish(("/pendanaan Sikka", "/pendanaan pilgub", "/pendanaan"))
    table = pilkada.funding(asked.report, asked.year)
    if table is None:
        raise asked.missing("pendanaan Pilkada")
    measure = next((word for word in told.measures if word != "jumlah"), "jumlah")
    if len(told.regions) > 1:
        raise Mistake("salah", "satu_wilayah", examples=("/pendanaan Sikka", "/banding Sikka Ende"))
    if told.regions and not asked.means_all(told.regions[0]):
        row = next((row for row in table.wilayah if row.wilayah == told.regions[0]), None)
        if row is None:
            raise Mistake("tidak_ada", "baris", told.regions[0].nama)
        name = row.wilayah.pendek
        return asked.answer(
            "pendanaan",
            JawabanDana(ukuran=measure, dana=row, tabel=table),
            sources=["pendanaan"],
            notes=[("pendanaan", note_keys([row.urutan], measure))],
            buttons=(
                (
                    asked.button("semua_wilayah", "/pendanaan"),
                    asked.button("tentang_wilayah", "/wilayah", name, subject=name),
                ),
            ),
        )
    keys = [table.total.urutan, *(row.urutan for row in table.wilayah)]
    extra = [] if measure == "jumlah" else [measure]
    return asked.answer(
        "pendanaan_semua",
        JawabanTabelDana(ukuran=measure, tabel=table),
        sources=["pendanaan"],
        notes=[("pendanaan", note_keys(keys, measure))],
        buttons=in_rows(
            [
                asked.button(
                    "apa_adanya",
                    "/pendanaan",
                    row.wilayah.pendek,
                    *extra,
                    subject=row.wilayah.pendek,
                )
                for row in table.wilayah
            ],
            2,
        ),
    )


def note_keys(rows: list[int], measure: str) -> list[str]:
    """The keys of the notes on ``rows``: on their names and on the columns shown."""
    columns = ["pilbup", "pilgub"] if measure == "jumlah" else [measure]
    return [f"{row}.{part}" for row in rows for part in ("nama", *columns)]


class JawabanLogistik(Frozen):
    """The items that fit the words, or all."""

    kata: str
    tahun: int
    barang: tuple[pilkada.BarangLogistik, ...]
    tps: int | None


def logistik(asked: Asked) -> Answer:
    """The logistics items by word or by number in the list, or all."""
    told = read(asked, measures=measures("logistik"), typos=False, guarded=False)
    told.refuse_region()
    table = pilkada.logistics(asked.report, asked.year)
    if table is None:
        raise asked.missing("logistik")
    words = [ABBREVIATED.get(word, word) for word in told.left]
    words = [word for word in words if word]
    if not words:
        shown = table.barang
    elif len(words) == 1 and words[0].isdigit():
        shown = tuple(row for row in table.barang if row.barang.urutan == int(words[0]))
    else:
        shown = tuple(
            row
            for row in table.barang
            if all(any(part.startswith(word) for part in split(row.barang.nama)) for word in words)
        )
    if not shown:
        shown = misspelt_item(asked, table, " ".join(told.left))
    if not shown:
        raise no_such_item(asked, table, " ".join(words))
    template = "logistik" if words else "logistik_semua"
    names = dict.fromkeys(row.barang.nama.split()[0] for row in table.barang)
    return asked.answer(
        template,
        JawabanLogistik(kata=" ".join(words), tahun=asked.year, barang=shown, tps=table.tps),
        sources=["logistik", "dpt"] if words and any(map(goes_evenly, shown)) else ["logistik"],
        notes=[("logistik", [row.barang.urutan for row in shown])],
        buttons=((asked.button("semua_logistik", "/logistik"),),)
        if words
        else in_rows(
            [
                asked.button("apa_adanya", "/logistik", name.rstrip("."), subject=name)
                for name in names
            ],
            3,
        ),
    )


def goes_evenly(row: pilkada.BarangLogistik) -> bool:
    """Whether the item goes by the polling station without a remainder."""
    each = row.per_tps
    return isinstance(each, Computed) and each.value == int(each.value)


def misspelt_item(
    asked: Asked, table: pilkada.DaftarLogistik, phrase: str
) -> tuple[pilkada.BarangLogistik, ...]:
    """The one item a single edit from ``phrase``; none where there is not just one."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - only misses pay for it

    close = tuple(
        row
        for row in table.barang
        if OSA.distance(phrase, row.barang.nama.casefold(), score_cutoff=1) == 1
    )
    if len(close) != 1:
        return ()
    asked.read_as.append(Dibaca(sebagai=close[0].barang.nama))
    return close


def no_such_item(asked: Asked, table: pilkada.DaftarLogistik, phrase: str) -> Mistake:
    """The mistake of naming an item that is not there, with the nearest names."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only misses pay for it

    names = {row.barang.urutan: row.barang.nama.casefold() for row in table.barang}
    best = process.extract(phrase, names, scorer=fuzz.partial_ratio, limit=4, score_cutoff=75)
    by_key = {row.barang.urutan: row.barang.nama for row in table.barang}
    buttons = [
        asked.button("apa_adanya", "/logistik", by_key[key], subject=by_key[key])
        for _, _, key in best
    ]
    if buttons and len(phrase) >= SHORTEST_FOR_TYPOS:
        return Mistake("maksud", "logistik", phrase, in_rows(buttons, 2))
    return Mistake("tidak_ada", "logistik", phrase, examples=EXAMPLES)
