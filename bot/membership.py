"""The bot's own place in chats: added, removed, silenced, moved; and channels bound to it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from telegram import MessageOriginChannel
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ChatMemberHandler

from bot.addressing import Place, place_for, thread_of
from bot.albums import Albums
from bot.askers import known_chat, manages
from bot.flood import FloodGate, Gate, verdict_of
from bot.redaction import redacted
from bot.rendering import plain_text
from bot.reply import Reply, ReplyButton
from bot.settings import NOBODY
from bot.standing import BLOCKED, REMOVED, hindrance, may_post, place_name
from data.models import Frozen
from data.store import audit, chats, subscriptions
from data.store.errors import StoreError
from handlers.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telegram import Chat, ChatMemberUpdated, Message, Update
    from telegram.ext import CallbackContext

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.sending import Messenger
    from data.models import Langganan, Obrolan
    from data.store.store import Store
    from handlers.asker import Asker

    Context = CallbackContext[Any, Any, Any, Any]

logger = logging.getLogger(__name__)

TOPIC_CLOSED = "topik ditutup"
# How often people are told of one chat.
NOTICES = 6
NOTICE_WINDOW = 3600.0


class Membership:
    """Keeps the store's chats as they are, and pauses subscriptions where nothing can be sent.

    ``maintainers`` are told of every pause, beside those who subscribed. ``gate`` limits
    how many posts one person may forward.
    """

    def __init__(
        self,
        find_store: Callable[[], Store | None],
        messenger: Messenger,
        renderer: Renderer,
        maintainers: Iterable[int],
        *,
        gate: Gate | None = None,
    ) -> None:
        self._find_store = find_store
        self._messenger = messenger
        self._renderer = renderer
        self._maintainers = tuple(sorted(maintainers))
        self._gate: Gate = FloodGate() if gate is None else gate
        self._notices = FloodGate(NOTICES, NOTICE_WINDOW)
        self._albums = Albums()

    def register(self, application: TelegramApplication) -> None:
        """Makes ``application`` tell what becomes of the bot in its chats."""
        application.add_handler(ChatMemberHandler(self.changed, ChatMemberHandler.MY_CHAT_MEMBER))

    async def takes(self, message: Message, asker: Asker) -> bool:
        """Whether ``message`` forwards a channel's post or tells of a change of its chat."""
        if message.chat.type == ChatType.PRIVATE:
            origin = message.forward_origin
            if asker.id is None or not isinstance(origin, MessageOriginChannel):
                return False
            if asker.admin and message.document:
                # A file to load may come from a channel.
                return False
            if self._albums.is_first(message) and await self._admits(message, asker.id):
                await self._bind(message, origin.chat, asker.id)
            return True
        if message.migrate_to_chat_id:
            await self._moved(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id:
            await self._moved(message.migrate_from_chat_id, message.chat.id)
        elif message.forum_topic_closed:
            await self.pause(message.chat.id, thread_of(message) or 0, TOPIC_CLOSED)
        elif message.forum_topic_reopened:
            await self._reopened(message.chat.id, thread_of(message) or 0)
        elif message.new_chat_title:
            await self._remember(known_chat(message.chat))
        else:
            return False
        return True

    async def changed(self, update: Update, _context: Context) -> None:
        """Notes what became of the bot in a chat, and tells who did it how to go on."""
        change = update.my_chat_member
        if change is None:
            return
        chat = known_chat(change.chat)
        reason = hindrance(change.new_chat_member, chat)
        if chat.jenis == "private":
            # Of a private chat nothing is kept beyond its subscriptions.
            if reason:
                await self.pause(chat.id, None, BLOCKED)
            return
        gone = reason == REMOVED
        state = chat.model_copy(update={"keadaan": chats.GONE if gone else chats.ACTIVE})
        await self._remember(state, reason if gone else "")
        if reason:
            await self.pause(chat.id, None, reason)
        elif hindrance(change.old_chat_member, chat):
            await self._greet(change, chat)

    async def pause(self, chat_id: int, topic: int | None, reason: str) -> None:
        """Pauses the subscriptions of a chat, or of one topic, and tells of it once.

        Those who subscribed and the maintainers are told, as far as they can be
        reached; nobody where nothing was active. Never raises for Telegram or the store.
        """
        try:
            paused, chat = await asyncio.to_thread(self._pause, chat_id, topic, reason)
        except StoreError as error:
            logger.warning("Subscriptions could not be paused: %s", error)
            return
        if not paused:
            return
        # Who opens and closes a topic all day must not fill everybody's chats.
        if not self._notices.admit(chat_id).admitted:
            return
        name = place_name(chat)
        told = {"tempat": name, "chat": chat_id, "alasan": reason}
        # Who blocked the bot cannot be told, and knows.
        people = sorted({row.oleh for row in paused} - {chat_id})
        for person in people:
            mine = sum(row.oleh == person for row in paused)
            notice = self._notice("sistem_langganan_dijeda", chat_id, jumlah=mine, **told)
            await self._tell(person, notice)
        # A chat may be called anything, and a reason be a server's own words.
        notice = self._notice(
            "sistem_langganan_dijeda_pengurus",
            None,
            jumlah=len(paused),
            diberitahu=bool(people),
            chat=chat_id,
            tempat=redacted(name),
            alasan=redacted(reason),
        )
        for maintainer in self._maintainers:
            await self._tell(maintainer, notice)

    def _pause(
        self, chat_id: int, topic: int | None, reason: str
    ) -> tuple[tuple[Langganan, ...], Obrolan | None]:
        store = self._store()
        paused = subscriptions.pause(store, chat_id, topic, audit.SCHEDULE, reason)
        known = chats.known(store, [chat_id]) if paused else ()
        return paused, known[0] if known else None

    async def _reopened(self, chat_id: int, topic: int) -> None:
        """Takes up again what was paused because the topic was closed, and for nothing else."""
        try:
            resumed, chat = await asyncio.to_thread(self._resume, chat_id, topic)
        except StoreError as error:
            logger.warning("Subscriptions could not be resumed: %s", error)
            return
        if resumed and not self._notices.admit(chat_id).admitted:
            return
        for person in sorted({row.oleh for row in resumed}):
            mine = sum(row.oleh == person for row in resumed)
            notice = self._notice(
                "sistem_langganan_lanjut", chat_id, tempat=place_name(chat), jumlah=mine
            )
            await self._tell(person, notice)

    def _resume(self, chat_id: int, topic: int) -> tuple[tuple[Langganan, ...], Obrolan | None]:
        store = self._store()
        there = subscriptions.of_place(store, chat_id, topic)
        reasons = {row.alasan for row in there if row.keadaan == subscriptions.PAUSED}
        if reasons != {TOPIC_CLOSED}:
            return (), None
        resumed = subscriptions.resume(store, chat_id, topic, audit.SCHEDULE)
        known = chats.known(store, [chat_id])
        return resumed, known[0] if known else None

    async def _moved(self, old: int, new: int) -> None:
        """Gives everything of a group the id of the supergroup that it became."""
        try:
            await asyncio.to_thread(lambda: chats.migrate(self._store(), old, new))
        except StoreError as error:
            # Sending to the old id tells of the move once more.
            logger.warning("A group's move is not noted: %s", error)

    async def _remember(self, chat: Obrolan, reason: str = "") -> None:
        try:
            await asyncio.to_thread(lambda: chats.remember(self._store(), chat, reason=reason))
        except StoreError as error:
            logger.warning("A chat is not noted: %s", error)

    async def _greet(self, change: ChatMemberUpdated, chat: Obrolan) -> None:
        """Tells who added the bot, privately, how to subscribe there; nothing in the chat."""
        user = change.from_user
        if user.id not in NOBODY and not user.is_bot:
            notice = self._notice(
                "sistem_langganan_ditambahkan", chat.id, tempat=place_name(chat), chat=chat.id
            )
            await self._tell(user.id, notice)

    async def _bind(self, message: Message, channel: Chat, person: int) -> None:
        """Answers a forwarded post: whether its channel can be managed from here now."""
        bot = message.get_bot()
        chat = known_chat(channel)
        values = {"tempat": place_name(chat), "chat": chat.id}
        if not await may_post(bot, chat):
            link = f"https://t.me/{bot.username}?startchannel&admin=post_messages"
            notice = self._notice("sistem_langganan_kanal_bot", None, tautan=link, **values)
        elif not await manages(bot, chat.id, person):
            notice = self._notice("sistem_langganan_kanal_bukan", None, **values)
        else:
            notice = self._notice("sistem_langganan_kanal", chat.id, **values)
            try:
                await asyncio.to_thread(lambda: chats.remember(self._store(), chat))
            except StoreError as error:
                logger.warning("A channel is not noted: %s", error)
                notice = self._notice("sistem_langganan_gangguan", None)
        await self._messenger.send(place_for(message), notice)

    async def _admits(self, message: Message, person: int) -> bool:
        verdict = await verdict_of(self._gate, person)
        if verdict.tell:
            text = self._renderer.text("sistem_terlalu_cepat", detik=verdict.wait)
            await self._messenger.say(place_for(message), text)
        return verdict.admitted

    def _store(self) -> Store:
        store = self._find_store()
        if store is None:
            raise StoreError("Basis data langganan tidak tersedia.")
        return store

    def _notice(self, name: str, chat_id: int | None, **values: object) -> Reply:
        """The wording ``name``, with a button to the subscriptions of ``chat_id``."""
        html = self._renderer.text(name, **values)
        button = ReplyButton(
            text=self._renderer.label("langganan"), question=f"/langganan di {chat_id}"
        )
        return Reply(
            answer=Answer(command=None, template=name, data=Frozen()),
            html=html,
            plain=plain_text(html),
            buttons=() if chat_id is None else ((button,),),
            copy_label="",
            copy_text=None,
        )

    async def _tell(self, person: int, notice: Reply) -> None:
        try:
            await self._messenger.send(Place(person), notice)
        except TelegramError as refusal:
            logger.warning("Somebody was not told of a pause: %s", type(refusal).__name__)
