"""The bot's place in chats: who may subscribe them, and what pauses or moves subscriptions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update

from bot.answering import Desk
from bot.application import build_service
from bot.flood import FloodGate
from bot.membership import Membership
from bot.ordering import hand_over
from bot.rendering import plain_text
from bot.sending import Messenger
from bot.service import Service
from bot.standing import place_name
from data.models import JenisLangganan, Langganan, Obrolan, Pilihan
from data.store import audit, chats, subscriptions
from data.store.errors import StoreError
from handlers.asker import ANYBODY, Asker
from handlers.office import Office, no_store
from tests.telegram_fake import ME, TOKEN, FakeTelegram, Refusal, update_json

if TYPE_CHECKING:
    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.settings import Settings
    from data.report import Report
    from data.store.store import Store

Feed = Callable[[str], Awaitable[None]]
PERSON, READER, MAINTAINER = 123456789, 987654321, 555
GROUP, FORUM, CHANNEL, TOPIC = -1001234567890, -1009876543210, -1005550000001, 71
SMALL, MOVED = -4123456789, -1003330000001
BOT = int(ME["id"])  # type: ignore[call-overload]
MONTHLY = Pilihan(jenis=JenisLangganan.SERAPAN)
RIGHTS = dict.fromkeys(
    (
        "can_be_edited",
        "can_manage_chat",
        "can_change_info",
        "can_delete_messages",
        "can_invite_users",
        "can_restrict_members",
        "can_promote_members",
        "can_manage_video_chats",
        "is_anonymous",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)
NOT_A_MEMBER = Refusal(403, "Forbidden: bot is not a member of the channel chat")
BLOCKED_BY_USER = Refusal(403, "Forbidden: bot was blocked by the user")


def rights(*admins: tuple[int, int], posts: bool = True) -> Callable[[dict[str, Any]], Any]:
    """Telegram's word on who is what: of ``admins``, each a chat and a person, an admin."""

    def member(parameters: dict[str, Any]) -> dict[str, Any]:
        chat, person = int(parameters["chat_id"]), int(parameters["user_id"])
        user = {"id": person, "is_bot": person == BOT, "first_name": "Seorang"}
        if (chat, person) not in admins:
            return {"user": user, "status": "member"}
        return {"user": user, "status": "administrator", **RIGHTS, "can_post_messages": posts}

    return member


@pytest.fixture
def away() -> list[str]:
    """Why the store cannot be opened; empty while it can."""
    return []


@pytest.fixture
def office(sqlite_store: Store, away: list[str]) -> Office:
    """What there is beside the report: a store, and no months."""

    def find_store() -> Store | None:
        if away:
            raise StoreError(away[0])
        return sqlite_store

    return Office(find_store=find_store)


@pytest.fixture
async def service(
    settings: Settings,
    report: Report,
    renderer: Renderer,
    telegram: FakeTelegram,
    office: Office,
    now: list[float],
) -> AsyncIterator[Service]:
    """The real application with the real desk and store, running, over the fake Telegram."""
    desk = Desk(report, renderer, office)
    gate = FloodGate(clock=lambda: now[0])
    built = build_service(settings, desk, renderer, telegram, office=office, gate=gate)
    async with built.application:
        telegram.calls.clear()
        await built.application.start()
        yield built
        await built.application.stop()


@pytest.fixture
def application(service: Service) -> TelegramApplication:
    """Its application; ``feed`` hands updates to it."""
    return service.application


def subscribe(
    store: Store, chat: int, topic: int = 0, who: int = PERSON, wish: Pilihan = MONTHLY
) -> Langganan:
    """A subscription of ``chat``, which has a title of its own."""
    kind = "private" if chat > 0 else "channel" if chat == CHANNEL else "supergroup"
    place = Obrolan.model_validate(
        {"id": chat, "jenis": kind, "judul": "" if chat > 0 else "Rapat"}
    )
    return subscriptions.subscribe(store, place, topic, who, wish)


def states(store: Store, chat: int) -> list[tuple[int, str, str]]:
    """Topic, state and reason of each subscription of ``chat``."""
    return [(row.topik, row.keadaan, row.alasan) for row in subscriptions.of_place(store, chat)]


