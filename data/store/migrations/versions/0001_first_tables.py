"""The first tables of the store."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite numbers rows by itself only in a column that it calls INTEGER.
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes every table."""
    op.create_table(
        "audit",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("kapan", sa.DateTime(timezone=True), nullable=False),
        sa.Column("siapa", sa.BigInteger(), nullable=False),
        sa.Column("tindakan", sa.String(length=40), nullable=False),
        sa.Column("objek", sa.Text(), nullable=False),
        sa.Column("sebelum", sa.Text(), nullable=False),
        sa.Column("sesudah", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "chat",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("jenis", sa.String(length=12), nullable=False),
        sa.Column("judul", sa.Text(), nullable=False),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat")),
    )
    op.create_table(
        "langganan",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topik", sa.BigInteger(), nullable=False),
        sa.Column("jenis", sa.String(length=12), nullable=False),
        sa.Column("kode", sa.Text(), nullable=False),
        sa.Column("panjang", sa.String(length=12), nullable=False),
        sa.Column("arah", sa.String(length=2), nullable=False),
        sa.Column("persen", sa.String(length=12), nullable=False),
        sa.Column("bulan", sa.Integer(), nullable=False),
        sa.Column("oleh", sa.BigInteger(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_langganan")),
        sa.UniqueConstraint(
            "chat_id",
            "topik",
            "jenis",
            "kode",
            "arah",
            "persen",
            "bulan",
            name=op.f("uq_langganan_chat_id_topik_jenis_kode_arah_persen_bulan"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "muatan",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=True),
        sa.Column("bulan", sa.Integer(), nullable=True),
        sa.Column("versi", sa.Integer(), nullable=True),
        sa.Column("berkas", sa.Text(), nullable=False),
        sa.Column("susunan", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pengunggah", sa.BigInteger(), nullable=False),
        sa.Column("diunggah", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disimpan", sa.DateTime(timezone=True), nullable=True),
        sa.Column("isi", sa.Text(), nullable=True),
        sa.Column("peringatan", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_muatan")),
        sa.UniqueConstraint("tahun", "bulan", "versi", name=op.f("uq_muatan_tahun_bulan_versi")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("muatan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_muatan_sha256"), ["sha256"], unique=False)

    op.create_table(
        "muatan_baris",
        sa.Column("muatan_id", ROW_ID, nullable=False),
        sa.Column("kode", sa.Text(), nullable=False),
        sa.Column("urutan", sa.Integer(), nullable=False),
        sa.Column("tingkat", sa.String(length=12), nullable=False),
        sa.Column("induk", sa.Text(), nullable=True),
        sa.Column("uraian", sa.Text(), nullable=False),
        sa.Column("pagu", sa.BigInteger(), nullable=False),
        sa.Column("realisasi", sa.BigInteger(), nullable=False),
        sa.Column("pagu_awal", sa.BigInteger(), nullable=True),
        sa.Column("blokir", sa.BigInteger(), nullable=True),
        sa.Column("jenis_belanja", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["muatan_id"], ["muatan.id"], name=op.f("fk_muatan_baris_muatan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("muatan_id", "kode", name=op.f("pk_muatan_baris")),
    )
    op.create_table(
        "pengumuman",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("kunci", sa.String(length=40), nullable=False),
        sa.Column("jenis", sa.String(length=12), nullable=False),
        sa.Column("tahun", sa.Integer(), nullable=False),
        sa.Column("bulan", sa.Integer(), nullable=False),
        sa.Column("muatan_id", ROW_ID, nullable=True),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("oleh", sa.BigInteger(), nullable=False),
        sa.Column("dibuat", sa.DateTime(timezone=True), nullable=False),
        sa.Column("selesai", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pantau_chat", sa.BigInteger(), nullable=True),
        sa.Column("pantau_pesan", sa.BigInteger(), nullable=True),
        sa.Column("dilaporkan", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["muatan_id"], ["muatan.id"], name=op.f("fk_pengumuman_muatan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pengumuman")),
        sa.UniqueConstraint("kunci", name=op.f("uq_pengumuman_kunci")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "persetujuan",
        sa.Column("muatan_id", ROW_ID, nullable=False),
        sa.Column("admin", sa.BigInteger(), nullable=False),
        sa.Column("umumkan", sa.Boolean(), nullable=False),
        sa.Column("kapan", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["muatan_id"], ["muatan.id"], name=op.f("fk_persetujuan_muatan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("muatan_id", "admin", name=op.f("pk_persetujuan")),
    )
    op.create_table(
        "kiriman",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("pengumuman_id", ROW_ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topik", sa.BigInteger(), nullable=False),
        sa.Column("bagian", sa.Integer(), nullable=False),
        sa.Column("muatan_id", ROW_ID, nullable=True),
        sa.Column("varian", sa.Text(), nullable=False),
        sa.Column("balas_ke", sa.BigInteger(), nullable=True),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("pesan_id", sa.BigInteger(), nullable=True),
        sa.Column("alasan", sa.Text(), nullable=False),
        sa.Column("klaim", sa.String(length=40), nullable=True),
        sa.Column("diklaim", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tidak_sebelum", sa.DateTime(timezone=True), nullable=True),
        sa.Column("percobaan", sa.Integer(), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["muatan_id"], ["muatan.id"], name=op.f("fk_kiriman_muatan_id")),
        sa.ForeignKeyConstraint(
            ["pengumuman_id"], ["pengumuman.id"], name=op.f("fk_kiriman_pengumuman_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiriman")),
        sa.UniqueConstraint(
            "pengumuman_id",
            "chat_id",
            "topik",
            "bagian",
            name=op.f("uq_kiriman_pengumuman_id_chat_id_topik_bagian"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("kiriman", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kiriman_chat_id"), ["chat_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kiriman_keadaan_id"), ["keadaan", "id"], unique=False)


def downgrade() -> None:
    """Drops every table, with all that was stored."""
    with op.batch_alter_table("kiriman", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kiriman_keadaan_id"))
        batch_op.drop_index(batch_op.f("ix_kiriman_chat_id"))

    op.drop_table("kiriman")
    op.drop_table("persetujuan")
    op.drop_table("pengumuman")
    op.drop_table("muatan_baris")
    with op.batch_alter_table("muatan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_muatan_sha256"))

    op.drop_table("muatan")
    op.drop_table("langganan")
    op.drop_table("chat")
    op.drop_table("audit")
