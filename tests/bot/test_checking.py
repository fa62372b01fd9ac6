"""Checking messages: what is forwarded, and what somebody answers with the command."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from bot import checking
from bot.checking import has_figures, with_quoted
from tests.telegram_fake import update_json

if TYPE_CHECKING:
    from bot.rendering import Renderer
    from tests.bot.conftest import Feed
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

PERSON = 123456789
CLAIM = "DPT Sikka 244.838 pemilih, kata seorang pejabat."


async def test_forwarded_figures_are_offered_a_check(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, renderer: Renderer
) -> None:
    """A forwarded message with a figure is answered by a reply with a button to check it."""
    await feed("forward_person_figures")
    assert desk.lines == []
    message = telegram.calls[0].parameters
    assert message["reply_parameters"]["message_id"] == 402
    assert message["text"] == renderer.text("sistem_periksa")
    assert message["reply_markup"]["inline_keyboard"] == [
        [{"text": "Periksa", "callback_data": "+/verifikasi"}]
    ]


async def test_channel_post_with_figures_can_still_bind_its_channel(
    feed: Feed, telegram: FakeTelegram
) -> None:
    """A forwarded channel post with figures offers the check and the channel's subscriptions."""
    await feed("forward_channel_figures")
    rows = telegram.calls[0].parameters["reply_markup"]["inline_keyboard"]
    assert [row[0]["callback_data"] for row in rows] == [
        "+/verifikasi",
        "+/langganan di -1005550000001",
    ]


async def test_a_forwarded_message_is_read_beside_other_answers(
    feed: Feed, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking for figures in a long message keeps nobody else waiting."""
    threads: list[int] = []

    def found(_text: str) -> bool:
        threads.append(threading.get_ident())
        return True

    monkeypatch.setattr(checking, "has_figures", found)
    await feed("forward_person_figures")
    assert len(telegram.calls) == 1
    assert threads
    assert threading.get_ident() not in threads


async def test_forwarded_file_is_not_for_the_check(
    feed: Feed, desk: FakeDesk, telegram: FakeTelegram, renderer: Renderer
) -> None:
    """A forwarded file with a figure below it is answered as a file."""
    await feed("forward_document_figures")
    assert desk.lines == []
    assert telegram.calls[0].parameters["text"] == renderer.text("sistem_bukan_teks")


async def test_press_checks_the_forwarded_message(feed: Feed, desk: FakeDesk) -> None:
    """Pressing the button asks for the check of the message that the offer replies to."""
    await feed("press_check")
    assert desk.lines == [(f"/verifikasi {CLAIM}", False)]


async def test_command_in_a_reply_checks_what_it_replies_to(feed: Feed, desk: FakeDesk) -> None:
    """In a group the bare command, sent as a reply, checks the caption it replies to."""
    await feed("group_check_reply")
    assert desk.lines == [("/verifikasi Pagu KPU NTT Rp215,46 miliar", True)]


async def test_offers_are_counted(feed: Feed, telegram: FakeTelegram, renderer: Renderer) -> None:
    """Who forwards too much is told once to go slower, and then hears nothing."""
    for _ in range(25):
        await feed("forward_person_figures")
    texts = [call.parameters["text"] for call in telegram.calls]
    assert texts.count(renderer.text("sistem_periksa")) == 20
    assert len(texts) == 21


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("/verifikasi", f"/verifikasi {CLAIM}"),
        ("/periksa", f"/verifikasi {CLAIM}"),
        ("/verifikasi DPT Ende", "/verifikasi DPT Ende"),
        ("/dpt", "/dpt"),
        ("halo", "halo"),
    ],
)
def test_only_the_bare_command_reads_the_earlier_message(line: str, asked: str) -> None:
    """What is typed behind the command goes before the message it replies to."""
    from telegram import Message, Update  # noqa: PLC0415 - only this test builds one itself

    update = Update.de_json(update_json("forward_person_figures"), None)
    assert isinstance(update.message, Message)
    assert with_quoted(line, update.message) == asked


def test_bare_command_without_a_message() -> None:
    """Without an earlier message the bare command stays what it is."""
    assert with_quoted("/verifikasi", None) == "/verifikasi"


@pytest.mark.parametrize(
    ("text", "found"), [("Kabar hari ini", False), (CLAIM, True), ("rapat pukul 9", False)]
)
def test_what_has_figures(text: str, found: bool) -> None:  # noqa: FBT001 - a table
    """A text has figures where one could be checked; a time is none."""
    assert has_figures(text) is found
