"""Cells as values, and a message for each that cannot be read."""

from __future__ import annotations

from data.bulanan.amounts import amount, blank
from data.bulanan.refusal import echo
from data.models.bulanan import JenisBelanja, PesanMuat

# A file that is wrong throughout is told so without repeating all of it.
MOST = 500
LONGEST = 300
KINDS = {
    "": None,
    "-": None,
    "pegawai": JenisBelanja.PEGAWAI,
    "51": JenisBelanja.PEGAWAI,
    "barang": JenisBelanja.BARANG,
    "barang dan jasa": JenisBelanja.BARANG,
    "52": JenisBelanja.BARANG,
    "modal": JenisBelanja.MODAL,
    "53": JenisBelanja.MODAL,
    "bansos": JenisBelanja.BANSOS,
    "bantuan sosial": JenisBelanja.BANSOS,
    "57": JenisBelanja.BANSOS,
}


class Notes:
    """What was found while reading a file, at most five hundred messages."""

    def __init__(self) -> None:
        self._messages: list[PesanMuat] = []
        self._left_out = 0

    def add(
        self,
        kunci: str,
        *,
        galat: bool = True,
        baris: int | None = None,
        kolom: str | None = None,
        kode: str | None = None,
        isi: str = "",
        angka: tuple[int, ...] = (),
    ) -> None:
        """Takes a message; what it repeats of the file is cut short."""
        if len(self._messages) == MOST:
            self._left_out += 1
            return
        self._messages.append(
            PesanMuat(
                kunci=kunci,
                galat=galat,
                baris=baris,
                kolom=None if kolom is None else echo(kolom),
                kode=None if kode is None else echo(kode),
                isi=echo(isi),
                angka=angka,
            )
        )

    @property
    def all(self) -> tuple[PesanMuat, ...]:
        """The messages in the order in which they were found, and how many were left out."""
        if not self._left_out:
            return tuple(self._messages)
        rest = PesanMuat(kunci="pesan_lain", galat=True, angka=(self._left_out,))
        return (*self._messages, rest)


class Cells:
    """The cells of one row; ``good`` turns false with the first that cannot be read."""

    def __init__(self, cells: list[str], number: int, notes: Notes) -> None:
        self._cells = cells
        self._number = number
        self._notes = notes
        self.code: str | None = None
        self.good = True

    def text(self, place: int | None) -> str:
        """The text at ``place``, counted from 0; empty past the row's end."""
        return "" if place is None else "".join(self._cells[place : place + 1]).strip()

    def name(self, place: int, column: str) -> str:
        """The text at ``place`` on one line; a message if it is longer than any name."""
        name = " ".join(self.text(place).split())
        if len(name) > LONGEST:
            self.wrong("teks_terlalu_panjang", column, name, angka=(len(name), LONGEST))
        return name

    def amount(
        self, place: int | None, column: str, *, unit: int = 1, needed: bool = False
    ) -> int | None:
        """The amount at ``place``; ``None`` with a message where it is needed or unreadable."""
        text = self.text(place)
        if blank(text):
            if needed:
                self.wrong("angka_kosong", column)
            return None
        value = amount(text, unit)
        if value is None:
            self.wrong("angka_tak_terbaca", column, text)
        return value

    def kind(self, place: int | None, column: str) -> JenisBelanja | None:
        """The kind of spending named at ``place``; a message for a word that is none."""
        text = " ".join(self.text(place).casefold().split()).removeprefix("belanja ")
        if text not in KINDS:
            self.wrong("jenis_belanja_tak_dikenal", column, text)
        return KINDS.get(text)

    def wrong(self, kunci: str, column: str, text: str = "", angka: tuple[int, ...] = ()) -> None:
        """Keeps the row out and says why."""
        self.good = False
        self._notes.add(
            kunci, baris=self._number, kolom=column, kode=self.code, isi=text, angka=angka
        )
