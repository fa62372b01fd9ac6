"""Updates of every kind, whole and spoiled, fed to the whole service."""

from __future__ import annotations

import asyncio
import copy
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings

from bot import shapes
from bot.ordering import read_update
from bot.shapes import LONGEST, ShapeError, fit
from bot.web import web_app
from bot.webhook import Door
from tests.bot.abuse_parts import SOMEBODY, House, assert_within_limits, house
from tests.bot.botapi_objects import (
    CHAIN,
    DEEP,
    HUGE,
    KINDS,
    MARK,
    ODD,
    PERSON,
    SCHEMA,
    in_full,
    least,
    spoiled,
    updates,
)
from tests.telegram_fake import update_json

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store

BOUNDED = settings(
    max_examples=250,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
CHAT = {"id": PERSON, "type": "private", "first_name": MARK}
SENDER = {"id": PERSON, "is_bot": False, "first_name": MARK}
MESSAGE = {"message_id": 7, "date": 1_767_571_260, "chat": CHAT, "from": SENDER, "text": MARK}
QUERY = {"id": "1", "from": SENDER, "query": MARK, "offset": ""}
PRESS = {"id": "1", "from": SENDER, "chat_instance": "1", "data": f"+/cari {MARK}"}


@pytest.fixture
async def home(report: Report, renderer: Renderer, sqlite_store: Store) -> AsyncIterator[House]:
    """The whole service, answering."""
    async with house(report, renderer, sqlite_store) as opened:
        yield opened


async def survives(house: House, log: io.StringIO, payload: dict[str, Any]) -> str:
    """Feeds ``payload``, and checks that the service is none the worse for it; what was logged."""
    house.telegram.calls.clear()
    log.seek(0)
    log.truncate()
    house.now[0] += 60
    await house.takes(payload)
    told = log.getvalue()
    assert "Reference" not in told
    assert "Traceback" not in told
    assert MARK not in told
    assert len(house.telegram.of("sendMessage")) <= 1
    assert_within_limits(house.telegram)
    (answer,) = await house.asks("/dpt Sikka")
    assert "Sikka" in answer
    assert house.order.chats == 0
    return told


@pytest.mark.parametrize("strategy", [updates(), spoiled()], ids=["whole", "spoiled"])
def test_any_update(
    strategy: Any, report: Report, renderer: Renderer, sqlite_store: Store, log: io.StringIO
) -> None:
    """No update brings the service down, is answered twice, or leaves what it says in the log."""
    with asyncio.Runner() as runner:
        opening = house(report, renderer, sqlite_store)
        opened = runner.run(opening.__aenter__())

        @BOUNDED
        @given(strategy)
        def check(payload: dict[str, Any]) -> None:
            runner.run(survives(opened, log, in_full(payload)))

        try:
            check()
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def test_every_kind_and_content(home: House, log: io.StringIO) -> None:
    """Each kind of update and each thing that a message can hold is read, and none is an error."""
    contents = [name for name in SCHEMA["Message"] if name not in MESSAGE]
    for kind in KINDS:
        told = await survives(home, log, {"update_id": 1, kind: least(SCHEMA["Update"][kind])})
        assert "cannot be read" not in told, kind
    for name in contents:
        held = {key: value for key, value in MESSAGE.items() if key != "text"}
        message = held | {name: least(SCHEMA["Message"][name])}
        for kind in ("message", "edited_message", "channel_post"):
            await survives(home, log, {"update_id": 1, kind: message})


@pytest.mark.parametrize(
    "payload",
    [
        {"message": MESSAGE | {"chat": CHAT | {"id": MARK}}},
        {"message": MESSAGE | {"chat": CHAT | {"id": 1.5}}},
        {"message": MESSAGE | {"chat": CHAT | {"id": True}}},
        {"message": MESSAGE | {"chat": CHAT | {"id": 10**40}}},
        {"message": MESSAGE | {"chat": CHAT | {"id": None}}},
        {"message": MESSAGE | {"chat": CHAT | {"type": "jenis_baru"}}},
        {"message": MESSAGE | {"chat": [CHAT]}},
        {"message": MESSAGE | {"from": SENDER | {"id": MARK}}},
        {"message": MESSAGE | {"message_id": MARK}},
        {"message": MESSAGE | {"date": 10**18}},
        {"message": MESSAGE | {"date": -(10**18)}},
        {"message": MESSAGE | {"text": {"teks": MARK}}},
        {"message": MESSAGE | {"text": None, "caption": 7, "photo": []}},
        {"message": MESSAGE | {"text": None, "new_chat_title": 7}},
        {"message": MESSAGE | {"text": None, "document": {"file_id": 1, "file_unique_id": 1}}},
        {"message": MESSAGE | {"reply_to_message": in_full(CHAIN)}},
        {"message": MESSAGE | {"forward_origin": {"type": "channel", "date": 1, "chat": 7}}},
        {"inline_query": QUERY | {"offset": None}},
        {"inline_query": QUERY | {"query": 7}},
        {"callback_query": PRESS | {"data": 7}},
        {"callback_query": PRESS | {"message": MESSAGE | {"chat": {"id": MARK, "type": "x"}}}},
        {"my_chat_member": {"chat": CHAT, "from": SENDER, "date": 1}},
        {"message": MARK},
        {"message": []},
    ],
)
async def test_what_cannot_be_read_is_skipped(
    home: House, log: io.StringIO, payload: dict[str, Any]
) -> None:
    """An update that is none is skipped with its number, and nobody is apologised to."""
    told = await survives(home, log, {"update_id": 4711, **payload})
    assert "Update 4711 cannot be read" in told


@pytest.mark.parametrize(
    "payload",
    [
        {"edited_channel_post": MESSAGE | {"chat": CHAT | {"id": [[MARK]]}}},
        {"poll": {"id": in_full(DEEP)}},
        {"jenis_baru": {"update_id": MARK}},
        {"message_reaction": MARK},
    ],
)
async def test_what_nobody_asked_for_is_left_alone(
    home: House, log: io.StringIO, payload: dict[str, Any]
) -> None:
    """Of kinds that this bot does not ask for nothing is read, however odd they are."""
    told = await survives(home, log, {"update_id": 4711, **payload})
    assert "cannot be read" not in told


@pytest.mark.parametrize("text", [*ODD, in_full(HUGE), "\x00", "\ud800", "\u202e", "/", "/ ", "//"])
@pytest.mark.parametrize("where", ["text", "caption", "title", "file_name", "data", "query"])
async def test_any_words_are_answered(home: House, log: io.StringIO, text: str, where: str) -> None:
    """Whatever people write where they can, the update is read, and answered as such."""
    forwarded = {"type": "channel", "date": 1, "message_id": 1}
    file = {"file_id": "1", "file_unique_id": "1", "file_name": text}
    payloads: dict[str, dict[str, Any]] = {
        "text": {"message": MESSAGE | {"text": text}},
        "caption": {"message": MESSAGE | {"text": None, "caption": text, "document": file}},
        "file_name": {"message": MESSAGE | {"text": None, "document": file}},
        "data": {"callback_query": PRESS | {"data": f"+{text}", "message": MESSAGE}},
        "query": {"inline_query": QUERY | {"query": text}},
        "title": {
            "message": MESSAGE
            | {
                "forward_origin": forwarded
                | {"chat": {"id": -1_002_000_000_009, "type": "channel", "title": text}}
            }
        },
    }
    told = await survives(home, log, {"update_id": 4711, **payloads[where]})
    assert "cannot be read" not in told


def test_shapes_cut_and_clean() -> None:
    """A text is cut where nothing reads further, and what cannot be stored is replaced."""
    payload = {"update_id": 1, "message": MESSAGE | {"text": "\ud800a\x00" + "b" * 10**6}}
    before = copy.deepcopy(payload)
    text = fit(payload)["message"]["text"]
    assert text.startswith("\ufffda\ufffdb")
    assert len(text) == LONGEST
    assert payload == before


def test_shapes_are_the_bot_apis() -> None:
    """What is promised of a field that is read is what the Bot API's list says of it."""
    named = {
        "update": "Update",
        "message": "Message",
        "press": "CallbackQuery",
        "query": "InlineQuery",
        "change": "ChatMemberUpdated",
        "member": "ChatMemberMember",
        "origin": "MessageOriginChannel",
        "document": "Document",
        "chat": "Chat",
        "user": "User",
    }
    assert set(named) == set(shapes.SHAPES)
    plain = {shapes.number: "Integer", shapes.text: "String", shapes.name: "String"}
    unions = {"MessageOrigin", "ChatMember", "MaybeInaccessibleMessage"}
    for name, shape in shapes.SHAPES.items():
        told = SCHEMA[named[name]]
        for field, check in shape.fields.items():
            kind = told[field].partition("=")[0].rstrip("!")
            if isinstance(check, str):
                assert kind in {named[check], *unions}, (name, field)
            else:
                assert kind == plain.get(check, "String"), (name, field)
        for field in shape.needed:
            assert "!" in told[field], (name, field)
    with pytest.raises(ShapeError):
        fit({"update_id": "1"})


async def test_updates_that_telegram_sends_are_read_as_before(home: House) -> None:
    """A real update loses nothing by being looked at."""
    bot = home.application.bot
    update = read_update(update_json("forward_channel_figures"), bot)
    assert update is not None
    message = update.to_dict()["message"]
    sent = update_json("forward_channel_figures")["message"]
    assert {name: message[name] for name in ("text", "entities") if name in sent} == {
        name: sent[name] for name in ("text", "entities") if name in sent
    }


class Entrance:
    """The webhook's own way in, with Telegram's secret."""

    def __init__(self, house: House) -> None:
        app = web_app(Door(house.service, SECRET))
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://bot", headers=RIGHT
        )

    async def posts(self, body: bytes) -> int:
        """The status that a body is answered with."""
        answer = await self._client.post("/telegram", content=body)
        return answer.status_code


