"""``/serapan`` at the year-end of a report: several codes are compared, never passed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.handlers.walking import answered

if TYPE_CHECKING:
    from data.report import Report


def test_two_codes_are_compared(report: Report) -> None:
    """Two codes stand side by side."""
    answer = answered("/serapan CQ WA", report)
    assert (answer.understood, answer.template) == (True, "banding")


def test_more_codes_are_asked_back(report: Report) -> None:
    """Of three codes none is dropped silently."""
    answer = answered("/serapan CQ.6871 CQ.6872 CQ.6709", report)
    assert not answer.understood
    assert answer.data.model_dump()["alasan"] == "dua_kode"
