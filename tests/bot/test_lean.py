"""Plain texts read part by part: the same as the library reads them whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, TelegramObject, Update, User
from telegram.constants import ChatType

from bot.lean import IDENTITY, is_plain, plain_update
from tests.telegram_fake import update_json

PLAIN = ("private_command", "private_text", "private_start", "group_command")


def parts(made: TelegramObject) -> dict[str, Any]:
    """Every public attribute and property of ``made`` that can be read."""
    names = {name for name in dir(type(made)) if not name.startswith("_")}
    found = {}
    for name in sorted(names):
        try:
            value = getattr(made, name)
        except (AttributeError, RuntimeError):
            value = "cannot be read"
        if not callable(value):
            found[name] = value
    return found


@pytest.mark.parametrize("name", PLAIN)
def test_each_part_is_the_librarys(name: str) -> None:
    """Whatever is asked of a plain update, of its message, chat or person is told alike."""
    payload = update_json(name)
    assert is_plain(payload)
    ours, library = plain_update(payload, None), Update.de_json(payload, None)
    assert ours.message is not None
    assert library.message is not None
    pairs: list[tuple[TelegramObject, TelegramObject]] = [
        (ours, library),
        (ours.message, library.message),
        (ours.message.chat, library.message.chat),
    ]
    if ours.message.from_user and library.message.from_user:
        pairs.append((ours.message.from_user, library.message.from_user))
    for mine, other in pairs:
        assert parts(mine) == parts(other)
        assert getattr(mine, IDENTITY) == getattr(other, IDENTITY)
        assert isinstance(mine, type(other))


@pytest.mark.parametrize("name", PLAIN)
def test_it_can_be_written_down(name: str) -> None:
    """As JSON a plain update says what Telegram said."""
    payload = update_json(name)
    assert plain_update(payload, None).to_dict() == Update.de_json(payload, None).to_dict()


def test_what_no_such_object_has_is_no_attribute() -> None:
    """A misspelt attribute fails, as it does on the library's objects."""
    update = plain_update(update_json("private_text"), None)
    with pytest.raises(AttributeError):
        _ = update.mesage  # type: ignore[attr-defined]


def test_kind_of_chat_is_a_member_of_its_kind() -> None:
    """The kind of a chat is found in sets of kinds."""
    message = plain_update(update_json("private_text"), None).message
    assert message is not None
    assert message.chat.type in {ChatType.PRIVATE, ChatType.GROUP}
    assert message.chat.type is ChatType.PRIVATE


@pytest.mark.parametrize(
    "name",
    ["private_photo", "private_edited", "press_new", "group_reply", "topic_command", "bot_added"],
)
def test_all_else_is_for_the_library(name: str) -> None:
    """Only a text and nothing else is read part by part."""
    assert not is_plain(update_json(name))


@given(
    text=st.text(max_size=40),
    chat=st.integers(-(2**52), 2**52),
    person=st.integers(0, 2**52),
    name=st.text(max_size=10),
    kind=st.sampled_from([*ChatType]),
)
def test_any_text_reads_alike(text: str, chat: int, person: int, name: str, kind: ChatType) -> None:
    """Whoever writes whatever anywhere, it is read as the library reads it."""
    payload = {
        "update_id": 7,
        "message": {
            "message_id": 5,
            "date": 1767571200,
            "chat": {"id": chat, "type": kind.value, "title": name},
            "from": {"id": person, "is_bot": False, "first_name": name},
            "text": text,
        },
    }
    assert is_plain(payload)
    ours, library = plain_update(payload, None).message, Update.de_json(payload, None).message
    assert isinstance(ours, Message)
    assert library is not None
    assert (ours.text, ours.date, ours.message_id) == (
        library.text,
        library.date,
        library.message_id,
    )
    assert ours == library
    assert isinstance(ours.chat, Chat)
    assert ours.chat == library.chat
    assert isinstance(ours.from_user, User)
    assert ours.from_user == library.from_user
    assert ours.effective_attachment is None
