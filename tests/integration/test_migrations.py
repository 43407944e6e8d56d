"""Migrations: they make the tables that the models say, and each goes down as it went up."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from participation.extensions import db
from participation.kernel.orm import Base, Moment
from tests.factories.consultations import make_consultation
from tests.factories.responses import make_response


def _same_type(context, inspected, metadata, found, wanted):
    return False if isinstance(wanted, Moment) else None


def differences(app):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": _same_type})
        return compare_metadata(context, Base.metadata)


def test_migrations_make_what_the_models_say(app):
    with app.app_context():
        assert differences(app) == []


def test_there_is_one_newest_migration(app):
    with app.app_context():
        directory = app.extensions["migrate"].directory
        assert len(ScriptDirectory(str(directory)).get_heads()) == 1


@pytest.mark.timeout(600)
def test_a_database_in_use_goes_down_to_the_first_migration_and_up_again(app, session):
    consultation = make_consultation(session, questions=["free_text", "multiple_choice"])
    response = make_response(session, consultation, "More crossings", ["bike", "walk"])
    session.commit()
    session.close()

    downgrade(revision="0001")
    upgrade()

    assert differences(app) == []
    with db.engine.connect() as connection:
        marks = connection.exec_driver_sql("SELECT code FROM answer_choice ORDER BY code")
        assert [code for (code,) in marks] == ["bike", "walk"]
        kept = connection.exec_driver_sql("SELECT count(*) FROM response").scalar()
        assert kept == 1, response
        assert "answer_choice_held" not in inspect(connection).get_table_names()
