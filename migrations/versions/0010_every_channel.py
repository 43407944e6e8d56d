"""every channel

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('channel', sa.String(length=80), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('came_on', sa.Date(), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Uuid(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Uuid(), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_batch_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch'))
    )
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('slip',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('receipt_hash', sa.LargeBinary(length=32), nullable=False),
    sa.Column('receipt_key', sa.String(length=20), nullable=False),
    sa.Column('large_print', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('printed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('printed_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_slip_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slip')),
    sa.UniqueConstraint('receipt_hash', name=op.f('uq_slip_receipt_hash'))
    )
    with op.batch_alter_table('slip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slip_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('entry',
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('slip_id', sa.Uuid(), nullable=True),
    sa.Column('came_on', sa.Date(), nullable=False),
    sa.Column('signatures', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('contradictions', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_entry_batch_id_batch')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_entry_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_entry_response_id_response')),
    sa.ForeignKeyConstraint(['slip_id'], ['slip.id'], name=op.f('fk_entry_slip_id_slip')),
    sa.PrimaryKeyConstraint('response_id', name=op.f('pk_entry')),
    sa.UniqueConstraint('batch_id', 'number', name=op.f('uq_entry_batch_id_number')),
    sa.UniqueConstraint('slip_id', name=op.f('uq_entry_slip_id'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('entry_file',
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_entry_file_file_id_stored_file')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_entry_file_response_id_response')),
    sa.PrimaryKeyConstraint('response_id', 'file_id', name=op.f('pk_entry_file'))
    )
    op.create_table('spoiled_slip',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('noted_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.id'], name=op.f('fk_spoiled_slip_batch_id_batch'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spoiled_slip'))
    )
    with op.batch_alter_table('spoiled_slip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spoiled_slip_batch_id'), ['batch_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('spoiled_slip', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spoiled_slip_batch_id'))

    op.drop_table('spoiled_slip')
    op.drop_table('entry_file')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_consultation_id'))

    op.drop_table('entry')
    with op.batch_alter_table('slip', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slip_consultation_id'))

    op.drop_table('slip')
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_consultation_id'))

    op.drop_table('batch')
