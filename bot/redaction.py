"""What must not leave the process, taken out of everything that does.

One redactor stands between the process and the outside: the log in both its formats,
crash output, Sentry and the notices to maintainers all pass it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.settings import Settings

REDACTED = "[REDACTED]"
SHORTEST_SECRET = 6
# As deep as the lines of source in a Sentry event, and then some.
DEEPEST = 16

# Generous: a password may hold what an address would have to escape.
PASSWORDS = re.compile(r"://[^:/]*:(.+)@[^@]*$|[?&]password=([^&]+)")

# What people put between the digits of a NIK; amounts of money have groups of three.
APART = r"[^\dA-Za-z]{1,3}"
SHAPES = re.compile(
    r"bot\d+(?::|%3A)[^/\s'\"]+"  # the path of every Bot API request
    r"|\b\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}"  # a token by itself
    # A user and password in an address; bounded, since a hostile text tries it everywhere.
    r"|(?<=://)[^\s:/@]{0,100}:[^\s@]{1,250}(?=@)"
    r"|(?<=://)[0-9a-f]{32}(?=@)"  # the key in a Sentry DSN
    # A NIK: sixteen digits, also in groups, in pairs or one by one.
    rf"|(?<!\d)(?:\d{{16}}|\d{{4}}(?:{APART}\d{{4}}){{3}}"
    rf"|(?:\d{{6}}|\d\d(?:{APART}\d\d){{2}}){APART}\d{{6}}{APART}\d{{4}}"
    rf"|\d\d(?:{APART}\d\d){{7}}|\d(?:{APART}\d){{15}})(?!\d)",
    re.IGNORECASE,
)


class Redactor:
    """Takes known secrets, token-like text and NIK-like numbers out of a text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # A shorter "secret" would blank out ordinary words.
        known = {
            spelling
            for secret in secrets
            if len(secret) >= SHORTEST_SECRET
            for spelling in spellings(secret)
        }
        longest_first = sorted(known, key=len, reverse=True)
        self._known = (
            # The library changes the case of what a server says.
            re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if known else None
        )

    def __call__(self, text: str) -> str:
        """``text`` without anything secret."""
        if self._known:
            text = self._known.sub(REDACTED, text)
        return SHAPES.sub(REDACTED, text)

    def deep(self, value: object, depth: int = 0) -> object:
        """``value`` made of plain types only, with nothing secret at any depth."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, int | float):
            written = repr(value)
            clean = self(written)
            return value if clean == written else clean
        if isinstance(value, bytes | bytearray):
            value = bytes(value).decode("utf-8", "backslashreplace")
        if isinstance(value, str):
            return self(value)
        if depth < DEEPEST and isinstance(value, Mapping):
            return {self(str(key)): self.deep(item, depth + 1) for key, item in value.items()}
        if depth < DEEPEST and isinstance(value, list | tuple | set | frozenset):
            return [self.deep(item, depth + 1) for item in value]
        return self(repr(value))


def spellings(secret: str) -> set[str]:
    """``secret`` as addresses, HTML, JSON and Python write it."""
    return {
        secret,
        quote(secret),
        quote(secret, safe=""),
        quote_plus(secret),
        html.escape(secret),
        repr(secret)[1:-1],
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
    }


def secrets_of(settings: Settings) -> set[str]:
    """Every secret that ``settings`` hold."""
    known: set[str] = set()
    if settings.bot_token:
        token = settings.bot_token.get_secret_value()
        # What stands behind the number is what nobody may know.
        known |= {token, token.partition(":")[2]}
    if settings.webhook_secret:
        known.add(settings.webhook_secret.get_secret_value())
    if settings.sentry_dsn:
        parts = urlsplit(settings.sentry_dsn.get_secret_value())
        known |= {parts.username or "", parts.password or ""}
    return known | passwords_in(settings.database_url.get_secret_value())


def passwords_in(address: str) -> set[str]:
    """Whatever may be the password in a database's address, as written and as meant."""
    found = {match for group in PASSWORDS.findall(address) for match in group if match}
    return found | {unquote(password) for password in found}


class _Process:
    """What this process keeps secret: the forms alone until its settings are known."""

    redact = Redactor()


def keep_secret(settings: Settings) -> Redactor:
    """The redactor for what ``settings`` hold, from now on also behind :func:`redacted`."""
    _Process.redact = Redactor(secrets_of(settings))
    return _Process.redact


def redacted(text: str) -> str:
    """``text`` without anything that this process keeps secret."""
    return _Process.redact(text)


def process_redactor() -> Redactor:
    """The redactor of this process, as far as its settings are known."""
    return _Process.redact
