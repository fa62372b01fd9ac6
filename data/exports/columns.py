"""The columns of a table to take along, read from the table's model and its descriptions."""

from __future__ import annotations

import typing
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from data.models.unduhan import JenisKolom, Kolom

if TYPE_CHECKING:
    from data.tables import Table

PRINTED = "_tercetak"
# Told by the end of a column's description, such as "Pagu, rupiah".
UNITS = {"rupiah": "rupiah", "persen": "persen", "orang": "orang", "meter persegi": "m²"}
UNITS_OF = {
    ("dpt", "l"): "pemilih",
    ("dpt", "p"): "pemilih",
    ("dpt", "jumlah"): "pemilih",
    ("pilgub", "suara"): "suara sah",
    ("jdih", "fisik"): "dokumen",
    ("jdih", "web"): "dokumen",
    ("sdm", "jumlah"): "orang",
}
TITLES = {
    "bps": "Kode BPS",
    "id": "Kunci",
    "jdih": "JDIH",
    "l": "Laki-laki",
    "loksus": "TPS lokasi khusus",
    "nama_tercetak": "Nama (tercetak)",
    "p": "Perempuan",
    "pns": "PNS",
    "ppnpn": "PPNPN",
    "tahun_peristiwa": "Tahun peristiwa",
    "tps": "TPS",
    "wilayah": "Kode wilayah",
}
# Numbers that name or order something.
NAMING = frozenset({"urutan", "nomor", "sasaran", "induk", "tahun_peristiwa", "versi"})
# Years stand among the amounts of these columns.
MIXED = frozenset({("fakta_kinerja", "nilai"), ("pernyataan", "nilai")})
REGION_NAME = Kolom(nama="nama_wilayah", judul="Wilayah", keterangan="Nama wilayah menurut kodenya")
PLACE = Kolom(nama="sumber", judul="Sumber", keterangan="Laporan dan tempatnya di laporan itu")
LINE = Kolom(nama="baris", judul="Baris", keterangan="Baris, butir, atau kalimat pada tempat itu")


def columns(table: Table) -> tuple[Kolom, ...]:
    """The columns of ``table``: its own, region names beside their codes, the place last."""
    found = []
    for name, info in table.model.model_fields.items():
        if name in {"sumber", "baris"} and "sumber" in table.references:
            continue
        found.append(column(table, name, info.annotation, info.description or ""))
        if name == "wilayah" and name in table.references:
            found.append(REGION_NAME)
    if "sumber" in table.references:
        found += [PLACE, LINE]
    return tuple(found)


def column(table: Table, name: str, annotation: object, description: str) -> Kolom:
    """One column of a model."""
    at = (table.name, name)
    unit = UNITS_OF.get(at) or UNITS.get(description.rpartition(", ")[2], "")
    return Kolom(
        nama=name,
        judul=title(name),
        jenis=kind(annotation, unit),
        satuan=unit,
        keterangan=description,
        ribuan=name not in NAMING and at not in MIXED,
        kunci=name in table.key,
    )


def title(name: str) -> str:
    """The title of a column for people."""
    if name in TITLES:
        return TITLES[name]
    if name.endswith(PRINTED):
        return f"{title(name.removesuffix(PRINTED))} (tercetak)"
    return name.replace("_", " ").capitalize()


def kind(annotation: object, unit: str) -> JenisKolom:
    """What the cells of a field are."""
    types = {annotation, *typing.get_args(annotation)}
    if date in types:
        return JenisKolom.TANGGAL
    if Decimal in types:
        return JenisKolom.PERSEN if unit == "persen" else JenisKolom.DESIMAL
    if int in types:
        return JenisKolom.RUPIAH if unit == "rupiah" else JenisKolom.BILANGAN
    return JenisKolom.TEKS
