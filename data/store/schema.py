"""The tables of the store.

Chat and user ids have 64 bits. Times are zoned: PostgreSQL keeps them so, SQLite as
text in UTC. ``topik`` is 0 outside of topics, since a unique key takes no empty column.
Amounts are whole rupiah.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from sqlalchemy import Dialect

# The newest migration; a process works with a store of exactly this one.
HEAD = "0003"

# SQLite numbers rows by itself only in a column that it calls INTEGER; it has 64 bits.
RowId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A zoned time; one without a zone is refused before it is stored."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """``value`` in UTC, as the database takes it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class's names
        """What was stored, zoned."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMING)

# A version of a month's figures. ``menunggu`` until a person confirms it; only
# ``tersimpan`` ones have a version and are ever shown.
muatan = Table(
    "muatan",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("keadaan", String(12), nullable=False),
    Column("tahun", Integer),
    Column("bulan", Integer),
    Column("versi", Integer),
    Column("berkas", Text, nullable=False),
    Column("susunan", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("pengunggah", BigInteger, nullable=False),
    Column("diunggah", Moment, nullable=False),
    Column("disimpan", Moment),
    Column("isi", Text),
    Column("peringatan", Text, nullable=False),
    UniqueConstraint("tahun", "bulan", "versi"),
    Index(None, "sha256"),
    sqlite_autoincrement=True,
)

muatan_baris = Table(
    "muatan_baris",
    metadata,
    Column("muatan_id", RowId, ForeignKey("muatan.id", ondelete="CASCADE"), primary_key=True),
    Column("kode", Text, primary_key=True),
    Column("urutan", Integer, nullable=False),
    Column("tingkat", String(12), nullable=False),
    Column("induk", Text),
    Column("uraian", Text, nullable=False),
    Column("pagu", BigInteger, nullable=False),
    Column("realisasi", BigInteger, nullable=False),
    Column("pagu_awal", BigInteger),
    Column("blokir", BigInteger),
    Column("jenis_belanja", String(12)),
)

persetujuan = Table(
    "persetujuan",
    metadata,
    Column("muatan_id", RowId, ForeignKey("muatan.id", ondelete="CASCADE"), primary_key=True),
    Column("admin", BigInteger, primary_key=True),
    Column("umumkan", Boolean, nullable=False),
    Column("kapan", Moment, nullable=False),
)

# The chats that the bot knows: where it was added, and where somebody subscribed.
chat = Table(
    "chat",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("jenis", String(12), nullable=False),
    Column("judul", Text, nullable=False),
    Column("keadaan", String(12), nullable=False),
    Column("alasan", Text, nullable=False),
    Column("diubah", Moment, nullable=False),
)

langganan = Table(
    "langganan",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topik", BigInteger, nullable=False),
    Column("jenis", String(12), nullable=False),
    Column("kode", Text, nullable=False),
    Column("panjang", String(12), nullable=False),
    # Of a threshold: the comparison, the percentage as text, the month or 0 for each.
    Column("arah", String(2), nullable=False),
    Column("persen", String(12), nullable=False),
    Column("bulan", Integer, nullable=False),
    Column("oleh", BigInteger, nullable=False),
    Column("dibuat", Moment, nullable=False),
    Column("keadaan", String(12), nullable=False),
    Column("alasan", Text, nullable=False),
    Column("diubah", Moment, nullable=False),
    UniqueConstraint("chat_id", "topik", "jenis", "kode", "arah", "persen", "bulan"),
    sqlite_autoincrement=True,
)

# ``kunci`` names what is announced, so that two processes cannot announce it twice.
pengumuman = Table(
    "pengumuman",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("kunci", String(40), nullable=False, unique=True),
    Column("jenis", String(12), nullable=False),
    Column("tahun", Integer, nullable=False),
    Column("bulan", Integer, nullable=False),
    Column("muatan_id", RowId, ForeignKey("muatan.id")),
    Column("keadaan", String(12), nullable=False),
    Column("oleh", BigInteger, nullable=False),
    Column("dibuat", Moment, nullable=False),
    Column("selesai", Moment),
    # The message in which the one who started it sees how far it is.
    Column("pantau_chat", BigInteger),
    Column("pantau_pesan", BigInteger),
    Column("dilaporkan", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# The ledger: one row for each announcement, chat, topic and part.
kiriman = Table(
    "kiriman",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("pengumuman_id", RowId, ForeignKey("pengumuman.id"), nullable=False),
    Column("chat_id", BigInteger, nullable=False),
    Column("topik", BigInteger, nullable=False),
    Column("bagian", Integer, nullable=False),
    # The version whose figures were sent; empty until then, and for reminders.
    Column("muatan_id", RowId, ForeignKey("muatan.id")),
    Column("varian", Text, nullable=False),
    Column("balas_ke", BigInteger),
    Column("keadaan", String(12), nullable=False),
    Column("pesan_id", BigInteger),
    Column("alasan", Text, nullable=False),
    Column("klaim", String(40)),
    Column("diklaim", Moment),
    Column("tidak_sebelum", Moment),
    Column("percobaan", Integer, nullable=False),
    Column("diubah", Moment, nullable=False),
    UniqueConstraint("pengumuman_id", "chat_id", "topik", "bagian"),
    Index(None, "keadaan", "id"),
    Index(None, "chat_id"),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("kapan", Moment, nullable=False),
    Column("siapa", BigInteger, nullable=False),
    Column("tindakan", String(40), nullable=False),
    Column("objek", Text, nullable=False),
    Column("sebelum", Text, nullable=False),
    Column("sesudah", Text, nullable=False),
    sqlite_autoincrement=True,
)
