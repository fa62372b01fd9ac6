"""The words that the bot understands, read once from ``kosakata.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = Path(__file__).with_name("kosakata.toml")


class Topic(NamedTuple):
    """A phrase that points at a command; ``kept`` ones are also words for it."""

    command: str
    weight: int
    kept: bool


@cache
def vocabulary() -> Mapping[str, Any]:
    """The file as it is written."""
    return tomllib.loads(SOURCE.read_text("utf-8"))


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a list that commas separate."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(",") if phrase.strip())


@cache
def measures(command: str) -> Mapping[str, str]:
    """What may be typed behind ``command``: each phrase with the key it stands for."""
    keys: dict[str, str] = vocabulary()["measures"][command]
    return {phrase: key for key, text in keys.items() for phrase in phrases(text)}


def read_topics() -> Mapping[str, Topic]:
    """Every phrase that points at a command in a plain question."""
    return {
        phrase: Topic(entry["command"], entry["weight"], entry.get("kept", True))
        for entry in vocabulary()["topics"]
        for phrase in phrases(entry["phrases"])
    }


FILLING = frozenset(phrases(vocabulary()["filling"]))
ELSEWHERE = frozenset(phrases(vocabulary()["elsewhere"]))
CLAIMS = frozenset(phrases(vocabulary()["claims"]))
ISLANDS = frozenset(phrases(vocabulary()["islands"]))
GREETINGS = frozenset(phrases(vocabulary()["greetings"]))
THANKS = frozenset(phrases(vocabulary()["thanks"]))
BY_COMMAND_ONLY: Mapping[str, frozenset[str]] = {
    command: frozenset(phrases(text)) for command, text in vocabulary()["by_command_only"].items()
}
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    subject: phrases(text) for subject, text in vocabulary()["subjects"].items()
}
TOPICS = read_topics()
