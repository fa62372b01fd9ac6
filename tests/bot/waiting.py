"""Waiting for something to happen, with a bound, where no event tells of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 10.0


async def until(happened: Callable[[], object]) -> None:
    """Returns once ``happened``; raises ``TimeoutError`` if it never does."""
    async with asyncio.timeout(LONGEST):
        while not happened():  # noqa: ASYNC110 - what happens sets no event
            await asyncio.sleep(0.001)
