"""The command line's part about announcing: what would go where."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

OK, NOT_DONE, FAILED = 0, 1, 2


def add_commands(commands: argparse._SubParsersAction[Any]) -> None:
    """Adds ``umumkan`` to the command line."""
    announce = commands.add_parser(
        "umumkan",
        help="tampilkan apa yang akan diumumkan dan ke mana, tanpa mengirim",
        description="Mengirim hanya lewat bot: /umumkan, atau otomatis pada jadwalnya.",
    )
    announce.add_argument("month", metavar="BULAN", help="bulannya, seperti 2025-10")
    announce.add_argument(
        "--dry-run", action="store_true", required=True, help="latihan: tidak ada yang dikirim"
    )
    announce.set_defaults(function=rehearse_month)


def rehearse_month(chosen: argparse.Namespace) -> int:
    """Prints every wording of a month's announcement and every place that it goes to."""
    from bot.offices import office_for_asking  # noqa: PLC0415 - only this command needs it
    from bot.rehearsal import rehearse  # noqa: PLC0415
    from bot.rendering import Renderer  # noqa: PLC0415
    from data.models import Bulan  # noqa: PLC0415

    month = Bulan.baca(chosen.month)
    if month is None:
        print("BULAN keliru: tulis seperti 2025-10.", file=sys.stderr)
        return FAILED
    office = office_for_asking()
    loaded = office.figures.current().dari(month) is not None
    for line in rehearse(office, Renderer(), month):
        print(line)
    return OK if loaded else NOT_DONE
