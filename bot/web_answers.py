"""What the portal sends to browsers: compressed, with an ETag, and closed to everything else.

No page has a script, and nothing is fetched from another host: the policy says so too.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

HTML = "text/html; charset=utf-8"
AGE = 300
# Smaller ones gain nothing.
COMPRESSED_FROM = 1024
UNSQUEEZED = ("application/octet-stream", "image/png")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@dataclass(frozen=True)
class Content:
    """What is sent for one address: the same bytes whoever asks."""

    body: bytes
    kind: str = HTML
    status: int = 200
    age: int = AGE
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def tag(self) -> str:
        """The ETag; weak, since it stands for the compressed body too."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:20]}"'

    @cached_property
    def squeezed(self) -> bytes | None:
        """The body compressed; ``None`` where that gains nothing."""
        if len(self.body) < COMPRESSED_FROM or self.kind in UNSQUEEZED:
            return None
        return gzip.compress(self.body, compresslevel=6, mtime=0)


def answer(request: Request, content: Content) -> Response:
    """The response to ``request``: ``content``, or that it has not changed."""
    lasting = content.status == 200  # noqa: PLR2004 - OK
    headers = {
        **SECURITY,
        **content.headers,
        "Cache-Control": f"public, max-age={content.age}" if lasting else "no-store",
        "Vary": "Accept-Encoding",
    }
    if lasting:
        headers["ETag"] = content.tag
        if content.tag in named(request.headers.get("If-None-Match", "")):
            return Response(status_code=304, headers=headers)
    body = content.body
    if content.squeezed is not None and accepts_gzip(request):
        body = content.squeezed
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    shown = b"" if request.method == "HEAD" else body
    return Response(shown, content.status, {**headers, "Content-Type": content.kind})


def named(header: str) -> set[str]:
    """The tags in an ``If-None-Match``; a strong one stands for the weak one of its letters."""
    tags = (tag.strip() for tag in header.split(","))
    return {tag if tag.startswith("W/") else f"W/{tag}" for tag in tags}


def accepts_gzip(request: Request) -> bool:
    """Whether the asker takes gzip."""
    for part in request.headers.get("Accept-Encoding", "").split(","):
        coding, _, quality = part.partition(";")
        if coding.strip().casefold() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
