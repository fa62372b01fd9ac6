"""Telegram's door: updates over HTTP, each answered for when it is handled."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from bot.ordering import is_alone, is_crowded, read_update
from bot.responding import SLOT, Slot, ours
from data.models import Masuk, Verdict

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send
    from telegram import Update

    from bot.service import Service

logger = logging.getLogger(__name__)

PATH = "/telegram"
SECRET_HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1024 * 1024
LONGEST_WAIT = 25.0
LONGEST_BODY = 15.0
REMEMBERED = 4096
EMPTY = ((b"content-length", b"0"),)

Response = tuple[int, bytes]


class RefusedError(Exception):
    """A request that is answered with ``status`` and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Delivery:
    """One update in this process: its task, its response, and whether it is ours to answer."""

    number: int
    slot: Slot = field(default_factory=Slot)
    task: asyncio.Task[None] = field(init=False)
    claimed: bool = False
    busy: bool = False
    # What the store holds of it, once Telegram may be told that it is safe.
    kept: dict[str, Any] | None = None
    claiming: asyncio.Lock = field(default_factory=asyncio.Lock)


class Door:
    """The endpoint that takes Telegram's updates, until ``stop`` is set.

    An update is answered for once it is handled. Telegram then sends a chat's next
    one, so order holds, and what a dying process left unanswered is sent again. One that
    takes longer than ``longest_wait`` seconds is answered for when it is safe in the store.
    A plain question is answered in the response itself where that can be; it asks nothing of
    the store, for where the response is lost the question comes again.
    """

    def __init__(
        self,
        service: Service,
        secret: str,
        *,
        stop: asyncio.Event | None = None,
        longest_wait: float = LONGEST_WAIT,
    ) -> None:
        self._service = service
        self._application = service.application
        self._secret = secret.encode()
        self._stop = stop or asyncio.Event()
        self._longest_wait = longest_wait
        self._under_way: dict[int, Delivery] = {}
        # Of those that ended only the response is kept, of the latest.
        self._ended: OrderedDict[int, Response] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one HTTP request."""
        try:
            status, body = await self._answer(scope, receive)
        except RefusedError as refusal:
            status, body = refusal.status, b""
        headers: tuple[tuple[bytes, bytes], ...] = EMPTY
        if body:
            headers = (
                (b"content-type", b"application/json"),
                (b"content-length", b"%d" % len(body)),
            )
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        self._let_in(scope)
        payload = await payload_of(receive)
        self._service.measures.heard()
        given = payload.get("update_id")
        number = given if isinstance(given, int) else -1
        if number in self._ended:
            self._service.measures.passed["repeated"] += 1
            return self._ended[number]
        delivery = self._under_way.get(number)
        if delivery is None:
            update = read_update(payload, self._application.bot)
            if update is None:
                self._service.measures.passed["unreadable"] += 1
                return 200, b""
            if is_crowded(self._application, update):
                self._service.measures.passed["crowded"] += 1
                return 200, b""
            delivery = self._take(update)
        else:
            self._service.measures.passed["repeated"] += 1
        # Not cancelled when time is up, nor when Telegram hangs up.
        await asyncio.wait({delivery.task}, timeout=self._longest_wait)
        return await self._outcome(delivery, payload)

    def _let_in(self, scope: Scope) -> None:
        """Raises ``RefusedError`` for whoever is not Telegram, and once it is too late."""
        if scope["method"] != "POST":
            # Whoever tries other methods learns nothing of what is here.
            raise RefusedError(404)
        given = [value for name, value in scope["headers"] if name == SECRET_HEADER]
        if len(given) != 1 or not hmac.compare_digest(given[0], self._secret):
            raise RefusedError(403)
        if self._stop.is_set():
            raise RefusedError(503)

    def _take(self, update: Update) -> Delivery:
        delivery = Delivery(update.update_id)

        async def is_ours() -> bool:
            # Asked for from two sides at once, the second would be told that it is taken.
            async with delivery.claiming:
                if not delivery.claimed:
                    taken = await self._service.intake.take([Masuk(nomor=delivery.number)])
                    verdict = taken[delivery.number]
                    delivery.claimed = verdict is Verdict.NEW
                    delivery.busy = verdict in {Verdict.BUSY, Verdict.LATER}
                    if delivery.claimed and delivery.task.done():
                        # It ended meanwhile, and asked nobody.
                        self._over(delivery)
                return delivery.claimed

        plain = self._service.answers_alone(update)
        first = None if plain else is_ours
        # What the store knows as handled is not answered again: its answer must be certain.
        delivery.slot = Slot(
            claim=is_ours,
            alone=lambda: is_alone(self._application, update),
            closed=not plain,
        )
        token = SLOT.set(delivery.slot)
        try:
            delivery.task = self._service.hand_over(update, first)
        finally:
            SLOT.reset(token)
        self._under_way[delivery.number] = delivery
        delivery.task.add_done_callback(lambda task: self._end(delivery, task))
        return delivery

    def _end(self, delivery: Delivery, task: asyncio.Task[None]) -> None:
        del self._under_way[delivery.number]
        seconds = self._service.put_off.pop(delivery.number, None)
        if task.cancelled() and seconds is not None and delivery.kept is not None:
            # Telegram was told that it is safe, and sends it no more.
            self._service.handle_later(delivery.kept, seconds)
        elif delivery.busy or task.cancelled():
            # When it comes again, it is asked about anew.
            self._over(delivery)
            return
        elif delivery.claimed:
            self._over(delivery)
        self._ended[delivery.number] = (200, delivery.slot.body or b"")
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    def _over(self, delivery: Delivery) -> None:
        """Has the end of ``delivery`` written down, or forgets it where it was not handled."""
        if delivery.busy or delivery.task.cancelled():
            self._service.intake.dropped([delivery.number])
        else:
            self._service.intake.finished(delivery.number)

    async def _outcome(self, delivery: Delivery, payload: dict[str, Any]) -> Response:
        if not delivery.task.done() and delivery.slot.body is None:
            # What it still says goes out by calls, so that nobody else may say it.
            delivery.slot.closed = True
            if await ours(delivery.slot) and not delivery.task.done():
                row = Masuk(nomor=delivery.number, isi=orjson.dumps(payload).decode())
                # Put off meanwhile it has been let go, for Telegram to send it again.
                if await self._service.intake.keep(row) and not delivery.task.done():
                    delivery.kept = payload
                    return 200, b""
        if not delivery.task.done() and delivery.slot.body is None:
            return 503, b""
        # What a stop cut off is for the next process, and what another one has is its own.
        if delivery.busy or (delivery.task.done() and delivery.task.cancelled()):
            return 503, b""
        return 200, delivery.slot.body or b""


async def payload_of(receive: Receive) -> dict[str, Any]:
    """The JSON object in a request's body.

    Raises ``RefusedError``: 400 where it holds none, 408 where it tarries, 413 where it is
    larger than an update can be.
    """
    try:
        async with asyncio.timeout(LONGEST_BODY):
            payload = orjson.loads(await body_of(receive))
    except TimeoutError:
        raise RefusedError(408) from None
    except orjson.JSONDecodeError:
        raise RefusedError(400) from None
    if not isinstance(payload, dict):
        raise RefusedError(400)
    return payload


async def body_of(receive: Receive) -> bytes:
    """The body of a request; raises ``RefusedError`` where it is too large or breaks off."""
    body = b""
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise RefusedError(400)
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise RefusedError(413)
        more = message.get("more_body", False)
    return body
