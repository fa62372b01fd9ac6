"""What goes with the text of a reply, made once for each reply that is remembered."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from telegram import LinkPreviewOptions

from bot.answering import is_kept
from bot.keyboards import Link, keyboard
from bot.responding import is_sound

if TYPE_CHECKING:
    from telegram import Bot

    from bot.reply import Reply

NO_PREVIEW = {"link_preview_options": LinkPreviewOptions(is_disabled=True).to_json()}
REMEMBERED = 2048


class Dressing:
    """The extras of replies, and whether their markup is sound, for messages of ``bot``.

    The desk gives the same reply for the same question; building its keyboard anew each
    time would cost more than all else of sending it. Only of living objects an id is one
    object's own, so each is kept with its reply.
    """

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._extras: OrderedDict[tuple[int, Link | None], tuple[Reply, dict[str, str]]] = (
            OrderedDict()
        )
        self._sound: OrderedDict[int, tuple[Reply, bool]] = OrderedDict()

    def extras_of(self, reply: Reply, link: Link | None) -> dict[str, str]:
        """What goes with the text of ``reply``, as the JSON that Telegram takes."""
        known = self._extras.get((id(reply), link))
        if known is not None:
            return known[1]
        markup = keyboard(reply, link, self._bot.username or "")
        extras = NO_PREVIEW | ({"reply_markup": markup.to_json()} if markup else {})
        if not is_kept(reply.answer):
            # Asked again it gets another reply; and it may hold a file, or a person's words.
            return extras
        self._extras[id(reply), link] = (reply, extras)
        if len(self._extras) > REMEMBERED:
            self._extras.popitem(last=False)
        return extras

    def is_sound(self, reply: Reply) -> bool:
        """Whether Telegram takes the markup of ``reply``."""
        known = self._sound.get(id(reply))
        if known is None or known[0] is not reply:
            self._sound[id(reply)] = known = (reply, is_sound(reply.html))
            if len(self._sound) > REMEMBERED:
                self._sound.popitem(last=False)
        return known[1]
