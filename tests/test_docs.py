"""The documents say what the program does: what they quote is what it prints.

A part between ``<!-- kind: argument -->`` and ``<!-- end -->`` is generated.
``UPDATE_DOCS=1`` writes those parts anew instead of comparing them.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.answering import Desk
from bot.cli import parser
from bot.console import OPERATOR
from bot.measures import Measures
from bot.metrics import families
from bot.offices import keep_version, office_for_work
from bot.rendering import Renderer
from bot.reply import Reply
from bot.settings import PROJECT, Settings, load_settings
from data.building import build
from data.checks.rules import RULES, RULES_WITH_REGIONS
from data.moments import WITA
from data.report import Report
from data.tables import SHARED_TABLES, YEARLY_TABLES
from handlers.commands import BY_NAME, COMMANDS
from tests.bench_serving.serving import recorded_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

README = PROJECT / "README.md"
GUIDE = PROJECT / "docs" / "panduan.md"
DATA = PROJECT / "docs" / "data.md"
OPERATIONS = PROJECT / "docs" / "operations.md"
# A command of the program, up to what follows it.
RUN = re.compile(r"python -m bot ((?:(?! && | < |[`|\n]).)+)")
# Settings of other programs.
OUTSIDE = {
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
}
CHANGELOG = PROJECT / "CHANGELOG.md"
DOCUMENTS = (
    README,
    PROJECT / "CONTRIBUTING.md",
    CHANGELOG,
    *sorted((PROJECT / "docs").glob("*.md")),
)
GENERATED = re.compile(r"<!-- (\w+)(?:: (.+?))? -->\n.*?<!-- end -->", re.DOTALL)
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")
OWN_PATH = re.compile(r"(?:bot|handlers|data|templates|tests|docs|\.ci)/[\w./-]*")
FIRST_LINES = 5


class Program:
    """The program over a freshly built report and an empty store, as the documents quote it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._database = folder / "report.db"
        build(self._database)
        self._store = f"sqlite:///{folder / 'store.db'}"
        self._report = Report.open(self._database)
        self._office = office_for_work(load_settings(database_url=self._store))
        # What is due depends on the day; the documents show one day.
        self._office.now = lambda: datetime(2025, 11, 3, 9, tzinfo=WITA)
        self._office.store.now = self._office.now
        keep_version(self._office, self._database, self._report.version)
        self._desk = Desk(self._report, Renderer(), self._office)

    def close(self) -> None:
        """Closes the report and the store."""
        self._report.close()
        self._office.store.close()

    def reply(self, question: str) -> Reply:
        """The reply to ``question`` on the operator's terminal."""
        reply = self._desk.reply(question, asker=OPERATOR)
        assert reply is not None, question
        return reply

    def run(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """``python -m bot`` without any setting but the database."""
        names = {name.upper() for name in Settings.model_fields}
        kept = {name: value for name, value in os.environ.items() if name.upper() not in names}
        return subprocess.run(
            [sys.executable, "-m", "bot", *words],
            input=typed,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
            cwd=self._folder,
            env={
                **kept,
                "REPORT_DB": str(self._database),
                "DATABASE_URL": self._store,
                "PYTHONPATH": str(PROJECT),
            },
        )

    def understands(self, question: str) -> bool:
        """Whether ``question`` gets an answer."""
        return self.reply(question).answer.understood


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """The program, its report built once for all tests of this file."""
    built = Program(tmp_path_factory.mktemp("docs"))
    yield built
    built.close()


def commands(_program: Program, _argument: str) -> str:
    """The commands as a table: what to type, what it answers, an example."""
    rows = ["| Command | Answers | Example |", "| --- | --- | --- |"]
    for command in COMMANDS:
        usage = command.usage.replace("|", "\\|")
        rows.append(f"| `{usage}` | {command.summary} | `{command.examples[0]}` |")
    return "\n".join(rows)


def transcript(program: Program, argument: str) -> str:
    """What ``make -s run`` prints for the questions in ``argument``, set apart by bars."""
    questions = [question.strip() for question in argument.split("|")]
    lines = "\\n".join(questions) + "\\n"
    result = program.run("run", typed="\n".join(questions) + "\n")
    assert (result.returncode, result.stderr) == (0, "")
    command = f"$ printf {shlex.quote(lines)} | make -s run"
    return f"```text\n{command}\n{result.stdout.rstrip()}\n```"


def usage(_program: Program, argument: str) -> str:
    """How a command is typed and what else it is called."""
    command = BY_NAME[argument]
    typed = re.sub(r"([<>|])", r"\\\1", command.usage)
    aliases = ", ".join(f"/{alias}" for alias in command.aliases)
    return f"**Bentuk:** {typed}" + (f"  \n**Sebutan lain:** {aliases}" if aliases else "")


def answer(program: Program, argument: str) -> str:
    """The first lines of the answer to ``argument``."""
    reply = program.reply(argument)
    assert reply.answer.understood, argument
    return quoted(argument, reply.plain)


def refusal(program: Program, argument: str) -> str:
    """The first lines of what is said to ``argument``, which has no figure."""
    reply = program.reply(argument)
    assert not reply.answer.understood, argument
    return quoted(argument, reply.plain)


def quoted(question: str, text: str) -> str:
    """``question`` and the beginning of ``text`` in a fence."""
    lines = text.splitlines()
    rest = ["…"] if len(lines) > FIRST_LINES else []
    return "\n".join(["```text", f"> {question}", *lines[:FIRST_LINES], *rest, "```"])


def tables(_program: Program, _argument: str) -> str:
    """The tables of ``report.db`` that come from a source file."""
    rows = ["| Table | Holds | Key |", "| --- | --- | --- |"]
    for table in (*SHARED_TABLES, *YEARLY_TABLES):
        key = ", ".join((["tahun"] if table.yearly else []) + list(table.key))
        rows.append(f"| `{table.name}` | {table.title} | {key} |")
    return "\n".join(rows)


def rules(_program: Program, _argument: str) -> str:
    """The rules of ``data check`` with what each of them holds to be true."""
    rows = ["| Rule | What should be true |", "| --- | --- |"]
    for rule in (*RULES, *RULES_WITH_REGIONS):
        truth = (rule.__doc__ or "").splitlines()[0]
        rows.append(f"| `{rule.__module__.rsplit('.', 1)[1]}.{rule.__name__}` | {truth} |")
    return "\n".join(rows)


def benchmark(_program: Program, argument: str) -> str:
    """What the serving benchmark measured when it was last asked to write its document."""
    return recorded_part(argument)


GENERATORS: dict[str, Callable[[Program, str], str]] = {
    "commands": commands,
    "transcript": transcript,
    "usage": usage,
    "answer": answer,
    "refusal": refusal,
    "tables": tables,
    "rules": rules,
    "benchmark": benchmark,
}


def regenerated(text: str, program: Program) -> str:
    """``text`` with its generated parts made anew."""

    def part(match: re.Match[str]) -> str:
        kind, argument = match[1], match[2] or ""
        head = f"<!-- {kind}: {argument} -->" if argument else f"<!-- {kind} -->"
        return f"{head}\n{GENERATORS[kind](program, argument)}\n<!-- end -->"

    return GENERATED.sub(part, text)


def table_after(heading: str, path: Path) -> list[list[str]]:
    """The cells of the first table below ``heading``, without its head."""
    below = path.read_text("utf-8").split(f"{heading}\n", 1)[1]
    lines = below[below.index("|") :].split("\n\n", 1)[0].splitlines()[2:]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    return [[cell.strip() for cell in row] for row in cells]


def name(path: Path) -> str:
    """``path`` as test output shows it."""
    return path.relative_to(PROJECT).as_posix()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_generated_parts(path: Path, program: Program) -> None:
    """Every quoted answer and table is what the program gives today."""
    written = path.read_text("utf-8")
    made = regenerated(written, program)
    if os.environ.get("UPDATE_DOCS") and made != written:
        path.write_text(made, "utf-8")
        return
    assert written == made, "run again with UPDATE_DOCS=1"


def test_markers_are_known() -> None:
    """Every generated part is of a known kind and has its end."""
    for path in DOCUMENTS:
        text = path.read_text("utf-8")
        parts = GENERATED.findall(text)
        assert len(parts) == text.count("<!-- end -->") == text.count("<!-- ") - len(parts), path
        assert {kind for kind, _ in parts} <= GENERATORS.keys(), path


def test_readme_has_the_commands_and_a_transcript() -> None:
    """The README shows all commands and a real conversation."""
    kinds = [kind for kind, _ in GENERATED.findall(README.read_text("utf-8"))]
    assert kinds.count("commands") == 1
    assert "transcript" in kinds


def test_settings_table() -> None:
    """The README lists exactly the settings that are read, with their defaults."""
    rows = {row[0].strip("`"): row[1].strip("`") for row in table_after("## Settings", README)}
    defaults = {}
    for field, info in Settings.model_fields.items():
        value = info.get_default()
        shown = value.relative_to(PROJECT) if isinstance(value, Path) else value
        if isinstance(value, SecretStr):
            shown = value.get_secret_value().replace(f"{PROJECT}/", "")
        if isinstance(value, time):
            shown = f"{value:%H.%M}"
        defaults[field.upper()] = "" if shown in {None, frozenset()} else str(shown)
    assert rows == defaults


def test_env_example() -> None:
    """``.env.example`` shows exactly the settings that are read."""
    text = (PROJECT / ".env.example").read_text("utf-8")
    shown = re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE)
    assert shown == [field.upper() for field in Settings.model_fields]


