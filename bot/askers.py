"""Who asks, as far as Telegram tells: the person, the chat, and what they may do there."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.addressing import thread_of
from bot.calls import sensible
from bot.settings import NOBODY
from data.models import Obrolan
from data.store import chats
from data.store.errors import StoreError
from handlers.asker import Asker
from handlers.command_lines import command_of
from handlers.office import no_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telegram import Bot, CallbackQuery, Chat, Message

    from data.store.store import Store

logger = logging.getLogger(__name__)

CHAT_ID = re.compile(r"(?<!\S)-?\d{5,}(?!\S)")
MANAGING = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})
# Of so many chats Telegram is asked for the rights of one person at once.
MOST_CHATS = 30
# In private chat these say more to members of the officers' chat; that one is a member
# is believed for so many seconds.
FOR_OFFICERS = frozenset({"permintaan", "status", "tanyajawab"})
BELIEVED = 60.0
AT_ONCE = 8


def known_chat(chat: Chat) -> Obrolan:
    """``chat`` as the store knows it; of a private one without the person's name."""
    title = "" if chat.type == ChatType.PRIVATE else chat.title or ""
    return Obrolan.model_validate({"id": chat.id, "jenis": chat.type, "judul": title})


async def manages(bot: Bot, chat_id: int, person: int) -> bool:
    """Whether ``person`` is an admin of the chat right now; false where nobody tells."""
    try:
        member = await sensible(bot.get_chat_member(chat_id, person))
    except TelegramError as refusal:
        logger.info("Rights in a chat are not known: %s", type(refusal).__name__)
        return False
    return member.status in MANAGING


async def belongs(bot: Bot, chat_id: int, person: int) -> bool:
    """Whether ``person`` is in the chat right now; false where nobody tells."""
    try:
        member = await sensible(bot.get_chat_member(chat_id, person))
    except TelegramError as refusal:
        logger.info("A member of a chat is not known: %s", type(refusal).__name__)
        return False
    limited = isinstance(member, ChatMemberRestricted) and member.is_member
    return limited or member.status in MANAGING or member.status == ChatMemberStatus.MEMBER


class Askers:
    """Tells who asks. ``admins`` are the bot's own, by their ids.

    ``find_store`` gives the store that knows the chats where the bot is, or ``None``;
    ``officers_chat`` the group whose members answer requests, or ``None``.
    """

    def __init__(
        self,
        bot: Bot,
        admins: Iterable[int] = (),
        find_store: Callable[[], Store | None] = no_store,
        *,
        officers_chat: Callable[[], int | None] = no_store,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bot = bot
        self._admins = frozenset(admins)
        self._find_store = find_store
        self._officers_chat = officers_chat
        self._clock = clock
        self._asking = asyncio.Semaphore(AT_ONCE)
        # Whether somebody is a member of the officers' chat, and until when that is believed.
        self._members: dict[tuple[int, int], tuple[bool, float]] = {}

    def of_message(self, message: Message) -> Asker:
        """Who wrote ``message``.

        Who writes in the name of a chat is nobody in particular: an anonymous admin
        and a channel are no persons, and all of the former share one id.
        """
        user = message.from_user
        person = user is not None and message.sender_chat is None and user.id not in NOBODY
        occasion = f"pesan {message.message_id}"
        return self._asker(user.id if user and person else None, message, occasion)

    def of_press(self, press: CallbackQuery, under: Message) -> Asker:
        """Who pressed a button under ``under``: always a person."""
        number = press.from_user.id
        return self._asker(None if number in NOBODY else number, under, f"tekan {press.id}")

    def _asker(self, person: int | None, message: Message, occasion: str) -> Asker:
        chat = known_chat(message.chat)
        admin = person in self._admins
        among_officers = person is not None and chat.id == self._officers_chat()
        return Asker(
            id=person,
            admin=admin,
            officer=among_officers or (admin and chat.jenis == "private"),
            chat=chat,
            topic=thread_of(message) or 0,
            occasion=occasion,
        )

    async def with_rights(self, asker: Asker, line: str) -> Asker:
        """``asker`` with the chats that matter to ``line`` and that they manage.

        In private chat those are the ones that the line names, or all that the bot knows.
        Telegram is asked anew each time: a right may have gone since. Where it does
        not tell, there is no right.
        """
        command = command_of(line)
        if asker.id is None or asker.chat is None or command is None:
            return asker
        if command.name in FOR_OFFICERS and asker.private and not asker.officer:
            return replace(asker, officer=await self._is_officer(asker.id))
        if command.audience != "pengelola":
            return asker
        if not asker.private:
            wanted = {asker.chat.id}
        elif lists_all(line):
            wanted = await asyncio.to_thread(self._known)
        else:
            wanted = {int(number) for number in CHAT_ID.findall(line)[:1]}
        found = await asyncio.gather(*(self._manages(chat, asker.id) for chat in wanted))
        managed = (chat for chat, right in zip(wanted, found, strict=True) if right)
        return replace(asker, manages=frozenset(managed))

    async def _is_officer(self, person: int) -> bool:
        """Whether ``person`` is a member of the officers' chat, as Telegram said of late."""
        chat = self._officers_chat()
        if chat is None:
            return False
        now = self._clock()
        self._members = {key: known for key, known in self._members.items() if known[1] > now}
        known = self._members.get((chat, person))
        if known is None:
            async with self._asking:
                known = (await belongs(self._bot, chat, person), now + BELIEVED)
            self._members[chat, person] = known
        return known[0]

    async def _manages(self, chat_id: int, person: int) -> bool:
        # However many ask, most connections stay free for answers.
        async with self._asking:
            return await manages(self._bot, chat_id, person)

    def _known(self) -> set[int]:
        """The groups and channels where the bot is, by their ids; a few where there are many."""
        try:
            store = self._find_store()
            there = chats.known(store) if store is not None else ()
        except StoreError as error:
            logger.warning("The store does not answer: %s", error)
            return set()
        return {chat.id for chat in [row for row in there if row.jenis != "private"][:MOST_CHATS]}


def lists_all(line: str) -> bool:
    """Whether ``line`` asks for all chats that somebody manages: the command and no more."""
    command = command_of(line)
    return command is not None and command.name == "langganan" and len(line.split()) == 1
