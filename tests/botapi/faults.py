"""What can go wrong between a bot and Telegram, to be planned by tests."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.botapi.wire import Answer, refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

SENDS = frozenset({"sendMessage", "sendDocument", "sendPhoto", "copyMessage"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail.

    ``delivers`` says whether the call takes effect first. The request waits ``before``
    seconds until then and ``after`` seconds until it is answered: with ``code`` a
    refusal, with ``body`` those bytes, with ``ending`` no proper answer at all, otherwise
    the answer that the call earned.
    """

    code: int = 0
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    delivers: bool = False
    before: float = 0.0
    after: float = 0.0
    ending: str = ""

    def answer(self, earned: Answer | None) -> Answer:
        """What the client gets in place of ``earned``."""
        if self.body is not None:
            answer = Answer(self.code or 200, self.body, self.content_type)
        elif self.code:
            answer = refused(self.code, self.description, dict(self.parameters))
        else:
            answer = earned or Answer()
        return replace(answer, ending=self.ending)


def too_many(seconds: int) -> Fault:
    """Telegram asks to wait ``seconds``."""
    return Fault(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


def migrated(chat_id: int) -> Fault:
    """The group is a supergroup by now, under the id ``chat_id``."""
    return Fault(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": chat_id},
    )


def hang_before(seconds: float) -> Fault:
    """Takes effect, and answers, only after ``seconds``, whether or not the client waits."""
    return Fault(delivers=True, before=seconds)


def hang_after(seconds: float) -> Fault:
    """Takes effect at once and answers after ``seconds``."""
    return Fault(delivers=True, after=seconds)


def hang_lost(seconds: float) -> Fault:
    """Never takes effect; the connection ends after ``seconds`` without an answer."""
    return Fault(after=seconds, ending="close")


def refusal(code: int, description: str) -> Fault:
    """Any other refusal."""
    return Fault(code, description)


BLOCKED = Fault(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = Fault(403, "Forbidden: user is deactivated")
NOT_STARTED = Fault(403, "Forbidden: bot can't initiate conversation with a user")
KICKED = Fault(403, "Forbidden: bot was kicked from the supergroup chat")
KICKED_GROUP = Fault(403, "Forbidden: bot was kicked from the group chat")
KICKED_CHANNEL = Fault(403, "Forbidden: bot was kicked from the channel chat")
NOT_MEMBER = Fault(403, "Forbidden: bot is not a member of the channel chat")
CHAT_NOT_FOUND = Fault(400, "Bad Request: chat not found")
THREAD_NOT_FOUND = Fault(400, "Bad Request: message thread not found")
TOPIC_CLOSED = Fault(400, "Bad Request: TOPIC_CLOSED")
TOPIC_DELETED = Fault(400, "Bad Request: TOPIC_DELETED")
NO_RIGHTS = Fault(400, "Bad Request: not enough rights to send text messages to the chat")
NOT_ADMIN = Fault(400, "Bad Request: need administrator rights in the channel chat")
WRITE_FORBIDDEN = Fault(400, "Bad Request: CHAT_WRITE_FORBIDDEN")
NO_TOPICS = Fault(400, "Bad Request: not enough rights to create a topic")
REPLY_GONE = Fault(400, "Bad Request: message to be replied not found")
UNPARSABLE = Fault(
    400,
    "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
)
SERVER_ERROR = Fault(500, "Internal Server Error")
BAD_GATEWAY = Fault(502, "Bad Gateway")
# A proxy's own page, as it stands in front of the Bot API.
BAD_GATEWAY_PAGE = Fault(
    502,
    body=b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\r\n",
    content_type="text/html",
)
# The message counts as delivered; the sender does not learn it.
LOST_ANSWER = Fault(delivers=True, ending="close")
RESET_ANSWER = Fault(delivers=True, ending="reset")
CUT_ANSWER = Fault(delivers=True, ending="cut")
DELIVERED_502 = replace(BAD_GATEWAY_PAGE, delivers=True)
GARBAGE_ANSWER = Fault(body=b"<html>ok</html>", delivers=True)
EMPTY_OBJECT = Fault(body=b"{}", delivers=True)
# It was never delivered; to the sender it looks the same.
LOST_REQUEST = Fault(ending="close")
RESET_REQUEST = Fault(ending="reset")
GARBAGE = Fault(body=b"<html>ok</html>")

NAMED: dict[str, Fault] = {
    name: value for name, value in list(globals().items()) if isinstance(value, Fault)
}
MADE: dict[str, Callable[..., Fault]] = {
    "too_many": too_many,
    "migrated": migrated,
    "hang_before": hang_before,
    "hang_after": hang_after,
    "hang_lost": hang_lost,
    "refusal": refusal,
}


@dataclass(slots=True)
class Rule:
    """When a fault happens: for which calls, after how many, how often, how many times."""

    fault: Fault
    methods: Collection[str] | None
    chat: int | None
    thread: int | None
    times: int | None
    skip: int
    every: int
    seen: int = 0
    happened: int = 0

    def meets(self, method: str, parameters: Mapping[str, Any]) -> bool:
        """Whether the fault happens to this call, which is counted."""
        if (
            (self.times is not None and self.happened >= self.times)
            or (self.methods is not None and method not in self.methods)
            or (self.chat is not None and parameters.get("chat_id") != self.chat)
            or (self.thread is not None and parameters.get("message_thread_id") != self.thread)
        ):
            return False
        self.seen += 1
        if self.seen <= self.skip or (self.seen - self.skip) % self.every:
            return False
        self.happened += 1
        return True


class Plan:
    """The faults to come; the first rule that meets a call decides."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []

    def add(
        self,
        fault: Fault,
        *,
        chat: int | None = None,
        thread: int | None = None,
        methods: Collection[str] | None = SENDS,
        times: int | None = 1,
        skip: int = 0,
        every: int = 1,
    ) -> Rule:
        """Plans ``fault``; the rule counts in ``happened``.

        It meets calls of ``methods`` (``None``: of any; ``"file"`` is a download) to ``chat``
        and ``thread`` where given, leaves out the first ``skip`` of them, takes each
        ``every``-th from there, and ends after ``times`` (``None``: never).
        """
        rule = Rule(fault, methods, chat, thread, times, skip, every)
        self.rules.append(rule)
        return rule

    def load(self, rules: list[dict[str, Any]]) -> None:
        """Plans what ``rules`` say, as they stand in JSON.

        ``{"fault": "BLOCKED", "chat": 5, "times": null}``,
        ``{"fault": "too_many", "args": [3], "every": 100, "times": null}``.
        """
        for rule in rules:
            words = dict(rule)
            name, args = words.pop("fault"), words.pop("args", [])
            self.add(MADE[name](*args) if name in MADE else NAMED[name], **words)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.rules.clear()

    def of(self, method: str, parameters: Mapping[str, Any]) -> Fault | None:
        """What happens to this call."""
        for rule in self.rules:
            if rule.meets(method, parameters):
                return rule.fault
        return None
