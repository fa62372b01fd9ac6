"""``/pilgub``, ``/pendanaan`` and ``/logistik``: the Pilkada annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen, JenisWilayah
from data.queries import pilkada
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.words import split

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked

VOTES = {
    word: "suara"
    for word in (
        "suara", "suara sah", "perolehan suara", "hasil", "pilgub", "gubernur", "pemilihan gubernur",
        "wakil gubernur", "cagub", "cawagub", "calon", "paslon", "pasangan", "pasangan calon",
        "calon gubernur", "menang", "pemenang", "pemenangnya", "terpilih", "unggul", "terbanyak",
        "juara", "kalah", "persen", "persentase", "perolehan", "pilkada", "serentak", "rekapitulasi",
        "suara terbanyak", "memenangkan", "nama", "nama calon", "gubernur terpilih", "cagub cawagub",
    )
}
FUNDS = {
    "pilbup": "pilbup",
    "bupati": "pilbup",
    "pemilihan bupati": "pilbup",
    "pilwalkot": "pilbup",
    "pilgub": "pilgub",
    "gubernur": "pilgub",
    "pemilihan gubernur": "pilgub",
    **{
        word: "jumlah"
        for word in (
            "pendanaan", "dana", "anggaran", "biaya", "hibah", "pilkada", "serentak", "total",
            "dana pilkada", "anggaran pilkada", "dana hibah", "pemilihan", "pemilihan serentak",
        )
    },
}
ITEMS = {
    word: ""
    for word in (
        "logistik", "barang", "perlengkapan", "pengelolaan logistik", "pilkada", "serentak",
        "pemilihan serentak", "lembar", "buah", "unit", "total",
    )
}
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
EXAMPLES = ("/logistik surat suara", "/logistik tinta", "/logistik")


class JawabanPilgub(Frozen):
    """The votes; ``dicari`` is the pair that was named, if one was."""

    hasil: pilkada.HasilPilgub
    dicari: int | None


def pilgub(asked: Asked) -> Answer:
    """The valid votes for governor, in the report's order and form."""
    result = pilkada.governor(asked.report, asked.year)
    if result is None:
        raise asked.missing("hasil Pilgub")
    told = read(asked, measures=VOTES, regions=True)
    local = [row for row in told.regions if row.jenis is not JenisWilayah.PROVINSI]
    if local:
        raise Mistake(
            "tidak_ada",
            "pilgub_wilayah",
            local[0].nama,
            (
                (
                    asked.button("pilgub", "/pilgub"),
                    asked.button("dpt", "/dpt", local[0].pendek, subject=local[0].pendek),
                ),
            ),
        )
    wanted = None
    if told.left:
        named = {
            row.pasangan.urutan: {*split(row.pasangan.calon), *split(row.pasangan.wakil)}
            for row in result.pasangan
        }
        fitting = [key for key, names in named.items() if set(told.left) <= names]
        if len(fitting) == 1:
            wanted, told.left = fitting[0], []
    told.finish(("/pilgub",))
    return asked.answer(
        "pilgub",
        JawabanPilgub(hasil=result, dicari=wanted),
        sources=["pilgub"],
        notes=[
            ("pilgub", [row.pasangan.urutan for row in result.pasangan]),
            ("sumber", ["pilgub"]),
        ],
        buttons=(
            (asked.button("dpt", "/dpt"), asked.button("pendanaan", "/pendanaan")),
        ),
    )


class JawabanDana(Frozen):
    """One region's funding, with the column that was asked for."""

    ukuran: str
    dana: pilkada.DanaWilayah


class JawabanTabelDana(Frozen):
    """The funding of every region, with the column that was asked for."""

    ukuran: str
    tabel: pilkada.Dana


def pendanaan(asked: Asked) -> Answer:
    """The Pilkada funding of a region, or of all."""
    told = read(asked, measures=FUNDS, regions=True)
    told.finish(("/pendanaan Sikka", "/pendanaan pilgub", "/pendanaan"))
    table = pilkada.funding(asked.report, asked.year)
    if table is None:
        raise asked.missing("pendanaan Pilkada")
    measure = next((word for word in told.measures if word != "jumlah"), "jumlah")
    if len(told.regions) > 1:
        codes = " ".join(region.kode for region in told.regions[:2])
        raise Mistake("salah", "satu_wilayah", examples=(f"/banding {codes}",))
    if told.regions:
        row = next((row for row in table.wilayah if row.wilayah == told.regions[0]), None)
        if row is None:
            raise Mistake("tidak_ada", "baris", told.regions[0].nama)
        name = row.wilayah.pendek
        return asked.answer(
            "pendanaan",
            JawabanDana(ukuran=measure, dana=row),
            sources=["pendanaan"],
            notes=[("pendanaan", [row.urutan])],
            buttons=(
                (
                    asked.button("semua_wilayah", "/pendanaan"),
                    asked.button("tentang_wilayah", "/wilayah", name, subject=row.wilayah.nama),
                ),
            ),
        )
    keys = [table.total.urutan, *(row.urutan for row in table.wilayah)]
    extra = [] if measure == "jumlah" else [measure]
    return asked.answer(
        "pendanaan_semua",
        JawabanTabelDana(ukuran=measure, tabel=table),
        sources=["pendanaan"],
        notes=[("pendanaan", keys)],
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


class JawabanLogistik(Frozen):
    """The items that fit the words, or all."""

    kata: str
    tahun: int
    barang: tuple[pilkada.BarangLogistik, ...]
    tps: int | None


def logistik(asked: Asked) -> Answer:
    """The logistics items by word or by number in the list, or all."""
    told = read(asked, measures=ITEMS, typos=False, guarded=False)
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
            if all(
                any(part.startswith(word) for part in split(row.barang.nama)) for word in words
            )
        )
    if not shown:
        raise no_such_item(asked, table, " ".join(words))
    template = "logistik" if words else "logistik_semua"
    names = dict.fromkeys(row.barang.nama.split()[0] for row in table.barang)
    return asked.answer(
        template,
        JawabanLogistik(
            kata=" ".join(words), tahun=asked.year, barang=shown, tps=table.tps
        ),
        sources=["logistik", "dpt"] if words and table.tps is not None else ["logistik"],
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


def no_such_item(asked: Asked, table: pilkada.DaftarLogistik, phrase: str) -> Mistake:
    """The mistake of naming an item that is not there, with the nearest names."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only misses pay for it

    names = {row.barang.urutan: row.barang.nama.casefold() for row in table.barang}
    best = process.extract(phrase, names, scorer=fuzz.partial_ratio, limit=4, score_cutoff=75)
    by_key = {row.barang.urutan: row.barang.nama for row in table.barang}
    buttons = [
        asked.button("apa_adanya", "/logistik", key, subject=by_key[key]) for _, _, key in best
    ]
    if buttons and len(phrase) > 3:
        return Mistake("maksud", "logistik", phrase, in_rows(buttons, 2))
    return Mistake("tidak_ada", "logistik", phrase, examples=EXAMPLES)
