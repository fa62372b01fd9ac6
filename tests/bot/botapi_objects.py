"""Bot API objects as hypothesis draws them: whole ones, and ones that somebody spoiled.

``tests/fixtures/botapi_types.json`` has every type that an update can lead to, from the Bot
API's own list: a field is its types, ``!`` where it is required, and ``=`` before the one
value that it always has.
"""

from __future__ import annotations

import copy
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    Draw = st.DrawFn
    Json = Any

SCHEMA = json.loads((Path(__file__).parents[1] / "fixtures" / "botapi_types.json").read_text())
KINDS = tuple(name for name in SCHEMA["Update"] if name != "update_id")
# What this bot answers.
OFTEN = ("message", "message", "message", "edited_message", "callback_query", "inline_query")
MANY = "Array of "
DEEPEST = 3
# Whatever is typed holds it, so that the log can be searched for it.
MARK = "zqxmarka"
PERSON, ADMIN, OFFICER = 7_000_000_101, 7_000_000_301, 7_000_000_201
GROUP, CHANNEL, FORUM = -1_002_000_000_001, -1_002_000_000_002, -1_002_000_000_777
BOT = 7_000_000_001
ODD = (
    "\u202e" + MARK + "\u2066",
    MARK + "\u200b\u200d\u00ad \ufeff",
    "a" + "\u0300" * 300 + MARK,
    f"<b>{MARK}</i>&lt;&#0;{{{{ 7*7 }}}}{{% x %}}%s",
    f"=cmd|' /C calc'!A0 {MARK}",
    f"{MARK}\n2026-01-01 ERROR palsu: baris\r\n",
    f"{MARK}\x00\x1b[31m\x7f",
    f"\ud800{MARK}\udfff",
    "𝐝𝐩𝐭 𝐒𝐢𝐤𝐤𝐚 " + MARK,
    "٣٢١ " + MARK,
    "../../etc/passwd" + MARK,
    f"\U0001f1ee\U0001f1e9\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466{MARK}",
)
LINES = (
    "/dpt Sikka",
    f"/dpt {MARK}",
    f"{MARK} anggaran",
    "/start",
    f"/start x-{MARK}",
    "/start tautan-v01234567-dpt",
    "/bantuan",
    f"/cari {MARK}",
    f"/verifikasi DPT Sikka 999.999 {MARK}",
    "/verifikasi",
    "/langganan",
    f"/langganan di {GROUP}",
    "/berhenti",
    "/permintaan",
    f"/permintaan minta {MARK}",
    "/permintaan 1 jawab",
    "/permintaan daftar",
    "/status 1",
    "/tanyajawab 1 terbitkan",
    "/hapus_data",
    "/batal",
    "/muat simpan 1",
    "/umumkan kirim 2025-10",
    "/ikuti dpt",
    "/dpt@LaporanKinerjaBot Sikka",
    "/dpt@BotLain Sikka",
    "/" + "a" * 300,
    f"{MARK} " * 600,
    f"Data DPT Sikka 250.000 jiwa, 12,5% naik {MARK}",
    f"PI-2025-0001 {MARK}",
)
TEXTS = st.sampled_from((*LINES, *ODD)) | st.text(max_size=40).map(lambda text: text + MARK)
NUMBERS = {
    "message_id": st.integers(1, 10**6),
    "message_thread_id": st.sampled_from((1, 77)),
    "offset": st.integers(0, 20),
    "length": st.integers(0, 60),
    "file_size": st.integers(0, 10**9),
    "migrate_to_chat_id": st.just(GROUP),
    "migrate_from_chat_id": st.just(-4_000_001),
}
DATES = st.integers(1_700_000_000, 1_800_000_000)
PEOPLE = st.sampled_from((*[PERSON] * 6, PERSON + 1, OFFICER, ADMIN, BOT, 1_087_968_824, 777_000))
CHATS = {
    "private": st.sampled_from((PERSON, PERSON + 1, OFFICER, ADMIN)),
    "group": st.just(-4_000_001),
    "supergroup": st.sampled_from((GROUP, FORUM)),
    "channel": st.just(CHANNEL),
}
WORDS = {
    "data": TEXTS.map(lambda text: f"+{text[:40]}")
    | TEXTS.map(lambda text: f"={text[:40]}")
    | TEXTS,
    "callback_data": TEXTS.map(lambda text: f"={text[:40]}"),
    "status": st.sampled_from(("member", "left")),
    "language_code": st.just("id"),
    "media_group_id": st.sampled_from(("1", "2")),
    "sender_type": st.just("user"),
    "currency": st.just("XTR"),
    "offset": st.sampled_from(("", "4", "99999", MARK)),
}
# Whatever a field may be replaced with.
JUNK: tuple[Json, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    -(2**31) - 1,
    2**53,
    2**63,
    -(2**63) - 1,
    10**40,
    1.5,
    -0.0,
    1e300,
    float("inf"),
    float("nan"),
    "",
    " ",
    "\x00",
    "\ud83d",
    "1",
    *ODD,
    [],
    {},
    [None],
    [[[[[]]]]],
    {"id": MARK},
    [{"id": 1}],
)
# What stands for more than a report of a failure should print.
HUGE, DEEP, CHAIN = "<satu megabita>", "<sangat dalam>", "<balasan tanpa akhir>"


