"""pyTelegramBotAPI, asynchronous: ``telebot_bot.py polling`` or ``telebot_bot.py webhook``."""

from __future__ import annotations

import asyncio
import hmac
import sys
from typing import TYPE_CHECKING

from aiohttp import web
from parts import API_URL, PATH, PORT, SECRET, SECRET_HEADER, TOKEN, WEBHOOK_URL, answer
from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import Update

if TYPE_CHECKING:
    from telebot.types import Message

asyncio_helper.API_URL = API_URL + "/bot{0}/{1}"
bot = AsyncTeleBot(TOKEN)
under_way: set[asyncio.Task[None]] = set()


@bot.message_handler(commands=["dpt"])
async def dpt(message: Message) -> None:
    """Answers ``/dpt``."""
    await bot.send_message(message.chat.id, answer(message.text))


async def receive(request: web.Request) -> web.Response:
    """Takes an update and handles it in the background, as the library's examples do."""
    if not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), SECRET):
        return web.Response(status=403)
    update = Update.de_json(await request.json())
    task = asyncio.create_task(bot.process_new_updates([update]))
    under_way.add(task)
    task.add_done_callback(under_way.discard)
    return web.Response()


async def set_webhook(_app: web.Application) -> None:
    """Tells the Bot API where this bot listens."""
    await bot.set_webhook(WEBHOOK_URL, secret_token=SECRET)


if sys.argv[1] == "webhook":
    app = web.Application()
    app.router.add_post(PATH, receive)
    app.on_startup.append(set_webhook)
    web.run_app(app, host="127.0.0.1", port=PORT, print=None, access_log=None)
else:
    asyncio.run(bot.infinity_polling())
