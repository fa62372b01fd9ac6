"""Answers a second, and how long one takes: everybody in turn, round after round."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from tests.bench_serving.contenders import IN_RESPONSE, POLLING, WEBHOOK
from tests.bench_serving.sessions import pace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.bench_serving.sessions import Bench
    from tests.bench_timing import Numbers

ROUNDS = 3
SECONDS = 2.0
LATENCY = 0.05
RATE = 200.0
STEADY_QUESTIONS = 1000
STEADY = ("ours", "bare", "default")

Rounds = dict[str, list[float]]


async def polling(bench: Bench) -> Numbers:
    """Long polling, with an API that answers at once and one that takes its time."""
    near: Rounds = defaultdict(list)
    far: Rounds = defaultdict(list)
    for _ in bench.rounds(ROUNDS):
        for contender in POLLING:
            with bench.noting():
                async with bench.session(contender) as running:
                    rate, _count = await pace(running.ask, SECONDS)
                    near[contender.name].append(rate)
                    running.api.latency = LATENCY
                    rate, _count = await pace(running.ask, SECONDS)
                    far[contender.name].append(rate)
    others = ("default", "aiogram", "telebot", "bare")
    return (
        medians("serving_polling_{}_per_second", near)
        | medians("serving_polling_50ms_{}_per_second", far)
        | ratios("serving_polling_vs_{}", near, others)
        | ratios("serving_polling_50ms_vs_{}", far, others)
    )


async def webhook(bench: Bench) -> Numbers:
    """By webhook: as many at a time as there are connections, then so many a second."""
    called: Rounds = defaultdict(list)
    answered: Rounds = defaultdict(list)
    halves: Rounds = defaultdict(list)
    tails: Rounds = defaultdict(list)
    shares: Rounds = defaultdict(list)
    for _ in bench.rounds(ROUNDS):
        for contender, rates in (
            *((contender, called) for contender in WEBHOOK),
            *((contender, answered) for contender in IN_RESPONSE),
        ):
            name = contender.name
            with bench.noting():
                async with bench.session(contender) as running:
                    rate, _count = await pace(running.ask, SECONDS)
                    rates[name].append(rate)
                    ledger = running.api.ledger
                    shares[name].append(ledger.in_response / ledger.answered)
                    if name in STEADY:
                        async with running.connected() as asker:
                            took = await asker.steadily(running.numbers(STEADY_QUESTIONS), RATE)
                        halves[name].append(1000 * percentile(took, 50))
                        tails[name].append(1000 * percentile(took, 99))
    return (
        medians("serving_webhook_{}_per_second", called)
        | medians("serving_response_{}_per_second", answered)
        | medians("serving_response_{}_share", {"ours": shares["ours"]})
        | ratios("serving_response_vs_{}_webhook", {**called, "ours": answered["ours"]}, called)
        | ratios("serving_response_vs_{}", answered, ("aiogram", "bare"))
        | medians("serving_latency_{}_p50_ms", halves)
        | medians("serving_latency_{}_p99_ms", tails)
        | ratios("serving_latency_p50_vs_{}", halves, ("bare", "default"))
        | ratios("serving_latency_p99_vs_{}", tails, ("bare", "default"))
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of ``values`` that ``share`` percent of them do not exceed."""
    return sorted(values)[math.ceil(len(values) * share / 100) - 1]


def medians(name: str, rounds: Rounds) -> Numbers:
    """The median of each contender's rounds, the contender's name put into ``name``."""
    return {name.format(who): median(values) for who, values in rounds.items() if values}


def ratios(name: str, rounds: Rounds, others: Iterable[str]) -> Numbers:
    """Ours over each of ``others``: the median of what the rounds say, each taken by itself."""
    ours = rounds.get("ours", [])
    return {
        name.format(who): median(mine / other for mine, other in zip(ours, theirs, strict=False))
        for who in others
        if ours and (theirs := rounds.get(who))
    }
