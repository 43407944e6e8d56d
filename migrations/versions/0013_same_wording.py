"""same wording, signals, word rules

Revision ID: 0013
Revises: 0012
"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

THREAT, SAFEGUARDING, LEGAL = "threat", "safeguarding", "legal"
PHRASES = {
    (THREAT, "en"): (
        "kill you",
        "kill them",
        "kill him",
        "kill her",
        "kill the lot of",
        "burn it down",
        "burn you*",
        "petrol bomb*",
        "a bomb",
        "stab you",
        "know where you live",
        "know where they live",
        "watch your back",
        "you will regret",
        "you'll regret",
    ),
    (THREAT, "cy"): (
        "eich lladd",
        "dy ladd",
        "eu lladd",
        "llosgi'r lle",
        "gwybod lle rydych chi'n byw",
        "gwybod ble ti'n byw",
        "byddwch yn difaru",
    ),
    (SAFEGUARDING, "en"): (
        "suicid*",
        "kill myself",
        "end my life",
        "end it all",
        "self harm*",
        "hurting myself",
        "hits me",
        "beats me",
        "hits the children",
        "being abused",
        "afraid to go home",
        "scared to go home",
        "raped",
    ),
    (SAFEGUARDING, "cy"): (
        "hunanladd*",
        "lladd fy hun",
        "diwedd ar fy mywyd",
        "hunan niweidio",
        "yn fy mwrw",
        "yn fy nharo",
        "ofn mynd adref",
        "cael fy ngham drin",
    ),
    (LEGAL, "en"): (
        "judicial review",
        "pre action",
        "letter before claim",
        "legal action",
        "my solicitor*",
        "our solicitor*",
        "take you to court",
        "sue the council",
        "subject access request",
        "freedom of information request",
        "complain to the ombudsman",
    ),
    (LEGAL, "cy"): (
        "adolygiad barnwrol",
        "camau cyfreithiol",
        "fy nghyfreithiwr",
        "ein cyfreithiwr",
        "mynd â chi i'r llys",
        "cais gwrthrych am wybodaeth",
        "cais rhyddid gwybodaeth",
        "cwyno i'r ombwdsmon",
    ),
}


def upgrade() -> None:
    op.create_table(
        'wording_run',
        sa.Column('question_id', sa.Uuid(), nullable=False),
        sa.Column('status', sa.String(length=80), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answers', sa.Integer(), nullable=False),
        sa.Column('shared', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['question_id'],
            ['question.id'],
            name=op.f('fk_wording_run_question_id_question'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('question_id', name=op.f('pk_wording_run')),
    )
    op.create_table(
        'wording',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('question_id', sa.Uuid(), nullable=False),
        sa.Column('template_id', sa.Uuid(), nullable=False),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('texts', sa.Integer(), nullable=False),
        sa.Column('with_own', sa.Integer(), nullable=False),
        sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('read_by', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ['question_id'],
            ['question.id'],
            name=op.f('fk_wording_question_id_question'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['template_id'], ['answer.id'], name=op.f('fk_wording_template_id_answer')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_wording')),
    )
    op.create_index(op.f('ix_wording_question_id'), 'wording', ['question_id'])
    op.create_table(
        'wording_member',
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('wording_id', sa.Uuid(), nullable=False),
        sa.Column('own', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['answer.id'], name=op.f('fk_wording_member_answer_id_answer')
        ),
        sa.ForeignKeyConstraint(
            ['wording_id'],
            ['wording.id'],
            name=op.f('fk_wording_member_wording_id_wording'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('answer_id', name=op.f('pk_wording_member')),
    )
    op.create_index(op.f('ix_wording_member_wording_id'), 'wording_member', ['wording_id'])
    op.create_table(
        'signal',
        sa.Column('response_id', sa.Uuid(), nullable=False),
        sa.Column('seconds', sa.Integer(), nullable=True),
        sa.Column('network', sa.LargeBinary(length=32), nullable=True),
        sa.Column('trap', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['response_id'], ['response.id'], name=op.f('fk_signal_response_id_response')
        ),
        sa.PrimaryKeyConstraint('response_id', name=op.f('pk_signal')),
    )
    op.create_table(
        'network_key',
        sa.Column('consultation_id', sa.Uuid(), nullable=False),
        sa.Column('secret', sa.LargeBinary(length=400), nullable=True),
        sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['consultation_id'],
            ['consultation.id'],
            name=op.f('fk_network_key_consultation_id_consultation'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('consultation_id', name=op.f('pk_network_key')),
    )
    op.create_table(
        'flag',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('response_id', sa.Uuid(), nullable=False),
        sa.Column('code', sa.String(length=80), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['response_id'], ['response.id'], name=op.f('fk_flag_response_id_response')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
        sa.UniqueConstraint('response_id', 'code', name=op.f('uq_flag_response_id_code')),
    )
    op.create_table(
        'set_aside_proposal',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('consultation_id', sa.Uuid(), nullable=False),
        sa.Column('response_ids', sa.JSON(), nullable=False),
        sa.Column('reason', sa.String(length=80), nullable=False),
        sa.Column('note', sa.String(length=300), nullable=True),
        sa.Column('proposed_by', sa.Uuid(), nullable=True),
        sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('outcome', sa.String(length=80), nullable=True),
        sa.Column('decided_by', sa.Uuid(), nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['consultation_id'],
            ['consultation.id'],
            name=op.f('fk_set_aside_proposal_consultation_id_consultation'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_set_aside_proposal')),
    )
    op.create_index(
        'ix_set_aside_proposal_open', 'set_aside_proposal', ['consultation_id', 'outcome']
    )
    rule = op.create_table(
        'word_rule',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=80), nullable=False),
        sa.Column('language', sa.String(length=8), nullable=False),
        sa.Column('phrase', sa.String(length=100), nullable=False),
        sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_word_rule')),
    )
    op.create_table(
        'worry',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('consultation_id', sa.Uuid(), nullable=False),
        sa.Column('response_id', sa.Uuid(), nullable=False),
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=80), nullable=False),
        sa.Column('start', sa.Integer(), nullable=False),
        sa.Column('end', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('seen_by', sa.Uuid(), nullable=True),
        sa.Column('outcome', sa.String(length=80), nullable=True),
        sa.Column('note', sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ['consultation_id'],
            ['consultation.id'],
            name=op.f('fk_worry_consultation_id_consultation'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['response_id'], ['response.id'], name=op.f('fk_worry_response_id_response')
        ),
        sa.ForeignKeyConstraint(
            ['answer_id'], ['answer.id'], name=op.f('fk_worry_answer_id_answer')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_worry')),
    )
    op.create_index('ix_worry_open', 'worry', ['consultation_id', 'seen_at'])
    op.create_index(op.f('ix_worry_answer_id'), 'worry', ['answer_id'])
    op.create_table(
        'looked',
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.Column('personal', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['version_id'],
            ['response_version.id'],
            name=op.f('fk_looked_version_id_response_version'),
        ),
        sa.PrimaryKeyConstraint('version_id', name=op.f('pk_looked')),
    )
    op.bulk_insert(
        rule,
        [
            {"id": uuid4(), "kind": kind, "language": language, "phrase": phrase}
            for (kind, language), phrases in PHRASES.items()
            for phrase in phrases
        ],
    )


def downgrade() -> None:
    op.drop_table('looked')
    op.drop_index(op.f('ix_worry_answer_id'), table_name='worry')
    op.drop_index('ix_worry_open', table_name='worry')
    op.drop_table('worry')
    op.drop_table('word_rule')
    op.drop_index('ix_set_aside_proposal_open', table_name='set_aside_proposal')
    op.drop_table('set_aside_proposal')
    op.drop_table('flag')
    op.drop_table('network_key')
    op.drop_table('signal')
    op.drop_index(op.f('ix_wording_member_wording_id'), table_name='wording_member')
    op.drop_table('wording_member')
    op.drop_index(op.f('ix_wording_question_id'), table_name='wording')
    op.drop_table('wording')
    op.drop_table('wording_run')
