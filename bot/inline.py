"""Inline mode: somebody types the bot's name in any chat, and picks an answer to send."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from telegram.error import BadRequest, TelegramError
from telegram.ext import InlineQueryHandler

from bot.calls import call
from bot.flood import FloodGate
from bot.formatting import utf16_length
from bot.mishaps import kind_of
from bot.refusals import says
from bot.rendering import MESSAGE_LIMIT, plain_text
from data.store.errors import StoreError
from handlers import inline
from handlers.asker import ANYBODY, Asker
from handlers.links import address, payload
from handlers.office import Office

if TYPE_CHECKING:
    from telegram import Update
    from telegram.ext import CallbackContext

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.reply import Reply
    from data.report import Report
    from handlers.answer import Answer

    Context = CallbackContext[Any, Any, Any, Any]

logger = logging.getLogger(__name__)

# Telegram itself gives the same answer again for so many seconds, to whoever types the same.
CACHE_TIME = 300
CACHE_TIME_UNKNOWN = 60
CACHED_PAGES = 256
# Typing one question makes a query for each pause between two keys.
BURST = 60
WINDOW = 30.0
LONGEST_TITLE = 96
LONGEST_DESCRIPTION = 160
LONGEST_OFFSET = 4
AT_ONCE = 8
TOO_OLD = ("query is too old", "query_id_invalid", "query id is invalid")


class Answers(Protocol):
    """What inline mode needs of the desk."""

    def reply(
        self, question: str, *, commands_only: bool = False, asker: Asker = ANYBODY
    ) -> Reply | None:
        """The reply to a typed line."""


class Page(NamedTuple):
    """What one query is answered with: the results as JSON, and how to go on."""

    results: str
    next_offset: str = ""
    cache_time: int = CACHE_TIME


NOTHING = Page("[]", cache_time=0)


class Inline:
    """Answers what is typed behind the bot's name, from ``desk`` and what ``report`` holds.

    ``gate`` bounds the queries of one person; ``office`` tells when months or published
    answers have changed. Pages are remembered as they went out, until the data changes.
    """

    def __init__(
        self,
        desk: Answers,
        renderer: Renderer,
        report: Report,
        office: Office | None = None,
        *,
        gate: FloodGate | None = None,
    ) -> None:
        self._desk = desk
        self._renderer = renderer
        self._report = report
        self._office = Office() if office is None else office
        self._gate = FloodGate(BURST, WINDOW) if gate is None else gate
        self._pages: OrderedDict[tuple[str, int, str, str], Page] = OrderedDict()

    def register(self, application: TelegramApplication) -> None:
        """Makes ``application`` hand its inline queries over."""
        application.add_handler(InlineQueryHandler(self.query))

    async def query(self, update: Update, context: Context) -> None:
        """Answers an inline query; one that nobody waits for any more is let go."""
        query = update.inline_query
        if query is None:
            return
        if self._gate.admit(query.from_user.id).admitted:
            page = await self.page(query.query, query.offset, context.bot.username or "")
        else:
            page = NOTHING
        try:
            await call(
                context.bot,
                "answerInlineQuery",
                {
                    "inline_query_id": query.id,
                    # Already as Telegram takes it: to build it anew would cost more than all else.
                    "results": page.results,
                    "cache_time": page.cache_time,
                    "is_personal": False,
                    "next_offset": page.next_offset,
                },
            )
        except BadRequest as refusal:
            if not says(refusal, TOO_OLD):
                raise
            logger.info("An inline query was answered too late")
        except TelegramError as trouble:
            # Whoever still types asks again.
            logger.warning("An inline query was not answered: %s", kind_of(trouble))

    async def page(self, text: str, offset: str, username: str) -> Page:
        """The page at ``offset`` of what answers ``text``, with links to the bot ``username``."""
        start = int(offset) if offset.isdecimal() and len(offset) <= LONGEST_OFFSET else 0
        typed = " ".join(text.split())
        state = self._state()
        key = (typed, start, state, username)
        known = self._pages.get(key)
        if known is not None:
            self._pages.move_to_end(key)
            return known
        page = await self._made(typed, start, state, username)
        self._pages[key] = page
        if len(self._pages) > CACHED_PAGES:
            self._pages.popitem(last=False)
        return page

    def _state(self) -> str:
        """What changes with the data: the report's version, the months, published answers."""
        try:
            months = self._office.figures.current().keadaan
            entries = self._office.entries.current().keadaan
        except StoreError:
            # Asked anew at each query, what depends on the store says so itself.
            months = entries = ""
        return f"{self._report.version}|{months}|{entries}"

    async def _made(self, text: str, start: int, state: str, username: str) -> Page:
        if inline.is_personal(text):
            # Not even that it was refused: nothing of it is to be seen or inserted.
            return Page("[]", cache_time=CACHE_TIME_UNKNOWN)
        replies: dict[str, Reply] = {}

        def answer_of(line: str) -> Answer | None:
            reply = self._desk.reply(line, asker=ANYBODY)
            if reply is None:
                return None
            replies[line] = replies[reply.answer.line or line] = reply
            return reply.answer

        results = []
        for sentence in inline.sentences(text, self._report, answer_of):
            made = self._sentence(sentence, replies, state)
            if made is not None:
                results.append(made)
        if results:
            return Page(encoded(results))
        found = inline.offers(text, self._report, answer_of, start)
        for at, each in enumerate(found.offers):
            if at % AT_ONCE == 0:
                # Others are answered meanwhile.
                await asyncio.sleep(0)
            results.append(self._offer(each, replies[each.tawaran.line], state, username))
        if not results and start == 0:
            return Page(encoded([self._unknown(username)]), cache_time=CACHE_TIME_UNKNOWN)
        return Page(encoded(results), "" if found.next is None else str(found.next))

    def _offer(
        self, each: inline.Ditawarkan, reply: Reply, state: str, username: str
    ) -> dict[str, Any]:
        lines = [line.strip() for line in reply.plain.splitlines() if line.strip()]
        title = self._renderer.text("inline_judul", tawaran=each.tawaran, judul=lines[0])
        nameless = each.tawaran.label == "apa_adanya" and not each.tawaran.subject
        start = reply.link_payload or payload(each.tawaran.line)
        result = article(
            identity(state, each.tawaran.line),
            plain_text(title),
            lines[1] if nameless and len(lines) > 1 else lines[0],
            reply.html,
        )
        if start is not None and username:
            button = {"text": self._renderer.label("buka_bot"), "url": address(username, start)}
            result["reply_markup"] = {"inline_keyboard": [[button]]}
        return result

    def _sentence(
        self, sentence: inline.Kalimat, replies: dict[str, Reply], state: str
    ) -> dict[str, Any] | None:
        """The sentence with its figures; ``None`` where one cannot be cited, or it is too long."""
        figures = [
            self._renderer.text(
                "inline_sisipan",
                jawaban=each.answer,
                data=each.answer.data,
                kutipan=replies[each.tawaran.line].copy_text or "",
            )
            for each in sentence.offers
        ]
        if not all(figures):
            return None
        said = [plain_text(figure) for figure in figures]
        text = self._renderer.text("inline_kalimat", teks=sentence.texts, sisipan=said)
        plain = plain_text(text)
        if utf16_length(plain) > MESSAGE_LIMIT:
            return None
        title = self._renderer.text("inline_belum", bagian_teks="judul_kalimat", angka=said[-1])
        asked = "|".join(each.tawaran.line for each in sentence.offers)
        return article(identity(state, f"{sentence.texts}{asked}"), plain_text(title), plain, text)

    def _unknown(self, username: str) -> dict[str, Any]:
        def said(part: str) -> str:
            return self._renderer.text("inline_belum", bagian_teks=part, bot=username)

        return article("belum", said("judul"), said("keterangan"), said("teks"))


def article(identity: str, title: str, description: str, html: str) -> dict[str, Any]:
    """A result as Telegram takes it, which inserts ``html``."""
    return {
        "type": "article",
        "id": identity,
        "title": shortened(title, LONGEST_TITLE),
        "description": shortened(description, LONGEST_DESCRIPTION),
        "input_message_content": {
            "message_text": html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
    }


def identity(state: str, what: str) -> str:
    """An id that stands for ``what`` in this state of the data, and for nothing else."""
    return hashlib.sha256(f"{state}|{what}".encode()).hexdigest()[:32]


def shortened(text: str, most: int) -> str:
    """``text`` in one line of at most ``most`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def encoded(results: list[dict[str, Any]]) -> str:
    """``results`` as the JSON that Telegram takes."""
    return json.dumps(results, ensure_ascii=False, separators=(",", ":"))
