"""The document on security names what there is."""

from __future__ import annotations

import re

from bot.settings import PROJECT

DOCUMENT = PROJECT / "docs" / "security.md"
PATH = re.compile(r"`((?:bot|data|handlers|templates|tests|docs)/[\w./-]+)`")
ROW = re.compile(r"^\|([^|]+)\|[^|]+\|([^|]+)\|([^|]+)\|$", re.MULTILINE)


def test_every_path_exists() -> None:
    """What the document says to be protected by a module or held by a test is there."""
    paths = PATH.findall(DOCUMENT.read_text("utf-8"))
    assert len(paths) > 30
    assert [path for path in paths if not (PROJECT / path).is_file()] == []


def test_every_threat_has_a_module_and_a_test() -> None:
    """No threat is named without what stands against it and what checks that."""
    threats = DOCUMENT.read_text("utf-8").partition("## Threats")[2].partition("\n## ")[0]
    rows = ROW.findall(threats)[2:]
    assert len(rows) > 12
    for threat, modules, tests in rows:
        assert any(not path.startswith("tests/") for path in PATH.findall(modules)), threat
        assert any(path.startswith("tests/") for path in PATH.findall(tests)), threat
