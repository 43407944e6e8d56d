"""areas, who lives in them, and postcodes

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('area',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('boundary', sa.JSON(), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_area'))
    )
    with op.batch_alter_table('area', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_area_kind'), ['kind'], unique=False)
    op.create_table('geography_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=True),
    sa.Column('used', sa.Integer(), nullable=False),
    sa.Column('passed_over', sa.Integer(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('loaded_by', sa.Uuid(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_geography_file'))
    )
    op.create_table('area_population',
    sa.Column('area_code', sa.String(length=20), nullable=False),
    sa.Column('variable', sa.String(length=80), nullable=False),
    sa.Column('category', sa.String(length=80), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['area_code'], ['area.code'], name=op.f('fk_area_population_area_code_area')),
    sa.PrimaryKeyConstraint('area_code', 'variable', 'category', name=op.f('pk_area_population'))
    )
    op.create_table('postcode_area',
    sa.Column('postcode', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=80), nullable=False),
    sa.Column('area_code', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['area_code'], ['area.code'], name=op.f('fk_postcode_area_area_code_area')),
    sa.PrimaryKeyConstraint('postcode', 'kind', name=op.f('pk_postcode_area'))
    )
    with op.batch_alter_table('postcode_area', schema=None) as batch_op:
        batch_op.create_index('ix_postcode_area_area_code', ['area_code'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('postcode_area', schema=None) as batch_op:
        batch_op.drop_index('ix_postcode_area_area_code')
    op.drop_table('postcode_area')
    op.drop_table('area_population')
    op.drop_table('geography_file')
    with op.batch_alter_table('area', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_area_kind'))
    op.drop_table('area')
