"""The one way in: a typed line to an answer."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from data.queries import capaian, naskah
from data.store.errors import StoreError
from handlers import links, scope
from handlers.answer import Answer, Button, Dibaca, KeteranganPerintah
from handlers.apologies import apology, found_buttons
from handlers.asked import LONGEST_QUESTION, Asked, in_rows
from handlers.asker import ANYBODY, Asker
from handlers.command import Command
from handlers.command_lines import COMMAND, LINKED, LONGEST_LINE, command_of, is_command
from handlers.commands import BY_NAME, COMMANDS
from handlers.mistakes import Mistake, echo
from handlers.reading import hear
from handlers.tahapan import MONTHS
from handlers.vocabulary import BY_COMMAND_ONLY, CLAIMS, FILLING, GREETINGS, THANKS, measures
from handlers.words import YEAR, fold, is_numeral, split

if TYPE_CHECKING:
    from data.report import Report
    from handlers.office import Office

logger = logging.getLogger(__name__)

SHORTEST_NAME = 3
LONGEST_TAIL = 30
# A whole message of Telegram, behind the command that is to read it.
LONGEST_MESSAGE = 4200
LONGEST_LINKED = 60
# Of those that are only obeyed as commands, these say what they are about.
TAKES_WORDS = frozenset({"unduh", "kutip", "verifikasi", "ikuti"})
SMALL_NUMBER = re.compile(r"\d{1,2}")
LIKENESS = 62
MOST_LIKE = 2
SCALES = frozenset({"ribu", "juta", "miliar", "triliun", "persen"})
CODE = re.compile(r"\d{4}|\d|53\.\d\d")
YEAR_IS_A_WORD = frozenset({"hitung", "istilah", LINKED.name}) | {
    command.name for command in COMMANDS if command.stores
}
SEARCHES = frozenset({"cari", "istilah", "hitung"})
# Words that no command reads, left out of links; other filling words may be part of a phrase.
COURTESY = GREETINGS | {
    "apakah",
    "berapa",
    "berapakah",
    "bu",
    "coba",
    "dong",
    "ingin",
    "kak",
    "lihat",
    "mau",
    "min",
    "minta",
    "mohon",
    "pak",
    "saya",
    "sebutkan",
    "selamat",
    "tampilkan",
    "tanya",
    "tolong",
    "ya",
}
MONTHLY = frozenset({"anggaran", "serapan", "tren", "grafik"})
NOISE = measures("tahapan")
HELP = {
    command.name: KeteranganPerintah(
        nama=command.name,
        ringkas=command.summary,
        pemakaian=command.usage,
        contoh=command.examples,
        sebutan=command.aliases,
        di_menu=command.menu,
    )
    for command in COMMANDS
}
FOR_ALL = tuple(HELP[command.name] for command in COMMANDS if command.audience != "admin")
FOR_ADMINS = tuple(HELP.values())
PAGE_WORDS = frozenset({"hal", "halaman"})


def ask(
    text: str,
    report: Report,
    *,
    commands_only: bool = False,
    asker: Asker = ANYBODY,
    office: Office | None = None,
) -> Answer | None:
    """The answer to a typed line; a mistake is answered with what to type instead.

    ``None`` only with ``commands_only``, for a line that is no known command.
    """
    asked: Asked | None = None
    try:
        if commands_only and not is_command(text):
            return None
        guard_length(text, longest(text))
        command, rest, typo = understand(text, report, asker)
        guard_audience(command, asker)
        asked = prepare(command, rest, report)
        asked.asker, asked.office = asker, office or asked.office
        asked.raw = raw_of(text, rest) if rest else ""
        asked.commands = FOR_ADMINS if asker.admin else FOR_ALL
        if typo:
            asked.read_as.append(Dibaca(sebagai=typo))
        return with_line(command.function(asked), command, rest)
    except Mistake as mistake:
        return apology(mistake, asked, report, text, office)
    except StoreError as error:
        logger.warning("The store does not answer: %s", error)
        return apology(Mistake("salah", "basis_data"), asked, report)


def with_line(answer: Answer, command: Command, rest: str) -> Answer:
    """``answer`` with the line that gives it, where anybody may ask that again.

    What works with the store may hold what a person wrote, so it has none of its own.
    """
    if answer.line or not answer.understood or command.stores or command.seen_first:
        return answer
    if command.name not in SEARCHES:
        # A plain line names its topic once more, and has words of courtesy.
        words = [word for word in rest.split() if word not in COURTESY]
        rest = " ".join(words).removeprefix(f"{command.name} ")
    return answer.model_copy(update={"line": f"/{command.name} {rest}".rstrip()})


def guard_audience(command: Command, asker: Asker) -> None:
    """Refuses a command for the bot's admins to everybody else."""
    if command.audience == "admin" and not asker.admin:
        raise Mistake("salah", "bukan_admin", f"/{command.name}")
    if command.audience == "admin" and not asker.private:
        raise Mistake("salah", "chat_pribadi", f"/{command.name}")


