"""data rights

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'rights_request',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=80), nullable=False),
        sa.Column('name', sa.LargeBinary(), nullable=True),
        sa.Column('contact', sa.LargeBinary(), nullable=True),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('extended_why', sa.String(length=300), nullable=True),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_by', sa.Uuid(), nullable=True),
        sa.Column('outcome', sa.String(length=80), nullable=True),
        sa.Column('note', sa.String(length=300), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_by', sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rights_request')),
    )
    op.create_table(
        'rights_response',
        sa.Column('request_id', sa.Uuid(), nullable=False),
        sa.Column('response_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['request_id'],
            ['rights_request.id'],
            name=op.f('fk_rights_response_request_id_rights_request'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['response_id'],
            ['response.id'],
            name=op.f('fk_rights_response_response_id_response'),
        ),
        sa.PrimaryKeyConstraint('request_id', 'response_id', name=op.f('pk_rights_response')),
    )
    op.create_table(
        'legal_hold',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('consultation_id', sa.Uuid(), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('made_by', sa.Uuid(), nullable=True),
        sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('lifted_by', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ['consultation_id'],
            ['consultation.id'],
            name=op.f('fk_legal_hold_consultation_id_consultation'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold')),
    )
    op.create_index(op.f('ix_legal_hold_consultation_id'), 'legal_hold', ['consultation_id'])


def downgrade() -> None:
    op.drop_index(op.f('ix_legal_hold_consultation_id'), table_name='legal_hold')
    op.drop_table('legal_hold')
    op.drop_table('rights_response')
    op.drop_table('rights_request')
