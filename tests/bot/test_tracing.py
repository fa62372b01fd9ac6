"""One failure is found by one number, wherever it is told."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from bot.logs import finish_logging
from bot.redaction import REDACTED
from bot.settings import load_settings
from bot.tracing import marks, working_on
from tests.bot.log_parts import NIK, logged, secret_settings, sentry
from tests.telegram_fake import TOKEN, update_json

if TYPE_CHECKING:
    from bot.ordering import TelegramApplication
    from tests.bot.conftest import Feed
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

NUMBER = re.compile(r"\b[0-9A-F]{8}\b")


def broken(line: str) -> Any:
    """What a desk does that has a defect, quoting everything it should not."""
    raise LookupError(f"{line} {TOKEN} {NIK}")


@pytest.mark.parametrize("log_format", ["teks", "json"])
async def test_one_number_from_the_apology_to_sentry(
    feed: Feed,
    desk: FakeDesk,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
    log_format: str,
) -> None:
    """Apology, log line, notice and Sentry's event of a failed update name the same number."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    desk.make = broken
    number = update_json("private_text")["update_id"]
    with sentry() as sink:
        settings = load_settings(log_format=log_format, **secret_settings(sink.address))
        with logged(settings) as log:
            await feed("private_text")
            await asyncio.to_thread(finish_logging)
    apology, notice = telegram.of("sendMessage")
    found = NUMBER.search(apology["text"])
    assert found
    reference = found[0]
    assert reference in notice["text"]
    if log_format == "json":
        line = json.loads(log.getvalue())
        assert (line["reference"], line["update"]) == (reference, number)
        assert "LookupError" in line["exception"]
    else:
        assert f" ERROR bot.errors: An update failed reference={reference} update={number}\n" in (
            log.getvalue()
        )
    (event,) = sink.events
    assert event["tags"] == {"reference": reference, "update": str(number)}
    assert event["exception"]["values"][-1]["type"] == "LookupError"
    # The question, and who asked it.
    message = update_json("private_text")["message"]
    for absent in (message["text"], message["from"]["first_name"], TOKEN.split(":")[1], NIK):
        assert absent not in sink.envelopes[0]
    assert message["from"]["first_name"] not in log.getvalue()


async def test_lines_of_an_update_carry_its_number(feed: Feed, desk: FakeDesk) -> None:
    """Whatever is logged while an update is handled, in its threads too, names the update."""
    seen = []

    def answer(line: str) -> Any:
        seen.append(marks())
        raise LookupError(line)

    desk.make = answer
    await feed("private_text")
    assert seen == [{"update": update_json("private_text")["update_id"]}]
    assert marks() == {}
    with working_on(5):
        assert await asyncio.to_thread(marks) == {"update": 5}


async def test_notice_passes_the_redaction(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """Even a class that is called like a NIK does not reach the maintainers."""
    with logged(load_settings(**(secret_settings() | {"sentry_dsn": None}))) as log:
        await application.process_error(None, type(f"E {NIK}", (Exception,), {})())
    (notice,) = telegram.of("sendMessage")
    assert NIK not in notice["text"]
    assert REDACTED in notice["text"]
    assert NIK not in log.getvalue()
