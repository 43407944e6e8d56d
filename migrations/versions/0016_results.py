"""results as they are released

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('results_release',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('plan', sa.JSON(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('threshold', sa.Integer(), nullable=False),
    sa.Column('round_to', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=80), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=True),
    sa.Column('shown', sa.JSON(), nullable=True),
    sa.Column('leaders', sa.JSON(), nullable=True),
    sa.Column('public', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_results_release_consultation_id_consultation')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results_release')),
    sa.UniqueConstraint('consultation_id', 'number', name=op.f('uq_results_release_consultation_id_number'))
    )


def downgrade() -> None:
    op.drop_table('results_release')
