"""What the stand-in knows of chats: messages, members, files."""

from __future__ import annotations

import html
import itertools
import json
import re
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tests.botapi.faults import CHAT_NOT_FOUND, REPLY_GONE, THREAD_NOT_FOUND, TOPIC_CLOSED
from tests.botapi.wire import Answer, Upload, accepted, refused
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_UPLOAD = {"photo": 10 * 1024 * 1024, "document": 50 * 1024 * 1024}
ADMIN_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


@dataclass(slots=True)
class Message:
    """One message that a chat got: ``date`` in whole seconds, ``at`` exactly, both Unix time.

    ``text`` is as it was sent, or edited since; of a file its caption. A copy names
    the chat and the message it was ``copied`` from.
    """

    chat_id: int
    message_id: int
    text: str
    thread: int | None
    reply_to: int | None
    date: int
    at: float
    document: str | None = None
    markup: Any = None
    edits: int = 0
    deleted: bool = False
    copied: tuple[int, int] | None = None
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that ``getFile`` knows; ``size`` is what Telegram says, whatever it holds."""

    path: str
    content: bytes
    size: int


class Chats:
    """Every chat as the bot's messages left it."""

    def __init__(self, delivered: Callable[[Message], None]) -> None:
        self.messages: defaultdict[int, list[Message]] = defaultdict(list)
        self.members: dict[tuple[int, int], dict[str, Any]] = {}
        self.known: dict[int, dict[str, Any]] = {}
        self.files: dict[str, StoredFile] = {}
        self.gone: set[tuple[int, int]] = set()
        self.forums: set[int] = set()
        # The name of each topic that the bot made; those in ``shut`` are closed.
        self.topics: dict[tuple[int, int], str] = {}
        self.shut: set[tuple[int, int]] = set()
        self.lost: set[tuple[int, int]] = set()
        self.reactions: dict[tuple[int, int], Any] = {}
        self._delivered = delivered
        self._last: defaultdict[int, int] = defaultdict(int)
        self._by_id: dict[tuple[int, int], Message] = {}
        self._file_numbers = itertools.count(1)

    def seen(self, chat_id: int, message_id: int) -> None:
        """Lets the chat's numbers go on after ``message_id``, which somebody else sent."""
        self._last[chat_id] = max(self._last[chat_id], message_id)

    def send(self, parameters: dict[str, Any]) -> Answer:
        """A new text, document or photo in its chat."""
        chat_id = parameters.get("chat_id")
        if not isinstance(chat_id, int):
            return CHAT_NOT_FOUND.answer(None)
        if (refusal := self._barred(chat_id, parameters)) is not None:
            return refusal
        kind = next((kind for kind in LARGEST_UPLOAD if kind in parameters), "text")
        file, refusal = self._file_sent(parameters, kind)
        if refusal is not None:
            return refusal
        text = parameters.get("text" if file is None else "caption", "")
        if (refusal := unfit(text, parameters, file)) is not None:
            return refusal
        reply_to, refusal = self._reply_to(chat_id, parameters)
        if refusal is not None:
            return refusal
        self._last[chat_id] += 1
        now = time.time()
        message = Message(
            chat_id,
            self._last[chat_id],
            text,
            parameters.get("message_thread_id"),
            reply_to,
            int(now),
            now,
            file if kind == "document" else None,
            parameters.get("reply_markup"),
            photo=file if kind == "photo" else None,
        )
        self.messages[chat_id].append(message)
        self._by_id[chat_id, message.message_id] = message
        self._delivered(message)
        return accepted(self._json(message))

    def edit(self, parameters: dict[str, Any]) -> Answer:
        """The message with its new text; one that the stand-in never sent is taken as known."""
        chat_id, message_id = parameters["chat_id"], parameters["message_id"]
        text, markup = parameters["text"], parameters.get("reply_markup")
        if (refusal := unfit(text, parameters, None)) is not None:
            return refusal
        message = self._by_id.get((chat_id, message_id))
        if message is None:
            now = time.time()
            message = Message(chat_id, message_id, text, None, None, int(now), now)
            return accepted(self._json(message))
        if message.deleted:
            return refused(400, "Bad Request: message to edit not found")
        if (message.text, message.markup) == (text, markup):
            return refused(
                400,
                "Bad Request: message is not modified: specified new message content and reply"
                " markup are exactly the same as a current content and reply markup of the message",
            )
        message.text, message.markup = text, markup
        message.edits += 1
        return accepted(self._json(message) | {"edit_date": int(time.time())})

    def delete(self, parameters: dict[str, Any]) -> Answer:
        """The message gone for the chat; ``messages`` keeps it, marked."""
        message = self._by_id.get((parameters["chat_id"], parameters["message_id"]))
        if message is None or message.deleted:
            return refused(400, "Bad Request: message to delete not found")
        message.deleted = True
        self.gone.add((message.chat_id, message.message_id))
        return accepted(result=True)

    def copy(self, parameters: dict[str, Any]) -> Answer:
        """A copy in another chat; of what the stand-in never saw it holds only where from."""
        chat_id, source = parameters["chat_id"], parameters["from_chat_id"]
        if (refusal := self._barred(chat_id, parameters)) is not None:
            return refusal
        reply_to, refusal = self._reply_to(chat_id, parameters)
        if refusal is not None:
            return refusal
        number = parameters["message_id"]
        known = self._by_id.get((source, number))
        self._last[chat_id] += 1
        now = time.time()
        message = Message(
            chat_id,
            self._last[chat_id],
            known.text if known else "",
            parameters.get("message_thread_id"),
            reply_to,
            int(now),
            now,
            copied=(source, number),
        )
        self.messages[chat_id].append(message)
        self._by_id[chat_id, message.message_id] = message
        self._delivered(message)
        return accepted({"message_id": message.message_id})

    def react(self, parameters: dict[str, Any]) -> Answer:
        """The bot's reaction to a message, which is kept in ``reactions``."""
        where = (parameters["chat_id"], parameters["message_id"])
        self.reactions[where] = parameters.get("reaction")
        return accepted(result=True)

    def create_topic(self, parameters: dict[str, Any]) -> Answer:
        """A new topic of one of the ``forums``."""
        chat_id = parameters["chat_id"]
        if chat_id not in self.forums:
            return refused(400, "Bad Request: the chat is not a forum")
        # Topic 1 is General.
        self._last[chat_id] = topic = max(2, self._last[chat_id] + 1)
        self.topics[chat_id, topic] = parameters["name"]
        return accepted(
            {"message_thread_id": topic, "name": parameters["name"], "icon_color": 7322096}
        )

    def close_topic(self, parameters: dict[str, Any]) -> Answer:
        """The topic closed."""
        self.shut.add((parameters["chat_id"], parameters["message_thread_id"]))
        return accepted(result=True)

    def reopen_topic(self, parameters: dict[str, Any]) -> Answer:
        """The topic open again."""
        self.shut.discard((parameters["chat_id"], parameters["message_thread_id"]))
        return accepted(result=True)

    def delete_topic(self, chat_id: int, topic: int) -> None:
        """Takes a topic away, as an admin of the group would."""
        self.lost.add((chat_id, topic))

    def _barred(self, chat_id: int, parameters: dict[str, Any]) -> Answer | None:
        """The refusal of a message to a topic that is closed or gone."""
        where = (chat_id, parameters.get("message_thread_id"))
        if where in self.lost:
            return THREAD_NOT_FOUND.answer(None)
        return TOPIC_CLOSED.answer(None) if where in self.shut else None

    def chat(self, parameters: dict[str, Any]) -> Answer:
        """What ``getChat`` tells."""
        chat_id = parameters["chat_id"]
        if not isinstance(chat_id, int):
            return CHAT_NOT_FOUND.answer(None)
        full = {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }
        return accepted(full | self._chat(chat_id))

    def member(self, parameters: dict[str, Any]) -> Answer:
        """What ``getChatMember`` tells; who was never spoken of has left."""
        chat_id, user_id = parameters["chat_id"], parameters["user_id"]
        status = "member" if chat_id == user_id or user_id == ME["id"] else "left"
        stranger = {"user": person(user_id), "status": status}
        return accepted(self.members.get((chat_id, user_id), stranger))

    def administrators(self, parameters: dict[str, Any]) -> Answer:
        """What ``getChatAdministrators`` tells."""
        return accepted(
            [
                member
                for (chat_id, _), member in self.members.items()
                if chat_id == parameters["chat_id"]
                and member["status"] in {"creator", "administrator"}
            ]
        )

    def let(self, chat_id: int, user_id: int, status: str, **rights: Any) -> None:
        """Makes ``user_id`` a creator, administrator, member, left, kicked … of the chat."""
        member: dict[str, Any] = {"user": person(user_id), "status": status}
        if status == "creator":
            member["is_anonymous"] = False
        elif status == "administrator":
            member |= dict.fromkeys(ADMIN_RIGHTS, False) | {"can_manage_chat": True}
        elif status == "kicked":
            member["until_date"] = 0
        self.members[chat_id, user_id] = member | rights

    def store(self, file_id: str, path: str, content: bytes, size: int | None = None) -> None:
        """Lets the bot get ``content`` by ``file_id``, as if somebody had sent it."""
        self.files[file_id] = StoredFile(path, content, len(content) if size is None else size)

    def file(self, parameters: dict[str, Any]) -> Answer:
        """What ``getFile`` tells."""
        file_id = parameters["file_id"]
        stored = self.files.get(file_id)
        if stored is None:
            return refused(400, "Bad Request: wrong file_id or the file is temporarily unavailable")
        if stored.size > LARGEST_DOWNLOAD:
            return refused(400, "Bad Request: file is too big")
        return accepted(described(file_id, stored) | {"file_path": stored.path})

    def download(self, path: str) -> Answer:
        """The bytes of the file at ``path``."""
        for stored in self.files.values():
            if stored.path == path:
                return Answer(200, stored.content, "application/octet-stream")
        return refused(404, "Not Found")

    def _file_sent(self, parameters: dict[str, Any], kind: str) -> tuple[str | None, Answer | None]:
        """The id of the file that is sent, uploaded or known; or why it is refused."""
        given = parameters.get(kind)
        if isinstance(given, str) and given.startswith("attach://"):
            given = parameters.get(given.removeprefix("attach://"))
        if kind == "text":
            return None, None
        if not isinstance(given, Upload):
            return given, self._unusable(str(given), kind)
        if not given.content:
            return None, refused(400, "Bad Request: file must be non-empty")
        if len(given.content) > LARGEST_UPLOAD[kind]:
            return None, refused(413, "Request Entity Too Large")
        number = next(self._file_numbers)
        file_id = f"{kind}-{number}"
        self.store(file_id, f"{kind}s/{number}/{given.filename}", given.content)
        return file_id, None

    def _unusable(self, file_id: str, kind: str) -> Answer | None:
        """The refusal of an id that nobody was given, or that is another kind of file's."""
        if file_id not in self.files:
            return refused(400, "Bad Request: wrong file identifier/HTTP URL specified")
        if not file_id.startswith(f"{kind}-"):
            was = file_id.partition("-")[0].capitalize()
            text = f"Bad Request: can't use file of type {was} as {kind.capitalize()}"
            return refused(400, text)
        return None

    def _reply_to(
        self, chat_id: int, parameters: dict[str, Any]
    ) -> tuple[int | None, Answer | None]:
        reply = parameters.get("reply_parameters") or {}
        target = reply.get("message_id")
        if target is None or (chat_id, target) not in self.gone:
            return target, None
        if reply.get("allow_sending_without_reply"):
            return None, None
        return None, REPLY_GONE.answer(None)

    def _chat(self, chat_id: int) -> dict[str, Any]:
        if chat_id > 0:
            chat: dict[str, Any] = {"id": chat_id, "type": "private", "first_name": "Rekaan"}
        else:
            kind = "supergroup" if str(chat_id).startswith("-100") else "group"
            chat = {"id": chat_id, "type": kind, "title": "Rapat"}
        return chat | self.known.get(chat_id, {})

    def _json(self, message: Message) -> dict[str, Any]:
        sent = {
            "message_id": message.message_id,
            "from": ME,
            "chat": self._chat(message.chat_id),
            "date": message.date,
        }
        if message.thread is not None:
            sent |= {"message_thread_id": message.thread, "is_topic_message": True}
        if message.photo is not None:
            picture = described(message.photo, self.files.get(message.photo))
            sizes = [picture | {"width": width, "height": width} for width in (90, 1280)]
            sizes[0]["file_id"] += "-kecil"
            return sent | {"photo": sizes, "caption": message.text}
        if message.document is None:
            return sent | {"text": message.text}
        stored = self.files.get(message.document)
        named = {"file_name": stored.path.rpartition("/")[2]} if stored else {}
        document = described(message.document, stored) | named
        return sent | {"document": document, "caption": message.text}


def unfit(text: str, parameters: dict[str, Any], document: str | None) -> Answer | None:
    """The refusal of a text that is empty or too long once its entities are parsed."""
    if parameters.get("parse_mode") == "HTML":
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    units = len(text.encode("utf-16-le")) // 2
    if document is None:
        if not text.strip():
            return refused(400, "Bad Request: message text is empty")
        if units > LONGEST_TEXT:
            return refused(400, "Bad Request: message is too long")
    elif units > LONGEST_CAPTION:
        return refused(400, "Bad Request: message caption is too long")
    return None


def person(user_id: int) -> dict[str, Any]:
    """A user of whom nothing is known."""
    return ME if user_id == ME["id"] else {"id": user_id, "is_bot": False, "first_name": "Rekaan"}


def described(file_id: str, stored: StoredFile | None) -> dict[str, Any]:
    """A file as the Bot API names it."""
    size = {"file_size": stored.size} if stored else {}
    return {"file_id": file_id, "file_unique_id": f"unik-{file_id}"} | size


def journal_line(message: Message) -> bytes:
    """``message`` as one line of JSON."""
    return json.dumps(asdict(message), ensure_ascii=False).encode() + b"\n"
