"""``/profil``, ``/penghargaan``, ``/sumber``, ``/catatan``, ``/istilah`` and ``/cari``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Catatan, Frozen, Istilah, JenisPeristiwa
from data.queries import naskah
from data.store.errors import StoreError
from handlers import scope
from handlers.arguments import read
from handlers.asked import Buttons, Noted, in_rows
from handlers.mistakes import Mistake
from handlers.terbitan import Terbit, matching, rows_of, shown
from handlers.vocabulary import measures

if TYPE_CHECKING:
    from data.models import TanyaJawab
    from handlers.answer import Answer
    from handlers.asked import Asked

TOPICS = (
    "visi",
    "misi",
    "tujuan",
    "sasaran",
    "program",
    "tugas",
    "wewenang",
    "kewajiban",
    "tanggung jawab",
    "kedudukan",
)
NOTES_PER_PAGE = 10
TERMS_PER_PAGE = 15
PLACES_PER_PAGE = 12
FOUND_PER_PAGE = 8
ENTRIES_SHOWN = 3
SHORTEST_SEARCH = 2
LONGEST_IN_BUTTON = 44


def profil(asked: Asked) -> Answer:
    """The vision, the missions, the duties and the rest of the profile."""
    whole = naskah.profile(asked.report, asked.year)
    if whole is None:
        raise asked.missing("profil")
    told = read(asked, measures=measures("profil"), typos=True)
    number = told.left.pop() if told.left and told.left[-1].isdigit() else None
    told.finish(("/profil visi", "/profil misi", "/profil tugas"))
    topic = next((word for word in told.measures if word), None)
    kinds = {"visi": {"visi", "istilah"}}.get(topic or "", {topic})
    rows = tuple(row for row in whole.isi if topic is None or row.bagian in kinds)
    if number is not None and any(row.nomor == number for row in rows):
        rows = tuple(row for row in rows if row.nomor == number)
    shown = rows if topic else tuple(row for row in rows if row.bagian == "visi")
    return asked.answer(
        "profil",
        whole.model_copy(update={"bagian": topic, "isi": shown}),
        sources=dict.fromkeys(row.sumber for row in shown),
        buttons=in_rows(
            [
                asked.button("apa_adanya", "/profil", name, subject=name.capitalize())
                for name in TOPICS
                if name != topic
            ],
            3,
        ),
    )


class JawabanPeristiwa(Frozen):
    """The events of one kind, or all."""

    jenis: str | None
    peristiwa: naskah.DaftarPeristiwa


def penghargaan(asked: Asked) -> Answer:
    """Awards, or trainings, meetings and documents with a date."""
    every = naskah.events(asked.report, asked.year)
    if every is None:
        raise asked.missing("penghargaan")
    told = read(asked, measures=measures("penghargaan"))
    number = int(told.left.pop()) if told.left and told.left[-1].isdigit() else None
    told.finish(("/penghargaan", "/penghargaan diklat"))
    kind = next((word for word in told.measures if word), None)
    rows = every.peristiwa
    if number is not None:
        rows = tuple(row for row in rows if row.urutan == number)
        if not rows:
            raise Mistake("salah", "nomor", str(len(every.peristiwa)), examples=("/penghargaan 1",))
    else:
        wanted = kind or JenisPeristiwa.PENGHARGAAN.value
        rows = tuple(row for row in rows if row.jenis.value == wanted)
    kinds = [row.jenis.value for row in every.peristiwa]
    return asked.answer(
        "penghargaan",
        JawabanPeristiwa(
            jenis=None if number is not None else kind or JenisPeristiwa.PENGHARGAAN.value,
            peristiwa=every.model_copy(update={"peristiwa": rows}),
        ),
        sources=dict.fromkeys(row.sumber for row in rows),
        notes=[("peristiwa", [row.urutan for row in rows])],
        buttons=in_rows(
            [
                asked.button("apa_adanya", "/penghargaan", name, subject=name.capitalize())
                for name in dict.fromkeys(kinds)
            ],
            2,
        ),
    )


class JawabanSumber(Frozen):
    """The report as a document; ``bagian`` is the part that was asked for."""

    bagian: str
    naskah: naskah.Naskah


def sumber(asked: Asked) -> Answer:
    """What the figures are taken from: the report, its parts, its legal basis."""
    told = read(asked, measures=measures("sumber"))
    told.finish(("/sumber", "/sumber hukum", "/sumber isi"))
    part = next((word for word in told.measures if word), "laporan")
    whole = naskah.document(asked.report, asked.year)
    turn: Buttons = ()
    if part == "tempat":
        shown, turn = asked.pages(len(whole.sumber), PLACES_PER_PAGE, "/sumber tempat")
        whole = whole.model_copy(update={"sumber": whole.sumber[shown]})
    if part == "hukum":
        shown, turn = asked.pages(len(whole.dasar_hukum), PLACES_PER_PAGE, "/sumber hukum")
        whole = whole.model_copy(update={"dasar_hukum": whole.dasar_hukum[shown]})
    places = {
        "laporan": ["kata-pengantar"],
        "isi": ["daftar-isi"],
        "hukum": dict.fromkeys(row.sumber for row in whole.dasar_hukum),
        "hilang": dict.fromkeys(row.sumber for row in whole.hilang),
        "tempat": [],
    }[part]
    noted: dict[str, list[Noted]] = {
        "laporan": [("laporan", [])],
        "isi": [("sumber", ["daftar-isi", "bab1e"])],
    }
    return asked.answer(
        "sumber",
        JawabanSumber(bagian=part, naskah=whole),
        sources=places,
        notes=noted.get(part, []),
        buttons=(
            *turn,
            (
                asked.button("daftar_isi", "/sumber isi"),
                asked.button("dasar_hukum", "/sumber hukum"),
            ),
            (
                asked.button("tempat", "/sumber tempat"),
                asked.button("hilang", "/sumber hilang"),
                asked.button("catatan", "/catatan"),
            ),
        ),
    )


def catatan(asked: Asked) -> Answer:
    """One note with its places and arithmetic, or all notes."""
    told = read(asked, measures=measures("catatan"), guarded=False)
    numbers = [word for word in told.left if word.isdigit()]
    told.left = [word for word in told.left if not word.isdigit()]
    told.finish(("/catatan 8", "/catatan"))
    every = naskah.notes(asked.report, asked.year)
    if numbers:
        found = naskah.note(asked.report, asked.year, int(numbers[0]))
        if found is None:
            raise Mistake(
                "salah", "nomor_catatan", str(len(every.catatan)), examples=("/catatan 1",)
            )
        around = [
            asked.button("catatan_ke", "/catatan", other, subject=str(other), edits=True)
            for other in (found.catatan.nomor - 1, found.catatan.nomor + 1)
            if 1 <= other <= found.semua
        ]
        return asked.answer(
            "catatan",
            found,
            sources=dict.fromkeys(spot.sumber.id for item in found.temuan for spot in item.tempat),
            buttons=(tuple(around), (asked.button("semua_catatan", "/catatan"),)),
        )
    shown, turn = asked.pages(len(every.catatan), NOTES_PER_PAGE, "/catatan")
    rows = every.catatan[shown]
    return asked.answer(
        "catatan_semua",
        DaftarCatatanHalaman(semua=len(every.catatan), catatan=rows),
        buttons=(
            *turn,
            *in_rows(
                [
                    asked.button("apa_adanya", "/catatan", row.nomor, subject=str(row.nomor))
                    for row in rows
                ],
                5,
            ),
        ),
    )


class DaftarCatatanHalaman(Frozen):
    """A page of the notes, and how many there are."""

    semua: int
    catatan: tuple[Catatan, ...]


class JawabanIstilah(Frozen):
    """Terms that fit the words, and how many there are in all."""

    kata: str
    semua: int
    istilah: tuple[Istilah, ...]


def vision_terms(asked: Asked) -> list[str]:
    """The terms of the vision that the report explains, in lower case."""
    whole = naskah.profile(asked.report, asked.year)
    rows = whole.isi if whole else ()
    return [row.uraian.casefold() for row in rows if row.bagian == "istilah"]


def istilah(asked: Asked) -> Answer:
    """What a term or abbreviation means, as far as a source supports it."""
    every = naskah.terms(asked.report).istilah
    wanted = " ".join(word for word in asked.words if word not in {"istilah", "arti", "singkatan"})
    rows = every
    if wanted:
        rows = tuple(row for row in every if row.istilah.casefold() == wanted)
        rows = rows or tuple(row for row in every if wanted in row.istilah.casefold())
        meanings = [row for row in vision_terms(asked) if row.startswith(wanted)]
        if not rows and meanings:
            asked.words = ("visi",)
            return profil(asked)
        if not rows:
            raise Mistake("tidak_ada", "istilah", wanted, examples=("/istilah JDIH", "/istilah"))
    shown, turn = asked.pages(len(rows), TERMS_PER_PAGE, "/istilah", *([wanted] if wanted else []))
    return asked.answer(
        "istilah",
        JawabanIstilah(kata=wanted, semua=len(rows), istilah=rows[shown]),
        buttons=turn,
    )


def find_figure(asked: Asked, figure: str) -> Answer | None:
    """Where ``figure`` stands in the report; ``None`` where it does not."""
    found = naskah.search(asked.report, asked.year, figure, 0, FOUND_PER_PAGE)
    noted = [row for row in found.temuan if row.jenis == "catatan"]
    if len(noted) == 1:
        asked.words = tuple(noted[0].pertanyaan.split()[1:])
        return catatan(asked)
    return found_entries(asked, found) if found.semua else None


class JawabanCari(naskah.HasilPencarian):
    """What a search found in the report, and the published answers to it.

    ``terbitan_lain`` counts those that are not shown.
    """

    terbitan: tuple[Terbit, ...] = ()
    terbitan_lain: int = 0


def cari(asked: Asked) -> Answer:
    """Everything in the report that has all the words, and published answers to them."""
    words = " ".join(word for word in asked.words if word != "cari")
    if len(words) < SHORTEST_SEARCH:
        raise Mistake("salah", "kata_cari", examples=("/cari kampanye", "/cari birokrasi"))
    start = (max(asked.page, 1) - 1) * FOUND_PER_PAGE
    found = naskah.search(asked.report, asked.year, words, start, FOUND_PER_PAGE)
    entries = matching(asked.words, published(asked))
    if not found.semua and not entries:
        scope.guard(asked.words, asked.report)
        raise Mistake("tidak_ada", "cari", words, examples=("/cari kampanye", "/bantuan"))
    if found.semua and not found.temuan:
        raise Mistake("salah", "halaman", str(-(-found.semua // FOUND_PER_PAGE)))
    return found_entries(asked, found, entries)


def published(asked: Asked) -> tuple[TanyaJawab, ...]:
    """The published answers; none where their store does not answer, as the report does."""
    try:
        return asked.entries().isi
    except StoreError:
        return ()


def found_entries(
    asked: Asked, found: naskah.HasilPencarian, entries: tuple[TanyaJawab, ...] = ()
) -> Answer:
    """What a search found, with a button to each answer."""
    _, turn = asked.pages(found.semua, FOUND_PER_PAGE, "/cari", found.kata)
    if len(found.kata) > LONGEST_IN_BUTTON:
        turn = ()
    unique = dict.fromkeys(row.pertanyaan for row in found.temuan)
    return asked.answer(
        "cari",
        JawabanCari(
            **found.model_dump(),
            terbitan=tuple(shown(entry) for entry in entries[:ENTRIES_SHOWN]),
            terbitan_lain=max(0, len(entries) - ENTRIES_SHOWN),
        ),
        buttons=(
            *rows_of(entries[:ENTRIES_SHOWN]),
            *turn,
            *in_rows(
                [asked.button("apa_adanya", question, subject=question) for question in unique],
                2,
            ),
        ),
    )