def in_full(made: Json) -> Json:
    """``made`` with what its place-holders stand for."""
    if isinstance(made, dict):
        return {key: in_full(inner) for key, inner in made.items()}
    if isinstance(made, list):
        return [in_full(inner) for inner in made]
    if made == HUGE:
        return MARK * 131_072
    if made == DEEP:
        return nested(900)
    if made == CHAIN:
        return chained(900)
    return made


def nested(depth: int) -> Json:
    """Lists within lists."""
    deep: Json = []
    for _ in range(depth):
        deep = [deep]
    return deep


def chained(depth: int) -> Json:
    """A message that replies to one that replies to one, and so on."""
    chat = {"id": PERSON, "type": "private", "first_name": MARK}
    message: Json = {"message_id": 1, "date": 1_767_571_260, "chat": chat}
    for _ in range(depth):
        message = {**message, "reply_to_message": message}
    return message


@st.composite
def objects(draw: Draw, name: str, depth: int = 0) -> Json:
    """One object of the type ``name``: all it must have, and some of what it may have."""
    shape = SCHEMA[name]
    if isinstance(shape, str):
        kinds = [kind for kind in shape.split("|") if depth < DEEPEST or kind != "Message"]
        return draw(value("|".join([draw(st.sampled_from(kinds))]), "", depth))
    if name == "Chat":
        return draw(chats())
    if name == "User":
        return draw(users())
    needed = [field for field, told in shape.items() if "!" in told]
    optional = [field for field, told in shape.items() if "!" not in told]
    most = 4 if depth == 0 else 2 if depth < DEEPEST else 0
    chosen = (
        draw(st.lists(st.sampled_from(optional), max_size=most, unique=True)) if optional else []
    )
    made = {field: draw(value(shape[field], field, depth + 1)) for field in (*needed, *chosen)}
    if name == "Message":
        made |= draw(usual(depth))
    return made


@st.composite
def usual(draw: Draw, depth: int) -> dict[str, Json]:
    """What most messages have: somebody who wrote it, and a text."""
    made: dict[str, Json] = {}
    if draw(st.integers(0, 5)):
        made["from"] = draw(users())
    if draw(st.integers(0, 3)):
        made["text"] = draw(TEXTS)
    if depth < 2 and not draw(st.integers(0, 3)):
        made["reply_to_message"] = draw(objects("Message", depth + 2))
    return made


@st.composite
def chats(draw: Draw) -> dict[str, Json]:
    """A chat of some kind, with an id as that kind has."""
    kind = draw(st.sampled_from((*["private"] * 4, "supergroup", "group", "channel")))
    made: dict[str, Json] = {"id": draw(CHATS[kind]), "type": kind}
    made |= {"first_name": draw(TEXTS)} if kind == "private" else {"title": draw(TEXTS)}
    if kind == "supergroup":
        made["is_forum"] = draw(st.booleans())
    return made


