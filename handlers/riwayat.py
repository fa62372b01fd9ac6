"""``/riwayat``: the months that are loaded, and the versions of one with what changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from data.bulanan.preview import Perubahan, changes
from data.models import Bulan, Frozen, Muatan, PesanMuat
from data.moments import WITA
from data.store import months
from handlers.asked import in_rows
from handlers.mistakes import Mistake
from handlers.muat_hasil import history_button
from handlers.periode import Periode, month_name, read_period

if TYPE_CHECKING:
    from data.bulanan.figures import Bulanan
    from data.store.store import Store
    from handlers.answer import Answer
    from handlers.asked import Asked

MONTHS_A_PAGE = 12
VERSIONS_A_PAGE = 3
CHANGES_SHOWN = 4
LINES_A_PAGE = 8
EXAMPLES = ("/riwayat",)
VERSION = frozenset({"versi", "v"})


class VersiBulan(Frozen):
    """One version of a month: when, from which file, and what it changed.

    ``perubahan`` are the first few of the ``berubah`` amounts that differ from the
    version before, ``peringatan`` counts the warnings that were accepted. ``pengunggah``
    is told to admins only.
    """

    bulan: Bulan
    versi: int
    disimpan: datetime
    berkas: str
    sha256: str
    peringatan: int
    berubah: int
    perubahan: tuple[Perubahan, ...]
    pengunggah: int | None


class RiwayatBulan(Frozen):
    """The versions of a month, newest first: a page of ``semua``."""

    bulan: Bulan
    versi: tuple[VersiBulan, ...]
    semua: int


class RiwayatVersi(Frozen):
    """All that one version changed and was warned of.

    ``perubahan`` and ``peringatan`` are a page of them, behind the first ``mulai``.
    """

    versi: VersiBulan
    perubahan: tuple[Perubahan, ...]
    peringatan: tuple[PesanMuat, ...]
    mulai: int


class RiwayatSemua(Frozen):
    """The months that are loaded, newest first, each with its newest version."""

    bulan: tuple[VersiBulan, ...]
    semua: int


def riwayat(asked: Asked) -> Answer:
    """The months that are loaded, or the versions of the one that is named."""
    figures = asked.months()
    period = read_period(asked.words, asked.office.today())
    rest = [word for word in period.kata if word]
    if not period.bulan and not rest:
        return loaded(asked, figures)
    number = None
    if len(rest) == 2 and rest[0] in VERSION and rest[1].isdigit():  # noqa: PLR2004 - word, number
        number, rest = int(rest[1]), []
    if rest or len(period.bulan) != 1:
        raise Mistake("salah", "bulan", " ".join(asked.words), examples=EXAMPLES)
    month = named_month(asked, period, figures)
    never_stored = asked.office.find_store() is None and not figures.posisi
    versions = () if never_stored else months.history(asked.office.store, month)
    if not versions:
        raise Mistake("tidak_ada", "riwayat_kosong", month_name(month), examples=EXAMPLES)
    if number is not None:
        return one_version(asked, versions, number)
    return versions_of(asked, month, versions)


def named_month(asked: Asked, period: Periode, figures: Bulanan) -> Bulan:
    """The month of ``period``; without a year the latest of that name that is loaded."""
    wanted = period.bulan[0]
    fitting = [
        item.muatan.bulan for item in figures.posisi if item.muatan.bulan.bulan == wanted.bulan
    ]
    if wanted.tahun is None and fitting:
        return fitting[-1]
    return Bulan(tahun=wanted.tahun or asked.office.today().year, bulan=wanted.bulan)


def loaded(asked: Asked, figures: Bulanan) -> Answer:
    """The months that are loaded."""
    newest_first = figures.posisi[::-1]
    part, turn = asked.pages(len(newest_first), MONTHS_A_PAGE, "/riwayat")
    shown = [item.muatan for item in newest_first[part]]
    buttons = [
        asked.button("apa_adanya", f"/riwayat {load.bulan}", subject=month_name(load.bulan))
        for load in shown
    ]
    return asked.answer(
        "riwayat_semua",
        RiwayatSemua(bulan=tuple(told(asked, load) for load in shown), semua=len(newest_first)),
        buttons=(*in_rows(buttons, 3), *turn),
    )


def versions_of(asked: Asked, month: Bulan, versions: tuple[Muatan, ...]) -> Answer:
    """The versions of ``month``, each with what it changed."""
    part, turn = asked.pages(len(versions), VERSIONS_A_PAGE, f"/riwayat {month}")
    shown = [
        told(asked, load, changed_by(asked.office.store, versions, load)) for load in versions[part]
    ]
    more = [
        asked.button("rincian_versi", f"/riwayat {month} versi {row.versi}", subject=f"{row.versi}")
        for row in shown
        if row.berubah > CHANGES_SHOWN or row.peringatan
    ]
    return asked.answer(
        "riwayat",
        RiwayatBulan(
            bulan=month,
            versi=tuple(
                row.model_copy(update={"perubahan": row.perubahan[:CHANGES_SHOWN]}) for row in shown
            ),
            semua=len(versions),
        ),
        loads=[redacted(asked, load) for load in versions[part]],
        buttons=(*in_rows(more, 2), *turn),
    )


def one_version(asked: Asked, versions: tuple[Muatan, ...], number: int) -> Answer:
    """All that version ``number`` changed and was warned of."""
    load = next((item for item in versions if item.versi == number), None)
    if load is None:
        raise Mistake("salah", "nomor", str(len(versions)), examples=EXAMPLES)
    changed = changed_by(asked.office.store, versions, load)
    lines: tuple[Perubahan | PesanMuat, ...] = (*changed, *load.peringatan)
    question = f"/riwayat {load.bulan} versi {number}"
    part, turn = asked.pages(len(lines), LINES_A_PAGE, question)
    return asked.answer(
        "riwayat_versi",
        RiwayatVersi(
            versi=told(asked, load, changed).model_copy(update={"perubahan": ()}),
            perubahan=tuple(line for line in lines[part] if isinstance(line, Perubahan)),
            peringatan=tuple(line for line in lines[part] if isinstance(line, PesanMuat)),
            mulai=part.start,
        ),
        loads=[redacted(asked, load)],
        buttons=(*turn, (history_button(load.bulan),)),
    )


def changed_by(store: Store, versions: tuple[Muatan, ...], load: Muatan) -> tuple[Perubahan, ...]:
    """What ``load`` changed against the version before it; nothing for the first."""
    earlier = next((item for item in versions if item.versi == load.versi - 1), None)
    if earlier is None:
        return ()
    old, new = months.position(store, earlier.id), months.position(store, load.id)
    return changes(old, new) if old and new else ()


def told(asked: Asked, load: Muatan, changed: tuple[Perubahan, ...] = ()) -> VersiBulan:
    """``load`` as it is told to this asker."""
    return VersiBulan(
        bulan=load.bulan,
        versi=load.versi,
        disimpan=load.disimpan.astimezone(WITA),
        berkas=load.berkas,
        sha256=load.sha256,
        peringatan=len(load.peringatan),
        berubah=len(changed),
        perubahan=changed,
        pengunggah=load.pengunggah if sees_people(asked) else None,
    )


def redacted(asked: Asked, load: Muatan) -> Muatan:
    """``load`` without the person who loaded it, unless an admin asks."""
    return load if sees_people(asked) else load.model_copy(update={"pengunggah": 0})


def sees_people(asked: Asked) -> bool:
    """Whether this answer may name who loaded something: to an admin, with nobody reading along."""
    return asked.asker.admin and asked.asker.private
