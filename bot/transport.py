"""HTTP to Telegram on aiohttp, in the library's own request interface.

It behaves as the library's ``HTTPXRequest`` does, at a fraction of the work; the tests
run every case on both. What it raises, and what that is chained to, never holds an
address: the token is a part of it.
"""

from __future__ import annotations

import asyncio
import functools
import json
import ssl
from typing import Any
from urllib.request import getproxies, proxy_bypass_environment  # type: ignore[attr-defined]

import aiohttp
import httpx
import orjson
from telegram._utils.defaultvalue import DefaultValue  # of the interface, yet not exported
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.mishaps import Mishap, NoFreeConnection, NotReached, OutOfTime
from bot.multipart import uploaded
from bot.settings import SettingsError

Seconds = float | None
# What a caller gives: seconds, ``None`` for no bound, or the library's mark for "as always".
Given = float | DefaultValue[float] | DefaultValue[None] | None

POOL_TIME_OUT = (
    "Pool timeout: All connections in the connection pool are occupied. "
    "Request was *not* sent to Telegram. Consider adjusting the connection "
    "pool size or the pool timeout."
)
# A connection idle for longer is not used again. Servers and routers hang up, mostly, after
# 60 seconds or more; who sends into a connection that is being closed never learns what became
# of the message.
KEPT_IDLE = 30.0
# aiohttp takes 0 for "no bound".
AT_ONCE = 0.001
ADDRESSES = 256


class Transport(BaseRequest):
    """Calls of the Bot API over at most ``connections`` connections, which are kept open.

    Each time-out counts as in ``HTTPXRequest``: waiting for a free connection (``pool``),
    name, connection and TLS together (``connect``), silence before or in an answer
    (``read``). ``media_write_timeout``, or what the caller gives as ``write_timeout``, bounds a
    standstill in an upload. Other calls are small enough to be handed over at once,
    so that ``write_timeout`` has nothing to bound.

    Proxies of the environment are used, and ``NO_PROXY``, unless ``trust_env`` is off.
    """

    def __init__(
        self,
        connections: int = 256,
        *,
        read_timeout: Seconds = 5.0,
        connect_timeout: Seconds = 5.0,
        pool_timeout: Seconds = 1.0,
        media_write_timeout: Seconds = 20.0,
        trust_env: bool = True,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._media_write_timeout = media_write_timeout
        self._trust_env = trust_env
        self._proxies = environment_proxies() if trust_env else {}
        self._session: aiohttp.ClientSession | None = None
        self._free = asyncio.Semaphore(connections)

    @property
    def read_timeout(self) -> Seconds:
        """How long an answer may take, in seconds, where a call does not say."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Makes the pool of connections; anew after ``shutdown``."""
        if self._session is not None and not self._session.closed:
            return
        self._free = asyncio.Semaphore(self._connections)
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=KEPT_IDLE, ttl_dns_cache=60
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            # Answers are short; to have them packed costs more than it saves.
            headers={"User-Agent": user_agent(), "Accept-Encoding": "identity"},
        )

    async def shutdown(self) -> None:
        """Closes all connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0917 - the base class's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Given = BaseRequest.DEFAULT_NONE,
        write_timeout: Given = BaseRequest.DEFAULT_NONE,
        connect_timeout: Given = BaseRequest.DEFAULT_NONE,
        pool_timeout: Given = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """The status and the body of the answer.

        Raises ``TimedOut`` or ``NetworkError``, caused by one of ``bot.mishaps``.
        """
        session = self._session
        if session is None:
            raise RuntimeError("This Transport is not initialized!")
        limits = time_limits(
            self._connect_timeout if isinstance(connect_timeout, DefaultValue) else connect_timeout,
            self._read_timeout if isinstance(read_timeout, DefaultValue) else read_timeout,
        )
        free = self._free
        if free.locked():
            patience = (
                self._pool_timeout if isinstance(pool_timeout, DefaultValue) else pool_timeout
            )
            await turn(free, patience)
        else:
            # Nothing to wait for: the loop does not even turn.
            await free.acquire()
        try:
            address = address_of(url)
            options: dict[str, Any] = {"timeout": limits, "allow_redirects": False}
            if address.scheme == "https":
                options["ssl"] = trusted(trust_env=self._trust_env)
            if self._proxies:
                options["proxy"] = self._proxy_for(address)
            if request_data is None:
                sending = session.request(method, address, **options)
            elif request_data.contains_files:
                standstill = (
                    self._media_write_timeout
                    if isinstance(write_timeout, DefaultValue)
                    else write_timeout
                )
                return await uploaded(
                    functools.partial(session.request, method, address, **options),
                    request_data,
                    standstill,
                )
            else:
                # Parameters that are JSON stay texts, which Telegram reads as such.
                body = aiohttp.BytesPayload(
                    orjson.dumps(request_data.json_parameters), content_type="application/json"
                )
                sending = session.request(method, address, data=body, **options)
            response = await sending
            return response.status, await response.read()
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may quote the address
            raised, cause = told(error), mishap(error)
        finally:
            free.release()
        # Raised out here, so that the error itself is no context of what is raised.
        raise raised from cause

    def _proxy_for(self, address: URL) -> str | None:
        if address.host is None or proxy_bypass_environment(address.host, self._proxies):
            return None
        return self._proxies.get(address.scheme) or self._proxies.get("all")

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The JSON object in ``payload``, read as tolerantly as the library does.

        Raises ``TelegramError`` for what is none. Nothing of it is logged: it holds what
        people wrote.
        """
        try:
            return orjson.loads(payload)  # type: ignore[no-any-return]
        except ValueError:
            pass
        # Torn UTF-8, half of a surrogate pair, NaN: rare, and not worth an answer.
        try:
            return json.loads(payload.decode(errors="replace"))  # type: ignore[no-any-return]
        except (ValueError, RecursionError):
            # The error itself holds the whole payload.
            cause = ValueError("no JSON")
        raise TelegramError("Invalid server response") from cause


