"""``/grafik``: one measure as a picture, with its figures in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.charts import budget, choosing, regions
from data.models import Frozen, JenisWilayah
from data.models.grafik import RUPA, Grafik
from data.queries import anggaran
from handlers import bulanan, codes
from handlers.answer import Answer, Lampiran
from handlers.arguments import read
from handlers.asked import in_rows
from handlers.bulan_ditolak import in_version
from handlers.grafik_kata import (
    BY_CODE,
    BY_REGION,
    NAMES,
    NARROWED,
    TABLES,
    TOGETHER,
    TYPED,
    WORDS,
    keys_of,
)
from handlers.mistakes import Mistake
from handlers.periode import take_period
from handlers.pilkada import not_by_region
from handlers.tren import everything, without_months
from handlers.words import YEAR, split

if TYPE_CHECKING:
    from data.charts.framing import Gambar
    from data.models import Wilayah
    from handlers.answer import Button
    from handlers.arguments import Arguments
    from handlers.asked import Asked

EXAMPLES = ("/grafik dpt", "/grafik dpt Sikka", "/grafik serapan CQ", "/grafik")


class JawabanGrafik(Frozen):
    """A chart, whose figures the answer tells in words."""

    grafik: Grafik


class MenuGrafik(Frozen):
    """What can be drawn: its name and the line that asks for it."""

    pilihan: tuple[tuple[str, str], ...]


def grafik(asked: Asked) -> Answer:
    """One measure as a picture; without words what can be drawn."""
    take_year(asked)
    if not asked.words:
        return menu(asked)
    if "tren" in keys_of(asked.words) and keys_of(asked.words) <= BY_CODE:
        return month_by_month(asked)
    told = read(asked, measures=WORDS, regions=True, lines=True)
    measure = meant(asked, told.measures)
    if measure == "tren":
        # It was misspelt: the codes of the months are more than those of the report.
        asked.words = (*(row.kode.casefold() for row in told.lines), *told.left)
        return month_by_month(asked)
    if told.regions and told.lines:
        raise Mistake("salah", "kata", told.lines[0].kode, examples=EXAMPLES)
    if not measure:
        named = bool(told.lines or (told.left and names_line(asked, told)))
        measure = "dpt" if told.regions else "serapan" if named else ""
    if not measure and not told.left:
        return menu(asked)
    if measure in BY_CODE:
        return of_budget(asked, told, measure)
    if told.lines:
        raise Mistake("salah", "kata", told.lines[0].kode, examples=EXAMPLES)
    told.finish(EXAMPLES)
    return of_region(asked, measure, region_of(asked, told, measure))


def take_year(asked: Asked) -> None:
    """Takes a year among the words as the report that is asked, but for months."""
    years = [word for word in asked.words if YEAR.fullmatch(word)]
    if not years or "tren" in keys_of(asked.words):
        return
    asked.words = tuple(word for word in asked.words if word not in years)
    asked.year = int(years[-1])
    asked.year_named = asked.year != asked.report.latest
    if asked.year not in asked.report.years:
        raise Mistake("tidak_ada", "tahun", years[-1])


def meant(asked: Asked, measures: list[str]) -> str:
    """The one measure that is asked for; empty where none is named.

    Raises ``Mistake`` where several are, since a chart has one.
    """
    named = {key for key in measures if key}
    if "tren" in named and named <= BY_CODE:
        return "tren"
    if named & {*NARROWED}:
        named -= {"dpt"}
    if len(named) > 1:
        together = TOGETHER.get(frozenset(named))
        if together is None:
            raise several(asked, [key for key in TYPED if key in named])
        return together
    return next(iter(named), "")


def several(asked: Asked, measures: list[str]) -> Mistake:
    """The question back which of several measures is to be drawn."""
    return Mistake("pilih", "grafik", buttons=in_rows([choice(asked, key) for key in measures], 2))


def choice(asked: Asked, measure: str) -> Button:
    """A button that draws ``measure``."""
    name = NAMES.get(measure, "Pemilih laki-laki")
    return asked.button("apa_adanya", "/grafik", measure, subject=name)


def menu(asked: Asked) -> Answer:
    """What can be drawn, as buttons; the months only where any is loaded."""
    loaded = asked.months().posisi
    buttons = [choice(asked, key) for key in NAMES if key != "tren" or loaded]
    return asked.answer(
        "grafik_menu",
        MenuGrafik(pilihan=tuple((button.subject, button.question) for button in buttons)),
        buttons=in_rows(buttons, 2),
    )


def names_line(asked: Asked, told: Arguments) -> bool:
    """Whether what is left of the words stands in names of the budget."""
    return bool(codes.named(tuple(told.left), anggaran.lines(asked.report, asked.year)))


def region_of(asked: Asked, told: Arguments, measure: str) -> Wilayah | None:
    """The one region that is asked for; ``None`` for all of them."""
    local = [row for row in told.regions if row.jenis is not JenisWilayah.PROVINSI]
    if len(local) > 1:
        raise Mistake(
            "salah", "satu_wilayah", examples=("/grafik dpt Sikka", "/banding Sikka Ende")
        )
    if local and measure == "pilgub":
        raise not_by_region(asked, local[0].nama, local[0].pendek)
    if local and measure not in BY_REGION:
        raise no_regions(asked, local[0])
    return local[0] if local else None


def no_regions(asked: Asked, region: Wilayah) -> Mistake:
    """The mistake of asking for a region of a table that does not go by region."""
    button = asked.button("grafik_dpt", "/grafik dpt", region.pendek, subject=region.pendek)
    return Mistake("tidak_ada", "tanpa_wilayah", region.nama, ((button,),))


def of_region(asked: Asked, measure: str, region: Wilayah | None) -> Answer:
    """The chart of a table of the report, of one region where one is named."""
    report, year = asked.report, asked.year
    code = region.kode if region else None
    found: Gambar | None
    if measure == "capaian":
        found = choosing.achievement(report, year)
    elif measure == "pilgub":
        found = choosing.governor(report, year)
    elif measure == "dpt":
        found = regions.voters_of(report, year, code) if code else regions.voters(report, year)
    elif measure in NARROWED:
        found = regions.counted(report, year, measure, code)
    elif code:
        found = regions.funding_of(report, year, code)
    else:
        column = {"pilbup": "pilbup", "dana pilgub": "pilgub"}.get(measure, "")
        found = regions.funding(report, year, column)
    if found is None:
        raise asked.missing(f"grafik {NAMES.get(measure, measure)}")
    named = [region.pendek] if region else []
    near = []
    if region:
        other = "pendanaan" if measure in {"dpt", *NARROWED} else "dpt"
        near = [
            asked.button(f"grafik_{other}", "/grafik", other, *named, subject=region.pendek),
        ]
    return shown(asked, found, measure, named, near)


def of_budget(asked: Asked, told: Arguments, measure: str) -> Answer:
    """The chart of the budget, or of the line that a code or words of its name give."""
    lines = anggaran.lines(asked.report, asked.year)
    if not lines:
        raise asked.missing("anggaran")
    local = [row for row in told.regions if row.jenis is not JenisWilayah.PROVINSI]
    if local:
        raise no_regions(asked, local[0])
    named = list(dict.fromkeys(row.kode for row in told.lines))
    if told.left:
        heads = codes.heads(codes.named(tuple(told.left), lines))
        if not heads:
            told.finish(EXAMPLES)
        named += [row.kode for row in heads]
    if len(named) > 1:
        buttons = [
            asked.button("apa_adanya", "/grafik", measure, code, subject=code) for code in named
        ]
        raise Mistake("pilih", "grafik_kode", buttons=in_rows(buttons, 2))
    code = named[0] if named else anggaran.TOTAL
    draw = budget.absorption if measure == "serapan" else budget.pagu
    found = draw(asked.report, asked.year, code)
    if found is None:
        raise asked.missing("anggaran")
    mine = [] if code == anggaran.TOTAL else [code]
    # Without a year the table of absorption would be that of the newest month.
    year = [str(asked.year)] if measure == "serapan" and not asked.year_named else []
    other = "anggaran" if measure == "serapan" else "serapan"
    near = [choice(asked, other)]
    if mine:
        near = [asked.button(f"grafik_{other}", "/grafik", other, code, subject=code)]
    return shown(asked, found, measure, [*mine, *year], near)


def month_by_month(asked: Asked) -> Answer:
    """The chart of absorption by month: of the year named, else of the newest that has any."""
    typed = [int(word) for word in split(asked.text) if YEAR.fullmatch(word)]
    period = take_period(asked)
    months = asked.months()
    if months.terbaru is None:
        raise Mistake("tidak_ada", "bulanan", buttons=((choice(asked, "serapan"),),))
    named = [month.tahun for month in period.bulan if month.tahun is not None]
    year = [months.terbaru.muatan.bulan.tahun, *typed, *named][-1]
    loaded = months.setahun(year)
    if not loaded:
        return without_months(asked, months, year)
    held = everything(loaded)
    chosen = bulanan.named_code(asked, months, held, WORDS)
    if isinstance(chosen, Answer):
        return chosen
    code = chosen[0]
    found = budget.trend(asked.report, year, months, code)
    if found is None:
        return in_version(asked, months, held, "tanpa_total")
    mine = [] if code == anggaran.TOTAL else [code]
    return shown(asked, found, "tren", [*mine, str(year)], [])


def shown(
    asked: Asked, found: Gambar, measure: str, named: list[str], near: list[Button]
) -> Answer:
    """The answer with the picture, its table and what else can be drawn."""
    drawn = found.grafik
    table, *column = TABLES.get(measure, (measure,))
    answer = asked.answer(
        "grafik",
        JawabanGrafik(grafik=drawn),
        sources=found.sources,
        notes=found.notes,
        places=found.places,
        loads=found.loads,
        buttons=(
            (asked.button(f"tabel_{table}", f"/{table}", *named, *column),),
            tuple(near),
            (asked.button("grafik", "/grafik"),),
        ),
    )
    state = f"-{asked.months_state}" if found.loads else ""
    picture = Lampiran(
        nama=f"grafik-{drawn.kunci}.png",
        bahan=drawn,
        kunci=f"grafik-{drawn.kunci}-{RUPA}-{asked.report.version}{state}",
        foto=True,
        keterangan=drawn.keterangan,
    )
    return answer.model_copy(update={"files": (picture,)})
