"""The tables of the store for requests, followers, files sent and versions of the data.

What a person wrote stands in ``percakapan``, ``tiket`` and ``tiket_pesan`` only, and is
forgotten by ``data/store/privacy.py``.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from data.store.schema import Moment, RowId, metadata

# One unfinished conversation for each private chat.
percakapan = Table(
    "percakapan",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kunci", String(40), nullable=False),
    Column("langkah", String(20), nullable=False),
    Column("isi", Text, nullable=False),
    Column("tiket_id", BigInteger),
    Column("diubah", Moment, nullable=False),
    # An older program that writes beside this one, while it is replaced, does not know it.
    Column("terakhir", Text, nullable=False, server_default=""),
)

# ``kunci`` is the conversation's, so that what is sent twice becomes one request.
tiket = Table(
    "tiket",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("tahun", Integer, nullable=False),
    Column("urut", Integer, nullable=False),
    Column("kunci", String(40), nullable=False, unique=True),
    Column("penanya", BigInteger),
    Column("nama", Text, nullable=False),
    Column("lembaga", Text, nullable=False),
    Column("kontak", Text, nullable=False),
    Column("isi", Text, nullable=False),
    Column("kegunaan", Text, nullable=False),
    Column("keadaan", String(12), nullable=False),
    Column("petugas", BigInteger),
    Column("alasan", Text, nullable=False),
    Column("tenggat", Date, nullable=False),
    Column("diperpanjang", Boolean, nullable=False),
    Column("dibuat", Moment, nullable=False),
    Column("diubah", Moment, nullable=False),
    Column("selesai", Moment),
    Column("menanti", String(12), nullable=False),
    Column("menanti_oleh", BigInteger),
    Column("ruang", BigInteger),
    Column("topik", BigInteger),
    Column("pesan", BigInteger),
    Column("diingatkan", Integer, nullable=False),
    UniqueConstraint("tahun", "urut"),
    Index(None, "keadaan"),
    Index(None, "penanya"),
    Index(None, "ruang", "topik"),
    sqlite_autoincrement=True,
)

# ``asal_chat`` and ``asal_pesan`` name the message it was, so that one that Telegram
# delivers twice is taken once; both are empty for events.
tiket_pesan = Table(
    "tiket_pesan",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("tiket_id", RowId, ForeignKey("tiket.id", ondelete="CASCADE"), nullable=False),
    Column("arah", String(12), nullable=False),
    Column("oleh", BigInteger),
    Column("teks", Text, nullable=False),
    Column("berkas", Text, nullable=False),
    Column("asal_chat", BigInteger),
    Column("asal_pesan", BigInteger),
    Column("kapan", Moment, nullable=False),
    UniqueConstraint("asal_chat", "asal_pesan"),
    Index(None, "tiket_id", "id"),
    sqlite_autoincrement=True,
)

# What the bot owes somebody: claimed before it is sent, recorded after.
pesan_keluar = Table(
    "pesan_keluar",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("kunci", String(120), nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topik", BigInteger, nullable=False),
    Column("balas_ke", BigInteger),
    Column("bentuk", String(12), nullable=False),
    Column("isi", Text, nullable=False),
    Column("tiket_id", RowId, ForeignKey("tiket.id", ondelete="CASCADE")),
    Column("keadaan", String(12), nullable=False),
    Column("pesan_id", BigInteger),
    Column("alasan", Text, nullable=False),
    Column("klaim", String(40)),
    Column("diklaim", Moment),
    Column("tidak_sebelum", Moment),
    Column("percobaan", Integer, nullable=False),
    Column("dibuat", Moment, nullable=False),
    Column("diubah", Moment, nullable=False),
    Index(None, "keadaan", "id"),
    Index(None, "chat_id", "pesan_id"),
    sqlite_autoincrement=True,
)

tanya_jawab = Table(
    "tanya_jawab",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("tiket_id", RowId, ForeignKey("tiket.id", ondelete="SET NULL")),
    Column("tanya", Text, nullable=False),
    Column("jawab", Text, nullable=False),
    Column("sumber", Text, nullable=False),
    Column("keadaan", String(12), nullable=False),
    Column("oleh", BigInteger, nullable=False),
    Column("pemeriksa", BigInteger),
    Column("dibuat", Moment, nullable=False),
    Column("diubah", Moment, nullable=False),
    Column("terbit", Moment),
    sqlite_autoincrement=True,
)

# Questions without an answer, counted without who asked.
tak_terjawab = Table(
    "tak_terjawab",
    metadata,
    Column("teks", String(160), primary_key=True),
    Column("alasan", String(40), nullable=False),
    Column("hitungan", Integer, nullable=False),
    Column("pertama", Moment, nullable=False),
    Column("terakhir", Moment, nullable=False),
)

ikutan = Table(
    "ikutan",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topik", BigInteger, nullable=False),
    Column("oleh", BigInteger, nullable=False),
    Column("sasaran", String(80), nullable=False),
    Column("dibuat", Moment, nullable=False),
    UniqueConstraint("chat_id", "topik", "sasaran"),
    Index(None, "sasaran"),
    sqlite_autoincrement=True,
)

# Every version of the report's data that ever answered here, whole and compressed.
versi_data = Table(
    "versi_data",
    metadata,
    Column("versi", String(12), primary_key=True),
    Column("sejak", Moment, nullable=False),
    Column("perubahan", Text, nullable=False),
    Column("isi", LargeBinary, nullable=False),
)

# Questions too long for a link, which then names their number.
tautan = Table(
    "tautan",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("pertanyaan", String(600), nullable=False, unique=True),
    Column("dibuat", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# Files that Telegram keeps: what was uploaded once is sent again by its id.
berkas_kirim = Table(
    "berkas_kirim",
    metadata,
    Column("kunci", String(160), primary_key=True),
    Column("file_id", Text, nullable=False),
    Column("kapan", Moment, nullable=False),
)
