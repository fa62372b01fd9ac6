"""Plain text messages, read as far as they are looked at.

Of a message the library makes an object with some two hundred attributes, each set by itself:
a third of all that answering a plain question costs. The classes here are the library's own,
to the eye, and take a part out of what Telegram sent when somebody asks for it. Only
what is nothing but a text is read so; all else the library reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from telegram import Chat, Message, TelegramObject, Update, User
from telegram.constants import ChatType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from telegram import Bot

    Told = Mapping[str, Any]
    Reader = Callable[[Any, Bot | None], Any]

Made = TypeVar("Made", bound="Lean")

# What a message may hold to be read here, and of which kind.
PLAIN = {
    "message_id": int,
    "from": dict,
    "chat": dict,
    "date": int,
    "text": str,
    "entities": list,
    "link_preview_options": dict,
}
# What calendars reach; the library refuses what lies beyond.
END_OF_TIME = 2**33
KINDS = {kind.value: kind for kind in ChatType}
# What tells two objects apart is made of their parts.
IDENTITY = "_id_attrs"
UNSET = object()


def same(value: Any, _bot: Bot | None) -> Any:  # noqa: ANN401 - whatever Telegram sent
    """``value``, which the library takes as it is."""
    return value


def blank(made: TelegramObject) -> dict[str, Any]:
    """What each attribute of an object like ``made`` is where Telegram says nothing of it."""
    names = {name for kind in type(made).__mro__ for name in getattr(kind, "__slots__", ())}
    found = {name: getattr(made, name, UNSET) for name in names - {IDENTITY, "_bot"}}
    return {name: value for name, value in found.items() if value is not UNSET}


class Lean:
    """An object of the library that reads its parts from ``_told`` when they are asked for."""

    __slots__ = ()

    # How what Telegram tells is read; of what is not named here the library reads the whole.
    _readers: ClassVar[dict[str, Reader]]
    _blank: ClassVar[dict[str, Any]]
    _whole: ClassVar[type[TelegramObject]]

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any attribute
        """An attribute that was not asked for before."""
        told, bot = self._told, self._bot
        value: Any
        if name in self._readers:
            value = self._blank[name]
            key = "from" if name == "from_user" else name
            if key in told:
                value = self._readers[name](told[key], bot)
        elif name in self._blank and name not in told:
            value = self._blank[name]
        elif name in self._blank or name == IDENTITY:
            value = getattr(self._whole.de_json(dict(told), bot), name)
        else:
            raise AttributeError(name)
        # Past the library's own guard, which takes what was made as finished.
        object.__setattr__(self, name, value)
        return value


class LeanUser(Lean, User):
    """A person, as far as they are looked at."""

    __slots__ = ("_told",)
    _whole = User
    _blank = blank(User(0, "", is_bot=False))
    _readers: ClassVar[dict[str, Reader]] = dict.fromkeys(
        ("id", "is_bot", "first_name", "last_name", "username", "language_code"), same
    )


class LeanChat(Lean, Chat):
    """A chat, as far as it is looked at."""

    __slots__ = ("_told",)
    _whole = Chat
    _blank = blank(Chat(0, ChatType.PRIVATE))
    _readers: ClassVar[dict[str, Reader]] = {
        "type": lambda value, _bot: KINDS.get(value, value),
        **dict.fromkeys(("id", "title", "username", "first_name", "last_name"), same),
    }


class LeanMessage(Lean, Message):
    """A text, as far as it is looked at."""

    __slots__ = ("_told",)
    _whole = Message
    _blank = blank(Message(0, None, Chat(0, ChatType.PRIVATE)))  # type: ignore[arg-type]
    _readers: ClassVar[dict[str, Reader]] = {
        "message_id": same,
        "text": same,
        "chat": lambda told, bot: lean(LeanChat, told, bot),
        "from_user": lambda told, bot: lean(LeanUser, told, bot),
    }


class LeanUpdate(Lean, Update):
    """An update that brings a text."""

    __slots__ = ("_told",)
    _whole = Update
    _blank = blank(Update(0))
    _readers: ClassVar[dict[str, Reader]] = {
        "update_id": same,
        "message": lambda told, bot: lean(LeanMessage, told, bot),
    }


def lean(kind: type[Made], told: Told, bot: Bot | None) -> Made:
    """The object of ``kind`` that ``told`` describes, none of it read yet."""
    made = object.__new__(kind)
    object.__setattr__(made, "_told", told)
    object.__setattr__(made, "_bot", bot)
    return made


def is_plain(payload: Told) -> bool:
    """Whether ``payload`` is an update that brings a text and nothing else."""
    message = payload.get("message")
    if len(payload) != len(("update_id", "message")) or not isinstance(message, dict):
        return False
    return (
        "text" in message
        and all(type(value) is PLAIN.get(name) for name, value in message.items())
        and 0 <= message.get("date", 0) < END_OF_TIME
    )


def plain_update(payload: Told, bot: Bot | None) -> Update:
    """The update in ``payload``, which is plain."""
    return lean(LeanUpdate, payload, bot)
