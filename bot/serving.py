"""Running the bot until told to stop: starting it, receiving, announcing, and the way down."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot.application import build_service
from bot.memory import settle
from bot.menu import publish_menus
from bot.mishaps import kind_of
from bot.ordering import under_way
from bot.polling import Poller, await_turn
from bot.presence import ALWAYS, RECEIVING
from bot.receiving import ALLOWED_UPDATES
from bot.sending import seconds_of
from bot.settings import EXPECTED, MISBEHAVING, SettingsError
from bot.stopping import finish, pause, stop_on_signals, unless_stopped
from bot.watchdog import NEVER, Watchdog
from handlers.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Coroutine, Sequence

    from starlette.routing import BaseRoute

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.requests import RequestDesk
    from bot.service import Service
    from bot.settings import Settings
    from data.report import Report
    from handlers.command import Command
    from handlers.office import Office

logger = logging.getLogger(__name__)

START_PAUSES = (1.0, 2.0, 4.0, 8.0)


async def serve(
    settings: Settings,
    desk: RequestDesk,
    renderer: Renderer,
    *,
    report: Report | None = None,
    office: Office | None = None,
    commands: Collection[Command] = COMMANDS,
    stop: asyncio.Event | None = None,
    receives: bool = True,
) -> None:
    """Answers Telegram until SIGTERM, SIGINT or ``stop``; then finishes what is under way.

    A webhook where ``WEBHOOK_URL`` is set, else long polling. Without ``receives`` the webhook
    is left to other processes, and this one announces and delivers. Raises ``SettingsError``
    where Telegram does not take the settings, ``SilenceError`` where it is gone for long.
    """
    stop = stop or asyncio.Event()
    service = build_service(
        settings, desk, renderer, report=report, office=office, stop=stop, receives=receives
    )
    application = service.application
    # Readiness hangs on whether Telegram is there, also where its silence ends nobody.
    minutes = settings.silence_minutes or NEVER
    watchdog = Watchdog(application.bot, service.measures, minutes)
    with stop_on_signals(stop):
        async with running(application, stop):
            if stop.is_set():
                return
            menus = publish_menus(application.bot, commands, settings.admin_ids, renderer)
            publishing = application.create_task(menus)
            if office is not None:
                office.username = application.bot.username
            await service.prepare()
            settle()
            # Before anything new, what an earlier process left.
            await service.adopt(stop)
            tasks = [*service.begin(stop), asyncio.create_task(watchdog.run(stop))]
            # Begun, so that cancelling it leaves no coroutine that nobody awaited.
            await asyncio.sleep(0)
            try:
                if settings.webhook_url and receives:
                    pages = portal_routes_of(service, report, renderer)
                    await receive_by_webhook(service, settings, stop, pages)
                elif settings.webhook_url:
                    logger.info("Announcing and delivering; the webhook is for others to answer")
                    await stop.wait()
                else:
                    await receive_by_polling(service, stop)
            finally:
                # Where receiving ends by itself, announcing ends too.
                stop.set()
                publishing.cancel()
                # However it ended: what is under way is this process's until it is done.
                await finish(under_way(application))
                try:
                    await asyncio.gather(*tasks)
                finally:
                    # Also where a part broke down: others are told what is handled and what not.
                    await service.close()
    watchdog.check()


@contextlib.asynccontextmanager
async def running(application: TelegramApplication, stop: asyncio.Event) -> AsyncIterator[None]:
    """Starts ``application``; at the end waits, not for ever, and closes connections."""
    try:
        await patiently(application.initialize, stop)
        if not stop.is_set():
            await application.start()
            logger.info("Answering as @%s", application.bot.username)
        yield
    finally:
        await finish(under_way(application))
        if application.running:
            await application.stop()
        await application.shutdown()
        # The library closes nothing of an application that never came up.
        await application.bot.shutdown()


async def receive_by_polling(service: Service, stop: asyncio.Event) -> None:
    """Long polling until ``stop``; a webhook set earlier is taken off, its updates are kept."""
    turn = ALWAYS if service.presence is None else service.presence.turn(RECEIVING)
    await await_turn(turn, stop)
    if stop.is_set():
        return
    await patiently(service.application.bot.delete_webhook, stop)
    logger.info("Receiving by long polling")
    await Poller(service, stop).run()


def portal_routes_of(
    service: Service, report: Report | None, renderer: Renderer
) -> list[BaseRoute]:
    """The public pages, which show what ``report`` holds; none without it."""
    if report is None:
        return []
    from bot.portal import portal_routes  # noqa: PLC0415 - only the web process needs it

    def username() -> str:
        # Not known before the first contact with Telegram.
        return service.application.bot.username if service.application.running else ""

    return portal_routes(report, renderer, username=username)


async def receive_by_webhook(
    service: Service,
    settings: Settings,
    stop: asyncio.Event,
    pages: Sequence[BaseRoute] = (),
) -> None:
    """Takes Telegram's updates over HTTP until ``stop``, and shows ``pages``.

    The webhook stays set at the end: Telegram keeps what comes in until the next
    process answers.
    """
    from bot.web import health_routes, listening, web_app  # noqa: PLC0415 - as the portal
    from bot.webhook import PATH, Door  # noqa: PLC0415

    if settings.webhook_url is None or settings.webhook_secret is None:
        raise SettingsError(f"WEBHOOK_SECRET keliru: {EXPECTED['WEBHOOK_SECRET']}.")
    secret = settings.webhook_secret.get_secret_value()
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    address = f"{settings.webhook_url}{PATH}"
    door = Door(service, secret, stop=stop)
    routes = [*health_routes(service, stop, token), *pages]
    # A conversation that begins here may go on there.
    await service.meet(stop)
    async with listening(web_app(door, routes), settings.port):
        await patiently(
            lambda: service.application.bot.set_webhook(
                address, secret_token=secret, allowed_updates=ALLOWED_UPDATES
            ),
            stop,
            refused=f"WEBHOOK_URL ditolak Telegram: {EXPECTED['WEBHOOK_URL']}.",
        )
        logger.info("Receiving by webhook")
        await stop.wait()
        await finish(under_way(service.application))


async def patiently(
    call: Callable[[], Coroutine[object, object, object]],
    stop: asyncio.Event,
    pauses: tuple[float, ...] = START_PAUSES,
    *,
    refused: str = MISBEHAVING,
) -> None:
    """Awaits ``call``, again after network trouble: for calls that may be made twice.

    Raises ``SettingsError`` for a token that Telegram refuses, for a server that
    stays away or talks nonsense, and, with ``refused``, for a call that is refused.
    """
    for seconds in (*pauses, None):
        if stop.is_set():
            return
        try:
            await unless_stopped(stop, call())
        except InvalidToken:
            # Not chained: the library writes the token into this error.
            raise SettingsError(f"BOT_TOKEN ditolak Telegram: {EXPECTED['BOT_TOKEN']}.") from None
        except BadRequest:
            # Not with the server's own words: a proxy's may hold the address, token and all.
            raise SettingsError(refused) from None
        except (NetworkError, RetryAfter) as trouble:
            logger.warning("Telegram cannot be reached: %s", kind_of(trouble))
            if seconds is not None:
                asked = seconds_of(trouble) if isinstance(trouble, RetryAfter) else 0.0
                await pause(stop, max(seconds, asked))
        except Exception as error:  # noqa: BLE001 - a server that talks nonsense
            logger.error("Telegram's answer makes no sense: %s", kind_of(error))  # noqa: TRY400
            raise SettingsError(MISBEHAVING) from None
        else:
            return
    raise SettingsError(
        f"BOT_API_URL tidak dapat dihubungi: periksa jaringan, atau {EXPECTED['BOT_API_URL']}."
    )
