"""Calls of the Bot API whose answer is not made into the library's objects.

Reading a sent message back costs more than all else of sending it, and of what Telegram
answers hardly more than a number is ever needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from telegram.request import RequestData

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telegram import Bot


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
    return await bot.request.post(address, request_data=Parameters(parameters), **limits)
