"""Calls of the Bot API whose answer is not made into the library's objects.

Reading a sent message back costs more than all else of sending it, and of what Telegram
answers hardly more than a number is ever needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import orjson
from telegram.error import TelegramError
from telegram.request import RequestData

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from telegram import Bot

T = TypeVar("T")


class Parameters(RequestData):  # type: ignore[misc] # final, yet the one kind that requests take
    """The parameters of one call, without files; ``None`` is left out.

    Numbers, texts, lists and dictionaries as JSON has them; what is JSON already may be given
    as a text.
    """

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__()
        self._given = {name: value for name, value in given.items() if value is not None}

    @property
    def parameters(self) -> dict[str, Any]:
        """Each parameter as it was given."""
        return self._given

    @property
    def json_parameters(self) -> dict[str, str]:
        """Each parameter as a text: itself, or the JSON of it."""
        return {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in self._given.items()
        }

    @property
    def multipart_data(self) -> dict[str, Any]:
        """No files."""
        return {}


async def call(
    bot: Bot, method: str, parameters: Mapping[str, Any], *, read_timeout: float | None = None
) -> Any:  # noqa: ANN401 - JSON
    """What Telegram answers to ``method``, as it stands in the JSON.

    Goes through the bot's own request and raises what the library's methods raise.
    ``read_timeout``, where given, stands for the request's own.
    """
    limits = {} if read_timeout is None else {"read_timeout": read_timeout}
    address = f"{bot.base_url}/{method}"
    return await sensible(bot.request.post(address, request_data=Parameters(parameters), **limits))


async def sensible(call: Awaitable[T]) -> T:
    """What ``call`` gives; ``TelegramError`` where the library cannot read what came back.

    It fails then as if the program were wrong, although the server is: a proxy may answer
    with any JSON. Nobody knows whether the call took effect.
    """
    try:
        return await call
    except (AttributeError, KeyError, TypeError) as nonsense:
        raise TelegramError("Invalid server response") from nonsense


def number_of(sent: object) -> int:
    """The number of the message that Telegram says it ``sent``.

    Raises ``TelegramError`` where it says no such thing: it may have been sent all the same.
    """
    number = sent.get("message_id") if isinstance(sent, dict) else None
    if not isinstance(number, int):
        raise TelegramError("Invalid server response")
    return number
