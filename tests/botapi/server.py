"""The Bot API of the tests: updates, webhook, calls, faults and limits over real HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections import Counter
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx

from tests.botapi.chats import Chats, Message, journal_line
from tests.botapi.faults import Plan, migrated
from tests.botapi.inline import InlineQueries
from tests.botapi.wire import Answer, Listener, Request, accepted, read, refused
from tests.telegram_fake import ME, TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from tests.botapi.limits import Limits

SETTERS = {
    "setMyCommands",
    "deleteMyCommands",
    "setMyName",
    "setMyDescription",
    "setMyShortDescription",
    "setChatMenuButton",
    "answerCallbackQuery",
    "sendChatAction",
    "leaveChat",
}
CONFLICT = "Conflict: terminated by other getUpdates request"
RATED = {"sendMessage", "sendDocument", "sendPhoto", "copyMessage", "editMessageText"}


class BotApi:
    """What the stand-in knows: waiting updates, the webhook, chats, and every call made.

    Tests plan what goes wrong with ``fail`` and read in ``messages`` what a chat really
    got. With ``limits`` it refuses what Telegram would; ``limited`` counts that.
    """

    def __init__(self, *, limits: Limits | None = None, journal: Path | None = None) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.webhook: dict[str, Any] = {}
        self.allowed: list[str] = []
        self.conflicts = 0
        self.refusals: dict[str, tuple[int, str]] = {}
        self.hanging: set[str] = set()
        self.limits = limits
        self.plan = Plan()
        self.fail = self.plan.add
        self.delivered = 0
        self.chats = Chats(self._delivered)
        self.inline = InlineQueries()
        self._journal = journal
        self._journal_file = -1
        self._listener: Listener | None = None
        self._closing = False
        # A later one ends the one that waits, as with Telegram.
        self._polls = 0
        self._waiting: list[dict[str, Any]] = []
        self._watching: set[asyncio.Future[None]] = set()
        self._methods: dict[str, Callable[[dict[str, Any]], Answer]] = {
            "getMe": lambda _: accepted(ME),
            "sendMessage": self.chats.send,
            "sendDocument": self.chats.send,
            "sendPhoto": self.chats.send,
            "answerInlineQuery": self.inline.answer,
            "editMessageText": self.chats.edit,
            "deleteMessage": self.chats.delete,
            "copyMessage": self.chats.copy,
            "setMessageReaction": self.chats.react,
            "createForumTopic": self.chats.create_topic,
            "closeForumTopic": self.chats.close_topic,
            "reopenForumTopic": self.chats.reopen_topic,
            "getChat": self.chats.chat,
            "getChatMember": self.chats.member,
            "getChatAdministrators": self.chats.administrators,
            "getFile": self.chats.file,
            "setWebhook": self._set_webhook,
            "deleteWebhook": lambda _: self._set_webhook({}),
            "getMyCommands": lambda _: accepted([]),
        }

    @property
    def messages(self) -> dict[int, list[Message]]:
        """What each chat got, deleted messages too."""
        return self.chats.messages

    @property
    def limited(self) -> Counter[str]:
        """How many messages were refused as too many: ``overall``, ``chat``, ``group``."""
        return self.limits.refused if self.limits else Counter()

    @property
    def unconfirmed(self) -> int:
        """How many updates the bot has not confirmed by a higher offset."""
        return len(self._waiting)

    def of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of ``method`` so far."""
        return [parameters for name, parameters in self.calls if name == method]

    @property
    def waiting(self) -> set[int]:
        """The numbers of the updates that the bot has not confirmed by a higher offset."""
        return {update["update_id"] for update in self._waiting}

    def migrate(self, old: int, new: int) -> None:
        """From now on the group ``old`` is the supergroup ``new``."""
        self.fail(migrated(new), chat=old, methods=None, times=None)

    async def push(self, *updates: dict[str, Any]) -> None:
        """Lets ``updates`` come in, for the next ``getUpdates``."""
        self.take_in(*updates)

    def take_in(self, *updates: dict[str, Any]) -> None:
        """The same at once: Telegram's numbers come in their order."""
        for update in updates:
            self.inline.asked(update)
            press = update.get("callback_query", {})
            message = update.get("message") or press.get("message")
            if message:
                self.chats.seen(message["chat"]["id"], message["message_id"])
        self._waiting.extend(updates)
        self._notify()

    async def post(self, update: dict[str, Any], *, secret: str | None = None) -> int:
        """Posts ``update`` to the webhook; the status it was answered with.

        A method in the response is carried out, and nobody is told what came of it.
        """
        token = self.webhook["secret_token"] if secret is None else secret
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.post(
                self.webhook["url"],
                json=update,
                headers={"X-Telegram-Bot-Api-Secret-Token": token},
            )
        if answer.status_code == HTTPStatus.OK and answer.content:
            await self.carry_out(answer.content)
        return answer.status_code

    async def carry_out(self, content: bytes) -> None:
        """Carries out the method in the ``content`` of a response to an update."""
        parameters = read(Request("POST", "", "application/json", content))
        await self._call(parameters.pop("method"), parameters)

    async def deliver(self, *updates: dict[str, Any], at_once: int = 40) -> None:
        """Posts ``updates`` to the webhook, each again until it is answered with 200."""
        room = asyncio.Semaphore(at_once)

        async def persist(update: dict[str, Any]) -> None:
            async with room:
                while True:
                    with contextlib.suppress(httpx.TransportError):
                        if await self.post(update) == HTTPStatus.OK:
                            return
                    await asyncio.sleep(0.05)

        await asyncio.gather(*map(persist, updates))

    async def until(self, method: str, times: int = 1) -> list[dict[str, Any]]:
        """The calls of ``method``, once there are ``times``."""
        await self.when(lambda: len(self.of(method)) >= times)
        return self.of(method)

    async def when(self, happened: Callable[[], bool], seconds: float = 10) -> None:
        """Returns once ``happened``, asked after each call; raises ``TimeoutError`` if never."""
        async with asyncio.timeout(seconds):
            await self._watch(happened)

    @contextlib.asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Refuses connections meanwhile, at the same address; knows everything after."""
        assert self._listener is not None
        await self._listener.close()
        try:
            yield
        finally:
            await self._listener.open()

    async def open(self, port: int = 0) -> None:
        """Listens on ``port``, a free one where it is 0; ``url`` is set."""
        if self._journal:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._journal_file = os.open(self._journal, flags, 0o644)
        self._listener = Listener(self.endpoint, port)
        await self._listener.open()
        self.url = f"http://127.0.0.1:{self._listener.port}"

    async def close(self) -> None:
        """Ends the long polls that still wait, then everything."""
        self._closing = True
        self._notify()
        if self._listener:
            await self._listener.close(grace=1)
        if self._journal_file >= 0:
            os.close(self._journal_file)
            self._journal_file = -1

    async def endpoint(self, request: Request) -> Answer:
        """The answer to any request."""
        path = request.path.partition("?")[0]
        if path.startswith("/-/"):
            return await self._control(path.removeprefix("/-/"), request)
        if path.startswith(f"/file/bot{TOKEN}/"):
            path = path.removeprefix(f"/file/bot{TOKEN}/")
            parameters: dict[str, Any] = {"file_path": path}
            return await self._failing("file", parameters, lambda: self.chats.download(path))
        token, _, method = path.removeprefix("/bot").partition("/")
        if token != TOKEN:
            return refused(401, "Unauthorized")
        return await self._call(method, read(request))

    async def _call(self, method: str, parameters: dict[str, Any]) -> Answer:
        self.calls.append((method, parameters))
        self._notify()
        if method in self.hanging:
            await asyncio.sleep(60)
        if method in self.refusals:
            return refused(*self.refusals[method])
        if method == "getUpdates":
            return await self._failing(method, parameters, lambda: self._updates(parameters))
        return await self._failing(method, parameters, lambda: self._perform(method, parameters))

    async def _failing(
        self,
        method: str,
        parameters: dict[str, Any],
        perform: Callable[[], Answer | Awaitable[Answer]],
    ) -> Answer:
        """What ``perform`` answers, or what is planned to happen instead."""
        fault = self.plan.of(method, parameters)
        if fault is not None and fault.before:
            await asyncio.sleep(fault.before)
        earned: Answer | None = None
        if fault is None or fault.delivers:
            done = perform()
            earned = done if isinstance(done, Answer) else await done
        if fault is None:
            return earned or Answer()
        if fault.after:
            await asyncio.sleep(fault.after)
        return fault.answer(earned)

    def _perform(self, method: str, parameters: dict[str, Any]) -> Answer:
        if self.limits and method in RATED and isinstance(parameters.get("chat_id"), int):
            seconds = self.limits.wait(parameters["chat_id"])
            if seconds:
                return refused(
                    429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds}
                )
        if method in self._methods:
            return self._methods[method](parameters)
        return accepted(result=True) if method in SETTERS else refused(404, "Not Found")

    def _set_webhook(self, parameters: dict[str, Any]) -> Answer:
        self.webhook = parameters
        return accepted(result=True)

    async def _updates(self, parameters: dict[str, Any]) -> Answer:
        if self.webhook or self.conflicts:
            self.conflicts = max(0, self.conflicts - 1)
            return refused(409, CONFLICT)
        self._polls += 1
        poll = self._polls
        offset = parameters.get("offset", 0)
        self.allowed = parameters.get("allowed_updates", self.allowed)
        self._waiting = [update for update in self._waiting if update["update_id"] >= offset]
        self._notify()
        # A real server waits as long as asked; tests wait for at most two seconds.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(2, parameters.get("timeout", 0))):
                await self._watch(
                    lambda: bool(self._waiting) or self._closing or self._polls > poll
                )
        if self._polls > poll:
            return refused(409, CONFLICT)
        return accepted(self._waiting[: parameters.get("limit", 100)])

    async def _control(self, word: str, request: Request) -> Answer:
        """For a stand-in in another process: its counts, more updates, other faults."""
        if word == "push":
            await self.push(*json.loads(request.body))
        elif word == "faults":
            self.plan.clear()
            self.plan.load(json.loads(request.body))
        elif word != "state":
            return refused(404, "Not Found")
        return accepted(self.state())

    def state(self) -> dict[str, Any]:
        """Counts: messages delivered, refused as too many, calls of each method."""
        return {
            "delivered": self.delivered,
            "limited": dict(self.limited),
            "unconfirmed": self.unconfirmed,
            "calls": dict(Counter(method for method, _ in self.calls)),
        }

    def _delivered(self, message: Message) -> None:
        self.delivered += 1
        if self._journal_file >= 0:
            # One write for a whole line: it is there, entire, whoever is killed next.
            os.write(self._journal_file, journal_line(message))
        self._notify()

    async def _watch(self, happened: Callable[[], bool]) -> None:
        while not happened():
            change = asyncio.get_running_loop().create_future()
            self._watching.add(change)
            try:
                await change
            finally:
                self._watching.discard(change)

    def _notify(self) -> None:
        for change in self._watching:
            if not change.done():
                change.set_result(None)


@contextlib.asynccontextmanager
async def bot_api(
    *, port: int = 0, limits: Limits | None = None, journal: Path | None = None
) -> AsyncIterator[BotApi]:
    """A running stand-in; its ``url`` is what BOT_API_URL takes."""
    api = BotApi(limits=limits, journal=journal)
    await api.open(port)
    try:
        yield api
    finally:
        await api.close()
