"""The one place that chooses the real parts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.announcing import Announcer
from bot.askers import Askers
from bot.errors import ErrorDesk
from bot.flood import FloodGate
from bot.linking import private_link
from bot.membership import Membership
from bot.ordering import SIDE_BY_SIDE, ChatOrder
from bot.pacing import Pacer
from bot.receiving import Reception
from bot.schedule import Schedule
from bot.sending import Messenger
from bot.settings import EXPECTED, SettingsError
from bot.uploads import Uploads
from handlers.office import no_store

if TYPE_CHECKING:
    from telegram.request import BaseRequest

    from bot.ordering import TelegramApplication
    from bot.receiving import AnswersLines, Counter
    from bot.rendering import Renderer
    from bot.settings import Settings
    from handlers.office import Office


@dataclass
class Service:
    """A bot that answers, and, where there is a store, announces; not yet started."""

    application: TelegramApplication
    announcer: Announcer | None = None
    schedule: Schedule | None = None

    def nudge(self) -> None:
        """Has everything looked at that a change may have made due."""
        if self.announcer is not None and self.schedule is not None:
            self.announcer.wake()
            self.schedule.nudge()

    def begin(self, stop: asyncio.Event) -> list[asyncio.Task[None]]:
        """The tasks that announce until ``stop`` is set."""
        return [
            asyncio.create_task(part.run(stop))
            for part in (self.announcer, self.schedule)
            if part is not None
        ]


def build_application(
    settings: Settings,
    desk: AnswersLines,
    renderer: Renderer,
    request: BaseRequest | None = None,
    *,
    gate: FloodGate | None = None,
    stop: asyncio.Event | None = None,
) -> TelegramApplication:
    """A bot that answers from ``desk``, and has no store; not yet started."""
    return build_service(settings, desk, renderer, request, gate=gate, stop=stop).application


def build_service(
    settings: Settings,
    desk: AnswersLines,
    renderer: Renderer,
    request: BaseRequest | None = None,
    *,
    office: Office | None = None,
    gate: FloodGate | None = None,
    pacer: Pacer | None = None,
    stop: asyncio.Event | None = None,
) -> Service:
    """A bot that answers from ``desk`` and works with ``office``, not yet started.

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
    messenger = Messenger(bot, stop=stop, noted=pacer.answered)
    gate = FloodGate() if gate is None else gate
    find_store = no_store if office is None else office.find_store
    askers = Askers(bot, settings.admin_ids, find_store)
    service = Service(application)
    counters: list[Counter] = []
    if office is not None:
        membership = Membership(find_store, messenger, renderer, settings.maintainer_ids, gate=gate)
        membership.register(application)
        counters.append(membership)
        announcer = Announcer(
            bot,
            renderer,
            office,
            pacer,
            pauses=membership,
            link_to=lambda line: private_link(renderer, bot.username, line),
        )
        service.announcer = announcer
        service.schedule = Schedule(office, desk, messenger, announcer, settings.admin_ids)
    uploads = Uploads(bot, desk, renderer, messenger, settings.admin_ids)
    counters.append(uploads)
    Reception(
        desk,
        renderer,
        messenger,
        gate,
        askers,
        counters=counters,
        after_change=service.nudge,
        after_reply=uploads.tell_admins,
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
