"""aiogram: ``aiogram_bot.py polling``, ``webhook``, or ``reply`` (the answer in the response)."""

from __future__ import annotations

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web
from parts import API_URL, PATH, PORT, SECRET, TOKEN, WEBHOOK_URL, answer

MODE = sys.argv[1]

dispatcher = Dispatcher()


@dispatcher.message(Command("dpt"))
async def dpt(message: Message) -> object:
    """Answers ``/dpt``: what is returned goes out in the response where there is one."""
    reply = message.answer(answer(message.text or ""))
    return reply if MODE == "reply" else await reply


async def set_webhook(bot: Bot) -> None:
    """Tells the Bot API where this bot listens."""
    await bot.set_webhook(WEBHOOK_URL, secret_token=SECRET)


bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API_URL)))
if MODE == "polling":
    dispatcher.run_polling(bot)
else:
    dispatcher.startup.register(set_webhook)
    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, bot, handle_in_background=MODE != "reply", secret_token=SECRET
    )
    handler.register(app, path=PATH)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=PORT, print=None, access_log=None)