def told(telegram: FakeTelegram, chat: int) -> list[str]:
    """What was said to ``chat``, as a person reads it."""
    return [
        plain_text(message["text"])
        for message in telegram.of("sendMessage")
        if message["chat_id"] == chat
    ]


def questions(telegram: FakeTelegram) -> list[str]:
    """What the buttons of the last message ask."""
    markup = telegram.of("sendMessage")[-1].get("reply_markup", {"inline_keyboard": []})
    return [
        button["callback_data"]
        for row in markup["inline_keyboard"]
        for button in row
        if "callback_data" in button
    ]


async def test_admin_subscribes_a_group(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """An admin's command in a group subscribes it, in their name, and answers there."""
    telegram.always("getChatMember", rights((GROUP, PERSON)))
    await feed("langganan_group")
    (row,) = subscriptions.of_place(sqlite_store, GROUP)
    assert (row.topik, row.oleh, row.pilihan.kode, row.pilihan.panjang) == (
        0,
        PERSON,
        "CQ",
        "lengkap",
    )
    assert telegram.of("getChatMember") == [{"chat_id": GROUP, "user_id": PERSON}]
    assert told(telegram, GROUP)[0].startswith("Berlangganan: serapan bulanan CQ, lengkap\n")
    assert audit.page(sqlite_store, 0, 5).jejak[0].siapa == PERSON


async def test_admin_subscribes_a_topic(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A command in a topic subscribes the topic, and is answered in it."""
    telegram.always("getChatMember", rights((FORUM, PERSON)))
    await feed("langganan_topic")
    assert states(sqlite_store, FORUM) == [(TOPIC, "aktif", "")]
    assert telegram.of("sendMessage")[0]["message_thread_id"] == TOPIC
    assert "topik ini" in told(telegram, FORUM)[0]


async def test_member_is_refused(feed: Feed, telegram: FakeTelegram, sqlite_store: Store) -> None:
    """Who is no admin of a group is told who may subscribe it, and nothing changes."""
    telegram.always("getChatMember", rights((GROUP, PERSON)))
    await feed("langganan_group_member")
    assert subscriptions.of_place(sqlite_store, GROUP) == ()
    (answer,) = told(telegram, GROUP)
    assert answer.startswith("Hanya admin chat ini yang dapat mengatur langganannya.")
    assert audit.page(sqlite_store, 0, 5).semua == 0


async def test_unknown_rights_are_none(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Where Telegram does not tell who is an admin, nobody is."""
    telegram.always("getChatMember", Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED"))
    await feed("langganan_group")
    assert subscriptions.of_place(sqlite_store, GROUP) == ()


async def test_anonymous_admin_confirms(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """An anonymous admin gets a button with the same line; the real admin's press subscribes."""
    telegram.always("getChatMember", rights((GROUP, PERSON)))
    await feed("langganan_anonymous")
    assert telegram.of("getChatMember") == []
    assert subscriptions.of_place(sqlite_store, GROUP) == ()
    assert told(telegram, GROUP)[0].startswith("Tekan tombol untuk menegaskan.")
    assert questions(telegram) == ["+/langganan serapan CQ lengkap"]
    await feed("press_confirm_admin")
    (row,) = subscriptions.of_place(sqlite_store, GROUP)
    assert (row.oleh, row.pilihan.kode) == (PERSON, "CQ")
    assert telegram.of("answerCallbackQuery")[-1].get("text") is None


async def test_press_by_a_member_is_refused_quietly(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A press by who is no admin changes nothing; only that person sees why."""
    telegram.always("getChatMember", rights((GROUP, PERSON)))
    await feed("press_confirm_member")
    assert subscriptions.of_place(sqlite_store, GROUP) == ()
    assert telegram.of("sendMessage") == []
    (press,) = telegram.of("answerCallbackQuery")
    assert press["text"].startswith("Hanya admin chat ini")
    assert len(press["text"]) <= 200


async def test_channel_post_is_confirmed(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A command posted in a channel gets the button; an admin's press subscribes the channel."""
    telegram.always("getChatMember", rights((CHANNEL, PERSON)))
    await feed("channel_langganan")
    assert questions(telegram) == ["+/langganan serapan"]
    await feed("press_channel_admin")
    assert states(sqlite_store, CHANNEL) == [(0, "aktif", "")]


@pytest.mark.parametrize("update", ["press_channel_reader", "press_channel_question"])
async def test_readers_make_no_posts(feed: Feed, telegram: FakeTelegram, update: str) -> None:
    """Whatever a channel's reader presses is answered to them, and nothing is posted."""
    telegram.always("getChatMember", rights((CHANNEL, PERSON)))
    await feed(update)
    assert telegram.of("sendMessage") == []
    (press,) = telegram.of("answerCallbackQuery")
    assert press["text"]


async def test_other_channel_posts_are_not_read(feed: Feed, telegram: FakeTelegram) -> None:
    """A question posted in a channel is for its readers and gets no answer."""
    await feed("channel_post")
    assert telegram.calls == []


async def test_private_list_shows_what_is_managed(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """In private chat the list has the chats that the asker manages now, and no others."""
    for chat in (GROUP, CHANNEL):
        subscribe(sqlite_store, chat)
    telegram.always("getChatMember", rights((CHANNEL, PERSON)))
    await feed("langganan_private")
    assert {call["chat_id"] for call in telegram.of("getChatMember")} == {GROUP, CHANNEL}
    assert f"+/langganan di {CHANNEL}" in questions(telegram)
    assert f"+/langganan di {GROUP}" not in questions(telegram)
    (answer,) = told(telegram, PERSON)
    assert f"Rapat: 1 aktif, /langganan di {CHANNEL}" in answer


async def test_channel_is_subscribed_from_private_chat(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A channel that the asker manages is subscribed by its id, and Telegram asked of it alone."""
    chats.remember(sqlite_store, Obrolan(id=CHANNEL, jenis="channel", judul="Kabar"))
    telegram.always("getChatMember", rights((CHANNEL, PERSON)))
    await feed("langganan_private_channel")
    assert telegram.of("getChatMember") == [{"chat_id": CHANNEL, "user_id": PERSON}]
    assert states(sqlite_store, CHANNEL) == [(0, "aktif", "")]
    telegram.always("getChatMember", rights())
    await feed("langganan_private_channel")
    assert "Hanya admin chat itu" in told(telegram, PERSON)[-1]


async def test_list_without_a_store_says_so(
    feed: Feed, telegram: FakeTelegram, away: list[str]
) -> None:
    """Where the store cannot be opened the asker is told, and no rights are looked up."""
    away.append("Basis data tidak terjangkau.")
    await feed("langganan_private")
    assert told(telegram, PERSON)[0].startswith("Data bulanan dan langganan sedang tidak dapat")


@pytest.mark.parametrize(
    ("managed", "posts", "says"),
    [
        (((CHANNEL, BOT), (CHANNEL, PERSON)), True, "kanal Kabar Sekretariat siap."),
        (((CHANNEL, PERSON),), True, "Bot ini belum dapat mengirim"),
        (((CHANNEL, BOT), (CHANNEL, PERSON)), False, "Bot ini belum dapat mengirim"),
        (((CHANNEL, BOT),), True, "Menurut Telegram, Anda bukan admin"),
    ],
)
async def test_forwarded_post_binds_a_channel(
    feed: Feed,
    telegram: FakeTelegram,
    sqlite_store: Store,
    managed: tuple[tuple[int, int], ...],
    posts: bool,  # noqa: FBT001 - a column of the table above
    says: str,
) -> None:
    """A forwarded post binds its channel, or says exactly what is missing."""
    telegram.always("getChatMember", rights(*managed, posts=posts))
    await feed("forward_channel")
    (answer,) = told(telegram, PERSON)
    assert answer.startswith(says)
    known = [chat.id for chat in chats.known(sqlite_store)]
    if says.endswith("siap."):
        assert known == [CHANNEL]
        assert questions(telegram) == [f"+/langganan di {CHANNEL}"]
    else:
        assert known == []
        assert questions(telegram) == []
    if says.startswith("Bot"):
        link = "https://t.me/LaporanKinerjaBot?startchannel&admin=post_messages"
        assert link in answer


async def test_forwarded_post_of_a_strange_channel(feed: Feed, telegram: FakeTelegram) -> None:
    """Of a channel where the bot is not, the answer says to make it an admin."""
    telegram.always("getChatMember", NOT_A_MEMBER)
    await feed("forward_channel")
    assert told(telegram, PERSON)[0].startswith("Bot ini belum dapat mengirim")


async def test_forwarded_album_is_answered_once(feed: Feed, telegram: FakeTelegram) -> None:
    """A forwarded album comes as one message a picture and binds once."""
    telegram.always("getChatMember", rights((CHANNEL, BOT), (CHANNEL, PERSON)))
    await feed("forward_channel_album_first")
    await feed("forward_channel_album_second")
    assert len(told(telegram, PERSON)) == 1


async def test_forwarding_is_limited(feed: Feed, telegram: FakeTelegram) -> None:
    """Twenty posts in a row are answered, then one sentence, then nothing."""
    telegram.always("getChatMember", rights((CHANNEL, BOT), (CHANNEL, PERSON)))
    for _ in range(23):
        await feed("forward_channel")
    answers = told(telegram, PERSON)
    assert len(answers) == 21
    assert answers[-1].startswith("Pertanyaan Anda datang terlalu cepat")


async def test_forwarded_post_without_a_store(
    feed: Feed, telegram: FakeTelegram, away: list[str]
) -> None:
    """Where the store is away, binding says to try again."""
    telegram.always("getChatMember", rights((CHANNEL, BOT), (CHANNEL, PERSON)))
    away.append("Basis data tidak terjangkau.")
    await feed("forward_channel")
    assert told(telegram, PERSON)[0].startswith("Data langganan sedang tidak dapat dibuka.")


@pytest.mark.parametrize(
    ("update", "chat"), [("bot_added", GROUP), ("bot_promoted_in_channel", CHANNEL)]
)
async def test_added_bot_tells_who_added_it(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store, update: str, chat: int
) -> None:
    """Who adds the bot is told privately how to subscribe; the chat itself hears nothing."""
    await feed(update)
    assert [row.id for row in chats.known(sqlite_store)] == [chat]
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [PERSON]
    assert questions(telegram) == [f"+/langganan di {chat}"]


async def test_adder_who_never_wrote_is_no_failure(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Where Telegram lets the bot not write to who added it, the chat is known all the same."""
    refusal = Refusal(400, "Bad Request: something that nobody foresaw")
    telegram.then("sendMessage", refusal)
    await feed("bot_added")
    assert [row.id for row in chats.known(sqlite_store)] == [GROUP]
    assert len(telegram.of("sendMessage")) == 1


@pytest.mark.parametrize("update", ["bot_added_anonymously", "bot_made_admin", "bot_unblocked"])
async def test_nobody_is_told_for_nothing(feed: Feed, telegram: FakeTelegram, update: str) -> None:
    """An anonymous adder has no private chat, and other changes need no word."""
    await feed(update)
    assert telegram.of("sendMessage") == []


async def test_regained_right_is_told(feed: Feed, telegram: FakeTelegram) -> None:
    """Who lets the bot write again is told where to go on with what was paused."""
    await feed("bot_unrestricted")
    assert questions(telegram) == [f"+/langganan di {GROUP}"]


@pytest.mark.parametrize(
    ("update", "chat", "reason", "known"),
    [
        ("bot_kicked", GROUP, "bot dikeluarkan", "keluar"),
        ("bot_left", GROUP, "bot dikeluarkan", "keluar"),
        ("bot_restricted", GROUP, "bot tidak boleh mengirim pesan", "aktif"),
        ("bot_restricted_outside", GROUP, "bot dikeluarkan", "keluar"),
        ("bot_muted_in_channel", CHANNEL, "bot tidak boleh mengirim pesan", "aktif"),
        ("bot_demoted_in_channel", CHANNEL, "bot dikeluarkan", "keluar"),
    ],
)
async def test_lost_place_pauses(
    feed: Feed,
    telegram: FakeTelegram,
    sqlite_store: Store,
    update: str,
    chat: int,
    reason: str,
    known: str,
) -> None:
    """A chat that takes nothing is paused with the reason; subscriber and maintainer hear once."""
    subscribe(sqlite_store, chat)
    subscribe(sqlite_store, chat, wish=Pilihan(jenis=JenisLangganan.KOREKSI))
    for _ in range(2):
        await feed(update)
    assert states(sqlite_store, chat) == [(0, "dijeda", reason)] * 2
    assert chats.known(sqlite_store, [chat])[0].keadaan == known
    (subscriber,), (maintainer,) = told(telegram, PERSON), told(telegram, MAINTAINER)
    assert f"dijeda: {reason} (jumlahnya 2)" in subscriber
    assert f"({chat}): {reason}. Jumlahnya 2" in maintainer
    assert told(telegram, chat) == []


async def test_each_subscriber_hears_of_their_own(
    service: Service, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Of a pause everybody who subscribed is told once, with how many were theirs."""
    subscribe(sqlite_store, GROUP)
    subscribe(sqlite_store, GROUP, who=READER, wish=Pilihan(jenis=JenisLangganan.KOREKSI))
    telegram.then("sendMessage", BLOCKED_BY_USER)
    assert service.announcer is not None
    await service.announcer._pauses.pause(GROUP, None, "chat tidak ditemukan")
    assert [message["chat_id"] for message in telegram.of("sendMessage")] == [
        PERSON,
        READER,
        MAINTAINER,
    ]
    assert "(jumlahnya 1)" in told(telegram, READER)[0]
    audited = audit.page(sqlite_store, 0, 9).jejak
    assert [row.siapa for row in audited if row.tindakan == "dijeda"] == [audit.SCHEDULE] * 2


async def test_topic_alone_is_paused(
    service: Service, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A topic that is gone pauses its own subscriptions and no others of the chat."""
    subscribe(sqlite_store, FORUM)
    subscribe(sqlite_store, FORUM, TOPIC)
    assert service.announcer is not None
    await service.announcer._pauses.pause(FORUM, TOPIC, "topik dihapus")
    assert states(sqlite_store, FORUM) == [(0, "aktif", ""), (TOPIC, "dijeda", "topik dihapus")]
    assert len(telegram.of("sendMessage")) == 2


async def test_notice_to_maintainers_passes_the_redaction(
    service: Service, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A reason that quotes what it should not reaches the maintainers without it."""
    subscribe(sqlite_store, FORUM)
    assert service.announcer is not None
    await service.announcer._pauses.pause(FORUM, None, f"ditolak /bot{TOKEN}/sendMessage")
    (notice,) = told(telegram, MAINTAINER)
    assert "ditolak /[REDACTED]" in notice
    assert TOKEN.split(":")[1] not in notice


async def test_blocked_bot_pauses_without_a_word(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """Who blocks the bot hears nothing, the maintainer does; unblocking resumes nothing."""
    subscribe(sqlite_store, PERSON)
    await feed("bot_blocked")
    assert states(sqlite_store, PERSON) == [(0, "dijeda", "bot diblokir")]
    assert told(telegram, PERSON) == []
    assert "tidak dapat diberi tahu" in told(telegram, MAINTAINER)[0]
    telegram.calls.clear()
    await feed("bot_unblocked")
    assert states(sqlite_store, PERSON) == [(0, "dijeda", "bot diblokir")]
    await feed("langganan_private")
    assert "+/langganan aktif" in questions(telegram)


async def test_blocking_stores_nothing(feed: Feed, sqlite_store: Store) -> None:
    """Of a private chat that never subscribed the store keeps nothing."""
    await feed("bot_blocked")
    assert chats.known(sqlite_store, [PERSON]) == ()


async def test_group_becomes_a_supergroup(feed: Feed, sqlite_store: Store) -> None:
    """Subscriptions go by the new id, whichever of the two messages comes first or twice."""
    subscribe(sqlite_store, SMALL)
    for update in ("migrated_from", "migrated_to", "migrated_from"):
        await feed(update)
    assert states(sqlite_store, SMALL) == []
    assert states(sqlite_store, MOVED) == [(0, "aktif", "")]
    assert chats.known(sqlite_store, [SMALL])[0].keadaan == "keluar"


async def test_closed_topic_pauses_until_it_opens(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """A closed topic is paused and told; opened again it goes on, and that is told too."""
    subscribe(sqlite_store, FORUM, TOPIC)
    subscribe(sqlite_store, FORUM)
    await feed("topic_closed")
    assert states(sqlite_store, FORUM) == [(0, "aktif", ""), (TOPIC, "dijeda", "topik ditutup")]
    await feed("topic_reopened")
    assert states(sqlite_store, FORUM) == [(0, "aktif", ""), (TOPIC, "aktif", "")]
    first, second = told(telegram, PERSON)
    assert "dijeda: topik ditutup" in first
    assert "berjalan lagi" in second
    assert told(telegram, FORUM) == []


async def test_opened_topic_resumes_nothing_else(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store
) -> None:
    """What was paused for another reason stays paused when its topic opens."""
    subscribe(sqlite_store, FORUM, TOPIC)
    subscriptions.pause(sqlite_store, FORUM, TOPIC, audit.SCHEDULE, "bot dikeluarkan")
    await feed("topic_reopened")
    assert states(sqlite_store, FORUM) == [(TOPIC, "dijeda", "bot dikeluarkan")]
    assert telegram.of("sendMessage") == []


@pytest.mark.parametrize(
    ("update", "title"),
    [("group_renamed", "Rapat Pimpinan"), ("channel_renamed", "Kabar KPU NTT")],
)
async def test_new_title_is_known(
    feed: Feed, telegram: FakeTelegram, sqlite_store: Store, update: str, title: str
) -> None:
    """A chat is known by its present title, and nobody is told."""
    await feed(update)
    assert [chat.judul for chat in chats.known(sqlite_store)] == [title]
    assert telegram.calls == []


@pytest.mark.parametrize(
    "update",
    ["bot_kicked", "migrated_to", "topic_closed", "topic_reopened", "group_renamed"],
)
async def test_changes_without_a_store_are_no_failure(
    application: TelegramApplication,
    telegram: FakeTelegram,
    renderer: Renderer,
    update: str,
) -> None:
    """While the store is away, what happens to a chat is logged and disturbs nobody."""
    bot = application.bot
    lost = Membership(no_store, Messenger(bot), renderer, {MAINTAINER})
    received = Update.de_json(update_json(update), bot)
    if received.my_chat_member:
        context: Any = None
        await lost.changed(received, context)
    else:
        assert received.message is not None
        assert await lost.takes(received.message, ANYBODY)
    assert telegram.calls == []


async def test_file_of_an_admin_is_left(
    application: TelegramApplication, renderer: Renderer, telegram: FakeTelegram
) -> None:
    """A file that one of the bot's admins forwards from a channel is not taken for binding it."""
    payload = update_json("forward_channel")
    del payload["message"]["text"]
    payload["message"]["document"] = {"file_id": "rekaan", "file_unique_id": "rekaan"}
    message = Update.de_json(payload, application.bot).message
    assert message is not None
    membership = Membership(no_store, Messenger(application.bot), renderer, ())
    home = Obrolan(id=PERSON, jenis="private", judul="")
    assert not await membership.takes(message, Asker(id=PERSON, admin=True, chat=home))
    telegram.always("getChatMember", NOT_A_MEMBER)
    assert await membership.takes(message, Asker(id=PERSON, chat=home))


async def test_other_updates_are_left(
    application: TelegramApplication, renderer: Renderer, telegram: FakeTelegram
) -> None:
    """What is neither a change of its place nor a forwarded post is left to others."""
    membership = Membership(no_store, Messenger(application.bot), renderer, ())
    update = Update.de_json(update_json("private_text"), application.bot)
    context: Any = None
    await membership.changed(update, context)
    await hand_over(application, update)
    assert len(telegram.of("sendMessage")) == 1


def test_chat_without_a_name() -> None:
    """A chat that the store never knew is still called something."""
    assert place_name(None) == "sebuah chat"
    assert place_name(Obrolan(id=1, jenis="private", judul="")) == "chat pribadi"


def test_service_hears_of_its_place(service: Service) -> None:
    """With a store there is a handler for each of the five kinds of update."""
    assert [len(handlers) for handlers in service.application.handlers.values()] == [5]
