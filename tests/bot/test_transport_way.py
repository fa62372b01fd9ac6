"""Which way the transport takes: proxies of the environment, and whom it trusts."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import transport
from bot.settings import SettingsError
from bot.transport import Transport
from tests.bot.transport_parts import KINDS, Came, calling, came_of, http
from tests.botapi_standin import free_port

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from telegram import Bot

# Made for these tests; it vouches for this machine alone.
CERTIFICATE = Path(__file__).resolve().parents[1] / "fixtures" / "tls" / "localhost.pem"
OK = http("200 OK", b'{"ok":true,"result":true}').raw()
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no certificates but the test's own."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    transport.trusted.cache_clear()


@contextlib.asynccontextmanager
async def listening(
    seen: list[str], answer: bytes = OK, trust: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """A port where each connection gets one ``answer``; ``seen`` gets the first lines."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            seen.append(head.split(b"\r\n")[0].decode())
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=trust)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def ask(bot: Bot) -> Came:
    """What comes of a call without parameters."""
    return await came_of(bot.request.post(f"{bot.base_url}/close"))


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("kind", KINDS)
async def test_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, kind: str, name: str
) -> None:
    """A call goes to the proxy that the environment names, also where that has no scheme."""
    seen: list[str] = []
    async with listening(seen) as port:
        monkeypatch.setenv(name, f"127.0.0.1:{port}")
        async with calling(kind, "http://telegram.invalid", trust_env=True) as bot:
            assert await ask(bot) == Came(result=True)
    (line,) = seen
    assert line.startswith("POST http://telegram.invalid/bot")


@pytest.mark.parametrize("hosts", ["127.0.0.1", "contoh.invalid, 127.0.0.1", "*"])
@pytest.mark.parametrize("kind", KINDS)
async def test_no_proxy(monkeypatch: pytest.MonkeyPatch, kind: str, hosts: str) -> None:
    """A host in ``NO_PROXY`` is called directly."""
    seen: list[str] = []
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("NO_PROXY", hosts)
    async with (
        listening(seen) as port,
        calling(kind, f"http://127.0.0.1:{port}", trust_env=True) as bot,
    ):
        assert await ask(bot) == Came(result=True)
    assert seen[0].startswith("POST /bot")


@pytest.mark.parametrize("kind", KINDS)
async def test_environment_that_is_not_trusted(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Without ``trust_env`` proxies of the environment are left alone."""
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    async with listening([]) as port, calling(kind, f"http://127.0.0.1:{port}") as bot:
        assert await ask(bot) == Came(result=True)


@pytest.mark.parametrize("kind", KINDS)
async def test_proxy_that_is_away(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A proxy that takes no connection means that nothing was sent."""
    monkeypatch.setenv("HTTP_PROXY", f"http://nama:kata-sandi@127.0.0.1:{free_port()}")
    async with calling(kind, "http://telegram.invalid", trust_env=True) as bot:
        assert await ask(bot) == Came(error="NetworkError", meaning="not sent")


@pytest.mark.parametrize("kind", KINDS)
async def test_proxy_that_refuses_a_tunnel(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A proxy that lets nobody through ends in a ``NetworkError``, which counts as unknown."""
    seen: list[str] = []
    async with listening(seen, http("403 Forbidden").raw()) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        async with calling(kind, "https://telegram.invalid", trust_env=True) as bot:
            assert await ask(bot) == Came(error="NetworkError", meaning="cut off")
    assert seen[0] == "CONNECT telegram.invalid:443 HTTP/1.1"


def test_proxy_of_a_kind_that_is_not_spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A SOCKS proxy is refused at once, without its address, which may hold a password."""
    monkeypatch.setenv("ALL_PROXY", "socks5://nama:kata-sandi@127.0.0.1:1080")
    with pytest.raises(SettingsError, match=r"^ALL_PROXY keliru: hanya proxy HTTP") as raised:
        Transport()
    assert "kata-sandi" not in str(raised.value)


@pytest.mark.parametrize("kind", KINDS)
async def test_certificates(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """Whom nobody vouches for is told nothing; ``SSL_CERT_FILE`` names who vouches."""
    trust = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    trust.load_cert_chain(CERTIFICATE)
    seen: list[str] = []
    async with listening(seen, trust=trust) as port:
        url = f"https://127.0.0.1:{port}"
        async with calling(kind, url, trust_env=True) as bot:
            assert await ask(bot) == Came(error="NetworkError", meaning="not sent")
        assert not seen
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        transport.trusted.cache_clear()
        async with calling(kind, url, trust_env=True) as bot:
            assert await ask(bot) == Came(result=True)
        assert seen[0].startswith("POST /bot")
    transport.trusted.cache_clear()
