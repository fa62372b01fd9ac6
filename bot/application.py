"""The one place that chooses the real parts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.announcing import Announcer
from bot.askers import Askers
from bot.checking import Checker
from bot.errors import ErrorDesk
from bot.files import Files
from bot.flood import FloodGate, SharedGate
from bot.following import Following
from bot.inline import Inline
from bot.linking import private_link
from bot.membership import Membership
from bot.ordering import SIDE_BY_SIDE, ChatOrder
from bot.pacing import Pacer
from bot.presence import ANNOUNCING, DELIVERING, Presence
from bot.receiving import Reception
from bot.requests import Requests
from bot.schedule import Schedule
from bot.sending import Messenger
from bot.settings import EXPECTED, SettingsError
from bot.unanswered import Unanswered
from bot.uploads import Uploads
from bot.workshop import Workshop
from handlers.office import no_store

if TYPE_CHECKING:
    from telegram.request import BaseRequest

    from bot.flood import Gate
    from bot.ordering import TelegramApplication
    from bot.receiving import Counter
    from bot.rendering import Renderer
    from bot.reply import Reply
    from bot.requests import RequestDesk
    from bot.settings import Settings
    from data.report import Report
    from handlers.asker import Asker
    from handlers.office import Office


# How often counts are written down, and followers' news looked for, in seconds.
COUNTED = 60.0
FOLLOWED = 20.0


@dataclass
class Service:
    """A bot that answers, and, where there is a store, announces and takes requests.

    Not yet started. ``workshop`` makes its files, ``unanswered`` counts what it could not
    answer.
    """

    application: TelegramApplication
    workshop: Workshop
    unanswered: Unanswered
    announcer: Announcer | None = None
    schedule: Schedule | None = None
    requests: Requests | None = None
    presence: Presence | None = None
    # Set when nothing is under way any more, so that others may take over what is left.
    over: asyncio.Event = field(default_factory=asyncio.Event)
    living: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        """Has everything looked at that a change may have made due."""
        if self.announcer is not None and self.schedule is not None:
            self.announcer.wake()
            self.schedule.nudge()
        if self.requests is not None:
            self.requests.wake()

    def begin(self, stop: asyncio.Event) -> list[asyncio.Task[None]]:
        """The tasks that announce and deliver until ``stop`` is set.

        Other processes are told that this one lives until ``close``.
        """
        if self.presence is not None:
            self.living = asyncio.create_task(self.presence.run(self.over))
        return [
            asyncio.create_task(part.run(stop))
            for part in (self.announcer, self.schedule, self.requests)
            if part is not None
        ]

    async def close(self) -> None:
        """Ends the workshop and writes down what was counted; for when all updates are handled."""
        await self.workshop.close()
        await asyncio.to_thread(self.unanswered.flush)
        self.over.set()
        if self.living is not None:
            await self.living


def build_application(
    settings: Settings,
    desk: RequestDesk,
    renderer: Renderer,
    request: BaseRequest | None = None,
    *,
    gate: Gate | None = None,
    stop: asyncio.Event | None = None,
) -> TelegramApplication:
    """A bot that answers from ``desk``, and has no store; not yet started."""
    return build_service(settings, desk, renderer, request, gate=gate, stop=stop).application


def build_service(
    settings: Settings,
    desk: RequestDesk,
    renderer: Renderer,
    request: BaseRequest | None = None,
    *,
    report: Report | None = None,
    office: Office | None = None,
    gate: Gate | None = None,
    pacer: Pacer | None = None,
    stop: asyncio.Event | None = None,
) -> Service:
    """A bot that answers from ``desk`` and works with ``office``, not yet started.

    With ``report`` it also answers inline queries and tells followers what changed.
    ``request`` carries every call to Telegram, the long poll too, in place of HTTP.
    Once ``stop`` is set no answer waits any more.
    """
    if settings.bot_token is None:
        raise SettingsError(f"BOT_TOKEN belum ada: {EXPECTED['BOT_TOKEN']}.")
    application = (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        .request(request or answering_request())
        .get_updates_request(request or HTTPXRequest(connection_pool_size=2))
        .concurrent_updates(ChatOrder())
        # bot/polling.py and bot/webhook.py receive; nothing here is on a clock.
        .updater(None)
        .job_queue(None)
        .build()
    )
    bot = application.bot
    pacer = Pacer() if pacer is None else pacer
    find_store = no_store if office is None else office.find_store
    service = Service(application, Workshop(), Unanswered(find_store))
    messenger = Messenger(
        bot,
        stop=stop,
        noted=pacer.answered,
        files=Files(service.workshop, find_store),
        renderer=renderer,
    )
    if gate is None:
        gate = FloodGate() if office is None else SharedGate(find_store)
    askers = Askers(
        bot,
        settings.admin_ids,
        find_store,
        officers_chat=lambda: None if office is None else office.officer_chat,
    )
    counters: list[Counter] = [Checker(renderer, messenger, gate)]
    if report is not None:
        Inline(desk, renderer, report, office).register(application)
    if office is not None:
        kind = "web" if settings.webhook_url else "worker"
        service.presence = Presence(find_store, kind)
        service.requests = Requests(
            bot,
            desk,
            renderer,
            messenger=messenger,
            gate=gate,
            pacer=pacer,
            office=office,
            admins=settings.admin_ids,
            turn=service.presence.turn(DELIVERING),
        )
        membership = Membership(find_store, messenger, renderer, settings.maintainer_ids, gate=gate)
        membership.register(application)
        counters = [*service.requests.counters, *counters, membership]
        announcer = Announcer(
            bot,
            renderer,
            office,
            pacer,
            pauses=membership,
            link_to=lambda line: private_link(renderer, bot.username, line),
            turn=service.presence.turn(ANNOUNCING),
        )
        service.announcer = announcer
        chores = [(lambda: asyncio.to_thread(service.unanswered.flush), COUNTED)]
        if report is not None:
            chores.append((Following(office, report).tick, FOLLOWED))
        service.schedule = Schedule(
            office, desk, messenger, announcer, settings.admin_ids, chores=chores
        )
    uploads = Uploads(bot, desk, renderer, messenger, settings.admin_ids)
    counters.append(uploads)

    async def after_reply(reply: Reply, asker: Asker, line: str) -> None:
        service.unanswered.note(reply.answer, line)
        await uploads.tell_admins(reply, asker)
        if service.requests is not None:
            await service.requests.noticed(reply, asker)

    Reception(
        desk,
        renderer,
        messenger,
        gate,
        askers,
        counters=counters,
        after_change=service.nudge,
        after_reply=after_reply,
    ).register(application)
    errors = ErrorDesk(renderer, messenger, settings.maintainer_ids)
    application.add_error_handler(errors.handle)
    return service


def answering_request() -> HTTPXRequest:
    """HTTP for everything but the long poll: a connection for each chat in work, some spare."""
    return HTTPXRequest(
        connection_pool_size=2 * SIDE_BY_SIDE,
        connect_timeout=10,
        read_timeout=20,
        write_timeout=20,
        pool_timeout=5,
    )
