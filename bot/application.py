"""The one place that chooses the real parts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram.ext import ApplicationBuilder

from bot.announcing import Announcer
from bot.askers import Askers
from bot.checking import Checker
from bot.counting import CountingTransport
from bot.errors import ErrorDesk
from bot.files import Files
from bot.flood import FloodGate, SharedGate
from bot.following import Following
from bot.inline import Inline
from bot.intake import Intake
from bot.linking import private_link
from bot.measures import Measures
from bot.membership import Membership
from bot.ordering import SIDE_BY_SIDE, ChatOrder
from bot.pacing import Pacer
from bot.presence import ANNOUNCING, DELIVERING, WEB, WORKER, Presence
from bot.receiving import Reception
from bot.requests import Requests
from bot.schedule import Schedule
from bot.sending import Messenger
from bot.service import Service
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
    receives: bool = True,
) -> Service:
    """A bot that answers from ``desk`` and works with ``office``, not yet started.

    With ``report`` it also answers inline queries and tells followers what changed.
    ``request`` carries every call to Telegram, the long poll too, in place of HTTP.
    Once ``stop`` is set no answer waits any more. ``receives`` as in ``serving.serve``.
    """
    if settings.bot_token is None:
        raise SettingsError(f"BOT_TOKEN belum ada: {EXPECTED['BOT_TOKEN']}.")
    measures = Measures()
    if request is None:
        request = answering_request(measures)
    application = (
        ApplicationBuilder()
        .token(settings.bot_token.get_secret_value())
        .base_url(f"{settings.bot_api_url}/bot")
        .base_file_url(f"{settings.bot_api_url}/file/bot")
        # The long poll is a call like others: bot/polling.py.
        .request(request)
        .get_updates_request(request)
        .concurrent_updates(ChatOrder())
        # bot/polling.py and bot/webhook.py receive; nothing here is on a clock.
        .updater(None)
        .job_queue(None)
        .build()
    )
    bot = application.bot
    pacer = Pacer() if pacer is None else pacer
    find_store = no_store if office is None else office.find_store
    workshop, unanswered = Workshop(), Unanswered(find_store)
    messenger = Messenger(
        bot,
        stop=stop,
        noted=pacer.answered,
        unhurried=pacer.is_free,
        measures=measures,
        files=Files(workshop, find_store),
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
    presence: Presence | None = None
    requests: Requests | None = None
    schedule: Schedule | None = None
    announcer: Announcer | None = None
    counters: list[Counter] = [Checker(renderer, messenger, gate)]
    if report is not None:
        Inline(desk, renderer, report, office).register(application)
    if office is not None:
        presence = Presence(find_store, WEB if settings.webhook_url and receives else WORKER)
        requests = Requests(
            bot,
            desk,
            renderer,
            messenger=messenger,
            gate=gate,
            pacer=pacer,
            office=office,
            admins=settings.admin_ids,
            alone=lambda: presence is None or presence.alone,
            turn=presence.turn(DELIVERING),
        )
        membership = Membership(find_store, messenger, renderer, settings.maintainer_ids, gate=gate)
        membership.register(application)
        counters = [*requests.counters, *counters, membership]
        announcer = Announcer(
            bot,
            renderer,
            office,
            pacer,
            pauses=membership,
            link_to=lambda line: private_link(renderer, bot.username, line),
            turn=presence.turn(ANNOUNCING),
        )
        chores = [(lambda: asyncio.to_thread(unanswered.flush), COUNTED)]
        if report is not None:
            chores.append((Following(office, report).tick, FOLLOWED))
        schedule = Schedule(office, desk, messenger, announcer, settings.admin_ids, chores=chores)
    uploads = Uploads(bot, desk, renderer, messenger, settings.admin_ids)
    counters.append(uploads)

    async def after_reply(reply: Reply, asker: Asker, line: str) -> None:
        answer = reply.answer
        measures.answered(answer.command, answer.template, understood=answer.understood)
        unanswered.note(answer, line)
        await uploads.tell_admins(reply, asker)
        if requests is not None:
            await requests.noticed(reply, asker)

    def nudge() -> None:
        service.nudge()

    reception = Reception(
        desk,
        renderer,
        messenger,
        gate,
        askers,
        counters=counters,
        after_change=nudge,
        after_reply=after_reply,
        in_conversation=requests.in_conversation if requests else lambda _chat_id: False,
    )
    reception.register(application)
    put_off: dict[int, float] = {}
    application.add_error_handler(
        ErrorDesk(
            renderer,
            messenger,
            settings.maintainer_ids,
            measures=measures,
            put_off=put_off.__setitem__,
        ).handle
    )
    service = Service(
        application=application,
        workshop=workshop,
        unanswered=unanswered,
        measures=measures,
        intake=Intake(find_store, lambda: None if presence is None else presence.id),
        reception=reception,
        announcer=announcer,
        schedule=schedule,
        requests=requests,
        presence=presence,
        gate=gate,
        put_off=put_off,
        stop=asyncio.Event() if stop is None else stop,
        version="" if report is None else report.version,
        find_store=find_store,
    )
    return service


def answering_request(measures: Measures) -> CountingTransport:
    """HTTP for every call: a connection for each chat in work, some spare, counted."""
    return CountingTransport(
        2 * SIDE_BY_SIDE,
        measures,
        connect_timeout=10,
        read_timeout=20,
        pool_timeout=5,
    )
