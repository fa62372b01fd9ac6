"""Failures: an apology with a number, a trace in the log, a notice without content."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update
from telegram.error import TimedOut

from bot.application import build_application
from bot.rendering import plain_text
from tests.telegram_fake import TOKEN, Refusal, update_json

if TYPE_CHECKING:
    import io

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.settings import Settings
    from tests.bot.conftest import Feed
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

MAINTAINER = 555
NUMBER = re.compile(r"[0-9A-F]{8}")


def broken(line: str) -> Any:
    """What a desk does that has a defect, quoting everything it should not."""
    raise LookupError(f"{line} {TOKEN} 5307010101900001")


@pytest.mark.parametrize(
    ("update", "chat", "thread", "reply_to"),
    [
        ("private_text", 123456789, None, None),
        ("topic_command", -1009876543210, 71, 81),
        ("press_topic", -1009876543210, 71, 91),
    ],
)
async def test_failure_reaches_asker_log_and_maintainer(
    feed: Feed,
    desk: FakeDesk,
    telegram: FakeTelegram,
    renderer: Renderer,
    log: io.StringIO,
    update: str,
    chat: int,
    thread: int | None,
    reply_to: int | None,
) -> None:
    """The asker gets a number in place, the log its trace, the maintainer class and number."""
    desk.make = broken
    await feed(update)
    apology, notice = telegram.of("sendMessage")
    number = NUMBER.search(apology["text"])
    assert number
    assert apology["text"] == renderer.text("sistem_maaf", nomor=number[0])
    assert (apology["chat_id"], apology.get("message_thread_id")) == (chat, thread)
    assert apology.get("reply_parameters", {}).get("message_id") == reply_to
    assert notice["chat_id"] == MAINTAINER
    assert plain_text(notice["text"]) == plain_text(
        renderer.text("sistem_galat_pengurus", nomor=number[0], jenis="LookupError")
    )
    logged = log.getvalue()
    assert f"An update failed reference={number[0]} update=" in logged
    assert "Traceback" in logged
    assert "in broken" in logged


async def test_token_and_nik_appear_nowhere(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Neither what is sent nor what is logged, trace included, holds the token or a NIK."""
    desk.make = broken
    await feed("private_text")
    sent = json.dumps([call.parameters for call in telegram.calls], default=str)
    for text in (sent, log.getvalue()):
        assert TOKEN not in text
        assert TOKEN.split(":")[1] not in text
        assert "5307010101900001" not in text
    assert "[REDACTED]" in log.getvalue()


async def test_what_people_type_is_not_logged(feed: Feed, log: io.StringIO) -> None:
    """Even at DEBUG the log does not hold the question."""
    await feed("private_text")
    assert "berapa" not in log.getvalue()


async def test_failed_apology_is_only_logged(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """Where the apology fails too, the maintainer is told still, and nothing loops."""
    desk.make = broken
    telegram.then("sendMessage", TimedOut())
    await feed("private_text")
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [123456789, MAINTAINER]
    assert "was not told of a failure" in log.getvalue()


async def test_refused_answer_is_a_failure(feed: Feed, telegram: FakeTelegram) -> None:
    """An answer that Telegram refuses for its content is apologised for."""
    telegram.then("sendMessage", Refusal(400, "Bad Request: message is too long"))
    await feed("private_text")
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [
        123456789,
        123456789,
        MAINTAINER,
    ]


async def test_refused_page_is_a_failure(feed: Feed, telegram: FakeTelegram) -> None:
    """A page that Telegram refuses for its content is apologised for as well."""
    telegram.then("editMessageText", Refusal(400, "Bad Request: MESSAGE_TOO_LONG"))
    await feed("press_edit")
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [123456789, MAINTAINER]


async def test_maintainers_are_not_flooded(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram
) -> None:
    """A fault in every answer sends a maintainer five notices, and every asker an apology."""
    desk.make = broken
    for _ in range(9):
        await feed("private_text")
    chats = [message["chat_id"] for message in telegram.of("sendMessage")]
    assert chats.count(MAINTAINER) == 5
    assert chats.count(123456789) == 9


async def test_failure_outside_of_updates_is_noticed(
    application: TelegramApplication, telegram: FakeTelegram
) -> None:
    """What fails with nobody asking reaches the log and the maintainer alone."""
    await application.process_error(None, ValueError("di belakang layar"))
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [MAINTAINER]


async def test_failed_inline_press_is_noticed(
    settings: Settings, desk: FakeDesk, renderer: Renderer, telegram: FakeTelegram
) -> None:
    """A press without a message that fails has no place for an apology."""
    application = build_application(settings, desk, renderer, telegram)
    desk.make = broken
    async with application:
        telegram.calls.clear()
        await application.process_update(
            Update.de_json(update_json("press_without_message"), application.bot)
        )
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [MAINTAINER]
