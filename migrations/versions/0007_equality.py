"""equality questions asked, and their answers kept apart

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('equality_asked',
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_equality_asked_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('consultation_id', 'question', name=op.f('pk_equality_asked'))
    )
    op.create_table('equality_answer',
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('question', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('code', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_equality_answer_response_id_response')),
    sa.PrimaryKeyConstraint('response_id', 'question', name=op.f('pk_equality_answer'))
    )
    with op.batch_alter_table('equality_answer', schema=None) as batch_op:
        batch_op.create_index('ix_equality_answer_question_code', ['question', 'code'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('equality_answer', schema=None) as batch_op:
        batch_op.drop_index('ix_equality_answer_question_code')
    op.drop_table('equality_answer')
    op.drop_table('equality_asked')
