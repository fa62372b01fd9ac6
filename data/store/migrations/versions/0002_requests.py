"""Tables for requests, followers, files sent and versions of the data."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that it calls INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "berkas_kirim",
        sa.Column("kunci", sa.String(length=160), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("kapan", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kunci", name=op.f("pk_berkas_kirim")),
    )
    op.create_table(
        "ikutan",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topik", sa.BigInteger(), nullable=False),
        sa.Column("oleh", sa.BigInteger(), nullable=False),
        sa.Column("sasaran", sa.String(length=80), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ikutan")),
        sa.UniqueConstraint(
            "chat_id", "topik", "sasaran", name=op.f("uq_ikutan_chat_id_topik_sasaran")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ikutan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ikutan_sasaran"), ["sasaran"], unique=False)

    op.create_table(
        "percakapan",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kunci", sa.String(length=40), nullable=False),
        sa.Column("langkah", sa.String(length=20), nullable=False),
        sa.Column("isi", sa.Text(), nullable=False),
        sa.Column("tiket_id", sa.BigInteger(), nullable=True),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_percakapan")),
    )
    op.create_table(
        "tak_terjawab",
        sa.Column("teks", sa.String(length=160), nullable=False),
        sa.Column("alasan", sa.String(length=40), nullable=False),
        sa.Column("hitungan", sa.Integer(), nullable=False),
        sa.Column("pertama", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terakhir", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("teks", name=op.f("pk_tak_terjawab")),
    )
    op.create_table(
        "tautan",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("pertanyaan", sa.String(length=600), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tautan")),
        sa.UniqueConstraint("pertanyaan", name=op.f("uq_tautan_pertanyaan")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tiket",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=False),
        sa.Column("urut", sa.Integer(), nullable=False),
        sa.Column("kunci", sa.String(length=40), nullable=False),
        sa.Column("penanya", sa.BigInteger(), nullable=True),
        sa.Column("nama", sa.Text(), nullable=False),
        sa.Column("lembaga", sa.Text(), nullable=False),
        sa.Column("kontak", sa.Text(), nullable=False),
        sa.Column("isi", sa.Text(), nullable=False),
        sa.Column("kegunaan", sa.Text(), nullable=False),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("petugas", sa.BigInteger(), nullable=True),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("tenggat", sa.Date(), nullable=False),
        sa.Column("diperpanjang", sa.Boolean(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.Column("selesai", sa.DateTime(timezone=True), nullable=True),
        sa.Column("menanti", sa.String(length=12), nullable=False),
        sa.Column("menanti_oleh", sa.BigInteger(), nullable=True),
        sa.Column("ruang", sa.BigInteger(), nullable=True),
        sa.Column("topik", sa.BigInteger(), nullable=True),
        sa.Column("pesan", sa.BigInteger(), nullable=True),
        sa.Column("diingatkan", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiket")),
        sa.UniqueConstraint("kunci", name=op.f("uq_tiket_kunci")),
        sa.UniqueConstraint("tahun", "urut", name=op.f("uq_tiket_tahun_urut")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tiket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tiket_keadaan"), ["keadaan"], unique=False)
        batch_op.create_index(batch_op.f("ix_tiket_penanya"), ["penanya"], unique=False)
        batch_op.create_index(batch_op.f("ix_tiket_ruang_topik"), ["ruang", "topik"], unique=False)

    op.create_table(
        "versi_data",
        sa.Column("versi", sa.String(length=12), nullable=False),
        sa.Column("sejak", sa.DateTime(timezone=True), nullable=False),
        sa.Column("perubahan", sa.Text(), nullable=False),
        sa.Column("isi", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("versi", name=op.f("pk_versi_data")),
    )
    op.create_table(
        "pesan_keluar",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("kunci", sa.String(length=120), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topik", sa.BigInteger(), nullable=False),
        sa.Column("balas_ke", sa.BigInteger(), nullable=True),
        sa.Column("bentuk", sa.String(length=12), nullable=False),
        sa.Column("isi", sa.Text(), nullable=False),
        sa.Column("tiket_id", ROW_ID, nullable=True),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("pesan_id", sa.BigInteger(), nullable=True),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("klaim", sa.String(length=40), nullable=True),
        sa.Column("diklaim", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tidak_sebelum", sa.DateTime(timezone=True), nullable=True),
        sa.Column("percobaan", sa.Integer(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tiket_id"], ["tiket.id"], name=op.f("fk_pesan_keluar_tiket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pesan_keluar")),
        sa.UniqueConstraint("kunci", name=op.f("uq_pesan_keluar_kunci")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pesan_keluar", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pesan_keluar_chat_id_pesan_id"), ["chat_id", "pesan_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_pesan_keluar_keadaan_id"), ["keadaan", "id"], unique=False
        )

    op.create_table(
        "tanya_jawab",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("tiket_id", ROW_ID, nullable=True),
        sa.Column("tanya", sa.Text(), nullable=False),
        sa.Column("jawab", sa.Text(), nullable=False),
        sa.Column("sumber", sa.Text(), nullable=False),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("oleh", sa.BigInteger(), nullable=False),
        sa.Column("pemeriksa", sa.BigInteger(), nullable=True),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.Column("terbit", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tiket_id"], ["tiket.id"], name=op.f("fk_tanya_jawab_tiket_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tanya_jawab")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "tiket_pesan",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("tiket_id", ROW_ID, nullable=False),
        sa.Column("arah", sa.String(length=12), nullable=False),
        sa.Column("oleh", sa.BigInteger(), nullable=True),
        sa.Column("teks", sa.Text(), nullable=False),
        sa.Column("berkas", sa.Text(), nullable=False),
        sa.Column("asal_chat", sa.BigInteger(), nullable=True),
        sa.Column("asal_pesan", sa.BigInteger(), nullable=True),
        sa.Column("kapan", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tiket_id"], ["tiket.id"], name=op.f("fk_tiket_pesan_tiket_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tiket_pesan")),
        sa.UniqueConstraint(
            "asal_chat", "asal_pesan", name=op.f("uq_tiket_pesan_asal_chat_asal_pesan")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("tiket_pesan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tiket_pesan_tiket_id_id"), ["tiket_id", "id"], unique=False
        )


def downgrade() -> None:
    """Drops the tables, with all that was stored in them."""
    with op.batch_alter_table("tiket_pesan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tiket_pesan_tiket_id_id"))

    op.drop_table("tiket_pesan")
    op.drop_table("tanya_jawab")
    with op.batch_alter_table("pesan_keluar", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pesan_keluar_keadaan_id"))
        batch_op.drop_index(batch_op.f("ix_pesan_keluar_chat_id_pesan_id"))

    op.drop_table("pesan_keluar")
    op.drop_table("versi_data")
    with op.batch_alter_table("tiket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tiket_ruang_topik"))
        batch_op.drop_index(batch_op.f("ix_tiket_penanya"))
        batch_op.drop_index(batch_op.f("ix_tiket_keadaan"))

    op.drop_table("tiket")
    op.drop_table("tautan")
    op.drop_table("tak_terjawab")
    op.drop_table("percakapan")
    with op.batch_alter_table("ikutan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ikutan_sasaran"))

    op.drop_table("ikutan")
    op.drop_table("berkas_kirim")
