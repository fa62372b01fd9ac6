"""Tables by which several processes work as one, and what a conversation's step came of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes the tables, and the column."""
    with op.batch_alter_table("percakapan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("terakhir", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "giliran",
        sa.Column("nama", sa.String(length=40), nullable=False),
        sa.Column("proses", sa.String(length=120), nullable=False),
        sa.Column("sampai", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nama", name=op.f("pk_giliran")),
    )
    op.create_table(
        "jatah",
        sa.Column("penanya", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sisa", sa.Float(), nullable=False),
        sa.Column("dihitung", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tutup_sampai", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("penanya", name=op.f("pk_jatah")),
    )
    with op.batch_alter_table("jatah", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jatah_dihitung"), ["dihitung"], unique=False)

    op.create_table(
        "pembaruan",
        sa.Column("nomor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("proses", sa.String(length=120), nullable=True),
        sa.Column("keadaan", sa.String(length=12), nullable=False),
        sa.Column("isi", sa.Text(), nullable=True),
        sa.Column("percobaan", sa.Integer(), nullable=False),
        sa.Column("diterima", sa.DateTime(timezone=True), nullable=False),
        sa.Column("diubah", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nomor", name=op.f("pk_pembaruan")),
    )
    with op.batch_alter_table("pembaruan", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pembaruan_keadaan_diubah"), ["keadaan", "diubah"], unique=False
        )

    op.create_table(
        "proses",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("jenis", sa.String(length=20), nullable=False),
        sa.Column("mesin", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("mulai", sa.DateTime(timezone=True), nullable=False),
        sa.Column("detak", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proses")),
    )


def downgrade() -> None:
    """Drops the tables and the column, with all that was stored in them."""
    with op.batch_alter_table("percakapan", schema=None) as batch_op:
        batch_op.drop_column("terakhir")

    op.drop_table("proses")
    with op.batch_alter_table("pembaruan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pembaruan_keadaan_diubah"))

    op.drop_table("pembaruan")
    with op.batch_alter_table("jatah", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jatah_dihitung"))

    op.drop_table("jatah")
    op.drop_table("giliran")
