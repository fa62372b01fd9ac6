"""The one list of rules, and how they are run over a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from data.checks import codes, dates, numbers, performance, prose, sums, wording

if TYPE_CHECKING:
    from data.loading import Edition, Rows
    from data.models import Temuan

ByItself = Callable[["Edition"], Iterator["Temuan"]]
WithShared = Callable[["Edition", "Rows"], Iterator["Temuan"]]

RULES: tuple[ByItself, ...] = (
    sums.budget_remainders,
    sums.budget_percentages,
    sums.budget_children,
    sums.voter_rows,
    sums.voter_totals,
    sums.vote_shares,
    sums.funding_totals,
    sums.staff_rows,
    sums.staff_totals,
    sums.document_totals,
    sums.documents_online,
    codes.code_patterns,
    codes.code_parents,
    codes.code_gaps,
    codes.empty_cells,
    codes.tiny_amounts,
    codes.repeated_names,
    performance.targets_agree,
    performance.achievements_follow,
    performance.units_printed,
    performance.evaluation_years,
    performance.evaluation_states,
    performance.letters_fit_scores,
    performance.sound_buildings,
    prose.statements_follow,
    dates.stage_dates,
    dates.stage_order,
    dates.stage_words,
    dates.weekdays,
    dates.training_years,
    numbers.ungrouped,
    numbers.mixed_grouping,
    numbers.areas,
    numbers.two_tenures,
    numbers.paired_items,
    numbers.funding_per_voter,
    wording.tidied_names,
    wording.doubled_words,
    wording.one_wording,
    wording.printed_forms,
    wording.missing_parts,
)
RULES_WITH_REGIONS: tuple[WithShared, ...] = (
    wording.region_names,
    wording.regions_complete,
    wording.unexplained_terms,
)


def find_all(edition: Edition, shared: Rows) -> tuple[Temuan, ...]:
    """Every finding of every rule, in the order of the rules."""
    found = [finding for rule in RULES for finding in rule(edition)]
    found += [finding for rule in RULES_WITH_REGIONS for finding in rule(edition, shared)]
    return distinct(found)


def distinct(found: list[Temuan]) -> tuple[Temuan, ...]:
    """``found`` with a number behind each key that stood before."""
    seen: Counter[str] = Counter()
    numbered = []
    for finding in found:
        seen[finding.kunci] += 1
        count = seen[finding.kunci]
        key = finding.kunci if count == 1 else f"{finding.kunci}#{count}"
        numbered.append(finding.model_copy(update={"kunci": key}))
    return tuple(numbered)
