"""What can be followed: topics, regions, budget codes; and what a change concerns.

A target is ``topik:dpt``, ``wilayah:53.07`` or ``kode:CQ.6871``, as it is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.bulanan.codes import TOTAL
from data.queries import anggaran

if TYPE_CHECKING:
    from data.report import Report
    from data.versions import PerubahanData

TOPIC, REGION, CODE = "topik", "wilayah", "kode"


class Topik(NamedTuple):
    """A topic: what it is called, the report's tables that hold it, and whether months do."""

    sebutan: str
    tabel: frozenset[str]
    bulanan: bool = False


TOPICS = {
    "dpt": Topik("DPT", frozenset({"dpt"})),
    "anggaran": Topik("anggaran", frozenset({"anggaran"}), bulanan=True),
    "serapan": Topik("serapan anggaran", frozenset({"anggaran"}), bulanan=True),
    "capaian": Topik(
        "capaian kinerja",
        frozenset({"sasaran", "indikator", "pengukuran", "fakta_kinerja", "mitigasi", "kendala"}),
    ),
    "pilgub": Topik("hasil Pilgub", frozenset({"pilgub"})),
    "pendanaan": Topik("pendanaan Pilkada", frozenset({"pendanaan"})),
    "logistik": Topik("logistik", frozenset({"logistik"})),
    "tahapan": Topik("tahapan", frozenset({"tahapan"})),
    "gedung": Topik("gedung", frozenset({"gedung"})),
    "jdih": Topik("dokumen hukum (JDIH)", frozenset({"jdih"})),
    "sdm": Topik("SDM", frozenset({"sdm"})),
    "struktur": Topik("struktur organisasi", frozenset({"struktur"})),
    "profil": Topik("profil", frozenset({"profil"})),
    "penghargaan": Topik("penghargaan dan peristiwa", frozenset({"peristiwa"})),
    "catatan": Topik("catatan data", frozenset({"catatan"})),
    "sumber": Topik("laporan dan sumbernya", frozenset({"laporan", "sumber", "dasar_hukum"})),
}


def target(kind: str, name: str) -> str:
    """The target as it is stored."""
    return f"{kind}:{name}"


def parts(stored: str) -> tuple[str, str]:
    """The kind of a target, and what it names."""
    kind, _, name = stored.partition(":")
    return kind, name


def named(stored: str, report: Report) -> str:
    """What a target is called in a sentence."""
    kind, name = parts(stored)
    if kind == TOPIC and name in TOPICS:
        return TOPICS[name].sebutan
    if kind == REGION and name in report.regions:
        return report.regions[name].nama
    if name == TOTAL:
        return "seluruh anggaran"
    line = next((row for row in anggaran.lines(report, report.latest) if row.kode == name), None)
    return f"{name} {line.uraian}" if line else name


def question(stored: str, report: Report) -> str:
    """The line that asks for the figures of a target."""
    kind, name = parts(stored)
    if kind == TOPIC:
        return f"/{name}"
    if kind == REGION and name in report.regions:
        return f"/wilayah {report.regions[name].pendek}"
    return "/anggaran" if name == TOTAL else f"/anggaran {name}"


def concerns(stored: str, change: PerubahanData) -> bool:
    """Whether ``change`` of the report's data is one of the target."""
    kind, name = parts(stored)
    if kind == TOPIC:
        return name in TOPICS and change.tabel in TOPICS[name].tabel
    if kind == REGION:
        return change.wilayah == name or (change.tabel == "wilayah" and change.kode == name)
    return change.tabel == "anggaran" and name in {change.kode, TOTAL}


def monthly_code(stored: str) -> str | None:
    """The code whose monthly figures a target follows; ``None`` where it follows none."""
    kind, name = parts(stored)
    if kind == CODE:
        return name
    return TOTAL if kind == TOPIC and name in TOPICS and TOPICS[name].bulanan else None