def test_json_contract(program: Program) -> None:
    """The README names the fields of ``ask --json``, in their order."""
    result = program.run("ask", "--json", typed="/dpt Sikka\ndpt jakarta\n")
    assert result.returncode == 0
    named = [row[0].strip("`") for row in table_after("### `ask --json`", README)]
    replies = [json.loads(line) for line in result.stdout.splitlines()]
    assert [list(reply) for reply in replies] == [named, named]
    assert [reply["understood"] for reply in replies] == [True, False]


def test_exit_codes(program: Program) -> None:
    """The README gives the exit codes that the program ends with."""
    named = [row[0].strip("`") for row in table_after("### Exit codes", README)]
    runs = (("ask", "/dpt Sikka"), ("ask", "dpt jakarta"), ("--entah",))
    ended = [program.run(*words) for words in runs]
    assert [str(result.returncode) for result in ended] == named == ["0", "1", "2"]
    assert len(ended[2].stderr.splitlines()) == 1


def test_guide_has_every_command() -> None:
    """The guide explains each command, in the program's order, with its usage and an answer."""
    sections = re.split(r"^### ", GUIDE.read_text("utf-8"), flags=re.MULTILINE)[1:]
    by_command = {text.split("\n", 1)[0]: text for text in sections if text.startswith("/")}
    assert list(by_command) == [f"/{command.name}" for command in COMMANDS]
    for command in COMMANDS:
        parts = GENERATED.findall(by_command[f"/{command.name}"])
        assert ("usage", command.name) in parts
        assert "answer" in [kind for kind, _ in parts], command.name


