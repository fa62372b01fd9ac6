"""Sentry: what is told there, over HTTP to a Sentry on loopback, and what never is."""

from __future__ import annotations

import json
import logging
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from sentry_sdk import Scope

from bot.flood import FloodGate
from bot.logs import finish_logging
from bot.redaction import REDACTED, Redactor, secrets_of
from bot.sentry import MOST, SentryHandler
from bot.settings import PROJECT, load_settings
from bot.tracing import failing, working_on
from tests.bot.log_parts import (
    KEY,
    NIK,
    SECRETS,
    SentrySink,
    holds,
    logged,
    logging_kept,
    secret_settings,
    sentry,
)
from tests.botapi_standin import free_port
from tests.telegram_fake import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterator

own = logging.getLogger("bot.test")


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told goes straight to loopback."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def sink() -> Iterator[SentrySink]:
    """A Sentry of the test's own."""
    with sentry() as running:
        yield running


@pytest.fixture
def handler(sink: SentrySink) -> Iterator[SentryHandler]:
    """What tells the sink, knowing every secret."""
    redact = Redactor(secrets_of(load_settings(**secret_settings(sink.address))))
    made = SentryHandler(sink.address, redact, "0123456789ab")
    yield made
    made.close()


def fail(question: str) -> None:
    """Raises an error that quotes ``question``, and keeps it in a variable."""
    asked = {"question": question}
    raise LookupError(f"cannot answer {asked}")


def test_a_failure_arrives_with_its_place_and_nothing_else(sink: SentrySink) -> None:
    """An error that quotes a token, a NIK and a question arrives as its class and its frames."""
    # Backwards, since the lines of source around a frame are told.
    question = "aggnatet ijag apareb"[::-1]
    with (
        logged(load_settings(**secret_settings(sink.address))) as log,
        working_on(700000001),
        failing("0A1B2C3D"),
    ):
        try:
            fail(f"{question} {TOKEN} {NIK}")
        except LookupError:
            own.exception("An update failed for %s", question)
        finish_logging()
    ((path, key, envelope),) = zip(sink.paths, sink.keys, sink.envelopes, strict=True)
    assert path == "/api/42/envelope/"
    assert f"sentry_key={KEY}" in key
    (event,) = sink.events
    assert event["tags"] == {"reference": "0A1B2C3D", "update": "700000001"}
    assert (event["level"], event["logger"]) == ("error", "bot.test")
    assert event["logentry"] == {"message": "An update failed for %s"}
    assert event["release"] == "laporan-kinerja-bot@1.0.0+0123456789ab"
    (error,) = event["exception"]["values"]
    assert (error["type"], error["stacktrace"]["frames"][-1]["function"]) == ("LookupError", "fail")
    assert "value" not in error
    for absent in (question, TOKEN.split(":")[1], NIK, KEY, socket.gethostname()):
        assert absent not in envelope
    assert not {"server_name", "environment", "user", "request", "extra"} & event.keys()
    assert "vars" not in json.dumps(error)
    assert str(PROJECT) not in envelope
    assert question in log.getvalue()


PLACES: dict[str, Any] = {
    "message": lambda text: {"message": text},
    "logentry": lambda text: {"logentry": {"message": text, "params": [text], "formatted": text}},
    "exception": lambda text: {
        "exception": {
            "values": [
                {
                    "type": text,
                    "module": text,
                    "value": text,
                    "mechanism": {"type": text, "data": {"x": text}},
                    "stacktrace": {
                        "frames": [
                            {
                                "filename": f"/home/{text}.py",
                                "abs_path": f"/home/{text}.py",
                                "function": text,
                                "vars": {text: [text]},
                                "context_line": text,
                                "pre_context": [text],
                                "post_context": [f"x = {text!r}"],
                            }
                        ]
                    },
                }
            ]
        }
    },
    "breadcrumbs": lambda text: {
        "breadcrumbs": {"values": [{"message": text, "data": {"a": text}}]}
    },
    "tags": lambda text: {"tags": {"reference": text, text: "x"}},
    "extra": lambda text: {"extra": {"a": [{"b": text}]}},
    "request": lambda text: {"request": {"url": text, "data": text, "headers": {"X": text}}},
    "user": lambda text: {"user": {"username": text, "ip_address": text}},
    "server name": lambda text: {"server_name": text},
    "contexts": lambda text: {"contexts": {"a": {"b": text}}},
    "modules": lambda text: {"modules": {text: text}},
    "transaction": lambda text: {"transaction": text, "environment": text, "dist": text},
    "logger": lambda text: {"logger": text, "release": text, "platform": text},
    "fingerprint": lambda text: {"fingerprint": [text]},
    "threads": lambda text: {"threads": {"values": [{"name": text}]}},
}


@pytest.mark.parametrize("place", PLACES)
def test_nothing_secret_arrives(sink: SentrySink, handler: SentryHandler, place: str) -> None:
    """Whatever part of an event holds a secret, the event arrives without it."""
    for secret in SECRETS.values():
        handler.client.capture_event(PLACES[place](secret))
    handler.flush()
    assert len(sink.events) == len(SECRETS)
    for name, secret in SECRETS.items():
        assert not any(holds(envelope, secret) for envelope in sink.envelopes), name


