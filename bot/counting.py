"""The transport of a running bot: it counts every call, and notes that Telegram was heard of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telegram.error import TelegramError

from bot.mishaps import not_sent, out_of_time
from bot.transport import Transport

if TYPE_CHECKING:
    from telegram.request import RequestData

    from bot.measures import Measures


class CountingTransport(Transport):
    """As ``Transport``, which ``options`` describe; what it does stands in ``measures``."""

    def __init__(self, connections: int, measures: Measures, **options: float) -> None:
        super().__init__(connections, **options)  # type: ignore[arg-type] # all are seconds
        self._measures = measures

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *timeouts: Any,  # noqa: ANN401 - handed on
        **named: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """The status and the body of the answer, counted under its method."""
        # Of a file's address, which is different for each, only that it is one.
        name = "file" if method == "GET" else url[url.rindex("/") + 1 :]
        try:
            status, body = await super().do_request(url, method, request_data, *timeouts, **named)
        except TelegramError as error:
            self._measures.called(name, kind(error))
            raise
        self._measures.heard()
        self._measures.called(name, str(status))
        return status, body


def kind(error: TelegramError) -> str:
    """How a call failed, in one word."""
    if not_sent(error):
        return "not_sent"
    return "time_out" if out_of_time(error) else "broken"
