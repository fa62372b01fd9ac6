"""Inline mode over real HTTP: what Telegram is given for what somebody types in any chat."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update
from telegram.request import HTTPXRequest

from bot.answering import Desk
from bot.application import build_service
from bot.flood import FloodGate
from bot.inline import Inline, shortened
from bot.ordering import hand_over
from bot.receiving import ALLOWED_UPDATES
from bot.rendering import plain_text
from bot.settings import load_settings
from data.bulanan.figures import Figures
from data.store.errors import StoreError
from handlers.asker import ANYBODY, Asker
from handlers.inline_calon import index
from handlers.office import Office
from tests.botapi import faults
from tests.botapi.inline import unfit
from tests.botapi_standin import BotApi, bot_api
from tests.telegram_fake import ME, TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.ordering import TelegramApplication
    from bot.rendering import Renderer
    from bot.reply import Reply
    from data.report import Report
    from data.store.store import Store

MAINTAINER = 555


class NotedDesk(Desk):
    """The real desk, and the lines it was asked; ``breaks`` makes it fail."""

    def __init__(self, report: Report, renderer: Renderer) -> None:
        super().__init__(report, renderer)
        self.lines: list[str] = []
        self.askers: list[Asker] = []
        self.breaks = False

    def reply(
        self, question: str, *, commands_only: bool = False, asker: Asker = ANYBODY
    ) -> Reply | None:
        """The real reply."""
        self.lines.append(question)
        self.askers.append(asker)
        if self.breaks:
            raise RuntimeError("rusak")
        return super().reply(question, commands_only=commands_only, asker=asker)


class Typing:
    """Somebody who types behind the bot's name, in a chat that the bot does not see."""

    def __init__(self, application: TelegramApplication, api: BotApi) -> None:
        self._application = application
        self.api = api
        self._count = 0

    def query(self, text: str, offset: str = "", who: int = 123456789) -> dict[str, Any]:
        """The update that Telegram sends when ``who`` pauses after ``text``."""
        self._count += 1
        person = {"id": who, "is_bot": False, "first_name": "Rekaan"}
        return {
            "update_id": 730000000 + self._count,
            "inline_query": {
                "id": f"53010000000000{self._count}",
                "from": person,
                "query": text,
                "offset": offset,
                "chat_type": "supergroup",
            },
        }

    async def hand(self, update: dict[str, Any]) -> None:
        """Hands ``update`` over and waits until it is handled."""
        await hand_over(self._application, Update.de_json(update, self._application.bot))

    async def type(self, text: str, offset: str = "", who: int = 123456789) -> dict[str, Any]:
        """What the query of ``text`` was answered with."""
        update = self.query(text, offset, who)
        self.api.inline.asked(update)
        await self.hand(update)
        call = self.api.of("answerInlineQuery")[-1]
        assert call["inline_query_id"] == update["inline_query"]["id"]
        # Taken as Telegram takes it: ids, titles, tags and lengths are right.
        assert self.api.inline.answered[call["inline_query_id"]] == call["results"]
        return call


@pytest.fixture
def desk(report: Report, renderer: Renderer) -> NotedDesk:
    """The real desk, noted."""
    return NotedDesk(report, renderer)


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """A Bot API of the test's own."""
    async with bot_api() as given:
        yield given


@pytest.fixture
def gate() -> FloodGate:
    """A gate that lets six queries through."""
    return FloodGate(6, 30, clock=lambda: 0.0)


@pytest.fixture
async def typing(
    api: BotApi, desk: NotedDesk, report: Report, renderer: Renderer, gate: FloodGate
) -> AsyncIterator[Typing]:
    """The running application with inline mode, seen by who types."""
    settings = load_settings(bot_token=TOKEN, maintainer_ids=str(MAINTAINER), bot_api_url=api.url)
    application = build_service(settings, desk, renderer, HTTPXRequest(8)).application
    Inline(desk, renderer, report, gate=gate).register(application)
    async with application:
        await application.start()
        yield Typing(application, api)
        await application.stop()


def said(result: dict[str, Any]) -> str:
    """What ``result`` inserts, without tags."""
    return plain_text(result["input_message_content"]["message_text"])


async def test_offer(typing: Typing, report: Report, renderer: Renderer) -> None:
    """An offer inserts the whole answer, with its source, and links to it as it stands now."""
    call = await typing.type("dpt sikka")
    (first, *others) = call["results"]
    asked = Desk(report, renderer).reply("/dpt Sikka")
    assert asked is not None
    assert first == {
        "type": "article",
        "id": first["id"],
        "title": "DPT Kabupaten Sikka",
        "description": "Kabupaten Sikka: 244.838 pemilih",
        "input_message_content": {
            "message_text": asked.html,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        },
        "reply_markup": {
            "inline_keyboard": [
                [
                    {
                        "text": "Buka di bot",
                        "url": f"https://t.me/{ME['username']}?start={asked.link_payload}",
                    }
                ]
            ]
        },
    }
    assert "Sumber: Laporan Kinerja KPU NTT 2024" in said(first)
    assert len(others) == 3
    assert (call["cache_time"], call["is_personal"]) == (300, False)
    assert "next_offset" not in call or call["next_offset"] == ""


