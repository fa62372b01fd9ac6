"""Answers into words: the only room that knows the template engine.

A template answers one question. Its blocks are ``isi`` (the figures) and, where
there is something to cite, ``kutipan`` (one line of plain text for the clipboard).
Button labels stand in ``templates/_tombol.html``.
"""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot import formatting
from bot.reply import Reply, ReplyButton

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Template
    from jinja2.runtime import Context

    from handlers.answer import Answer

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
MESSAGE_LIMIT = 4096
COPY_LIMIT = 256
# How much of two lines must be equal for one to stand in the other's place.
LIKENESS = 0.6
TAG = re.compile(r"<[^<>]+>")
BLANK_LINES = re.compile(r"\n{3,}")


class TooLongError(ValueError):
    """A template made more text than Telegram takes; a defect of the template."""


class Renderer:
    """Turns answers into Telegram HTML, plain text and labelled buttons."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(folder),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters.update(
            angka=formatting.number,
            angka_teks=formatting.number_text,
            rupiah=formatting.rupiah,
            rupiah_pendek=formatting.short_rupiah,
            uang=formatting.money,
            persen=formatting.percent,
            persen_ringkas=formatting.plain_percent,
            tanggal=formatting.day,
            bulan=formatting.month,
            waktu=formatting.moment,
            batang=formatting.bar,
            bibtex=formatting.bibtex,
        )
        self._environment.globals["masa"] = formatting.period
        self._environment.globals["masa_bulan"] = formatting.month_span
        # An answer shown within another one, as the preview of an announcement.
        self._environment.globals["tampilan"] = lambda answer: Markup(self.render(answer).html)  # noqa: S704 - its own templates made it
        self._environment.globals["tampilan_muat"] = self._fitting
        self._environment.globals["kutipan"] = self._citation
        self._environment.globals["perbedaan"] = self._differences
        self._environment.globals["bagian"] = self._environment.get_template("_bagian.html").module
        labels = self._environment.get_template("_tombol.html").module
        self._labels: Mapping[str, str] = labels.LABEL  # type: ignore[attr-defined]

    def render(self, answer: Answer, link: str | None = None) -> Reply:
        """The reply to show for ``answer``, ``link`` being the payload of its permanent link.

        Raises ``TooLongError`` where the text is longer than a Telegram message.
        """
        template = self._environment.get_template(f"{answer.template}.html")
        context = template.new_context({"jawaban": answer, "data": answer.data})
        markup = tidy("".join(template.root_render_func(context)))
        plain = plain_text(markup)
        if formatting.utf16_length(plain) > MESSAGE_LIMIT:
            raise TooLongError(f"{answer.template}: {formatting.utf16_length(plain)} units")
        copy_text = None
        if (answer.sources or answer.loads) and "kutipan" in template.blocks:
            copy_text = fitting(cited(template, context)) or None
        return Reply(
            answer=answer,
            html=markup,
            plain=plain,
            buttons=tuple(
                tuple(
                    ReplyButton(
                        text=self.label(button.label, button.subject),
                        question=button.question,
                        edits=button.edits,
                    )
                    for button in row
                )
                for row in answer.buttons
            ),
            copy_label=self.label("salin"),
            copy_text=copy_text,
            link_label=self.label("salin_tautan") if link else "",
            link_payload=link,
        )

    def _citation(self, answer: Answer) -> str:
        """The whole citation of ``answer``, of any length; empty where it has none."""
        template = self._environment.get_template(f"{answer.template}.html")
        if not (answer.sources or answer.loads) or "kutipan" not in template.blocks:
            return ""
        return cited(template, template.new_context({"jawaban": answer, "data": answer.data}))

    def _fitting(self, answer: Answer, most: int) -> Markup:
        """``answer`` as it is shown; nothing where that takes more than ``most`` characters."""
        reply = self.render(answer)
        fits = formatting.utf16_length(reply.plain) <= most
        return Markup(reply.html if fits else "")  # noqa: S704 - its own templates made it

    def _differences(self, old: Answer, new: Answer) -> tuple[tuple[str, str], ...]:
        """The lines that differ between two answers as they are shown, old and new."""
        return line_differences(self.render(old).plain, self.render(new).plain)

    def label(self, key: str, subject: str = "") -> str:
        """The wording of the button ``key``, naming ``subject``."""
        return self._labels[key].replace("{}", subject)

    def text(self, name: str, **values: Any) -> str:  # noqa: ANN401 - whatever the template prints
        """The wording of the template ``name`` with ``values``, as Telegram HTML."""
        return tidy(self._environment.get_template(f"{name}.html").render(values))


def cited(template: Template, context: Context) -> str:
    """The block ``kutipan`` of ``template`` in one line of plain text."""
    return one_line(plain_text("".join(template.blocks["kutipan"](context))))


def line_differences(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The lines that differ between two texts, each beside what stands in its place."""
    before, after = filled_lines(old), filled_lines(new)
    pairs: list[tuple[str, str]] = []
    for kind, start, end, begin, stop in SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            pairs.extend(beside(before[start:end], after[begin:stop]))
    return tuple(pairs)


def beside(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Each of ``old`` beside the first line of ``new`` that is much like it, in its order."""
    left = list(new)
    for line in old:
        like = [one for one in left if SequenceMatcher(None, line, one).ratio() >= LIKENESS]
        if not like:
            yield line, ""
            continue
        while (one := left.pop(0)) != like[0]:
            yield "", one
        yield line, one
    yield from (("", one) for one in left)


def filled_lines(text: str) -> list[str]:
    """The lines of ``text`` that say anything, without leading spaces."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def tidy(markup: str) -> str:
    """``markup`` without trailing spaces and without runs of empty lines."""
    lines = (line.rstrip() for line in markup.strip().splitlines())
    return BLANK_LINES.sub("\n\n", "\n".join(lines))


def plain_text(markup: str) -> str:
    """What a person reads of Telegram HTML."""
    return html.unescape(TAG.sub("", markup))


def fitting(citation: str) -> str:
    """``citation`` cut to what a copy button takes, its source in brackets kept whole."""
    excess = formatting.utf16_length(citation) - COPY_LIMIT
    if excess <= 0:
        return citation
    figure, bracket, source = citation.rpartition(" (")
    kept = figure[: -(excess + 1)].rpartition(" ")[0].rstrip(",;: ")
    return f"{kept}…{bracket}{source}"


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space."""
    return " ".join(text.split())
