"""What is shown of a monthly file before it is confirmed: preview, question, refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.bulanan.preview import Pratinjau
from data.models import Bulan, Frozen, PesanMuat
from handlers.answer import Button
from handlers.asked import in_rows
from handlers.periode import month_name

if TYPE_CHECKING:
    from data.models import Berkas
    from handlers.answer import Answer
    from handlers.asked import Asked
    from handlers.pemeriksaan import Pemeriksaan

# What confirms a draft, and whether the month is then announced at once.
WISHES = {"simpan": False, "umumkan": True}
EXAMPLES = ("/muat", "/templat")
MONTHS_OFFERED = 4
FINDINGS_A_PAGE = 6
LONGEST_NAME = 120


class TawaranMuat(Frozen):
    """The preview of draft ``nomor``, to be confirmed or not.

    ``pesan`` is a page of the ``temuan`` findings, behind the first ``mulai``. ``versi``
    is the version that it would replace, 0 for none; ``setuju`` of ``perlu`` admins have
    confirmed it. ``berubah`` says that it is another than the preview just confirmed.
    """

    nomor: int
    berkas: str
    susunan: str
    pratinjau: Pratinjau
    pesan: tuple[PesanMuat, ...]
    temuan: int
    mulai: int
    versi: int
    setuju: int
    perlu: int
    berubah: bool = False


class PilihBulan(Frozen):
    """The question which month draft ``nomor`` is of."""

    nomor: int
    berkas: str


class MuatDitolak(Frozen):
    """A file that cannot be loaded: the findings that say why, and how many others it has.

    ``nomor`` is its draft, where it became one before.
    """

    berkas: str
    bulan: Bulan | None
    galat: tuple[PesanMuat, ...]
    peringatan: int
    nomor: int | None = None


def ask_month(asked: Asked, number: int, name: str) -> Answer:
    """The question which of the months that have ended draft ``number`` is of."""
    today = asked.office.today().date()
    month = Bulan.dari(today)
    if month.akhir > today:
        month = month.sebelum
    buttons = []
    for _ in range(MONTHS_OFFERED):
        question = f"/muat {number} {month}"
        buttons.append(Button(label="apa_adanya", question=question, subject=month_name(month)))
        month = month.sebelum
    return asked.answer(
        "muat_bulan",
        PilihBulan(nomor=number, berkas=name),
        buttons=(*in_rows(buttons, 2), (cancel_button(number),)),
    )


def offer(
    asked: Asked,
    number: int,
    file: Berkas,
    checked: Pemeriksaan,
    given: tuple[int, ...] = (),
    *,
    changed: bool = False,
) -> Answer:
    """The preview of draft ``number`` with the buttons that confirm exactly this."""
    found = checked.hasil.pesan
    part, turn = asked.pages(len(found), FINDINGS_A_PAGE, f"/muat {number}")
    confirming = " ".join(seen_as(checked))
    simpan, umumkan = (
        Button(label=f"{wish}_muat", question=f"/muat {number} {wish} {confirming}")
        for wish in WISHES
    )
    return asked.answer(
        "muat",
        TawaranMuat(
            nomor=number,
            berkas=file.nama,
            susunan=file.susunan,
            pratinjau=checked.pratinjau,
            pesan=found[part],
            temuan=len(found),
            mulai=part.start,
            versi=checked.versi,
            setuju=len(given),
            perlu=asked.office.approvals,
            berubah=changed,
        ),
        buttons=((simpan, umumkan), (cancel_button(number),), *turn),
    )


def seen_as(checked: Pemeriksaan) -> tuple[str, str]:
    """What tells one preview of a draft from another: its month and the store's state."""
    return str(checked.pratinjau.bulan), checked.keadaan


def refused(
    asked: Asked,
    name: str,
    month: Bulan | None,
    found: tuple[PesanMuat, ...],
    number: int | None = None,
) -> Answer:
    """The answer to a file that cannot be loaded, because of ``found``."""
    errors = tuple(message for message in found if message.galat)
    rows = [[Button(label="templat", question="/templat")]]
    if number is not None:
        rows.append([cancel_button(number)])
    answer = asked.answer(
        "muat_ditolak",
        MuatDitolak(
            berkas=name[:LONGEST_NAME],
            bulan=month,
            galat=errors,
            peringatan=len(found) - len(errors),
            nomor=number,
        ),
        buttons=tuple(map(tuple, rows)),
    )
    return answer.model_copy(update={"understood": False})


def cancel_button(number: int) -> Button:
    """The button that cancels draft ``number``."""
    return Button(label="batal", question=f"/muat {number} batal")
