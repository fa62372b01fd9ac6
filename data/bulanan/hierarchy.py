"""Which code stands under which: the year's list first, then the pattern of the code."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from data.bulanan.codes import TOTAL, level_of
from data.models import TingkatKode

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

LEVELS = tuple(TingkatKode)


class Hierarchy:
    """The parents of codes, seen from one file.

    ``present`` are the codes of the file, ``known`` those of the year's list with
    their parents. A parent that stands in the file goes before one that does not, and
    of two in the file the list's goes first, unless the other lies between the code
    and the list's parent: a file may be more finely divided than the list.
    """

    def __init__(self, present: Collection[str], known: Mapping[str, str | None]) -> None:
        self._present = frozenset(present)
        self._known = known
        self._by_number = self._numbers()
        self._parents: dict[str, str | None] = {}

    def parent(self, code: str) -> str | None:
        """The parent of ``code``; ``None`` for the whole, and where none is known."""
        if code not in self._parents:
            self._parents[code] = self._find(code)
        return self._parents[code]

    def ancestors(self, code: str) -> Iterator[str]:
        """Every code above ``code``, the nearest first, in the file or not."""
        above = self.parent(code)
        while above is not None:
            yield above
            above = self.parent(above)

    def carrier(self, code: str) -> str | None:
        """The nearest code above ``code`` that stands in the file."""
        return next((above for above in self.ancestors(code) if above in self._present), None)

    def program(self, code: str) -> str | None:
        """The programme that ``code`` is or belongs to; ``None`` for the whole."""
        line = (code, *self.ancestors(code))
        return next((one for one in line if level_of(one) is TingkatKode.PROGRAM), None)

    def rivals(self, code: str) -> tuple[str, ...]:
        """The kegiatan whose number ``code`` bears, where more than one does."""
        found = self._by_number.get(code.partition(".")[0], ())
        return tuple(sorted(found)) if len(found) > 1 else ()

    def _find(self, code: str) -> str | None:
        level = level_of(code)
        if level is None or level is TingkatKode.TOTAL:
            return None
        if level is TingkatKode.PROGRAM:
            return TOTAL
        derived = tuple(self._derived(code, level))
        near = next((above for above in derived if above in self._present), None)
        listed = self._known.get(code)
        if listed in self._present:
            finer = near is not None and listed in self.ancestors(near)
            return near if finer else listed
        return near or listed or next((above for above in derived if above in self._known), None)

    def _derived(self, code: str, level: TingkatKode) -> Iterator[str]:
        """What stands above ``code`` by its pattern, the nearest first."""
        parts = code.split(".")
        if level is TingkatKode.KEGIATAN:
            yield parts[0]
            return
        for length in range(len(parts) - 1, 1, -1):
            yield ".".join(parts[:length])
        found = self._by_number.get(parts[0], set())
        if len(found) == 1:
            yield from found

    def _numbers(self) -> dict[str, set[str]]:
        """The kegiatan that go by each number.

        Where no kegiatan bears a number, it goes with the kegiatan under which the list
        has the outputs of that number: the report of 2024 has 3361.EBA.994 under WA.3360.
        """
        own: dict[str, set[str]] = defaultdict(set)
        for code in self._present | self._known.keys():
            if level_of(code) is TingkatKode.KEGIATAN:
                own[code.partition(".")[2]].add(code)
        placed: dict[str, set[str]] = defaultdict(set)
        for code, parent in self._known.items():
            if parent is not None and level_of(parent) is TingkatKode.KEGIATAN:
                placed[code.partition(".")[0]].add(parent)
        return {**placed, **own}


def rank(code: str) -> tuple[int, str]:
    """What codes are sorted by: the whole first, then level by level."""
    level = level_of(code)
    return (len(LEVELS) if level is None else LEVELS.index(level), code)
