"""What can go wrong on the way to Telegram, and whether anything was sent, whichever client.

The library raises ``NetworkError`` and ``TimedOut`` for all of it; the difference stands
in their cause. ``bot.transport`` names its causes from here. Those of the library's own
client, httpx, are known as well.
"""

from __future__ import annotations

import httpx
from telegram.error import TelegramError


class Mishap(Exception):  # noqa: N818 - what it is, not how it ends
    """What went wrong on the way; its text names a class, never an address, which holds the token.

    By itself: the connection broke, or what came back is no HTTP. Nobody knows what was sent.
    """


class NotReached(Mishap):
    """No connection was had: unknown host, refused, not trusted, in time. Nothing was sent."""


class NoFreeConnection(NotReached):
    """All connections stayed busy for as long as a call may wait for one. Nothing was sent."""


class OutOfTime(Mishap):
    """Sending or the answer took too long. Nobody knows what was sent."""


NOT_SENT = (NotReached, httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
LATE = (OutOfTime, TimeoutError, httpx.TimeoutException)
BROKEN = (Mishap, httpx.TransportError)


def not_sent(error: BaseException) -> bool:
    """Whether certainly nothing of the request left this machine: it may be made again."""
    return isinstance(error, TelegramError) and isinstance(error.__cause__, NOT_SENT)


def out_of_time(error: BaseException) -> bool:
    """Whether time was up before the answer came."""
    return isinstance(error, TimeoutError) or isinstance(error.__cause__, LATE)


def cut_off(error: BaseException) -> bool:
    """Whether the connection failed, rather than what was said over it."""
    return isinstance(error.__cause__, BROKEN)


def kind_of(error: BaseException) -> str:
    """The class of ``error`` and of its cause: an error's text may quote anybody."""
    cause = error.__cause__
    return type(error).__name__ + (f" ({type(cause).__name__})" if cause else "")