async def test_wired(api: BotApi, report: Report, renderer: Renderer) -> None:
    """The bot as it is served asks Telegram for inline queries and answers them."""
    settings = load_settings(bot_token=TOKEN, bot_api_url=api.url)
    desk = Desk(report, renderer)
    service = build_service(settings, desk, renderer, HTTPXRequest(8), report=report)
    async with service.application as application:
        await application.start()
        (first, *_) = (await Typing(application, api).type("dpt sikka"))["results"]
        await application.stop()
    await service.close()
    assert first["title"] == "DPT Kabupaten Sikka"
    assert "inline_query" in ALLOWED_UPDATES


async def test_anybody_asks(typing: Typing, desk: NotedDesk) -> None:
    """Every answer is what anybody gets, whoever types."""
    await typing.type("dpt sikka", who=MAINTAINER)
    assert set(desk.askers) == {ANYBODY}
    assert len(desk.lines) >= 4


async def test_empty_query(typing: Typing) -> None:
    """Who has typed nothing sees the headline figures."""
    results = (await typing.type(""))["results"]
    assert [each["title"] for each in results][:4] == [
        "DPT NTT",
        "Anggaran: pagu dan realisasi",
        "Penyerapan anggaran",
        "Hasil Pilgub",
    ]
    assert results[0]["description"] == "Provinsi Nusa Tenggara Timur: 3.988.372 pemilih"
    assert len(results) == 9


async def test_nameless_offer(typing: Typing) -> None:
    """An answer without a name of its own is named by its first line."""
    (first, *_) = (await typing.type("tahapan kampanye"))["results"]
    assert first["title"].startswith("Masa Kampanye Pemilu: 28 November 2023")
    assert first["description"] == "Tahapan 10 dari 15, Pemilu 2024"


async def test_pages(typing: Typing) -> None:
    """Pages follow by the offset that Telegram hands back; together each result once."""
    first = await typing.type("dpt")
    second = await typing.type("dpt", first["next_offset"])
    ids = [each["id"] for call in (first, second) for each in call["results"]]
    assert len(first["results"]) == 50
    assert len(set(ids)) == len(ids) == 93
    assert second.get("next_offset", "") == ""


@pytest.mark.parametrize("offset", ["-1", "abc", "²", "0"])
async def test_offset_of_nobody(typing: Typing, offset: str) -> None:
    """An offset that the bot never gave is the beginning."""
    assert (await typing.type("dpt sikka", offset))["results"][0]["title"] == "DPT Kabupaten Sikka"


async def test_offset_beyond_the_end(typing: Typing) -> None:
    """Beyond the last page there is nothing, not even advice."""
    assert (await typing.type("dpt sikka", "4000"))["results"] == []


async def test_everything_fits(desk: NotedDesk, renderer: Renderer, report: Report) -> None:
    """All that can be offered has a name, and is a message that Telegram takes."""
    mode = Inline(desk, renderer, report)
    seen = set()
    for each in index(report, report.latest).offers:
        # Its own line finds it, whatever its name is.
        page = await mode._made(each.line.removeprefix("/"), 0, "v", "Bot")
        results = json.loads(page.results)
        assert unfit(results) is None
        seen |= {result["title"] for result in results}
    assert len(seen) > 200
    assert all(title and "{}" not in title for title in seen)


