"""What a theme was called when its list was settled is frozen with its figure

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NAMES = ("label", "label_cy", "description")


def upgrade() -> None:
    with op.batch_alter_table("figure") as batch:
        for name in NAMES:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    # Until now a settled list said what its themes are called today.
    for name in NAMES:
        op.execute(
            f"UPDATE figure SET {name} = "
            f"(SELECT theme.{name} FROM theme WHERE theme.id = figure.theme_id) "
            "WHERE theme_id IS NOT NULL"
        )
    with op.batch_alter_table("figure") as batch:
        for name in NAMES:
            batch.alter_column(name, existing_type=sa.Text(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("figure") as batch:
        for name in NAMES:
            batch.drop_column(name)
