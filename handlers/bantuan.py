"""``/start``, ``/bantuan``, ``/menu`` and ``/privasi``: how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.layanan.rules import Retensi
from data.models import Frozen, Laporan
from handlers.answer import Button, KeteranganPerintah
from handlers.asked import in_rows
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked


class Bantuan(Frozen):
    """The commands, or one of them, with the report they ask."""

    laporan: Laporan
    perintah: tuple[KeteranganPerintah, ...]


class Privasi(Frozen):
    """How many days what is kept."""

    retensi: Retensi


def start(asked: Asked) -> Answer:
    """A welcome, with the figures that are asked most."""
    return asked.answer(
        "start",
        Bantuan(laporan=asked.report.laporan(asked.year), perintah=()),
        buttons=favourites(),
    )


def favourites() -> tuple[tuple[Button, ...], ...]:
    """Buttons to the questions that are asked most."""
    rows = (
        (("dpt", "/dpt"), ("capaian", "/capaian")),
        (("anggaran", "/anggaran"), ("serapan", "/serapan")),
        (("pilgub", "/pilgub"), ("pendanaan", "/pendanaan")),
        (("catatan", "/catatan"), ("semua_perintah", "/bantuan")),
    )
    return tuple(
        tuple(Button(label=label, question=question) for label, question in row) for row in rows
    )


def bantuan(asked: Asked) -> Answer:
    """All commands, or how to use one."""
    shown = asked.commands
    if asked.words:
        wanted = asked.words[0]
        # A name such as hapus_data is two words of a line.
        named = {wanted, "_".join(asked.words)}
        shown = tuple(row for row in shown if named & {row.nama, *row.sebutan})
        if not shown:
            raise Mistake("salah", "perintah", wanted, examples=("/bantuan",))
    data = Bantuan(laporan=asked.report.laporan(asked.year), perintah=shown)
    if asked.words:
        buttons = in_rows(
            [Button(label="apa_adanya", question=line, subject=line) for line in shown[0].contoh],
            1,
        )
        return asked.answer("bantuan_satu", data, buttons=buttons)
    return asked.answer("bantuan", data, buttons=((Button(label="menu", question="/menu"),),))


def menu(asked: Asked) -> Answer:
    """Every command as a button."""
    return asked.answer(
        "menu",
        Bantuan(laporan=asked.report.laporan(asked.year), perintah=()),
        buttons=in_rows(
            [
                Button(label="apa_adanya", question=row.contoh[-1], subject=f"/{row.nama}")
                for row in asked.commands
                if row.di_menu
            ],
            3,
        ),
    )


def privasi(asked: Asked) -> Answer:
    """What is kept of the people who ask, and why."""
    return asked.answer("privasi", Privasi(retensi=asked.office.rules.retensi))