async def test_sentence(typing: Typing) -> None:
    """A figure stands in the sentence with its source in brackets; what was typed is kept."""
    call = await typing.type("Di <Sikka> & sekitar ada +dpt sikka+, lihat!")
    (first, *_) = call["results"]
    assert said(first) == (
        "Di <Sikka> & sekitar ada 244.838 pemilih (Kabupaten Sikka; Laporan Kinerja KPU NTT 2024,"
        " Lampiran, tabel DPT Pemilihan Serentak 2024), lihat!"
    )
    assert first["title"].startswith("Sisipkan: 244.838 pemilih (")
    assert first["description"].startswith("Di <Sikka> & sekitar ada 244.838")
    assert "reply_markup" not in first


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("dpt sikka perempuan", "129.291 pemilih perempuan (Kabupaten Sikka; "),
        ("dpt sikka laki-laki", "115.547 pemilih laki-laki (Kabupaten Sikka; "),
        ("tps sikka", "557 TPS (Kabupaten Sikka; "),
        ("cq.6871", "pagu Rp11.632.683.000 (CQ.6871 Pengelolaan Pengadaan Barang dan Jasa; "),
        ("realisasi cq.6871", "realisasi Rp11.620.233.939 (CQ.6871 "),
        ("sisa cq.6871", "sisa pagu Rp12.449.061 (CQ.6871 "),
        ("/anggaran persen cq.6871", "penyerapan 99,89% (CQ.6871 "),
        ("serapan", "penyerapan 99,61% (seluruh anggaran, akhir tahun 2024; "),
        ("pilgub", "Suara sah Pilgub NTT 2024: "),
        ("gedung sikka", "Gedung KPU Kabupaten Sikka: milik sendiri, baik, 360 m² ("),
    ],
)
async def test_figures_in_sentences(typing: Typing, question: str, figure: str) -> None:
    """Each figure is named as it was asked for, and never without its source."""
    (first, *_) = (await typing.type(f"Ada +{question}+ ya"))["results"]
    assert said(first).startswith(f"Ada {figure}")
    assert "Laporan Kinerja " in said(first)
    assert said(first).endswith(") ya")


async def test_notes_in_sentences(typing: Typing) -> None:
    """A figure that the report prints in two ways names the note on it."""
    call = await typing.type("Serapan +serapan+ dan +capaian 3+")
    text = said(call["results"][0])
    assert "tabel realisasi anggaran; lihat catatan 9) dan" in text
    assert text.endswith("(lihat catatan 1, 2, 3, 4, 5)")


async def test_sentence_without_an_end(typing: Typing) -> None:
    """While the question is still being typed each thing it can mean is a sentence."""
    results = (await typing.type("Warga +dpt sik"))["results"]
    assert [said(each).split(" (")[0] for each in results] == [
        "Warga 244.838 pemilih",
        "Warga 129.291 pemilih perempuan",
        "Warga 115.547 pemilih laki-laki",
        "Warga 557 TPS",
    ]


async def test_sentence_too_long(desk: NotedDesk, renderer: Renderer, report: Report) -> None:
    """A sentence that no message holds is not offered."""
    page = await Inline(desk, renderer, report).page("x " * 2100 + "+dpt sikka+", "", "Bot")
    assert "Belum ada angka" in page.results


async def test_uncitable_sentence(typing: Typing) -> None:
    """What has no citation goes into no sentence; the answer itself can be had."""
    results = (await typing.type("Ada +profil misi+ ya"))["results"]
    assert [each["title"] for each in results] == ["Misi"]
    assert not said(results[0]).startswith("Ada")


@pytest.mark.parametrize("text", ["xyzzy", "Ada +xyzzy+ ya", "dpt jakarta", "/umumkan"])
async def test_not_understood(typing: Typing, text: str) -> None:
    """What is not understood gives one result: what to type, and nothing else."""
    call = await typing.type(text)
    (only,) = call["results"]
    assert only["title"] == "Belum ada angka untuk ini"
    assert f"@{ME['username']} dpt sikka" in said(only)
    assert text not in said(only)
    assert call["cache_time"] == 60


@pytest.mark.parametrize(
    "text", ["5310010101900001", "Nama ini +dpt sikka+ 5310-0101-0190-0001", "nik sikka"]
)
async def test_personal(typing: Typing, desk: NotedDesk, log: io.StringIO, text: str) -> None:
    """A NIK, and a question for a person, get nothing, reach nobody and stand in no log."""
    assert (await typing.type(text))["results"] == []
    assert desk.lines == []
    assert text not in log.getvalue().replace("%20", " ")


async def test_stable_ids(
    typing: Typing, desk: NotedDesk, renderer: Renderer, report: Report
) -> None:
    """The same answer has the same id, however it was found and in whatever process."""
    one = {each["title"]: each["id"] for each in (await typing.type("dpt sikka"))["results"]}
    two = {each["title"]: each["id"] for each in (await typing.type("sikka"))["results"]}
    both = one.keys() & two.keys()
    assert "DPT Kabupaten Sikka" in both
    assert all(one[title] == two[title] for title in both)
    other = Inline(desk, renderer, report)
    assert (await other.page("dpt  sikka", "", "Bot")).results.count(one["DPT Kabupaten Sikka"])


async def test_known_page(typing: Typing, desk: NotedDesk) -> None:
    """A page that was made before is given again without asking anything."""
    first = await typing.type("dpt sikka")
    asked = len(desk.lines)
    second = await typing.type(" dpt  sikka ", who=5)
    assert second["results"] == first["results"]
    assert len(desk.lines) == asked > 0


