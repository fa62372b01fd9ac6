"""What a process counts of its work, and how Prometheus reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families
from telegram.error import TelegramError

from bot.counting import CountingTransport
from bot.measures import BUCKETS, Measures, Spread
from bot.metrics import buckets, exposition
from tests.bot.transport_parts import bot_of
from tests.botapi import faults
from tests.botapi_standin import bot_api, free_port
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from tests.botapi.faults import Fault


def samples(measures: Measures) -> dict[tuple[str, str], float]:
    """Every sample of the exposition by its name and its labels' values."""
    body, kind = exposition(measures, {"updates_under_way": ("In work", 3.0)}, "0123456789ab")
    assert kind.startswith("text/plain")
    return {
        (sample.name, ",".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [(0.0, 0), (0.001, 0), (0.0011, 1), (30.0, len(BUCKETS) - 1), (31.0, len(BUCKETS))],
)
def test_each_time_falls_into_its_bucket(seconds: float, bucket: int) -> None:
    """A time counts below each bound that it does not exceed; beyond all only as any."""
    spread = Spread()
    spread.note(seconds)
    assert spread.counts.index(1) == bucket
    counted = [number for _, number in buckets(spread)]
    assert counted == [0.0] * bucket + [1.0] * (len(BUCKETS) + 1 - bucket)
    assert spread.total == seconds


def test_everything_counted_is_shown() -> None:
    """Each count, sum, gauge and version stands in the exposition under its own labels."""
    now = [100.0]
    measures = Measures(lambda: now[0])
    measures.updates["message"] += 2
    measures.passed["repeated"] += 1
    measures.answered("dpt", "dpt", understood=True)
    measures.answered(None, "menu", understood=True)
    measures.answered("dpt", "salah", understood=False)
    measures.called("sendMessage", "200")
    measures.called("sendMessage", "time_out")
    measures.seconds["message"].note(0.2)
    measures.waited(3)
    measures.waited(4)
    measures.failures += 1
    now[0] += 7
    found = samples(measures)
    expected = {
        ("laporan_updates_total", "message"): 2,
        ("laporan_updates_passed_total", "repeated"): 1,
        ("laporan_answers_total", "dpt"): 1,
        ("laporan_answers_total", "menu"): 1,
        ("laporan_not_understood_total", "salah"): 1,
        ("laporan_api_calls_total", "sendMessage,200"): 1,
        ("laporan_api_calls_total", "sendMessage,time_out"): 1,
        ("laporan_update_seconds_bucket", "message,0.1"): 0,
        ("laporan_update_seconds_bucket", "message,0.25"): 1,
        ("laporan_update_seconds_bucket", "message,+Inf"): 1,
        ("laporan_update_seconds_sum", "message"): 0.2,
        ("laporan_flood_waits_total", ""): 2,
        ("laporan_flood_wait_seconds_total", ""): 7,
        ("laporan_failures_total", ""): 1,
        ("laporan_updates_under_way", ""): 3,
        ("laporan_telegram_silence_seconds", ""): 7,
        ("laporan_data_info", "0123456789ab"): 1,
    }
    assert {key: found.get(key) for key in expected} == expected


def test_silence_ends_when_telegram_is_heard() -> None:
    """Silence is counted from the last word, at first from the start."""
    now = [100.0]
    measures = Measures(lambda: now[0])
    now[0] += 5
    assert measures.silence == 5
    measures.heard()
    assert measures.silence == 0


@pytest.mark.parametrize(
    ("fault", "result", "heard"),
    [
        (None, "200", True),
        (faults.SERVER_ERROR, "500", True),
        (faults.too_many(3), "429", True),
        (faults.BAD_GATEWAY_PAGE, "502", True),
        (faults.RESET_ANSWER, "broken", False),
        (faults.CUT_ANSWER, "broken", False),
        (faults.hang_after(0.6), "time_out", False),
    ],
    ids=["200", "500", "429", "proxy", "reset", "cut", "late"],
)
async def test_calls_are_counted_by_their_end(
    fault: Fault | None, result: str, *, heard: bool
) -> None:
    """Each call counts once under its method and status, or under what went wrong on the way."""
    now = [100.0]
    measures = Measures(lambda: now[0])
    async with bot_api() as api, CountingTransport(2, measures, read_timeout=0.3) as request:
        if fault is not None:
            api.fail(fault, methods={"getMe"})
        now[0] += 9
        try:
            await bot_of(request, api.url).get_me()
        except TelegramError:
            assert fault is not None
    assert measures.calls == {("getMe", result): 1}
    assert (measures.silence == 0) is heard


async def test_files_and_tokens_are_no_labels() -> None:
    """A download counts as a file, whatever its address; what was not sent as just that."""
    measures = Measures()
    async with CountingTransport(2, measures, connect_timeout=5) as request:
        bot = bot_of(request, f"http://127.0.0.1:{free_port()}")
        for call in (request.retrieve(f"{bot.base_file_url}/photos/1.png"), bot.get_me()):
            with pytest.raises(TelegramError):
                await call
    assert measures.calls == {("file", "not_sent"): 1, ("getMe", "not_sent"): 1}
    assert TOKEN not in str(samples(measures))
