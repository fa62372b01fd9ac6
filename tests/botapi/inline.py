"""What the stand-in knows of inline queries: which wait for an answer, and what one may hold."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from tests.botapi.wire import Answer, accepted, refused

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_RESULTS = 50
LONGEST_ID = 64
LONGEST_OFFSET = 64
LONGEST_TEXT = 4096
TAGS = frozenset({"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"})


class InlineQueries:
    """The queries that were asked and not answered yet; ``answered`` has the results of each."""

    def __init__(self) -> None:
        self.answered: dict[str, list[dict[str, Any]]] = {}
        self._waiting: set[str] = set()

    def asked(self, update: dict[str, Any]) -> None:
        """Lets an inline query in ``update``, if there is one, wait for its answer."""
        query = update.get("inline_query")
        if query:
            self._waiting.add(query["id"])

    def expire(self, query_id: str) -> None:
        """Makes the query one that was asked too long ago."""
        self._waiting.discard(query_id)

    def answer(self, parameters: dict[str, Any]) -> Answer:
        """What ``answerInlineQuery`` says to ``parameters``."""
        query_id, results = parameters["inline_query_id"], parameters.get("results", [])
        if query_id not in self._waiting:
            return refused(
                400,
                "Bad Request: query is too old and response timeout expired or query ID is invalid",
            )
        if len(parameters.get("next_offset", "").encode()) > LONGEST_OFFSET:
            return refused(400, "Bad Request: NEXT_OFFSET_INVALID")
        refusal = unfit(results)
        if refusal is not None:
            return refused(400, f"Bad Request: {refusal}")
        self._waiting.discard(query_id)
        self.answered[query_id] = results
        return accepted(result=True)


def unfit(results: Sequence[dict[str, Any]]) -> str | None:
    """Why Telegram does not take ``results``; ``None`` where it does."""
    ids = [str(result.get("id", "")) for result in results]
    if len(results) > MOST_RESULTS:
        return "RESULTS_TOO_MUCH"
    if any(not 1 <= len(each.encode()) <= LONGEST_ID for each in ids):
        return "RESULT_ID_INVALID"
    if len(set(ids)) < len(ids):
        return "RESULT_ID_DUPLICATE"
    for result in results:
        content = result["input_message_content"]
        if not result.get("title"):
            return "ARTICLE_TITLE_EMPTY"
        refusal = unfit_text(content["message_text"], content.get("parse_mode"))
        if refusal is not None:
            return refusal
    return None


def unfit_text(text: str, parse_mode: str | None) -> str | None:
    """Why Telegram does not take ``text``: its tags, or its length once they are parsed."""
    if parse_mode == "HTML":
        parser = Entities()
        parser.feed(text)
        parser.close()
        if parser.wrong or parser.open:
            return f"can't parse entities: {parser.wrong or parser.open[-1]}"
        text = "".join(parser.texts)
    if not text.strip():
        return "MESSAGE_EMPTY"
    return "MESSAGE_TOO_LONG" if len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT else None


class Entities(HTMLParser):
    """Telegram's HTML: its tags, each closed in turn, and nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.open: list[str] = []
        self.wrong: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """A tag opens."""
        self.open.append(tag)
        if tag not in TAGS:
            self.wrong = f'Unsupported start tag "{tag}"'

    def handle_endtag(self, tag: str) -> None:
        """A tag closes, the one that opened last."""
        if not self.open or self.open.pop() != tag:
            self.wrong = f'Unmatched end tag "{tag}"'

    def handle_data(self, data: str) -> None:
        """Words."""
        self.texts.append(data)
