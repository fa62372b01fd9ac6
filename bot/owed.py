"""What an owed message says: a template, the answer to a question, or a copy."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.keyboards import keyboard
from bot.rendering import plain_text
from bot.reply import Reply, ReplyButton
from bot.sending import NO_PREVIEW
from data.models import Frozen, Obrolan
from data.store.errors import StoreError
from handlers.answer import Answer
from handlers.asker import Asker
from handlers.mistakes import Kekeliruan

if TYPE_CHECKING:
    from bot.receiving import AnswersLines
    from bot.rendering import Renderer
    from data.models import PesanKeluar

# What a question is answered where the store does not answer.
STORE_AWAY = "basis_data"


class Surat(NamedTuple):
    """A message as it is sent: words with what the API takes beside, or what is copied.

    ``origin`` is the message that it passes on, to be marked once it arrived.
    """

    html: str = ""
    plain: str = ""
    extras: dict[str, str] | None = None
    copy_of: tuple[int, int] | None = None
    origin: tuple[int, int] | None = None


class Words:
    """Puts what is owed into words."""

    def __init__(self, desk: AnswersLines, renderer: Renderer) -> None:
        self._desk = desk
        self._renderer = renderer

    async def of(self, item: PesanKeluar) -> Surat | None:
        """What ``item`` says now; ``None`` where its question has no answer any more.

        Raises ``StoreError`` where the store does not tell.
        """
        content: dict[str, Any] = json.loads(item.isi)
        origin = tuple(content["asal"]) if content.get("asal") else None
        if item.bentuk == "salin":
            return Surat(copy_of=(content["dari_chat"], content["pesan"]), origin=origin)
        if item.bentuk == "tanya":
            reply = await asyncio.to_thread(self._answer, item, content)
        else:
            reply = self._templated(content)
        if reply is None or not reply.answer.understood:
            return None
        markup = keyboard(reply)
        extras = NO_PREVIEW | ({"reply_markup": markup.to_json()} if markup else {})
        return Surat(reply.html, reply.plain, extras, origin=origin)

    def _answer(self, item: PesanKeluar, content: dict[str, Any]) -> Reply | None:
        """The answer to the question of ``item``, as its chat may see it.

        Raises ``StoreError`` where the store does not answer.
        """
        kind = "private" if item.chat_id > 0 else "supergroup"
        officer = bool(content.get("petugas"))
        asker = Asker(officer=officer, chat=Obrolan(id=item.chat_id, jenis=kind, judul=""))
        reply = self._desk.reply(content["pertanyaan"], asker=asker)
        told = reply.answer.data if reply else None
        if isinstance(told, Kekeliruan) and told.alasan == STORE_AWAY:
            # That is said to people who ask; what is owed waits for the store.
            raise StoreError(told.alasan)
        return reply

    def _templated(self, content: dict[str, Any]) -> Reply:
        """The template's words; its values stand by their own names."""
        html = self._renderer.text(content["nama"], **content.get("nilai", {}))
        rows = tuple(
            tuple(
                ReplyButton(
                    text=self._renderer.label(button["label"], button.get("subject", "")),
                    question=button["question"],
                )
                for button in row
            )
            for row in content.get("tombol", ())
        )
        return Reply(
            answer=Answer(command=None, template=content["nama"], data=Frozen()),
            html=html,
            plain=plain_text(html),
            buttons=rows,
            copy_label="",
            copy_text=None,
        )