async def turn(free: asyncio.Semaphore, patience: Seconds) -> None:
    """Returns with a connection taken from ``free``; ``TimedOut`` after ``patience`` seconds."""
    try:
        async with asyncio.timeout(patience):
            await free.acquire()
    except TimeoutError:
        raise TimedOut(POOL_TIME_OUT) from NoFreeConnection("no free connection")


def told(failure: Exception) -> NetworkError:
    """What the library raises for ``failure``, with no more than the name of its class."""
    return TimedOut() if isinstance(failure, TimeoutError) else NetworkError(named(failure))


def mishap(failure: Exception) -> Mishap:
    """What ``failure`` was, without its text."""
    if isinstance(failure, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return NotReached(named(failure))
    if isinstance(failure, TimeoutError):
        return OutOfTime(named(failure))
    return Mishap(named(failure))


def named(failure: Exception) -> str:
    """The class of ``failure`` with the library it comes from."""
    kind = type(failure)
    return f"{kind.__module__.partition('.')[0]}.{kind.__name__}"


@functools.lru_cache(maxsize=64)
def time_limits(connect: Seconds, read: Seconds) -> aiohttp.ClientTimeout:
    """The time-outs in aiohttp's words; no bound on the whole, as with httpx."""
    return aiohttp.ClientTimeout(
        total=None,
        connect=None if connect is None else max(connect, AT_ONCE),
        sock_read=None if read is None else max(read, AT_ONCE),
    )


@functools.lru_cache(maxsize=ADDRESSES)
def address_of(url: str) -> URL:
    """``url``, taken apart."""
    return URL(url)


@functools.cache
def trusted(*, trust_env: bool) -> ssl.SSLContext:
    """Whom to trust: what httpx trusts, ``SSL_CERT_FILE`` of the environment included."""
    context = httpx.create_ssl_context(trust_env=trust_env)
    context.set_alpn_protocols(["http/1.1"])
    return context


@functools.cache
def user_agent() -> str:
    """What Telegram is told of the programs that call it."""
    return f"{BaseRequest.USER_AGENT} aiohttp/{aiohttp.__version__}"


def environment_proxies() -> dict[str, str]:
    """The proxy of each scheme, and hosts without one, as the environment says.

    Raises ``SettingsError`` for a kind of proxy that cannot be used.
    """
    proxies = getproxies()
    found = {
        scheme: address if "://" in address else f"http://{address}"
        for scheme in ("http", "https", "all")
        if (address := proxies.get(scheme))
    }
    for scheme, address in found.items():
        if not address.lower().startswith(("http://", "https://")):
            # Without the address itself, which may hold a password.
            raise SettingsError(
                f"{scheme.upper()}_PROXY keliru: hanya proxy HTTP, diawali http:// atau https://."
            )
    return found | {"no": proxies.get("no", "")} if found else {}