@pytest.mark.parametrize(
    "body",
    [
        b'{"update_id": 1e999}',
        b'{"update_id": NaN}',
        b'{"update_id": 1' + b"0" * 5000 + b"}",
        b'{"update_id": 1, "update_id": 2, "message": {"message_id": 1}}',
        b'{"update_id": 1, "message": ' + b"[" * 2000 + b"]" * 2000 + b"}",
        b'{"update_id": 1, "message": ' + b'{"reply_to_message": ' * 5000 + b"1" + b"}" * 5001,
        b'{"update_id": 1, "message": {"text": "\\ud800"}}',
        b"\xef\xbb\xbf{}",
        b'{"a": 1}{"b": 2}',
        b"null",
        b'"' + MARK.encode() + b'"',
        b"\x00" * 1000,
        b"{" + b'"' + b"a" * 900_000 + b'": 1}',
    ],
)
async def test_any_body_at_the_door(home: House, log: io.StringIO, body: bytes) -> None:
    """Whatever a body holds, the web process answers, never with an error of its own."""
    assert await Entrance(home).posts(body) in {200, 400, 413}
    assert MARK not in log.getvalue()
    assert "Traceback" not in log.getvalue()
    assert "Reference" not in log.getvalue()
    assert await home.asks("/dpt Sikka")


def test_any_update_at_the_door(
    report: Report, renderer: Renderer, sqlite_store: Store, log: io.StringIO
) -> None:
    """A spoiled update by webhook is acknowledged, so that it does not come again for ever."""
    with asyncio.Runner() as runner:
        opening = house(report, renderer, sqlite_store)
        opened = runner.run(opening.__aenter__())
        door = Entrance(opened)

        @settings(BOUNDED, max_examples=80)
        @given(spoiled())
        def check(payload: dict[str, Any]) -> None:
            opened.now[0] += 60
            # As JSON writes it, not-a-number and half characters and all.
            body = json.dumps(in_full(payload)).encode()
            large = len(body) > 1024 * 1024
            assert runner.run(door.posts(body)) in ({413} if large else {200, 400})
            assert "Reference" not in log.getvalue()
            assert MARK not in log.getvalue()

        try:
            check()
            assert runner.run(opened.asks("/dpt Sikka", SOMEBODY + 1))
        finally:
            runner.run(opening.__aexit__(None, None, None))
