"""The process's counts in the form that Prometheus reads."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from bot.measures import BUCKETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from prometheus_client.core import Metric
    from prometheus_client.registry import Collector

    from bot.measures import Measures, Spread

Gauges = dict[str, tuple[str, float]]
COUNTER = "_total"


def exposition(measures: Measures, gauges: Gauges, version: str) -> tuple[bytes, str]:
    """The counts in ``measures`` with the present ``gauges``, and their content type.

    A gauge is given by its name, what it says, and its value; one whose name ends in
    ``_total`` only grows, as counters do. ``version`` is the data's.
    """
    # Needed only where somebody looks.
    from prometheus_client import CollectorRegistry  # noqa: PLC0415
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415
    from prometheus_client.process_collector import ProcessCollector  # noqa: PLC0415

    counts = CollectorRegistry(auto_describe=False)
    counts.register(_collector(measures, gauges, version))
    ProcessCollector(registry=counts)
    return generate_latest(counts), CONTENT_TYPE_LATEST


def _collector(measures: Measures, gauges: Gauges, version: str) -> Collector:
    from prometheus_client.registry import Collector  # noqa: PLC0415 - as above

    class Counts(Collector):
        def collect(self) -> Iterator[Metric]:
            return families(measures, gauges, version)

    return Counts()


def families(measures: Measures, gauges: Gauges, version: str) -> Iterator[Metric]:
    """Every count as a family of metrics."""
    from prometheus_client.core import (  # noqa: PLC0415 - as above
        CounterMetricFamily,
        GaugeMetricFamily,
        HistogramMetricFamily,
        InfoMetricFamily,
    )

    counted = (
        ("updates", "Updates handled, by kind", "kind", measures.updates),
        ("updates_passed", "Updates that were no work, by reason", "reason", measures.passed),
        ("answers", "Answers, by command", "command", measures.answers),
        ("not_understood", "Questions without an answer", "reason", measures.not_understood),
    )
    for name, said, label, counts in counted:
        counted_family = CounterMetricFamily(f"laporan_{name}", said, labels=[label])
        for value, count in sorted(counts.items()):
            counted_family.add_metric([value], count)
        yield counted_family
    calls = CounterMetricFamily(
        "laporan_api_calls",
        "Calls of the Bot API, by method and result",
        labels=["method", "result"],
    )
    for (method, result), count in sorted(measures.calls.items()):
        calls.add_metric([method, result], count)
    yield calls
    singles = (
        ("flood_waits", "Times that Telegram asked to wait", measures.flood_waits),
        ("flood_wait_seconds", "Seconds that Telegram asked to wait", measures.flood_wait_seconds),
        ("failures", "Updates that failed", measures.failures),
    )
    for name, said, number in singles:
        yield CounterMetricFamily(f"laporan_{name}", said, value=number)
    spread = HistogramMetricFamily(
        "laporan_update_seconds", "From an update's arrival to its end", labels=["kind"]
    )
    for kind, took in sorted(measures.seconds.items()):
        spread.add_metric([kind], buckets=buckets(took), sum_value=took.total)
    yield spread
    for name, (said, number) in gauges.items():
        family = CounterMetricFamily if name.endswith(COUNTER) else GaugeMetricFamily
        yield family(f"laporan_{name}", said, value=number)
    yield GaugeMetricFamily(
        "laporan_telegram_silence_seconds",
        "Since Telegram was last heard of",
        value=measures.silence,
    )
    yield InfoMetricFamily("laporan_data", "The version of the data", value={"version": version})


def buckets(took: Spread) -> list[tuple[str, float]]:
    """The buckets of ``took``, each with all that took no longer than its bound."""
    bounds = (*(str(bound) for bound in BUCKETS), "+Inf")
    return list(zip(bounds, map(float, accumulate(took.counts)), strict=True))
