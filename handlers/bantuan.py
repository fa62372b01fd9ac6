"""``/start``, ``/bantuan``, ``/menu`` and ``/privasi``: how to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import Frozen, Laporan
from handlers.answer import Button
from handlers.asked import in_rows
from handlers.mistakes import Mistake

if TYPE_CHECKING:
    from handlers.answer import Answer
    from handlers.asked import Asked
    from handlers.commands import Command


class Bantuan(Frozen):
    """The commands, or one of them, with the report they ask."""

    laporan: Laporan
    perintah: tuple[KeteranganPerintah, ...]


class KeteranganPerintah(Frozen):
    """What a person needs to know of a command."""

    nama: str
    ringkas: str
    pemakaian: str
    contoh: tuple[str, ...]
    sebutan: tuple[str, ...]


def described(command: Command) -> KeteranganPerintah:
    """``command`` as help shows it."""
    return KeteranganPerintah(
        nama=command.name,
        ringkas=command.summary,
        pemakaian=command.usage,
        contoh=command.examples,
        sebutan=command.aliases,
    )


def commands() -> tuple[Command, ...]:
    """Every command; looked up late, since the list names this module's functions."""
    from handlers.commands import COMMANDS  # noqa: PLC0415

    return COMMANDS


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
    shown = [command for command in commands() if command.audience == "semua"]
    if asked.words:
        wanted = asked.words[0]
        shown = [row for row in shown if wanted in {row.name, *row.aliases}]
        if not shown:
            raise Mistake("salah", "perintah", wanted, examples=("/bantuan",))
    data = Bantuan(
        laporan=asked.report.laporan(asked.year),
        perintah=tuple(described(command) for command in shown),
    )
    if asked.words:
        buttons = in_rows(
            [Button(label="apa_adanya", question=line, subject=line) for line in shown[0].examples],
            1,
        )
        return asked.answer("bantuan_satu", data, buttons=buttons)
    return asked.answer("bantuan", data, buttons=((Button(label="menu", question="/menu"),),))


def menu(asked: Asked) -> Answer:
    """Every command as a button."""
    shown = [row for row in commands() if row.audience == "semua" and row.menu]
    return asked.answer(
        "menu",
        Bantuan(laporan=asked.report.laporan(asked.year), perintah=()),
        buttons=in_rows(
            [
                Button(label="apa_adanya", question=row.examples[-1], subject=f"/{row.name}")
                for row in shown
            ],
            3,
        ),
    )


def privasi(asked: Asked) -> Answer:
    """What is kept of the people who ask, and why."""
    return asked.answer("privasi", Bantuan(laporan=asked.report.laporan(asked.year), perintah=()))
