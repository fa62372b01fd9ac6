"""``data check``: every finding has its note, and every note its finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.checks import find_all
from data.models import Catatan, CatatanTemuan, Frozen, Temuan

if TYPE_CHECKING:
    from data.loading import Sources


class Checked(Frozen):
    """What the checker found in one report.

    ``unexplained`` are the findings without a note; ``groundless`` the notes, or
    parts of notes, without a finding; ``repeated`` findings that two notes claim.
    """

    tahun: int
    findings: tuple[Temuan, ...]
    notes: dict[str, int]
    unexplained: tuple[str, ...]
    groundless: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether findings and notes match one to one."""
        return not (self.unexplained or self.groundless or self.repeated)


def check(sources: Sources) -> tuple[Checked, ...]:
    """Each report's findings, held against its notes."""
    results = []
    for edition in sources.editions:
        found = find_all(edition, sources.shared)
        keys = {finding.kunci for finding in found}
        claims = edition.rows.of(CatatanTemuan)
        claimed = [claim.temuan for claim in claims]
        used = {claim.catatan for claim in claims if claim.temuan in keys}
        idle = [str(note.nomor) for note in edition.rows.of(Catatan) if note.nomor not in used]
        results.append(
            Checked(
                tahun=edition.tahun,
                findings=found,
                notes={claim.temuan: claim.catatan for claim in claims},
                unexplained=tuple(f.kunci for f in found if f.kunci not in set(claimed)),
                groundless=(*(key for key in claimed if key not in keys), *idle),
                repeated=tuple(sorted({key for key in claimed if claimed.count(key) > 1})),
            )
        )
    return tuple(results)
