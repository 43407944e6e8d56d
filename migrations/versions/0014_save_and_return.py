"""What people are asked of themselves; coming back to a form, and to what was sent

Revision ID: 0014
Revises: 0013
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NOTHING = json.dumps({"kind": False, "quote": False})


def upgrade() -> None:
    # What is open already goes on asking what it asked.
    with op.batch_alter_table("consultation") as batch:
        batch.add_column(
            sa.Column("asks_about", sa.JSON(), nullable=False, server_default=NOTHING)
        )
    with op.batch_alter_table("consultation") as batch:
        batch.alter_column("asks_about", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("draft") as batch:
        batch.add_column(sa.Column("resume_hash", sa.LargeBinary(length=32), nullable=True))
        batch.add_column(sa.Column("resume_box", sa.LargeBinary(), nullable=True))
        batch.create_unique_constraint(op.f("uq_draft_resume_hash"), ["resume_hash"])
    with op.batch_alter_table("response") as batch:
        batch.add_column(sa.Column("form_box", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("response") as batch:
        batch.drop_column("form_box")
    with op.batch_alter_table("draft") as batch:
        batch.drop_constraint(op.f("uq_draft_resume_hash"), type_="unique")
        batch.drop_column("resume_box")
        batch.drop_column("resume_hash")
    with op.batch_alter_table("consultation") as batch:
        batch.drop_column("asks_about")