def test_guide_questions_are_answered(program: Program) -> None:
    """Whatever the guide shows as something to type gets an answer."""
    text = FENCED.sub("", GUIDE.read_text("utf-8"))
    questions = dict.fromkeys(SPAN.findall(text))
    assert [line for line in questions if not program.understands(line)] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_paths_and_links_lead_somewhere(path: Path) -> None:
    """Every link and every file of the project that a document names is there."""
    text = path.read_text("utf-8")
    spans = [span for span in SPAN.findall(FENCED.sub("", text)) if OWN_PATH.fullmatch(span)]
    missing = [span for span in spans if not (PROJECT / span).exists()]
    missing += [link for link in LINK.findall(text) if not (path.parent / link).exists()]
    assert missing == []


def test_quoted_commands_exist() -> None:
    """Each command of the program that a document quotes is one, with its words."""
    quoted = [
        (path.name, words)
        for path in (README, OPERATIONS)
        for words in RUN.findall(path.read_text("utf-8"))
    ]
    assert len(quoted) > 20
    for name_of, words in quoted:
        given = shlex.split(words.partition(" #")[0])
        given = ["2025-10" if word == "FILE" else word for word in given]
        try:
            parser().parse_args(given)
        except SystemExit:
            pytest.fail(f"{name_of}: {words}")


def test_quoted_settings_exist() -> None:
    """Whatever looks like a setting in the operator's document is one, or the environment's."""
    words = set(
        re.findall(r"`\$?([A-Z][A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`", OPERATIONS.read_text("utf-8"))
    )
    assert len(words) > 10
    assert words - {field.upper() for field in Settings.model_fields} - OUTSIDE == set()


def test_metrics_table() -> None:
    """The operator's document lists every count there is."""
    gauges = dict.fromkeys(gauge_names(), ("", 0.0))
    made = [f"`{family.name}`" for family in families(Measures(), gauges, "")]
    rows = [
        row[0]
        for row in table_after(
            "take the differences. Names begin with `laporan_`; counters end in `_total`.",
            OPERATIONS,
        )
    ]
    assert sorted(rows) == sorted(made)


def gauge_names() -> list[str]:
    """What a service tells of itself beside what it has counted."""
    source = (PROJECT / "bot" / "service.py").read_text("utf-8")
    # Each is a name, what it says, and a number.
    return re.findall(r'^            "(\w+)": \(', source, re.MULTILINE)


def test_changelog_has_this_version() -> None:
    """The changelog tells what changed in the data."""
    text = CHANGELOG.read_text("utf-8")
    assert re.search(r"^## \[1\.0\.0\]", text, re.MULTILINE)
    assert "### Data" in text