def longest(text: str) -> int:
    """How long ``text`` may be: a line, or a message where its command takes one."""
    command = command_of(text[:LONGEST_LINE]) if text.startswith("/") else None
    return LONGEST_MESSAGE if command is not None and command.long else LONGEST_LINE


def raw_of(text: str, rest: str) -> str:
    """What was typed behind the command, or all of a plain line, untouched.

    Of a link only ``rest`` is known, what was read of it.
    """
    if not text.lstrip().startswith("/"):
        return text.strip()
    match = COMMAND.fullmatch(fold(text).strip())
    if match is not None and match[1] == "start":
        return rest
    return [*text.split(maxsplit=1), ""][1].strip()


def guard_length(text: str, most: int = LONGEST_LINE) -> None:
    """Refuses a text that is longer than ``most`` characters, and so no question."""
    if len(text) > most:
        raise Mistake("salah", "panjang", str(most), examples=("/dpt Sikka",))


def understand(
    text: str, report: Report, asker: Asker = ANYBODY
) -> tuple[Command, str, str | None]:
    """The command of a line, the text behind it, and a word that was put right."""
    line = fold(text).strip()
    # Folding can make a line longer, and a link can hold what no line showed.
    guard_length(line, longest(text))
    scope.guard_text(line)
    match = COMMAND.fullmatch(line)
    if match:
        name, rest = match[1], match[2] or ""
        if name == "start" and rest:
            return follow(rest, report, asker)
        command = BY_NAME.get(name)
        if command is None:
            return unknown_command(name, rest, asker)
        if command.name != name:
            rest = f"{name} {rest}".strip() if keeps_alias(command, name) else rest
        return command, rest, None
    words = split(line)
    left = [word for word in words if word not in FILLING]
    if words and set(words) <= THANKS | FILLING and set(words) & THANKS:
        raise Mistake("salah", "terima_kasih", examples=("/dpt Sikka",))
    if not left or set(left) <= GREETINGS:
        if set(words) & GREETINGS:
            return BY_NAME["start"], "", None
        raise Mistake("salah", "kosong", examples=("/dpt Sikka", "/anggaran CQ.6871"))
    if len(left) == 1 and SMALL_NUMBER.fullmatch(left[0]):
        raise small_number(left[0], report)
    refuse_command_words(words, asker)
    heard = hear(line, report, report.latest)
    if heard is None:
        raise nothing_heard(words, report)
    text_kept = line if heard.command in {"tahapan", "hitung"} else " ".join(heard.words)
    return BY_NAME[heard.command], text_kept, heard.typo


def follow(link: str, report: Report, asker: Asker) -> tuple[Command, str, str | None]:
    """What the line behind a link asks; one that would do something is asked back.

    A permanent link is followed by a command of its own, since it needs the store.
    """
    marked = links.stamp(link)
    if marked is not None and marked.nomor is not None:
        return LINKED, link, None
    command, rest, typo = understand(links.question(link), report, asker)
    if command.seen_first:
        # Who follows a link has not seen what it asks: it must not act for anybody.
        raise seen_first(command, rest)
    return (command, rest, typo) if marked is None else (LINKED, link, None)


def seen_first(command: Command, rest: str) -> Mistake:
    """The question back whether a link may do what it asks."""
    line = f"/{command.name} {rest}".rstrip()
    button = Button(label="apa_adanya", question=line, subject=line)
    buttons = ((button,),) if len(line) <= LONGEST_LINKED and echo(line) == line else ()
    return Mistake("pilih", "tautan", f"/{command.name}", buttons)


def small_number(number: str, report: Report) -> Mistake:
    """The question back what a lone number numbers."""
    numbered = (
        ("capaian", len(capaian.objectives(report, report.latest))),
        ("tahapan", stages.semua if (stages := naskah.stages(report, report.latest)) else 0),
        ("catatan", len(naskah.notes(report, report.latest).catatan)),
    )
    buttons = [
        Button(label="apa_adanya", question=f"/{name} {number}", subject=f"/{name} {number}")
        for name, count in numbered
        if 0 < int(number) <= count
    ]
    return Mistake("pilih", "angka", number, in_rows(buttons, 3), ("/dpt Sikka", "/capaian 3"))


def refuse_command_words(words: tuple[str, ...], asker: Asker) -> None:
    """Asks back a plain line about what only a command does, such as *berhenti langganan*."""
    names = [
        name
        for name, said in BY_COMMAND_ONLY.items()
        if not said.isdisjoint(words) and (asker.admin or BY_NAME[name].audience != "admin")
    ]
    buttons = [
        Button(label="apa_adanya", question=as_command(name, words), subject=BY_NAME[name].summary)
        for name in names
    ]
    if buttons:
        raise Mistake("pilih", "perintah_saja", buttons=in_rows(buttons, 1))


