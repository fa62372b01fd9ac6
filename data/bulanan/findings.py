"""Findings made short enough for a phone: long lists as a few codes and a count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.models import PesanMuat

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SHOWN = 5
LISTED = 8
NAME_LENGTH = 60


def listed(names: Sequence[str]) -> str:
    """``names`` in one line: the first eight, and how many more there are."""
    shown = ", ".join(names[:LISTED])
    rest = len(names) - LISTED
    return f"{shown} dan {rest} lainnya" if rest > 0 else shown


def clipped(name: str) -> str:
    """``name`` on one line, of at most sixty characters."""
    line = " ".join(name.split())
    return line if len(line) <= NAME_LENGTH else f"{line[: NAME_LENGTH - 1].rstrip()}…"


def arranged(found: Iterable[PesanMuat]) -> tuple[PesanMuat, ...]:
    """``found`` kind by kind, errors first; past five of a kind, one names the rest."""
    kinds: dict[tuple[bool, str], list[PesanMuat]] = {}
    for message in found:
        kinds.setdefault((not message.galat, message.kunci), []).append(message)
    ordered = sorted(kinds.items(), key=lambda kind: kind[0][0])
    return tuple(message for _, messages in ordered for message in shortened(messages))


def shortened(messages: list[PesanMuat]) -> list[PesanMuat]:
    """``messages`` of one kind: five, and one that says where else it was found."""
    if len(messages) <= SHOWN + 1:
        return messages
    first, rest = messages[:SHOWN], messages[SHOWN:]
    names = tuple(dict.fromkeys(place(message) for message in rest))
    return [*first, PesanMuat(kunci="sejenis", galat=first[0].galat, isi=listed(names))]


def place(message: PesanMuat) -> str:
    """Where a finding was made: its code, else its row, else what it is about."""
    if message.kode is not None:
        return message.kode
    return clipped(message.isi) if message.baris is None else f"baris {message.baris}"
