"""Messages as they are passed on between asker and officers."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from data.store import outbox, tickets
from handlers.permintaan_antar import PesanMasuk

if TYPE_CHECKING:
    from telegram import Message

    from data.models import Tiket
    from data.store.store import Store

NUMBER = re.compile(r"\bPI-(\d{4})-(\d{4,9})\b", re.ASCII)
KINDS = (
    ("animation", "animasi"),
    ("photo", "foto"),
    ("video", "video"),
    ("audio", "audio"),
    ("voice", "pesan suara"),
    ("video_note", "pesan video"),
    ("sticker", "stiker"),
    ("contact", "kontak"),
    ("location", "lokasi"),
)


# Who replies at once may be quicker than the record of what they reply to.
PATIENCE = (0.2, 0.5, 1.0, 2.0)


async def request_replied_to(store: Store, message: Message) -> Tiket | None:
    """The request of the bot's message that ``message`` replies to; raises ``StoreError``."""
    earlier = message.reply_to_message
    if earlier is None or earlier.from_user is None or not earlier.from_user.is_bot:
        return None
    chat = message.chat.id
    for seconds in PATIENCE:
        # In this order: what is recorded in between is found.
        waiting = await asyncio.to_thread(outbox.is_under_way, store, chat)
        sent = await asyncio.to_thread(outbox.of_message, store, chat, earlier.message_id)
        if sent is not None or not waiting:
            break
        await asyncio.sleep(seconds)
    if sent is None or sent.tiket_id is None:
        return None
    return await asyncio.to_thread(tickets.find, store, sent.tiket_id)


async def request_shown(store: Store, message: Message, username: str) -> Tiket | None:
    """The request that the answer of the bot ``username``, to which ``message`` replies, shows.

    What answers a command is in no outbox, but its first line names the request. Raises
    ``StoreError``.
    """
    earlier = message.reply_to_message
    author = earlier.from_user if earlier else None
    if earlier is None or author is None or not username or author.username != username:
        return None
    named = NUMBER.search((earlier.text or "").partition("\n")[0])
    if named is None:
        return None
    return await asyncio.to_thread(tickets.by_number, store, int(named[1]), int(named[2]))


def is_content(message: Message) -> bool:
    """Whether ``message`` says or brings something and is no command or service message."""
    if message.text:
        return not message.text.startswith("/")
    return message.effective_attachment is not None


def incoming(message: Message) -> PesanMasuk:
    """``message`` as requests keep it."""
    return PesanMasuk(
        chat=message.chat.id,
        nomor=message.message_id,
        teks=message.text or message.caption or "",
        berkas=file_in(message),
    )


def file_in(message: Message) -> str:
    """What the file of ``message`` is called, or is; empty where it has none."""
    if message.document is not None and message.animation is None:
        return message.document.file_name or "berkas"
    if message.text or message.effective_attachment is None:
        return ""
    return next((word for name, word in KINDS if getattr(message, name)), "lampiran")
