"""The tables of the store by which several processes work as one.

What a person wrote stands in ``pembaruan.isi`` only, until it is handled, and is erased
by ``data/store/updates.py``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, Table, Text

from data.store.schema import Moment, metadata

# The processes that run now, each as long as it says so.
proses = Table(
    "proses",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("jenis", String(20), nullable=False),
    Column("mesin", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("mulai", Moment, nullable=False),
    Column("detak", Moment, nullable=False),
)

# What only one process does at a time, and which one.
giliran = Table(
    "giliran",
    metadata,
    Column("nama", String(40), primary_key=True),
    Column("proses", String(120), nullable=False),
    Column("sampai", Moment, nullable=False),
)

# Telegram's updates by their number. ``proses`` is empty where a stop cut the work off.
# ``isi`` is the update itself, where Telegram was told that it is stored.
pembaruan = Table(
    "pembaruan",
    metadata,
    Column("nomor", BigInteger, primary_key=True, autoincrement=False),
    Column("proses", String(120)),
    Column("keadaan", String(12), nullable=False),
    Column("isi", Text),
    Column("percobaan", Integer, nullable=False),
    Column("diterima", Moment, nullable=False),
    Column("diubah", Moment, nullable=False),
    Index(None, "keadaan", "diubah"),
)

# What is left of the allowance of who asks much, for as long as that matters.
jatah = Table(
    "jatah",
    metadata,
    Column("penanya", BigInteger, primary_key=True, autoincrement=False),
    Column("sisa", Float, nullable=False),
    Column("dihitung", Moment, nullable=False),
    Column("tutup_sampai", Moment),
    Index(None, "dihitung"),
)
