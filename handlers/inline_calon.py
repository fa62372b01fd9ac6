"""What inline mode can offer of a report: command lines with the words that find them.

Nothing is written down twice: regions come from the gazetteer, topic words from the
vocabulary, all else from the queries.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from data.models import Frozen, JenisWilayah, Tingkat
from data.queries import anggaran, capaian, naskah, pemilih, pilkada, satker, ukuran
from handlers.places import gazetteer
from handlers.vocabulary import FILLING, TOPICS, measures
from handlers.words import split

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.models import Wilayah
    from data.report import Report

HEADLINES = (
    "dpt provinsi",
    "anggaran",
    "serapan",
    "pilgub",
    "pendanaan",
    "capaian",
    "gedung",
    "jdih",
    "sdm",
)
WHOLE = frozenset({"ntt", "provinsi"})
# What they name is mostly asked for itself.
MINOR = frozenset({"peringkat", "catatan"})
REPORTS = 8
OWN, TOPIC, PART = 2, 1, 0
NARROWED = ("perempuan", "laki-laki", "tps")


class Tawaran(Frozen):
    """Something to offer: the line that asks it, and what it is called.

    ``label`` is a key of ``templates/inline_judul.html``, and ``subject`` what it names.
    """

    line: str
    label: str
    subject: str = ""


class Calon(NamedTuple):
    """An offer, the command it asks, and the folded words of what it names."""

    tawaran: Tawaran
    command: str
    words: frozenset[str] = frozenset()


class Index(NamedTuple):
    """The offers, those of more interest first, and which of them each word finds.

    ``of_word`` gives their places with how much the word tells of them: 2 for their own
    name, 1 for a word that means their topic, 0 for one of a phrase that does.
    """

    offers: tuple[Tawaran, ...]
    of_word: Mapping[str, Mapping[int, int]]


@lru_cache(maxsize=REPORTS)
def index(report: Report, year: int) -> Index:
    """Everything that can be offered of the report of ``year``."""
    of_word: defaultdict[str, dict[int, int]] = defaultdict(dict)
    found = tuple(candidates(report, year))
    for at, calon in enumerate(found):
        for word, tells in topic_words(calon.command).items():
            of_word[word][at] = tells
        for word in calon.words:
            of_word[word][at] = TOPIC if calon.command in MINOR else OWN
    return Index(tuple(calon.tawaran for calon in found), dict(of_word))


def headlines(report: Report, year: int) -> tuple[Tawaran, ...]:
    """What is offered to who has typed nothing yet."""
    return tuple(
        offer(report, year, line, label=f"{line.partition(' ')[0]}_semua") for line in HEADLINES
    )


def offer(
    report: Report, year: int, line: str, subject: str = "", *, label: str | None = None
) -> Tawaran:
    """The offer of what ``line``, a command with its words, answers for ``year``."""
    named = f" {year}" if year != report.latest else ""
    command = line.partition(" ")[0]
    return Tawaran(line=f"/{line}{named}", label=label or command, subject=subject)


@lru_cache(maxsize=64)
def topic_words(command: str) -> Mapping[str, int]:
    """The words that mean ``command`` in a plain question, and how much each tells."""
    told = {command: TOPIC}
    for phrase, topic in TOPICS.items():
        if topic.command == command:
            words = set(phrase.split()) - FILLING
            tells = TOPIC if phrase in words else PART
            told.update({word: max(tells, told.get(word, PART)) for word in words})
    return told


def telling(text: str) -> frozenset[str]:
    """The words of ``text`` by which it can be found; of a code also its parts."""
    words = set(split(text)) - FILLING
    return frozenset(words | {part for word in words for part in word.split(".")})


def candidates(report: Report, year: int) -> Iterator[Calon]:
    """All offers with their words, those of more interest first."""
    for line, tawaran in zip(HEADLINES, headlines(report, year), strict=True):
        command = line.partition(" ")[0]
        yield Calon(tawaran, command, WHOLE | {command})
    yield from of_regions(report, year)
    yield from of_budget(report, year)
    yield from of_objectives(report, year)
    yield from of_measures(report, year)
    yield from of_tables(report, year)


def region_words(report: Report, region: Wilayah) -> frozenset[str]:
    """The words of all names of ``region``."""
    keys = [key for key, code in gazetteer(report).exact.items() if code == region.kode]
    return frozenset(word for key in keys for word in key)


def of_regions(report: Report, year: int) -> Iterator[Calon]:
    """What the report has on each region."""
    voters = pemilih.voters(report, year)
    funds = pilkada.funding(report, year)
    built = satker.buildings(report, year)
    papers = satker.documents(report, year)
    have = {
        "dpt": {row.wilayah for row in voters.wilayah} if voters else set(),
        "wilayah": set(report.regions.values()),
        "pendanaan": {row.wilayah for row in funds.wilayah} if funds else set(),
        "gedung": {row.wilayah for row in built.satker} if built else set(),
        "jdih": {row.wilayah for row in papers.satker} if papers else set(),
    }
    regions = {
        region: region_words(report, region)
        for region in report.regions.values()
        if region.jenis is not JenisWilayah.PROVINSI
    }
    for command, known in have.items():
        for region, names in regions.items():
            if region in known:
                tawaran = offer(report, year, f"{command} {region.pendek}", region.nama)
                yield Calon(tawaran, command, names)
    for key in NARROWED:
        phrases = [phrase for phrase, meant in measures("dpt").items() if meant == key]
        said = telling(" ".join(phrases))
        for region, names in regions.items():
            if region in have["dpt"]:
                line = f"dpt {region.pendek} {key}"
                tawaran = offer(report, year, line, region.nama, label=f"dpt_{key}")
                yield Calon(tawaran, "dpt", names | said)


def of_budget(report: Report, year: int) -> Iterator[Calon]:
    """The lines of the budget, and the absorption of those that have lines below."""
    lines = anggaran.lines(report, year)
    parents = {row.induk for row in lines}
    for row in lines:
        if row.tingkat is Tingkat.TOTAL:
            continue
        subject = f"{row.kode} {row.uraian}"
        for command in ("anggaran", "serapan") if row.kode in parents else ("anggaran",):
            tawaran = offer(report, year, f"{command} {row.kode}", subject)
            yield Calon(tawaran, command, telling(subject))


def of_objectives(report: Report, year: int) -> Iterator[Calon]:
    """The objectives with their indicators, and what the report tells of them."""
    for row in capaian.objectives(report, year):
        names = ", ".join(measured.indikator.pendek for measured in row.indikator)
        texts = " ".join(measured.indikator.uraian for measured in row.indikator)
        subject = f"{row.sasaran.nomor}: {names}"
        words = telling(f"{subject} {texts} {row.sasaran.uraian}")
        line = f"capaian {row.sasaran.nomor}"
        yield Calon(offer(report, year, line, subject), "capaian", words)
        for part, there in (("kendala", row.kendala), ("mitigasi", row.mitigasi)):
            if there:
                told = offer(report, year, f"{line} {part}", subject, label=f"capaian_{part}")
                yield Calon(told, "capaian", words | {part})


def of_measures(report: Report, year: int) -> Iterator[Calon]:
    """The rankings by every measure."""
    for measure in ukuran.MEASURES:
        if ukuran.values(report, year, measure):
            tawaran = offer(report, year, f"peringkat {measure.kunci}", measure.nama)
            yield Calon(tawaran, "peringkat", telling(f"{measure.nama} {measure.kunci}"))


def of_tables(report: Report, year: int) -> Iterator[Calon]:
    """Goods, staff, stages and notes."""
    goods = pilkada.logistics(report, year)
    staff = satker.staff(report, year)
    stages = naskah.stages(report, year)
    if goods is not None:
        yield Calon(offer(report, year, "logistik", label="logistik_semua"), "logistik")
    named = [
        *(("logistik", row.barang.nama, "") for row in (goods.barang if goods else ())),
        *(("sdm", row.kepala.uraian, "") for row in (staff.kelompok if staff else ())),
        *(("tahapan", row.nama, f"{row.nomor}") for row in (stages.tahapan if stages else ())),
        *(("catatan", row.judul, f"{row.nomor}") for row in naskah.notes(report, year).catatan),
    ]
    for command, name, number in named:
        tawaran = offer(report, year, f"{command} {number or name}", name)
        yield Calon(tawaran, command, telling(f"{name} {number}"))
