"""python-telegram-bot as its documentation starts it: ``ptb.py polling`` or ``ptb.py webhook``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from parts import API_URL, PATH, PORT, SECRET, TOKEN, WEBHOOK_URL, answer
from telegram.ext import Application, CommandHandler

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import ContextTypes


async def dpt(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answers ``/dpt``."""
    await update.message.reply_text(answer(update.message.text))


application = Application.builder().token(TOKEN).base_url(f"{API_URL}/bot").build()
application.add_handler(CommandHandler("dpt", dpt))
if sys.argv[1] == "webhook":
    application.run_webhook(
        listen="127.0.0.1",
        port=PORT,
        url_path=PATH,
        secret_token=SECRET,
        webhook_url=WEBHOOK_URL,
    )
else:
    application.run_polling()
