"""Telegram, faked at the one seam that the library offers: its request class."""

from __future__ import annotations

import inspect
import json
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telegram.request import BaseRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from telegram.request import RequestData

UPDATES = Path(__file__).resolve().parent / "fixtures" / "updates"
TOKEN = "7000000001:AA-token_rahasia-hanya-untuk-pengujian"  # noqa: S105 - opens nothing
ME = {
    "id": 7000000001,
    "is_bot": True,
    "first_name": "Laporan Kinerja KPU NTT",
    "username": "LaporanKinerjaBot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


def update_json(name: str) -> dict[str, Any]:
    """The update of ``tests/fixtures/updates/<name>.json``."""
    update: dict[str, Any] = json.loads((UPDATES / f"{name}.json").read_text())
    return update


@dataclass(frozen=True)
class Call:
    """One request to the Bot API: the method and its parameters."""

    method: str
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Refusal:
    """An error that the Bot API answers with."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)


def sent_message(parameters: dict[str, Any]) -> dict[str, Any]:
    """What the Bot API answers after sending or editing a text."""
    chat = parameters["chat_id"]
    return {
        "message_id": parameters.get("message_id", 900),
        "from": ME,
        "chat": {"id": chat, "type": "private" if chat > 0 else "supergroup", "title": "Rapat"},
        "date": 1767571260,
        "text": parameters["text"],
    }


class Offline(BaseRequest):
    """A transport without a network; what it answers is up to its heirs."""

    @property
    def read_timeout(self) -> float:
        """As long as the library's own."""
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


class FakeTelegram(Offline):
    """Records calls and answers them as planned; an unplanned method is noted and refused."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.unplanned: list[str] = []
        self._always: dict[str, Any] = {"getMe": ME}
        self._next: defaultdict[str, deque[Any]] = defaultdict(deque)

    def always(self, method: str, outcome: Any) -> None:
        """From now on ``method`` ends in ``outcome``."""
        self._always[method] = outcome

    def then(self, method: str, *outcomes: Any) -> None:
        """The next calls of ``method`` end in ``outcomes``, one each."""
        self._next[method].extend(outcomes)

    def of(self, method: str) -> list[dict[str, Any]]:
        """The parameters of every call of ``method`` so far."""
        return [call.parameters for call in self.calls if call.method == method]

    async def do_request(
        self,
        url: str,
        method: str,  # noqa: ARG002 - the base class's name
        request_data: RequestData | None = None,
        *_: Any,
        **__: Any,
    ) -> tuple[int, bytes]:
        """The planned answer to a call of the method that ``url`` ends in."""
        name = url.rsplit("/", 1)[1]
        parameters = read(request_data.parameters) if request_data else {}
        self.calls.append(Call(name, parameters))
        planned = self._next[name]
        if planned:
            outcome = planned.popleft()
        elif name in self._always:
            outcome = self._always[name]
        else:
            self.unplanned.append(name)
            raise AssertionError(f"unplanned call of {name}")
        if callable(outcome):
            outcome = await answer_of(outcome, parameters)
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Refusal):
            return refused(outcome)
        return 200, json.dumps({"ok": True, "result": outcome}).encode()


def read(parameters: dict[str, Any]) -> dict[str, Any]:
    """``parameters`` as objects: what was sent as JSON is read, as the Bot API does."""
    return {
        name: json.loads(value) if isinstance(value, str) and value[:2] == '{"' else value
        for name, value in parameters.items()
    }


async def answer_of(plan: Callable[[dict[str, Any]], Any], parameters: dict[str, Any]) -> Any:
    """What ``plan`` says to ``parameters``, awaited where it takes its time."""
    outcome = plan(parameters)
    return await outcome if inspect.isawaitable(outcome) else outcome


def refused(refusal: Refusal) -> tuple[int, bytes]:
    """``refusal`` as the Bot API puts it."""
    body: dict[str, Any] = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return refusal.code, json.dumps(body).encode()
