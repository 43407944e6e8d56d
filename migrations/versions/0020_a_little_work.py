"""Replies a minute above which sending asks a device for a little work

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handling") as batch:
        batch.add_column(
            sa.Column("effort_above", sa.Integer(), nullable=False, server_default="3000")
        )
    with op.batch_alter_table("handling") as batch:
        batch.alter_column("effort_above", existing_type=sa.Integer(), server_default=None)
    op.create_index(
        "ix_response_consultation_received", "response", ["consultation_id", "received_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_response_consultation_received", "response")
    with op.batch_alter_table("handling") as batch:
        batch.drop_column("effort_above")