def as_command(name: str, words: tuple[str, ...]) -> str:
    """The command ``name`` with what stands behind its own word, where a button holds that."""
    at = next(at for at, word in enumerate(words) if word in BY_COMMAND_ONLY[name])
    line = " ".join((f"/{name}", *(word for word in words[at + 1 :] if word not in FILLING)))
    return line if name in TAKES_WORDS and len(line.encode()) <= LONGEST_QUESTION else f"/{name}"


def nothing_heard(words: tuple[str, ...], report: Report) -> Mistake:
    """The mistake of a line that names no topic, with what a search finds near it."""
    telling = [word for word in words if word not in FILLING]
    buttons = found_buttons(" ".join(telling), report, report.latest)
    return Mistake(
        "tidak_ada",
        "tidak_dikenal",
        " ".join(telling),
        (*buttons, (Button(label="semua_perintah", question="/bantuan"),)),
        () if buttons else ("/dpt Sikka", "/anggaran CQ.6871", "/capaian 3"),
    )


def keeps_alias(command: Command, name: str) -> bool:
    """Whether an alias is itself a word for its command, as in ``/tps Sikka``."""
    return name in {
        "tps",
        "pagu",
        "realisasi",
        "target",
        "visi",
        "misi",
        "tugas",
        "diklat",
    } and command.name in {"dpt", "anggaran", "capaian", "profil", "penghargaan"}


def unknown_command(name: str, rest: str, asker: Asker) -> tuple[Command, str, str]:
    """The one command a single edit away; else asks which was meant."""
    theirs = [
        known for known, command in BY_NAME.items() if asker.admin or command.audience != "admin"
    ]
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only unknown commands pay for it
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    close = {
        BY_NAME[known].name
        for known in theirs
        if len(known) >= SHORTEST_NAME and OSA.distance(name, known, score_cutoff=1) == 1
    }
    if len(close) == 1:
        command = BY_NAME[close.pop()]
        return command, rest, f"/{command.name}"
    like = [
        key for key, _, _ in process.extract(name, theirs, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    ]
    names = dict.fromkeys(BY_NAME[key].name for key in like[:MOST_LIKE])
    glued = [known for known in theirs if name.startswith(known) and len(known) >= SHORTEST_NAME]
    if glued:
        known = max(glued, key=len)
        rest = f"{name.removeprefix(known).strip('_')} {rest}".replace("_", " ").strip()
        names = {BY_NAME[known].name: None}
    tail = f" {rest}" if rest and len(rest) < LONGEST_TAIL and echo(rest) == rest else ""
    buttons = [
        Button(label="apa_adanya", question=f"/{known}{tail}", subject=f"/{known}{tail}")
        for known in names
    ]
    buttons.append(Button(label="semua_perintah", question="/bantuan"))
    raise Mistake("maksud", "perintah", f"/{name}", in_rows(buttons, 1))


def prepare(command: Command, rest: str, report: Report) -> Asked:
    """The words behind a command, with its page and year taken out."""
    words = list(split(rest))
    page = 1
    claim = ""
    if len(words) > 1 and words[-1].isdigit() and words[-2] in PAGE_WORDS:
        page = max(1, min(int(words[-1]), 999))
        words = words[:-2]
    if CLAIMS & set(words):
        left = unclaimed(words)
        claim = " ".join(words) if len(left) < len(words) else ""
        words = left
    year, named = report.latest, False
    years = [word for word in words if YEAR.fullmatch(word)]
    if years and command.name not in YEAR_IS_A_WORD and not is_dated(command, words, report.years):
        words = [word for word in words if word not in years]
        year, named = int(years[-1]), int(years[-1]) != report.latest
        if year not in report.years:
            raise Mistake("tidak_ada", "tahun", str(year))
    if len(words) > 1 and page == 1 and words[-1].isdigit() and words[-2] in PAGE_WORDS:
        page = max(1, min(int(words[-1]), 999))
        words = words[:-2]
    return Asked(
        report=report,
        command=command.name,
        text=rest,
        words=tuple(words),
        year=year,
        year_named=named,
        page=page,
        claim=claim,
    )


def unclaimed(words: list[str]) -> list[str]:
    """``words`` without the figure that the asker wants confirmed; codes and numbers stay."""
    kept = []
    for word, behind in zip(words, [*words[1:], ""], strict=True):
        figure = is_numeral(word) and (behind in SCALES or not CODE.fullmatch(word))
        if not figure and word not in SCALES:
            kept.append(word)
    return kept


def is_dated(command: Command, words: list[str], years: tuple[int, ...]) -> bool:
    """Whether a year among the words belongs to a date and need not name a report.

    A month has its year, and a year without a report may have months: what asks for the
    budget looks at both.
    A search has its year last; alone it is what is searched for. A stage is asked by
    its date: a year alone that is no report's, or one behind a month.
    """
    if command.name in MONTHLY:
        return True
    if command.name == "cari":
        return len(words) == 1 or not YEAR.fullmatch(words[-1])
    if command.name != "tahapan":
        return False
    telling = [word for word in words if word not in FILLING and word not in NOISE]
    alone = len(telling) == 1 and int(telling[0]) not in years
    return alone or any(word in MONTHS or "-" in word for word in words)
