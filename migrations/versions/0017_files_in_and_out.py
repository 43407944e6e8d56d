"""files in and out

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('export_made',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('format', sa.String(length=80), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_export_made_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_export_made'))
    )
    with op.batch_alter_table('export_made', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_export_made_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('import_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(length=80), nullable=False),
    sa.Column('problem', sa.String(length=80), nullable=True),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_import_file_consultation_id_consultation'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_file'))
    )
    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_file_consultation_id'), ['consultation_id'], unique=False)

    op.create_table('import_row',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=False),
    sa.Column('read_faults', sa.JSON(), nullable=False),
    sa.Column('digest', sa.LargeBinary(length=32), nullable=False),
    sa.Column('state', sa.String(length=80), nullable=False),
    sa.Column('faults', sa.JSON(), nullable=False),
    sa.Column('contradictions', sa.JSON(), nullable=False),
    sa.Column('receipt_hash', sa.LargeBinary(length=32), nullable=True),
    sa.Column('receipt_key', sa.String(length=20), nullable=True),
    sa.Column('version_id', sa.Uuid(), nullable=True),
    sa.Column('version_digest', sa.LargeBinary(length=32), nullable=True),
    sa.Column('channel', sa.String(length=80), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=True),
    sa.Column('came_on', sa.Date(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('status', sa.String(length=80), nullable=True),
    sa.Column('reason', sa.String(length=80), nullable=True),
    sa.Column('respondent_kind', sa.String(length=80), nullable=True),
    sa.Column('organisation', sa.String(length=300), nullable=True),
    sa.Column('speaks_for', sa.Integer(), nullable=True),
    sa.Column('may_quote', sa.Boolean(), nullable=True),
    sa.Column('area_code', sa.String(length=20), nullable=True),
    sa.Column('signatures', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['import_id'], ['import_file.id'], name=op.f('fk_import_row_import_id_import_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_row')),
    sa.UniqueConstraint('import_id', 'number', name=op.f('uq_import_row_import_id_number'))
    )
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.create_index('ix_import_row_known', ['consultation_id', 'digest'], unique=False)

    op.create_table('sent_document',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('response_id', sa.Uuid(), nullable=False),
    sa.Column('consultation_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('state', sa.String(length=80), nullable=False),
    sa.Column('how', sa.String(length=80), nullable=True),
    sa.Column('problem', sa.String(length=80), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_sent_document_consultation_id_consultation')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_sent_document_file_id_stored_file')),
    sa.ForeignKeyConstraint(['response_id'], ['response.id'], name=op.f('fk_sent_document_response_id_response')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_document'))
    )
    with op.batch_alter_table('sent_document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_document_consultation_id'), ['consultation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sent_document_response_id'), ['response_id'], unique=False)

    op.create_table('import_answer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('question_version_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['import_file.id'], name=op.f('fk_import_answer_import_id_import_file'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['row_id'], ['import_row.id'], name=op.f('fk_import_answer_row_id_import_row'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_answer'))
    )
    with op.batch_alter_table('import_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_answer_import_id'), ['import_id'], unique=False)

    op.create_table('sent_part',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('heading', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['sent_document.id'], name=op.f('fk_sent_part_document_id_sent_document'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_part')),
    sa.UniqueConstraint('document_id', 'number', name=op.f('uq_sent_part_document_id_number'))
    )
    op.create_table('import_choice',
    sa.Column('answer_id', sa.Uuid(), nullable=False),
    sa.Column('import_id', sa.Uuid(), nullable=False),
    sa.Column('row', sa.String(length=80), nullable=False),
    sa.Column('code', sa.String(length=80), nullable=False),
    sa.Column('amount', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['answer_id'], ['import_answer.id'], name=op.f('fk_import_choice_answer_id_import_answer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['import_id'], ['import_file.id'], name=op.f('fk_import_choice_import_id_import_file'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('answer_id', 'row', 'code', name=op.f('pk_import_choice'))
    )
    with op.batch_alter_table('import_choice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_choice_import_id'), ['import_id'], unique=False)

    op.create_table('section_mark',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('section_id', sa.Uuid(), nullable=False),
    sa.Column('theme_id', sa.Uuid(), nullable=True),
    sa.Column('marked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marked_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['section_id'], ['sent_part.id'], name=op.f('fk_section_mark_section_id_sent_part'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['theme_id'], ['theme.id'], name=op.f('fk_section_mark_theme_id_theme')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_section_mark')),
    sa.UniqueConstraint('section_id', 'theme_id', name=op.f('uq_section_mark_section_id_theme_id'))
    )
    with op.batch_alter_table('section_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_section_mark_section_id'), ['section_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('section_mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_section_mark_section_id'))

    op.drop_table('section_mark')
    with op.batch_alter_table('import_choice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_choice_import_id'))

    op.drop_table('import_choice')
    op.drop_table('sent_part')
    with op.batch_alter_table('import_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_answer_import_id'))

    op.drop_table('import_answer')
    with op.batch_alter_table('sent_document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sent_document_response_id'))
        batch_op.drop_index(batch_op.f('ix_sent_document_consultation_id'))

    op.drop_table('sent_document')
    with op.batch_alter_table('import_row', schema=None) as batch_op:
        batch_op.drop_index('ix_import_row_known')

    op.drop_table('import_row')
    with op.batch_alter_table('import_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_file_consultation_id'))

    op.drop_table('import_file')
    with op.batch_alter_table('export_made', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_export_made_consultation_id'))

    op.drop_table('export_made')