@st.composite
def users(draw: Draw) -> dict[str, Json]:
    """Somebody, now and then a bot."""
    number = draw(PEOPLE)
    return {
        "id": number,
        "is_bot": number in {BOT, 1_087_968_824},
        "first_name": draw(TEXTS),
        "username": draw(st.sampled_from(("LaporanKinerjaBot", MARK))),
    }


@cache
def value(told: str, field: str, depth: int) -> st.SearchStrategy[Json]:
    """Values for a field that the schema tells of as ``told``."""
    kinds, _, fixed = told.partition("=")
    if fixed:
        return st.just(fixed)
    kind, *others = kinds.replace("!", "").split("|")
    if others:
        return st.one_of(*(value(each, field, depth) for each in (kind, *others)))
    if kind.startswith(MANY):
        inner = kind.removeprefix(MANY)
        return st.lists(st.deferred(lambda: value(inner, field, depth + 1)), min_size=1, max_size=2)
    plain: dict[str, st.SearchStrategy[Json]] = {
        "Boolean": st.just(value=True),
        "Float": st.floats(-180, 180),
        "String": WORDS.get(field, TEXTS),
        "Integer": NUMBERS.get(field, DATES if field.endswith("date") else st.integers(0, 10**6)),
    }
    return plain[kind] if kind in plain else objects(kind, depth)


def least(told: str, depth: int = 0) -> Json:
    """A value of the kind that the schema tells of as ``told``, with no more than it must have."""
    kinds, _, fixed = told.partition("=")
    if fixed:
        return fixed
    kind = kinds.replace("!", "").partition("|")[0]
    if kind.startswith(MANY):
        return [least(kind.removeprefix(MANY), depth + 1)]
    plain = {"Boolean": True, "Float": 1.5, "Integer": 1, "String": MARK}
    if kind in plain:
        return plain[kind]
    if kind == "Chat":
        return {"id": PERSON, "type": "private", "first_name": MARK}
    shape = SCHEMA[kind]
    if isinstance(shape, str):
        return least(shape, depth)
    made = {name: least(each, depth + 1) for name, each in shape.items() if "!" in each}
    return made | ({"text": MARK} if kind == "Message" else {})


@st.composite
def updates(draw: Draw) -> dict[str, Json]:
    """An update of any kind, as Telegram would send it."""
    kind = draw(st.sampled_from(OFTEN) | st.sampled_from(KINDS))
    told = SCHEMA["Update"][kind]
    return {"update_id": draw(st.integers(1, 10**9)), kind: draw(value(told, kind, 0))}


def places(made: Json) -> Iterator[tuple[Json, Any]]:
    """Every place of ``made``: what holds it, and its name there."""
    waiting = [made]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder))
        for key in keys:
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])


@st.composite
def spoiled(draw: Draw) -> dict[str, Json]:
    """An update of which a few places are gone, or hold what does not belong there."""
    made: dict[str, Json] = copy.deepcopy(draw(updates()))
    for _ in range(draw(st.integers(1, 3))):
        there = list(places(made))
        if not there:
            break
        holder, key = draw(st.sampled_from(range(len(there))).map(there.__getitem__))
        match draw(st.sampled_from(("junk", "junk", "gone", "new", "huge", "deep", "twice"))):
            case "gone":
                del holder[key]
            case "new" if isinstance(holder, dict):
                holder[draw(st.sampled_from(("jenis_baru", "api_kwargs", "self", "bot", "")))] = {}
            case "huge":
                holder[key] = HUGE
            case "deep":
                holder[key] = draw(st.sampled_from((DEEP, CHAIN)))
            case "twice":
                holder[key] = [holder[key], copy.deepcopy(holder[key])]
            case _:
                holder[key] = copy.deepcopy(draw(st.sampled_from(JUNK)))
    return made
