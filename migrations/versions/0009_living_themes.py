"""What a run learnt is kept, so that later answers are given its themes and new kinds are noticed

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("theme_run") as batch:
        batch.add_column(sa.Column("about", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("earlier_run_id", sa.Uuid(), nullable=True))
    with op.batch_alter_table("suggested_theme") as batch:
        batch.add_column(sa.Column("language", sa.String(8), nullable=False, server_default=""))
        batch.add_column(sa.Column("titles", sa.JSON(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("parent", sa.String(20), nullable=True))
    with op.batch_alter_table("suggested_theme") as batch:
        batch.alter_column("language", server_default=None)
        batch.alter_column("titles", server_default=None)
    op.create_table(
        "theme_model",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["theme_run.id"],
            name=op.f("fk_theme_model_run_id_theme_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_theme_model")),
    )
    op.create_table(
        "new_kind",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("codebook_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("unlike", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("keyphrases", sa.JSON(), nullable=False),
        sa.Column("answer_ids", sa.JSON(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_by", sa.Uuid(), nullable=True),
        sa.Column("theme_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["codebook_id"], ["codebook.id"], name=op.f("fk_new_kind_codebook_id_codebook")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["theme_run.id"],
            name=op.f("fk_new_kind_run_id_theme_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_new_kind")),
    )
    op.create_index(op.f("ix_new_kind_codebook_id"), "new_kind", ["codebook_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_new_kind_codebook_id"), table_name="new_kind")
    op.drop_table("new_kind")
    op.drop_table("theme_model")
    with op.batch_alter_table("suggested_theme") as batch:
        batch.drop_column("parent")
        batch.drop_column("titles")
        batch.drop_column("language")
    with op.batch_alter_table("theme_run") as batch:
        batch.drop_column("earlier_run_id")
        batch.drop_column("about")