def test_what_a_scope_adds_does_not_arrive(sink: SentrySink, handler: SentryHandler) -> None:
    """User, breadcrumbs, extras and attachments of a scope stay here; its tags are redacted."""
    scope = Scope(client=handler.client)
    scope.set_user({"username": "Maria"})
    scope.set_extra("a", "Maria")
    scope.set_tag("b", TOKEN)
    scope.add_breadcrumb({"message": "Maria"}, {})
    handler.client.capture_event({"message": "x"}, scope=scope)
    handler.flush()
    (event,) = sink.events
    assert "Maria" not in sink.envelopes[0]
    assert event["tags"]["b"] == REDACTED


def test_transactions_do_not_arrive(sink: SentrySink, handler: SentryHandler) -> None:
    """Neither a trace nor a session is sent, whoever begins one."""
    handler.client.capture_event({"type": "transaction", "transaction": "x", "spans": []})
    handler.flush()
    assert sink.envelopes == []


def test_only_errors_are_told(sink: SentrySink) -> None:
    """A warning stays in the log; an error of a library is told without its words."""
    with logged(load_settings(**secret_settings(sink.address))):
        own.warning("x", exc_info=LookupError("x"))
        logging.getLogger("asyncio").error("Task exception was never retrieved: berapa")
        logging.getLogger("urllib3.connectionpool").error("no connection")
        finish_logging()
    (event,) = sink.events
    assert event["logger"] == "asyncio"
    assert "berapa" not in sink.envelopes[0]


def test_a_group_of_errors_keeps_its_members(sink: SentrySink) -> None:
    """Of errors that came together each arrives with its class, none with its text."""
    with logged(load_settings(**secret_settings(sink.address))):
        group = ExceptionGroup("berapa", [ValueError("berapa"), TypeError("berapa")])
        own.error("failed", exc_info=group)
        finish_logging()
    (event,) = sink.events
    kinds = {error["type"] for error in event["exception"]["values"]}
    assert kinds == {"ExceptionGroup", "ValueError", "TypeError"}
    assert "berapa" not in sink.envelopes[0]


def test_sentry_is_not_flooded(sink: SentrySink) -> None:
    """Of one failure that repeats some are told and the log has all; another is told still."""
    gate = FloodGate(MOST, 60, clock=lambda: 0.0)
    with logging_kept():
        handler = SentryHandler(sink.address, Redactor(), gate=gate)
        logging.getLogger().addHandler(handler)
        for _ in range(MOST + 5):
            own.error("again", exc_info=LookupError())
        own.error("another")
        finish_logging()
    assert len(sink.events) == MOST + 1
    assert sink.events[-1]["logentry"] == {"message": "another"}


def test_nothing_is_hooked(handler: SentryHandler) -> None:
    """The client has no integrations, sends nothing personal, and is nobody else's."""
    import sentry_sdk  # noqa: PLC0415 - what another library would see

    assert handler.client.integrations == {}
    assert not handler.client.should_send_default_pii()
    assert handler.client.options["include_local_variables"] is False
    assert handler.client.options["max_request_body_size"] == "never"
    assert handler.client.spotlight is None
    assert not sentry_sdk.get_client().is_active()


def test_sentry_that_is_away_disturbs_nothing() -> None:
    """Where Sentry cannot be reached, the log has the failure, and nothing raises or repeats."""
    address = f"http://{KEY}@127.0.0.1:{free_port()}/42"
    with logged(load_settings(**secret_settings(address))) as log:
        own.error("failed", exc_info=LookupError("x"))
        finish_logging()
    assert log.getvalue().count(" ERROR ") == 1


def test_broken_record_disturbs_nothing(
    sink: SentrySink, capsys: pytest.CaptureFixture[str]
) -> None:
    """A record that cannot be told is not printed past the log either."""
    with logging_kept():
        handler = SentryHandler(sink.address, Redactor())
        record = logging.makeLogRecord({"name": "bot.test", "exc_info": (1, TOKEN, 3)})
        record.levelno = logging.ERROR
        handler.handle(record)
        handler.close()
    assert capsys.readouterr() == ("", "")
    assert sink.envelopes == []


CRASH = """
from bot.logs import configure_logging, log_crash
from bot.settings import load_settings
configure_logging(load_settings())
log_crash(LookupError("berapa"))
"""


def test_crash_is_told_before_the_process_ends(sink: SentrySink) -> None:
    """What ends the process still arrives, since its end waits for that, though not for ever."""
    done = subprocess.run(
        [sys.executable, "-c", CRASH],
        cwd=PROJECT,
        env=os.environ | {"SENTRY_DSN": sink.address, "BOT_TOKEN": TOKEN},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0
    assert "LookupError: berapa" in done.stderr
    (event,) = sink.events
    assert (event["level"], event["exception"]["values"][0]["type"]) == ("fatal", "LookupError")
    assert "berapa" not in sink.envelopes[0]
