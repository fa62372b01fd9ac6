"""Targets against each other, achievement against the formula, narrative against tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.calculator import (
    Computed,
    Verdict,
    achievement,
    percent,
    predicate,
    verify,
)
from data.checks.finding import described, finding, place
from data.models import FaktaKinerja, Gedung, Indikator, Pengukuran, Satuan, Temuan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from data.loading import Edition

SOUND = "baik"
BUILDING = "gedung"
YEAR_OF_EVALUATION = "tahun yang dievaluasi"
STATE_OF_EVALUATION = "status penilaian"
SCORE = "nilai hasil evaluasi"
LETTER = "predikat hasil evaluasi"
MEASUREMENT = "cara pengukuran"


def figure(value: Decimal | None, printed: str | None) -> Decimal | str | None:
    """The number, or the printed letter where there is none."""
    return printed if value is None else value


def by_indicator(edition: Edition) -> Iterator[tuple[Indikator, list[Pengukuran]]]:
    """Each indicator with what the tables print of it."""
    rows = edition.rows.of(Pengukuran)
    for indicator in edition.rows.of(Indikator):
        yield indicator, [row for row in rows if row.indikator == indicator.id]


def targets_agree(edition: Edition) -> Iterator[Temuan]:
    """Every table prints the same target for an indicator."""
    for indicator, rows in by_indicator(edition):
        if len({figure(row.target, row.target_tercetak) for row in rows}) > 1:
            yield finding(
                "capaian.target",
                indicator.id,
                [place(row, row.target_tercetak) for row in rows],
                [("indikator", indicator.id)],
            )


def achievements_follow(edition: Edition) -> Iterator[Temuan]:
    """The printed achievement follows from target and realisasi of the same table."""
    for indicator, rows in by_indicator(edition):
        printed = [row for row in rows if row.capaian is not None]
        wrong: list[Pengukuran] = []
        computed: Computed | None = None
        for row in printed:
            result = achievement(
                figure(row.target, row.target_tercetak),
                figure(row.realisasi, row.realisasi_tercetak),
                indicator.arah,
            )
            if verify(row.capaian, result) in {Verdict.DIFFERENT, Verdict.NOT_COMPUTABLE}:
                wrong.append(row)
                computed = result if isinstance(result, Computed) else computed
        if wrong:
            yield finding(
                "capaian.hitung",
                indicator.id,
                [place(row, row.capaian_tercetak) for row in wrong],
                [("indikator", indicator.id)],
                printed=wrong[0].capaian,
                computed=computed,
            )


def units_printed(edition: Edition) -> Iterator[Temuan]:
    """Within one table, either all achievements carry the percent sign or none does."""
    by_table: dict[str, list[Pengukuran]] = {}
    for row in edition.rows.of(Pengukuran):
        if row.capaian_tercetak is not None:
            by_table.setdefault(row.sumber, []).append(row)
    for source, rows in by_table.items():
        bare = [row for row in rows if "%" not in (row.capaian_tercetak or "")]
        if bare and len(bare) < len(rows):
            yield finding(
                "capaian.satuan",
                source,
                [place(row, row.capaian_tercetak) for row in bare],
                [("indikator", row.indikator) for row in bare],
            )


def facts(edition: Edition, matter: str) -> Iterator[FaktaKinerja]:
    """The narrative's facts on one matter."""
    return (row for row in edition.rows.of(FaktaKinerja) if row.perihal.casefold() == matter)


def evaluation_years(edition: Edition) -> Iterator[Temuan]:
    """An evaluation that fills a realisasi is of the report's year."""
    for row in facts(edition, YEAR_OF_EVALUATION):
        if row.indikator and row.nilai is not None and row.nilai != edition.tahun:
            yield finding(
                "capaian.tahun",
                row.indikator,
                [place(row, row.isi)],
                [("indikator", row.indikator)],
            )


def evaluation_states(edition: Edition) -> Iterator[Temuan]:
    """No realisasi is filled from an evaluation that is still under way."""
    for row in facts(edition, STATE_OF_EVALUATION):
        if row.indikator and "masih" in row.isi.casefold():
            yield finding(
                "capaian.status",
                row.indikator,
                [place(row, row.isi)],
                [("indikator", row.indikator)],
            )


def letters_fit_scores(edition: Edition) -> Iterator[Temuan]:
    """A printed predicate is the one that its printed score belongs to."""
    letters = {row.indikator: row for row in facts(edition, LETTER)}
    for row in facts(edition, SCORE):
        letter = letters.get(row.indikator)
        if row.nilai is None or letter is None or row.indikator is None:
            continue
        if predicate(row.nilai) != letter.isi:
            yield finding(
                "capaian.predikat",
                row.indikator,
                [place(letter, letter.isi), place(row, row.isi)],
                [("indikator", row.indikator)],
            )


def sound_buildings(edition: Edition) -> Iterator[Temuan]:
    """An indicator measured by sound buildings agrees with the table of buildings."""
    satker: dict[int, list[Gedung]] = {}
    for building in edition.rows.of(Gedung):
        satker.setdefault(building.nomor, []).append(building)
    sound = [
        rows for rows in satker.values() if all(row.kondisi.casefold() == SOUND for row in rows)
    ]
    measured = {
        row.indikator
        for row in facts(edition, MEASUREMENT)
        if BUILDING in row.isi.casefold() and SOUND in row.isi.casefold()
    }
    for indicator, rows in by_indicator(edition):
        if indicator.id not in measured or indicator.satuan is not Satuan.PERSEN:
            continue
        computed = percent(len(sound), len(satker))
        printed = [row for row in rows if row.realisasi is not None]
        if not isinstance(computed, Computed) or not printed:
            continue
        if verify(printed[0].realisasi, computed) is Verdict.DIFFERENT:
            damaged = [row for rows in satker.values() for row in rows if rows not in sound]
            yield finding(
                "capaian.gedung",
                indicator.id,
                [place(row, row.realisasi_tercetak) for row in printed]
                + [
                    described(row, f"{row.satker_tercetak}: {row.status}, {row.kondisi}")
                    for row in damaged
                ],
                [("indikator", indicator.id), ("gedung", SOUND)],
                printed=printed[0].realisasi,
                computed=computed,
            )
