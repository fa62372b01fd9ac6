"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Changes the store to this version."""
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    """Takes that change back."""
    ${downgrades if downgrades else "raise NotImplementedError"}
