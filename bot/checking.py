"""Messages to be checked: forwarded ones, and those that somebody answers with /verifikasi."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from telegram import MessageOriginChannel
from telegram.constants import ChatType

from bot.addressing import Place, asker_of
from bot.flood import FloodGate, verdict_of
from bot.rendering import plain_text
from bot.reply import Reply, ReplyButton
from data.models import Frozen
from handlers.answer import Answer
from handlers.command_lines import command_of

if TYPE_CHECKING:
    from telegram import Message

    from bot.flood import Gate
    from bot.rendering import Renderer
    from bot.sending import Messenger
    from handlers.asker import Asker

CHECK = "/verifikasi"


def text_of(message: Message | None) -> str:
    """What ``message`` says, as a text or below a picture; empty where it says nothing."""
    return "" if message is None else message.text or message.caption or ""


def with_quoted(line: str, earlier: Message | None) -> str:
    """``line``, and behind a bare command to check, the message ``earlier`` that it answers."""
    if earlier is None:
        return line
    command = command_of(line)
    if command is None or f"/{command.name}" != CHECK or len(line.split()) > 1:
        return line
    return f"{CHECK} {text_of(earlier)}".rstrip()


class Checker:
    """Offers to check the figures of messages that are forwarded to the bot in private."""

    def __init__(self, renderer: Renderer, messenger: Messenger, gate: Gate) -> None:
        self._renderer = renderer
        self._messenger = messenger
        self._gate = gate
        # Reading comes before anybody knows whether there is something to answer.
        self._reads = FloodGate()

    async def takes(self, message: Message, asker: Asker) -> bool:  # noqa: ARG002 - the protocol's names
        """Whether ``message`` was forwarded and has figures; if so, a check was offered."""
        text = text_of(message)
        if message.forward_origin is None or message.chat.type != ChatType.PRIVATE:
            return False
        if message.document:
            # A file is somebody else's to take, whatever is written below it.
            return False
        # A forwarded question or command is answered as one.
        if text.startswith("/") or not self._reads.admit(asker_of(message)).admitted:
            return False
        if not await asyncio.to_thread(has_figures, text):
            # Read beside the answers to others: a whole message of figures takes its time.
            return False
        verdict = await verdict_of(self._gate, asker_of(message))
        if verdict.tell:
            slower = self._renderer.text("sistem_terlalu_cepat", detik=verdict.wait)
            await self._messenger.say(Place(message.chat.id), slower)
        if verdict.admitted:
            place = Place(message.chat.id, reply_to=message.message_id)
            await self._messenger.send(place, self._offer(message))
        return True

    def _offer(self, message: Message) -> Reply:
        html = self._renderer.text("sistem_periksa")
        label = self._renderer.label
        rows = [(ReplyButton(text=label("periksa"), question=CHECK),)]
        origin = message.forward_origin
        if isinstance(origin, MessageOriginChannel):
            manage = f"/langganan di {origin.chat.id}"
            rows.append((ReplyButton(text=label("langganan_kanal"), question=manage),))
        return Reply(
            answer=Answer(command=None, template="sistem_periksa", data=Frozen()),
            html=html,
            plain=plain_text(html),
            buttons=tuple(rows),
            copy_label="",
            copy_text=None,
        )


def has_figures(text: str) -> bool:
    """Whether ``text`` has a figure that can be checked."""
    if not any(character.isdigit() for character in text):
        return False
    # Most messages hold no figure; reading what they are about is slow to import.
    from handlers.verifikasi import has_figures as found  # noqa: PLC0415

    return found(text)
