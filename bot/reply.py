"""What every way out shows: an answer in words, with its buttons."""

from __future__ import annotations

from data.models import Frozen
from handlers.answer import Answer


class ReplyButton(Frozen):
    """A button in words; ``edits`` turns the page of the message it stands under."""

    text: str
    question: str
    edits: bool = False


class Reply(Frozen):
    """A rendered answer: Telegram HTML, the same as plain text, and its buttons.

    ``copy_text`` is the citation that the copy button puts on the clipboard, at
    most 256 characters; ``None`` where there is no figure to cite. ``link_payload`` is what
    stands behind ``?start=`` in the permanent link to the answer, where it has one, and
    ``link_label`` what the button says that copies it.
    """

    answer: Answer
    html: str
    plain: str
    buttons: tuple[tuple[ReplyButton, ...], ...]
    copy_label: str
    copy_text: str | None
    link_label: str = ""
    link_payload: str | None = None
