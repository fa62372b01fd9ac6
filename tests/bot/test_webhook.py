"""The webhook's door: who gets in, and what is answered."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.ordering import under_way
from bot.responding import is_sound
from bot.stopping import finish
from bot.web import health_routes, web_app
from bot.webhook import Door
from tests.bot.desk_fake import reply_to
from tests.bot.waiting import until
from tests.telegram_fake import sent_message, update_json

if TYPE_CHECKING:
    import io
    from collections.abc import AsyncIterator

    from starlette.applications import Starlette

    from bot.service import Service
    from tests.bot.desk_fake import FakeDesk
    from tests.telegram_fake import FakeTelegram

SECRET = "rahasia_webhook-123"  # noqa: S105 - opens nothing
METRICS = "sandi_metrik-1234567890"
RIGHT = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


def app_of(
    service: Service, stop: asyncio.Event | None = None, *, longest_wait: float = 25.0
) -> Starlette:
    """The web application of ``service``, with metrics for who knows the token."""
    stop = stop or asyncio.Event()
    door = Door(service, SECRET, stop=stop, longest_wait=longest_wait)
    return web_app(door, health_routes(service, stop, METRICS))


@pytest.fixture
async def client(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the web application, which waits a tenth of a second for slow answers."""
    app = app_of(service, longest_wait=0.1)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("POST", "/telegram", {}, b"{}", 403),
        ("POST", "/telegram", {"X-Telegram-Bot-Api-Secret-Token": "salah"}, b"{}", 403),
        ("POST", "/telegram", {"X-Telegram-Bot-Api-Secret-Token": b"\xe9"}, b"{}", 403),
        ("POST", "/telegram", RIGHT, b"{", 400),
        ("POST", "/telegram", RIGHT, b"", 400),
        ("POST", "/telegram", RIGHT, b"\xff\xfe", 400),
        ("POST", "/telegram", RIGHT, b"[]", 400),
        ("POST", "/telegram", RIGHT, b"[" * 100_000, 400),
        ("POST", "/telegram/", RIGHT, b"{}", 404),
        ("GET", "/healthz/", {}, None, 404),
        ("POST", "/telegram", RIGHT, b'{"x": "' + b"a" * 1024 * 1024 + b'"}', 413),
        ("POST", "/telegram", RIGHT, b'{"update_id": 1, "jenis_baru": {}}', 200),
        ("POST", "/telegram", RIGHT, b'{"update_id": 1, "message": {}}', 200),
        ("GET", "/telegram", RIGHT, None, 404),
        ("POST", "/healthz", RIGHT, b"{}", 404),
        ("GET", "/", {}, None, 404),
        ("GET", "/.env", {}, None, 404),
        ("GET", "/healthz", {}, None, 200),
    ],
)
async def test_door(
    client: httpx.AsyncClient,
    telegram: FakeTelegram,
    method: str,
    path: str,
    headers: dict[str, Any],
    body: bytes | None,
    status: int,
) -> None:
    """Only Telegram's own updates get in; nobody else learns what is here."""
    answer = await client.request(method, path, headers=headers, content=body)
    assert answer.status_code == status
    assert answer.text == ("ok" if path == "/healthz" and status == 200 else "")
    assert telegram.calls == []


def question(number: int = 1, chat: int = 123456789, text: str = "/dpt Sikka") -> dict[str, Any]:
    """A plain question in private chat."""
    update = update_json("private_command")
    update["update_id"] = number
    update["message"]["text"] = text
    update["message"]["chat"]["id"] = update["message"]["from"]["id"] = chat
    return update


async def ask(client: httpx.AsyncClient, update: dict[str, Any]) -> httpx.Response:
    """The response to ``update``, posted as Telegram does."""
    return await client.post("/telegram", headers=RIGHT, json=update)


