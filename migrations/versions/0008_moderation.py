"""moderation

Revision ID: 0008
Revises: 0007
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

REASONS = (
    ("It may tell people who somebody is", "Gallai ddangos i bobl pwy yw rhywun"),
    (
        "It accuses somebody, or could harm their good name",
        "Mae’n cyhuddo rhywun, neu gallai niweidio eu henw da",
    ),
    ("It is abusive, threatening or hateful", "Mae’n sarhaus, yn fygythiol neu’n llawn casineb"),
    ("It isn’t about this consultation", "Nid yw’n ymwneud â’r ymgynghoriad hwn"),
    ("It advertises something", "Mae’n hysbysebu rhywbeth"),
)


def upgrade() -> None:
    op.create_table(
        'handling',
        sa.Column('consultation_id', sa.Uuid(), nullable=False),
        sa.Column('publishes', sa.Boolean(), nullable=False),
        sa.Column('second_person_above', sa.Integer(), nullable=False),
        sa.Column('keep_months', sa.Integer(), nullable=True),
        sa.Column('words_erased_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['consultation_id'],
            ['consultation.id'],
            name=op.f('fk_handling_consultation_id_consultation'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('consultation_id', name=op.f('pk_handling')),
    )
    reason = op.create_table(
        'moderation_reason',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('words', sa.JSON(), nullable=False),
        sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation_reason')),
    )
    op.create_table(
        'moderation',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('verdict', sa.String(length=80), nullable=False),
        sa.Column('reason_id', sa.Uuid(), nullable=True),
        sa.Column('note', sa.String(length=300), nullable=True),
        sa.Column('actor_id', sa.Uuid(), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('current', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['answer.id'], name=op.f('fk_moderation_answer_id_answer')
        ),
        sa.ForeignKeyConstraint(
            ['reason_id'],
            ['moderation_reason.id'],
            name=op.f('fk_moderation_reason_id_moderation_reason'),
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_moderation')),
    )
    op.create_index('ix_moderation_answer', 'moderation', ['answer_id', 'current'])
    op.create_table(
        'appeal',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('moderation_id', sa.Uuid(), nullable=False),
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('words', sa.Text(), nullable=True),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('outcome', sa.String(length=80), nullable=True),
        sa.Column('reply', sa.Text(), nullable=True),
        sa.Column('replied_by', sa.Uuid(), nullable=True),
        sa.Column('replied_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['moderation_id'], ['moderation.id'], name=op.f('fk_appeal_moderation_id_moderation')
        ),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['answer.id'], name=op.f('fk_appeal_answer_id_answer')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal')),
        sa.UniqueConstraint('moderation_id', name=op.f('uq_appeal_moderation_id')),
    )
    op.create_index(op.f('ix_appeal_answer_id'), 'appeal', ['answer_id'])
    op.bulk_insert(
        reason,
        [
            {"id": uuid4(), "position": place, "words": {"en": en, "cy": cy}}
            for place, (en, cy) in enumerate(REASONS, 1)
        ],
    )


def downgrade() -> None:
    op.drop_index(op.f('ix_appeal_answer_id'), table_name='appeal')
    op.drop_table('appeal')
    op.drop_index('ix_moderation_answer', table_name='moderation')
    op.drop_table('moderation')
    op.drop_table('moderation_reason')
    op.drop_table('handling')
