"""What says that a file cannot be used, and how much of a cell a message repeats."""

from __future__ import annotations

from data.models.bulanan import PesanMuat

ECHO = 40
ELLIPSIS = "…"


class FileRefused(Exception):  # noqa: N818 - it says what happened to the file
    """The file as a whole cannot be used; ``pesan`` says why, each message ``galat``."""

    def __init__(self, *pesan: PesanMuat) -> None:
        super().__init__(", ".join(message.kunci for message in pesan))
        self.pesan = pesan


def refused(
    kunci: str,
    *,
    baris: int | None = None,
    kolom: str | None = None,
    isi: str = "",
    angka: tuple[int, ...] = (),
) -> FileRefused:
    """The refusal with one message, to be raised by the caller."""
    return FileRefused(
        PesanMuat(
            kunci=kunci,
            galat=True,
            baris=baris,
            kolom=kolom,
            isi=echo(isi) if isi else "",
            angka=angka,
        )
    )


def echo(text: str) -> str:
    """``text`` on one line, at most 40 characters of it, unprintable ones replaced."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= ECHO else line[: ECHO - 1] + ELLIPSIS
