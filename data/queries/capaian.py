"""Objectives and indicators: targets of every table, realisasi, achievement, narrative."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from data.calculator import Predicate, Result, Verdict, achievement, predicate_bounds, verify
from data.models import (
    FaktaKinerja,
    Frozen,
    Indikator,
    Kendala,
    Mitigasi,
    Pengukuran,
    Sasaran,
    Sumber,
)
from data.queries import REPORTS

if TYPE_CHECKING:
    from data.report import Report


class TargetTercetak(Frozen):
    """A target as printed, with the tables that print it so."""

    tercetak: str
    nilai: Decimal | None
    sumber: tuple[Sumber, ...]
    capaian: Result


class CapaianIndikator(Frozen):
    """One indicator: what is printed and what the formula yields.

    ``target`` lists each printed target once; ``capaian`` of a target is computed
    from it and the printed realisasi. ``uji`` says how the printed achievement
    stands to the one computed from the target of its own table.
    """

    indikator: Indikator
    target: tuple[TargetTercetak, ...]
    realisasi_tercetak: str | None
    realisasi: Decimal | None
    predikat: Predicate | None
    capaian_tercetak: str | None
    capaian: Decimal | None
    hitung: Result
    uji: Verdict
    fakta: tuple[FaktaKinerja, ...]


class CapaianSasaran(Frozen):
    """One objective with its indicators, and what the narrative tells of it."""

    tahun: int
    sasaran: Sasaran
    indikator: tuple[CapaianIndikator, ...]
    fakta: tuple[FaktaKinerja, ...]
    mitigasi: tuple[Mitigasi, ...]
    kendala: tuple[Kendala, ...]


@lru_cache(maxsize=REPORTS)
def objectives(report: Report, year: int) -> tuple[CapaianSasaran, ...]:
    """Every objective in order; none where the report has no such table."""
    indicators = report.rows(Indikator, year)
    measured = report.rows(Pengukuran, year)
    facts = report.rows(FaktaKinerja, year)
    mitigation = report.rows(Mitigasi, year)
    obstacles = report.rows(Kendala, year)
    return tuple(
        CapaianSasaran(
            tahun=year,
            sasaran=objective,
            indikator=tuple(
                measure(
                    report,
                    year,
                    indicator,
                    [row for row in measured if row.indikator == indicator.id],
                    tuple(fact for fact in facts if fact.indikator == indicator.id),
                )
                for indicator in indicators
                if indicator.sasaran == objective.nomor
            ),
            fakta=tuple(fact for fact in facts if fact.sasaran == objective.nomor),
            mitigasi=tuple(row for row in mitigation if row.sasaran == objective.nomor),
            kendala=tuple(row for row in obstacles if row.sasaran == objective.nomor),
        )
        for objective in report.rows(Sasaran, year)
    )


def objective(report: Report, year: int, number: int) -> CapaianSasaran | None:
    """The objective with ``number``."""
    return next((row for row in objectives(report, year) if row.sasaran.nomor == number), None)


def measure(
    report: Report,
    year: int,
    indicator: Indikator,
    rows: list[Pengukuran],
    facts: tuple[FaktaKinerja, ...],
) -> CapaianIndikator:
    """What the tables print of ``indicator``, recomputed."""
    done = next((row for row in rows if row.realisasi_tercetak is not None), None)
    realisasi = figure(done.realisasi, done.realisasi_tercetak) if done else None
    targets: dict[Decimal | str | None, list[Pengukuran]] = {}
    for row in rows:
        targets.setdefault(figure(row.target, row.target_tercetak), []).append(row)
    own = figure(done.target, done.target_tercetak) if done else None
    computed = achievement(own, realisasi, indicator.arah)
    return CapaianIndikator(
        indikator=indicator,
        target=tuple(
            TargetTercetak(
                tercetak=printed[0].target_tercetak,
                nilai=printed[0].target,
                sumber=report.sources(year, [row.sumber for row in printed]),
                capaian=achievement(target, realisasi, indicator.arah),
            )
            for target, printed in targets.items()
        ),
        realisasi_tercetak=done.realisasi_tercetak if done else None,
        realisasi=done.realisasi if done else None,
        predikat=predicate_bounds(realisasi) if isinstance(realisasi, str) else None,
        capaian_tercetak=done.capaian_tercetak if done else None,
        capaian=done.capaian if done else None,
        hitung=computed,
        uji=verify(done.capaian if done else None, computed),
        fakta=facts,
    )


def figure(value: Decimal | None, printed: str | None) -> Decimal | str | None:
    """The number, or the printed letter where there is none."""
    return printed if value is None else value
