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
from bot.application import build_service
from bot.calls import call
from bot.logs import configure_logging
from bot.loop import run
from bot.memory import settle
from bot.rendering import Renderer
from bot.responding import SLOT
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
        if update.message is None:
            return
        said = {"chat_id": update.message.chat.id, "text": text, "parse_mode": ParseMode.HTML}
        slot = SLOT.get()
        if slot is not None and slot.free:
            slot.fill("sendMessage", said)
        else:
            await call(context.bot, "sendMessage", said)

    stop = asyncio.Event()
    service = build_service(settings, desk, renderer, stop=stop)
    # All that the bot does with an update goes; how updates come in and calls go out stays.
    service.application.handlers.clear()
    service.application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, answer))
    with stop_on_signals(stop):
        async with running(service.application, stop):
            settle()
            if settings.webhook_url:
                await receive_by_webhook(service, settings, stop)
            else:
                await receive_by_polling(service, stop)
    report.close()


if __name__ == "__main__":
    run(serve())
