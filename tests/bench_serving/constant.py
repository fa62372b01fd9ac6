"""The bot's own transport, receiving and web process around a handler that returns a constant.

What it costs less than the bot is what the features cost: reading the question, the desk,
flood limits, buttons, counting. Started by the benchmark only, with the bot's settings:
``python -m tests.bench_serving.constant``.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from telegram.constants import ParseMode
from telegram.ext import MessageHandler, filters

from bot.answering import Desk
from bot.application import build_application
from bot.logs import configure_logging
from bot.rendering import Renderer
from bot.serving import receive_by_polling, receive_by_webhook, running
from bot.settings import load_settings
from bot.stopping import stop_on_signals
from data.report import Report

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext


async def serve() -> None:
    """Answers every message with the answer that the bot gave, read once, until a signal."""
    settings = load_settings()
    configure_logging(settings)
    report = Report.open(settings.report_db)
    renderer = Renderer()
    desk = Desk(report, renderer)
    with contextlib.closing(sqlite3.connect(os.environ["PEER_DATABASE"])) as database:
        (text,) = database.execute("SELECT text FROM answer").fetchone()

    async def answer(update: Update, context: CallbackContext[Any, Any, Any, Any]) -> None:
        if update.message:
            await context.bot.send_message(update.message.chat.id, text, ParseMode.HTML)

    stop = asyncio.Event()
    application = build_application(settings, desk, renderer, stop=stop)
    # All that the bot does with an update goes; how updates come in and calls go out stays.
    application.handlers.clear()
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, answer))
    with stop_on_signals(stop):
        async with running(application, stop):
            if settings.webhook_url:
                await receive_by_webhook(application, settings, stop)
            else:
                await receive_by_polling(application, stop)
    report.close()


if __name__ == "__main__":
    asyncio.run(serve())
