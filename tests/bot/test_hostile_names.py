"""Names and texts that people choose, wherever they are shown: as they are, and never as markup."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.rendering import plain_text
from bot.shapes import name as as_name
from handlers.permintaan_daftar import STARTS_FORMULA, harmless
from tests.bot.abuse_parts import SOMEBODY, House, assert_within_limits, house
from tests.bot.botapi_objects import CHANNEL, FORUM, GROUP, OFFICER
from tests.bot.test_wording import telegram_reads
from tests.telegram_fake import ME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.rendering import Renderer
    from data.report import Report
    from data.store.store import Store

HOSTILE = (
    "<b>tebal</b> <i>miring",
    "</b></code><a href='tg://user?id=1'>x",
    "a & b &lt;b&gt; &amp; &#60;",
    "*tebal* _miring_ `kode` [x](http://a.b)",
    "{{ 7 * 7 }} {% raw %} {# x #} ${x}",
    "%s %(nama)s %d {} {0} {nama!r}",
    "\"kutip\" 'satu' \\ | ; --",
    "=HYPERLINK('http://a.b')",
    "+62 kurang @SUM(A1) -1+1",
    "@SUM(A1:A9)",
    "\u202egnikcab\u202c \u2066x",
    "satu\ndua\r\n2026-01-01 ERROR palsu",
    "a" + "\u0301" * 20 + " zalgo",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 kanan",
    "<" * 30,
)
FAR_TOO_LONG = "<i>&" * 1024
ADMINISTRATOR = {
    "status": "administrator",
    "user": ME,
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": False,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": False,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_post_messages": True,
}
PERSON = {"id": SOMEBODY, "is_bot": False, "first_name": "<b>", "username": "rekaan"}


@pytest.fixture
async def home(report: Report, renderer: Renderer, sqlite_store: Store) -> AsyncIterator[House]:
    """The whole service, whose bot is an admin everywhere."""
    async with house(report, renderer, sqlite_store) as opened:
        opened.telegram.always("getChatMember", ADMINISTRATOR)
        yield opened


def read(house: House) -> list[str]:
    """What people read of all that was sent, by Telegram's own rules."""
    assert_within_limits(house.telegram)
    texts = []
    for told in (*house.telegram.of("sendMessage"), *house.telegram.of("editMessageText")):
        assert told["parse_mode"] == "HTML"
        parsed = telegram_reads(told["text"])
        assert parsed["@type"] == "formattedText", (told["text"], parsed)
        assert parsed["text"] == plain_text(told["text"]).strip()
        texts.append(str(parsed["text"]))
    return texts


def shown(name: str) -> str:
    """``name`` as it stands in one line."""
    return as_name(name)


def lines_of(text: str) -> str:
    """``text`` with every run of white space as one, as lines are compared."""
    return " ".join(text.split())


@pytest.mark.parametrize("title", HOSTILE)
async def test_titles_of_chats(home: House, title: str) -> None:
    """A chat's title is shown as it is where the bot tells of it, and stored in one line."""
    chat = {"id": GROUP, "type": "supergroup", "title": title}
    change = {
        "chat": chat,
        "from": PERSON,
        "date": 1_767_571_260,
        "old_chat_member": {"status": "left", "user": ME},
        "new_chat_member": {"status": "member", "user": ME},
    }
    post = {
        "type": "channel",
        "date": 1,
        "message_id": 1,
        "chat": {"id": CHANNEL, "type": "channel", "title": title},
    }
    await home.takes({"update_id": 1, "my_chat_member": change})
    await home.takes(home.typed("Kabar", forward_origin=post))
    await home.asks("/langganan")
    await home.asks(f"/langganan di {GROUP}")
    told = [lines_of(text) for text in read(home)]
    assert len(told) == 4
    for text in told[:3]:
        assert lines_of(shown(title)) in text
    assert "\u202e" not in "".join(told)


@pytest.mark.parametrize("words", HOSTILE)
async def test_requests(home: House, words: str) -> None:
    """What an asker writes in each step is shown as it is: to them, to officers, in the file."""
    await home.asks("/permintaan")
    for _ in range(5):
        await home.asks(words)
    summary = read(home)[-1]
    stored = "".join(char for char in words if char not in "\u202e\u202c\u2066\r")
    assert lines_of(summary).count(lines_of(stored)) >= 5
    await home.asks("/permintaan kirim")
    file = {"file_id": "1", "file_unique_id": "1", "file_name": words}
    await home.takes(home.typed("", text=None, document=file))
    home.telegram.calls.clear()
    officers = {"chat": {"id": FORUM, "type": "supergroup", "title": "Petugas"}}
    await home.takes(home.typed("/permintaan 1", OFFICER, **officers))
    await home.takes(home.typed("/permintaan daftar semua", OFFICER, **officers))
    card, _ = read(home)
    assert lines_of(card).count(lines_of(stored)) >= 5


@pytest.mark.parametrize("words", HOSTILE)
def test_the_officers_file_holds_no_formula(words: str) -> None:
    """In the file for officers no cell begins as a formula, and each is whole again when read."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerow([harmless(words)])
    (row,) = csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=";")
    assert row[0].removeprefix("'") == words
    assert not row[0].startswith(STARTS_FORMULA)


@pytest.mark.parametrize("words", [*HOSTILE, FAR_TOO_LONG])
@pytest.mark.parametrize(
    "line",
    ["{}", "/dpt {}", "/cari {}", "/{}", "/istilah {}", "/verifikasi {} 12.345", "/status {}"],
)
async def test_questions(home: House, line: str, words: str) -> None:
    """Whatever a question holds, its answer is markup of ours alone."""
    await home.asks(line.format(words))
    (text,) = read(home)
    assert "\u202e" not in text


@pytest.mark.parametrize("words", [*HOSTILE, FAR_TOO_LONG])
async def test_inline(home: House, words: str) -> None:
    """What is typed inline is markup of ours alone, and titles are plain."""
    query = {"id": "1", "from": PERSON, "query": f"dpt sikka {words}", "offset": ""}
    await home.takes({"update_id": 1, "inline_query": query})
    (told,) = home.telegram.of("answerInlineQuery")
    for result in json.loads(told["results"]):
        message = result["input_message_content"]["message_text"]
        assert telegram_reads(message)["@type"] == "formattedText"
        assert len(result["title"]) <= 96


@pytest.mark.parametrize("words", HOSTILE)
async def test_nothing_forges_a_line_of_the_log(home: House, log: io.StringIO, words: str) -> None:
    """What people choose begins no line of the log."""
    chat: dict[str, Any] = {"id": GROUP, "type": "supergroup", "title": words}
    await home.takes(home.typed(words, text=f"/dpt {words}", chat=chat))
    await home.takes(home.pressed(f"+{words}", chat=chat))
    await home.takes({"update_id": f"1\n{words}", "message": {}})
    await home.takes({"update_id": 1, "message": {"text": words, "chat": chat}})
    assert "palsu" not in log.getvalue()
    assert "HYPERLINK" not in log.getvalue()
