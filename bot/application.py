"""The one place that chooses the real parts and runs them until told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot.errors import ErrorDesk, kind_of
from bot.flood import FloodGate
from bot.menu import publish_menus
from bot.ordering import SIDE_BY_SIDE, ChatOrder, under_way
from bot.polling import poll
from bot.receiving import ALLOWED_UPDATES, Reception
from bot.sending import Messenger, seconds_of
from bot.settings import EXPECTED, MISBEHAVING, SettingsError
from bot.stopping import finish, pause, stop_on_signals, unless_stopped
from bot.webhook import PATH, listening, webhook_app
from handlers.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Collection, Coroutine

    from telegram.request import BaseRequest

    from bot.ordering import TelegramApplication
    from bot.receiving import AnswersLines
    from bot.rendering import Renderer
    from bot.settings import Settings
    from handlers.command import Command

logger = logging.getLogger(__name__)

START_PAUSES = (1.0, 2.0, 4.0, 8.0)


def build_application(
    settings: Settings,
    desk: AnswersLines,
    renderer: Renderer,
    request: BaseRequest | None = None,
    *,
    gate: FloodGate | None = None,
    stop: asyncio.Event | None = None,
) -> TelegramApplication:
    """A bot that answers from ``desk``, not yet started.

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
    messenger = Messenger(application.bot, stop=stop)
    gate = FloodGate() if gate is None else gate
    Reception(desk, renderer, messenger, gate).register(application)
    errors = ErrorDesk(renderer, messenger, settings.maintainer_ids)
    application.add_error_handler(errors.handle)
    return application


def answering_request() -> HTTPXRequest:
    """HTTP for everything but the long poll: a connection for each chat in work, some spare."""
    return HTTPXRequest(
        connection_pool_size=2 * SIDE_BY_SIDE,
        connect_timeout=10,
        read_timeout=20,
        write_timeout=20,
        pool_timeout=5,
    )


async def serve(
    settings: Settings,
    desk: AnswersLines,
    renderer: Renderer,
    *,
    commands: Collection[Command] = COMMANDS,
    stop: asyncio.Event | None = None,
) -> None:
    """Answers Telegram until SIGTERM, SIGINT or ``stop``; then finishes what is under way.

    A webhook where ``WEBHOOK_URL`` is set, else long polling. Raises
    ``SettingsError`` where Telegram does not take the settings.
    """
    stop = stop or asyncio.Event()
    application = build_application(settings, desk, renderer, stop=stop)
    with stop_on_signals(stop):
        async with running(application, stop):
            if stop.is_set():
                return
            menus = publish_menus(application.bot, commands, settings.admin_ids, renderer)
            publishing = application.create_task(menus)
            # Begun, so that cancelling it leaves no coroutine that nobody awaited.
            await asyncio.sleep(0)
            try:
                if settings.webhook_url:
                    await receive_by_webhook(application, settings, stop)
                else:
                    await receive_by_polling(application, stop)
            finally:
                publishing.cancel()


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


async def receive_by_polling(application: TelegramApplication, stop: asyncio.Event) -> None:
    """Long polling until ``stop``; a webhook set earlier is taken off, its updates are kept."""
    await patiently(application.bot.delete_webhook, stop)
    logger.info("Receiving by long polling")
    await poll(application, stop)


async def receive_by_webhook(
    application: TelegramApplication, settings: Settings, stop: asyncio.Event
) -> None:
    """Takes Telegram's updates over HTTP until ``stop``.

    The webhook stays set at the end: Telegram keeps what comes in until the next
    process answers.
    """
    if settings.webhook_url is None or settings.webhook_secret is None:
        raise SettingsError(f"WEBHOOK_SECRET keliru: {EXPECTED['WEBHOOK_SECRET']}.")
    secret = settings.webhook_secret.get_secret_value()
    address = f"{settings.webhook_url}{PATH}"
    async with listening(webhook_app(application, secret, stop=stop), settings.port):
        await patiently(
            lambda: application.bot.set_webhook(
                address, secret_token=secret, allowed_updates=ALLOWED_UPDATES
            ),
            stop,
            refused=f"WEBHOOK_URL ditolak Telegram: {EXPECTED['WEBHOOK_URL']}.",
        )
        logger.info("Receiving by webhook")
        await stop.wait()
        await finish(under_way(application))


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
