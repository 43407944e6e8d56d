"""Every kind of question, sections, conditions, and who it is that replies

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "section",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("consultation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("intro", sa.JSON(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("condition", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultation.id"],
            name=op.f("fk_section_consultation_id_consultation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
    )
    op.create_index(op.f("ix_section_consultation_id"), "section", ["consultation_id"])

    with op.batch_alter_table("consultation") as batch:
        batch.add_column(sa.Column("trial_of_id", sa.Uuid(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_consultation_trial_of_id_consultation"),
            "consultation",
            ["trial_of_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch.create_index(op.f("ix_consultation_trial_of_id"), ["trial_of_id"])

    with op.batch_alter_table("question") as batch:
        batch.add_column(sa.Column("section_id", sa.Uuid(), nullable=True))
        batch.add_column(sa.Column("name", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("condition", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_foreign_key(
            op.f("fk_question_section_id_section"), "section", ["section_id"], ["id"]
        )
        batch.create_index(op.f("ix_question_section_id"), ["section_id"])
    question = sa.table(
        "question",
        sa.column("id", sa.Uuid()),
        sa.column("consultation_id", sa.Uuid()),
        sa.column("position", sa.Integer()),
        sa.column("name", sa.String()),
    )
    connection = op.get_bind()
    numbers: dict[object, int] = {}
    rows = connection.execute(
        sa.select(question.c.id, question.c.consultation_id).order_by(
            question.c.consultation_id, question.c.position, question.c.id
        )
    ).all()
    for id_, consultation_id in rows:
        numbers[consultation_id] = number = numbers.get(consultation_id, 0) + 1
        connection.execute(
            question.update().where(question.c.id == id_).values(name=f"q{number}")
        )
    with op.batch_alter_table("question") as batch:
        batch.alter_column("name", existing_type=sa.String(length=80), nullable=False)
        batch.create_unique_constraint(
            op.f("uq_question_consultation_id_name"), ["consultation_id", "name"]
        )

    with op.batch_alter_table("question_version") as batch:
        batch.add_column(sa.Column("rows", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("limits", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("question_version") as batch:
        batch.alter_column("rows", existing_type=sa.JSON(), server_default=None)
        batch.alter_column("limits", existing_type=sa.JSON(), server_default=None)

    with op.batch_alter_table("response") as batch:
        batch.add_column(sa.Column("organisation", sa.String(length=300), nullable=True))
        batch.add_column(sa.Column("speaks_for", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("may_quote", sa.Boolean(), nullable=True))
        batch.add_column(sa.Column("consents", sa.JSON(), nullable=False, server_default="{}"))
        batch.add_column(sa.Column("area_code", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("source", sa.String(length=40), nullable=True))
        batch.add_column(
            sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("entered_by", sa.Uuid(), nullable=True))
    with op.batch_alter_table("response") as batch:
        batch.alter_column("consents", existing_type=sa.JSON(), server_default=None)
        batch.alter_column("late", existing_type=sa.Boolean(), server_default=None)

    _marks("answer_choice_held")
    op.execute(
        "INSERT INTO answer_choice_held (answer_id, \"row\", code) "
        "SELECT answer_id, '', code FROM answer_choice"
    )
    op.drop_table("answer_choice")
    _rename()


def _marks(name: str) -> None:
    # Made under another name, for its key changes; the names of its constraints are the last ones.
    op.create_table(
        name,
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answer.id"],
            name=op.f("fk_answer_choice_answer_id_answer_marks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "answer_id", "row", "code", name=op.f("pk_answer_choice_marks")
        ),
    )


def _rename() -> None:
    op.rename_table("answer_choice_held", "answer_choice")
    if op.get_bind().dialect.name == "postgresql":
        for before, after in (
            ("fk_answer_choice_answer_id_answer_marks", "fk_answer_choice_answer_id_answer"),
            ("pk_answer_choice_marks", "pk_answer_choice"),
        ):
            op.execute(f"ALTER TABLE answer_choice RENAME CONSTRAINT {before} TO {after}")


def downgrade() -> None:
    # What only newer kinds of question could hold goes; options that were chosen stay.
    op.create_table(
        "answer_choice_held",
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["answer.id"],
            name=op.f("fk_answer_choice_answer_id_answer_marks"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("answer_id", "code", name=op.f("pk_answer_choice_marks")),
    )
    op.execute(
        "INSERT INTO answer_choice_held (answer_id, code) "
        "SELECT answer_id, code FROM answer_choice WHERE \"row\" = '' AND code <> '' "
        "AND amount IS NULL"
    )
    op.drop_table("answer_choice")
    _rename()

    with op.batch_alter_table("response") as batch:
        for name in (
            *("entered_by", "late", "source", "area_code"),
            *("consents", "may_quote", "speaks_for", "organisation"),
        ):
            batch.drop_column(name)
    with op.batch_alter_table("question_version") as batch:
        batch.drop_column("limits")
        batch.drop_column("rows")
    with op.batch_alter_table("question") as batch:
        batch.drop_constraint(op.f("uq_question_consultation_id_name"), type_="unique")
        batch.drop_index(op.f("ix_question_section_id"))
        batch.drop_constraint(op.f("fk_question_section_id_section"), type_="foreignkey")
        for name in ("retired_at", "condition", "name", "section_id"):
            batch.drop_column(name)
    with op.batch_alter_table("consultation") as batch:
        batch.drop_index(op.f("ix_consultation_trial_of_id"))
        batch.drop_constraint(
            op.f("fk_consultation_trial_of_id_consultation"), type_="foreignkey"
        )
        batch.drop_column("trial_of_id")
    op.drop_index(op.f("ix_section_consultation_id"), "section")
    op.drop_table("section")
