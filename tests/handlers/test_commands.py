"""The list of commands: one name for each, and every example answers."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from data.report import Report
from handlers.command import Command
from handlers.commands import BY_NAME, COMMANDS
from tests.handlers.walking import PUBLIC, answered

WITHOUT_FIGURES = {
    "start",
    "bantuan",
    "menu",
    "riwayat",
    "istilah",
    "cari",
    "catatan",
    "langganan",
    "berhenti",
    "privasi",
    "unduh",
    "kutip",
    "versi",
    "verifikasi",
    "permintaan",
    "status",
    "tanyajawab",
    "ikuti",
    "hapus_data",
    "grafik",
}
EXAMPLES = [(command, line) for command in PUBLIC for line in command.examples]


def test_no_name_means_two_commands() -> None:
    """A name or alias belongs to one command only, in the form that Telegram takes."""
    names = Counter(name for row in COMMANDS for name in (row.name, *row.aliases))
    assert max(names.values()) == 1
    assert set(BY_NAME) == set(names)
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in names)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_command_is_described(command: Command) -> None:
    """Usage and examples begin with the command, and the summary fits Telegram's menu."""
    assert command.usage.split()[0] == f"/{command.name}"
    assert all(line.split()[0] == f"/{command.name}" for line in command.examples)
    assert 3 <= len(command.summary) <= 256
    assert command.function.__doc__


@pytest.mark.parametrize(("command", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_every_example_answers(command: Command, line: str, report: Report) -> None:
    """An example is understood, by its own command, and names its source for figures."""
    answer = answered(line, report)
    assert answer.understood
    assert answer.command == command.name
    assert answer.read_as == ()
    assert answer.report is not None
    assert answer.report.tahun == 2024
    if command.name not in WITHOUT_FIGURES:
        assert answer.sources


@pytest.mark.parametrize("command", PUBLIC, ids=lambda command: command.name)
def test_aliases_ask_the_same(command: Command, report: Report) -> None:
    """An alias, capitals and the bot's name change nothing about which command answers."""
    for name in (*command.aliases, command.name.upper(), f"{command.name}@NamaBot"):
        rest = command.examples[0].partition(" ")[2]
        answer = answered(f"  /{name}   {rest} ", report)
        assert answer.understood, name
        assert answer.command == command.name, name


def test_menu_and_help_show_every_command(report: Report) -> None:
    """The menu and the help have each command that anybody may ask, and no other."""
    menu = answered("/menu", report)
    asked = {button.question.split()[0] for row in menu.buttons for button in row}
    assert asked == {f"/{row.name}" for row in PUBLIC if row.menu}
    told = answered("/bantuan", report).data.model_dump()["perintah"]
    assert [row["nama"] for row in told] == [row.name for row in PUBLIC]


@pytest.mark.parametrize("command", PUBLIC, ids=lambda command: command.name)
def test_help_for_one_command(command: Command, report: Report) -> None:
    """Help for a command shows its examples as buttons."""
    answer = answered(f"/bantuan {command.name}", report)
    buttons = [button.question for row in answer.buttons for button in row]
    assert buttons == list(command.examples)
    assert [row["nama"] for row in answer.data.model_dump()["perintah"]] == [command.name]
