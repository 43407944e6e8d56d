"""While the database doesn't answer: a page that says so, in the reader's language, without it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from participation.app import create_app
from tests.databases import settings_for


@pytest.fixture
def tries(away: Flask) -> Iterator[list[int]]:
    """One entry for each time that the site turns to its database."""
    seen: list[int] = []
    with away.app_context():
        engine = away.extensions["sqlalchemy"].engine
    event.listen(engine, "do_connect", lambda *_: seen.append(1))
    yield seen
    engine.dispose()


@pytest.fixture
def away(tmp_path: Path) -> Flask:
    """The site, with a database that can't be opened."""
    return create_app(settings_for(f"sqlite:///{tmp_path}/no/such/folder/x.sqlite3", tmp_path))


@pytest.mark.parametrize("path", ["/", "/consultations", "/privacy", "/reference/ABC"])
@pytest.mark.parametrize(("prefix", "language"), [("", "en"), ("/cy", "cy")])
def test_says_so_in_the_readers_language_and_asks_no_more(away, tries, path, prefix, language):
    answer = away.test_client().get(prefix + path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert f'<html lang="{language}"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(tries) == 1


def test_somebody_signed_in_is_told_too(away, tries):
    client = away.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "a token"
    answer = client.get("/cy/staff")
    assert answer.status_code == 503
    assert '<html lang="cy"' in answer.get_data(as_text=True)
    assert len(tries) == 1


@pytest.mark.parametrize("path", ["/nowhere", "/council.css?v=1", "/logo?v=1", "/health"])
def test_nothing_made_up_meanwhile_is_kept_by_a_browser(away, tries, path):
    answer = away.test_client().get(path)
    assert answer.status_code == 503
    assert answer.headers["Cache-Control"] == "no-store"