async def test_plain_question_is_answered_in_the_response(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """The response holds the one method that Telegram is to carry out; nothing else is called."""
    response = await ask(client, question())
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    said = response.json()
    assert said["method"] == "sendMessage"
    assert said["chat_id"] == 123456789
    assert said["text"] == "<b>/dpt Sikka</b>"
    assert said["parse_mode"] == "HTML"
    assert json.loads(said["link_preview_options"]) == {"is_disabled": True}
    assert telegram.calls == []


async def test_repeated_question_gets_the_same_response(
    client: httpx.AsyncClient, telegram: FakeTelegram, desk: FakeDesk
) -> None:
    """Telegram asks again where the response was lost, and with it the answer."""
    first = await ask(client, question())
    again = await ask(client, question())
    assert first.content == again.content
    assert len(desk.lines) == 1
    assert telegram.calls == []


@pytest.mark.parametrize("name", ["group_command", "private_edited"])
async def test_what_is_not_plain_is_answered_by_calls(
    client: httpx.AsyncClient, telegram: FakeTelegram, name: str
) -> None:
    """In groups, and after edits, the store knows of the update: its answer must be certain."""
    response = await ask(client, update_json(name))
    assert (response.status_code, response.content) == (200, b"")
    assert len(telegram.of("sendMessage")) == 1


async def test_press_is_acknowledged_and_answered_by_calls(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """Two methods do not fit into one response."""
    response = await ask(client, update_json("press_new"))
    assert (response.status_code, response.content) == (200, b"")
    assert [call.method for call in telegram.calls] == ["answerCallbackQuery", "sendMessage"]


async def test_second_answer_within_a_second_is_called(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """Where Telegram may refuse for haste, the bot has to hear of it."""
    first = await ask(client, question(1))
    second = await ask(client, question(2, text="/dpt Ende"))
    assert first.content
    assert second.content == b""
    assert [call["text"] for call in telegram.of("sendMessage")] == ["<b>/dpt Ende</b>"]


async def test_unsound_markup_is_not_put_into_a_response(
    client: httpx.AsyncClient, telegram: FakeTelegram, desk: FakeDesk
) -> None:
    """What Telegram would refuse unheard goes by a call, which falls back to plain text."""
    desk.make = lambda line: reply_to(line).model_copy(update={"html": f"<b>{line}"})
    response = await ask(client, question())
    assert response.content == b""
    assert len(telegram.of("sendMessage")) == 1


async def test_slow_answer_leaves_the_update_with_telegram(
    client: httpx.AsyncClient, telegram: FakeTelegram
) -> None:
    """Without a store, an update that takes too long is asked for again, and answered once."""
    release = asyncio.Event()

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow)
    update = update_json("press_new")
    assert (await ask(client, update)).status_code == 503
    assert (await ask(client, update)).status_code == 503
    release.set()
    assert (await ask(client, update)).status_code == 200
    assert len(telegram.of("sendMessage")) == 1


async def test_late_answer_does_not_go_into_a_response_that_is_gone(
    client: httpx.AsyncClient,
    service: Service,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A question answered after its response was sent is answered by a call."""
    release = asyncio.Event()
    admits = service.reception._admits

    async def slowly(message: Any) -> bool:
        await release.wait()
        return await admits(message)

    monkeypatch.setattr(service.reception, "_admits", slowly)
    assert (await ask(client, question())).status_code == 503
    release.set()
    assert (await ask(client, question())).status_code == 200
    assert [call["text"] for call in telegram.of("sendMessage")] == ["<b>/dpt Sikka</b>"]


async def test_failing_update_is_acknowledged(
    client: httpx.AsyncClient, telegram: FakeTelegram, log: io.StringIO
) -> None:
    """A failure is apologised for once; Telegram is not asked to send the update again."""
    telegram.then("sendMessage", ValueError("rusak"))
    assert (await ask(client, update_json("press_new"))).status_code == 200
    assert (await ask(client, update_json("press_new"))).status_code == 200
    assert log.getvalue().count("reference=") == 1


async def test_health_and_readiness(service: Service, telegram: FakeTelegram) -> None:
    """The process lives while it answers; it is ready while Telegram is heard of and no stop."""
    stop = asyncio.Event()
    now = [1000.0]
    service.measures._clock = lambda: now[0]
    service.measures.heard()
    transport = httpx.ASGITransport(app_of(service, stop))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:

        async def statuses() -> list[int]:
            return [(await client.get(path)).status_code for path in ("/healthz", "/readyz")]

        assert await statuses() == [200, 200]
        now[0] += 600
        assert await statuses() == [200, 503]
        assert (await client.get("/readyz")).json()["telegram"] is False
        await ask(client, question())
        assert await statuses() == [200, 200]
        stop.set()
        assert await statuses() == [200, 503]
        await service.application.stop()
        assert await statuses() == [503, 503]
    await service.application.start()
    assert telegram.calls == []


async def test_metrics_are_for_who_knows_the_token(client: httpx.AsyncClient) -> None:
    """Counts are shown to the bearer of the token; for all others there is no such page."""
    await ask(client, question())
    await ask(client, question())
    await ask(client, update_json("press_new") | {"update_id": 9})
    for number in range(100, 125):
        await ask(client, question(number, chat=77))
    for wrong in ({}, {"Authorization": "Bearer salah"}, {"Authorization": METRICS}):
        answer = await client.get("/metrics", headers=wrong)
        assert (answer.status_code, answer.content) == (404, b"")
    answer = await client.get("/metrics", headers={"Authorization": f"Bearer {METRICS}"})
    counted = {
        (family.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if not sample.name.endswith(("_created", "_bucket", "_sum"))
    }
    assert counted["laporan_updates", "message"] == 26
    assert counted["laporan_questions_refused",] == 5
    assert counted["laporan_updates", "callback_query"] == 1
    assert counted["laporan_updates_passed", "repeated"] == 1
    assert counted["laporan_update_seconds", "message"] == 26
    assert counted["laporan_updates_under_way",] == 0


async def test_door_takes_real_updates_of_every_kind(client: httpx.AsyncClient) -> None:
    """A body as Telegram posts it, with characters beyond ASCII, gets in."""
    body = json.dumps(update_json("private_sticker"), ensure_ascii=False).encode()
    answer = await client.post("/telegram", headers=RIGHT, content=body)
    assert answer.status_code == 200


async def test_remembered_updates_are_bounded(
    client: httpx.AsyncClient, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the latest numbers are remembered here; the rest is the store's to know."""
    monkeypatch.setattr("bot.webhook.REMEMBERED", 1)
    monkeypatch.setattr("bot.intake.REMEMBERED", 1)
    for number in (1, 2, 1):
        await ask(client, update_json("press_new") | {"update_id": number})
    assert len(telegram.of("sendMessage")) == 3


async def test_tarrying_body_is_given_up(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A body that does not end is not waited for for ever."""
    monkeypatch.setattr("bot.webhook.LONGEST_BODY", 0.05)

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    answer = await client.post("/telegram", headers=RIGHT, content=body())
    assert answer.status_code == 408


async def test_what_a_stop_cuts_off_is_not_acknowledged(
    service: Service, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram keeps what was cut off, and what comes after the stop, for the next process."""
    monkeypatch.setattr("bot.stopping.GRACE", 0.05)
    stop = asyncio.Event()

    async def hang(_: dict[str, Any]) -> Any:
        await asyncio.sleep(60)

    telegram.always("sendMessage", hang)
    transport = httpx.ASGITransport(app_of(service, stop))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        posting = asyncio.create_task(ask(client, update_json("press_new")))
        await until(lambda: telegram.of("sendMessage"))
        stop.set()
        await finish(under_way(service.application))
        assert (await posting).status_code == 503
        assert (await ask(client, question(2))).status_code == 503
    assert len(telegram.of("sendMessage")) == 1


async def test_crowded_chat_is_let_go(
    client: httpx.AsyncClient,
    service: Service,
    telegram: FakeTelegram,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What one chat sends beyond any allowance is acknowledged and dropped."""
    monkeypatch.setattr("bot.ordering.LONGEST_LANE", 2)
    release = asyncio.Event()

    async def slow(parameters: dict[str, Any]) -> Any:
        await release.wait()
        return sent_message(parameters)

    telegram.always("sendMessage", slow)
    presses = [update_json("press_new") | {"update_id": number} for number in range(5)]
    posting = [asyncio.create_task(ask(client, press)) for press in presses]
    await until(lambda: service.measures.passed["crowded"] == 3)
    release.set()
    statuses = [(await each).status_code for each in posting]
    assert statuses == [200] * 5
    assert len(telegram.of("sendMessage")) == 2


@pytest.mark.parametrize(
    ("html", "sound"),
    [
        ("<b>Sikka</b>: 244.838 &amp; <i>lain</i>", True),
        ("<blockquote expandable>a <code>b</code></blockquote>", True),
        ("<b>tidak ditutup", False),
        ("<b><i>bersilang</b></i>", False),
        ("</b>", False),
        ("<script>x</script>", False),
        ("teks saja", True),
    ],
)
def test_sound_markup(html: str, *, sound: bool) -> None:
    """Markup is sound where each tag is one that Telegram knows, and closed in its order."""
    assert is_sound(html) is sound
