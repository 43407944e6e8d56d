"""An officer's browser, for tests of the pages on which consultations are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.factories.accounts import signed_in, token_of
from tests.factories.council import make_council

Post = Callable[..., TestResponse]


@pytest.fixture
def officer(client: FlaskClient, session: Session) -> FlaskClient:
    """An engagement officer's browser, at a council with both languages."""
    make_council(session)
    signed_in(client, session, "engagement_officer")
    return client


@pytest.fixture
def post(officer: FlaskClient) -> Post:
    """Send a form as the officer's browser would."""
    token = token_of(officer)

    def send(path: str, **data: Any) -> TestResponse:
        return officer.post(path, data={"csrf_token": token} | data)

    return send
