"""hidden words

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'redaction',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('start', sa.Integer(), nullable=False),
        sa.Column('end', sa.Integer(), nullable=False),
        sa.Column('why', sa.String(length=80), nullable=False),
        sa.Column('carried', sa.Boolean(), nullable=False),
        sa.Column('actor_id', sa.Uuid(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('undone_by', sa.Uuid(), nullable=True),
        sa.Column('undone_why', sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['answer.id'], name=op.f('fk_redaction_answer_id_answer')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_redaction')),
    )
    op.create_index('ix_redaction_answer', 'redaction', ['answer_id', 'undone_at'])


def downgrade() -> None:
    op.drop_index('ix_redaction_answer', table_name='redaction')
    op.drop_table('redaction')