async def test_pages_are_remembered_within_bounds(
    desk: NotedDesk, renderer: Renderer, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many pages those used last are kept."""
    monkeypatch.setattr("bot.inline.CACHED_PAGES", 2)
    mode = Inline(desk, renderer, report)
    for text in ("dpt sikka", "dpt ende", "dpt sikka", "dpt alor", "dpt sikka"):
        await mode.page(text, "", "Bot")
    asked = len(desk.lines)
    await mode.page("dpt sikka", "", "Bot")
    assert len(desk.lines) == asked
    await mode.page("dpt ende", "", "Bot")
    assert len(desk.lines) > asked


async def test_new_months(
    desk: NotedDesk, renderer: Renderer, report: Report, sqlite_store: Store
) -> None:
    """When a month is loaded, pages are made anew and their results are others."""
    # Slow to import, and only here needed.
    from tests.data.store.rekaan import OKTOBER, load  # noqa: PLC0415

    office = Office(figures=Figures(lambda: sqlite_store, looks=True))
    mode = Inline(desk, renderer, report, office)
    before = await mode.page("dpt sikka", "", "Bot")
    load(sqlite_store, OKTOBER)
    after = await mode.page("dpt sikka", "", "Bot")
    assert before.results != after.results
    assert after == await mode.page("dpt sikka", "", "Bot")


async def test_store_away(desk: NotedDesk, renderer: Renderer, report: Report) -> None:
    """A store that does not answer keeps no figure of the report back."""

    def no_answer() -> Store:
        raise StoreError("tidak dapat dihubungi")

    office = Office(figures=Figures(no_answer, looks=True))
    page = await Inline(desk, renderer, report, office).page("dpt sikka", "", "Bot")
    assert "244.838" in page.results


async def test_too_fast(typing: Typing, desk: NotedDesk) -> None:
    """Who types without a pause gets nothing for a while, uncached; others are not kept waiting."""
    for number in range(6):
        assert (await typing.type("dpt sikka"))["results"], number
    asked = len(desk.lines)
    call = await typing.type("dpt ende")
    assert (call["results"], call["cache_time"]) == ([], 0)
    assert len(desk.lines) == asked
    assert (await typing.type("dpt ende", who=5))["results"]


@pytest.mark.parametrize("fault", [faults.too_many(5), faults.SERVER_ERROR, faults.BAD_GATEWAY])
async def test_trouble_on_the_way(typing: Typing, fault: faults.Fault) -> None:
    """Where Telegram does not take the answer now, nobody hears of it: who types asks again."""
    typing.api.fail(fault, methods={"answerInlineQuery"})
    await typing.hand(typing.query("dpt sikka"))
    assert len(typing.api.of("answerInlineQuery")) == 1
    assert typing.api.messages == {}


async def test_old_query(typing: Typing, log: io.StringIO) -> None:
    """A query that nobody waits for any more is let go, without a word of it in the log."""
    await typing.hand(typing.query("dpt sikka rahasia"))
    assert len(typing.api.of("answerInlineQuery")) == 1
    assert typing.api.messages == {}
    assert "answered too late" in log.getvalue()
    assert "rahasia" not in log.getvalue()


async def test_refused_page(typing: Typing) -> None:
    """A page that Telegram refuses is a defect: the maintainers hear of it, who types does not."""
    typing.api.fail(faults.UNPARSABLE, methods={"answerInlineQuery"})
    await typing.hand(typing.query("dpt sikka"))
    assert [*typing.api.messages] == [MAINTAINER]
    assert "BadRequest" in typing.api.messages[MAINTAINER][0].text


async def test_broken_desk(typing: Typing, desk: NotedDesk) -> None:
    """Where answering breaks, no trace of it is shown to who types."""
    desk.breaks = True
    await typing.hand(typing.query("dpt sikka"))
    assert typing.api.of("answerInlineQuery") == []
    assert [*typing.api.messages] == [MAINTAINER]
    assert "rusak" not in typing.api.messages[MAINTAINER][0].text


async def test_what_nobody_answers(renderer: Renderer, report: Report) -> None:
    """Where the desk answers nothing, there is nothing to offer."""

    class SilentDesk:
        """Answers nothing."""

        def reply(
            self,
            question: str,  # noqa: ARG002 - as the desk has it
            *,
            commands_only: bool = False,  # noqa: ARG002
            asker: Asker = ANYBODY,  # noqa: ARG002
        ) -> Reply | None:
            """Nothing."""
            return None

    page = await Inline(SilentDesk(), renderer, report).page("dpt sikka", "", "Bot")
    assert "Belum ada angka" in page.results


def test_shortened() -> None:
    """A title is one line of bounded length, cut where needed."""
    assert shortened("satu\n dua", 10) == "satu dua"
    assert shortened("a" * 11, 10) == "a" * 9 + "…"
