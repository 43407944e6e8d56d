"""A consultation that asks in every way, and somebody who answers it without scripts."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Question
from participation.responses import queries
from participation.responses.models import Response
from participation.responses.rules import FormKey
from tests.factories.council import make_council
from tests.factories.kinds import make_every_kind
from tests.factories.responses import make_form_key, start_form, stepping_aside


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


@pytest.fixture
def consultation(session):
    make_council(session)
    return make_every_kind(session)


@dataclass
class Answering:
    """Somebody with a form open."""

    client: FlaskClient
    session: Session
    consultation: Consultation
    written: str
    key: FormKey

    @property
    def base(self) -> str:
        return f"/reply/{self.written}"

    def read(self, page: object) -> Any:
        return self.client.get(f"{self.base}/{page}")

    def post(self, page: object, back: str = "", **data: Any) -> Any:
        sent = {name.replace("__", "-"): value for name, value in data.items()}
        query = f"?back={back}" if back else ""
        return self.client.post(f"{self.base}/{page}{query}", data=sent)

    def went_to(self, got: Any) -> str:
        assert got.status_code == 303, got.text
        return str(got.location).removeprefix(f"{self.base}/")

    def kept(self, name: str) -> Any:
        """What the draft holds for the question of that name."""
        question_id = self.session.scalar(select(Question.id).where(Question.name == name))
        draft = queries.draft_of(self.session, self.key)
        found = queries.kept_in(draft).get(question_id) if draft else None
        return found.given if found else None

    def response(self) -> Response:
        found = queries.by_form(self.session, self.key)
        assert found is not None
        return found

    def answers(self) -> dict[str, Any]:
        """What was sent, by the question's words."""
        shown = queries.answers_of(self.session, self.response().id)
        return {one.wording["en"]: one for one in shown}


@pytest.fixture
def begin(session, client):
    """Opens a form of a consultation."""

    def opening(consultation: Consultation) -> Answering:
        written, key = make_form_key(session, consultation)
        start_form(client, consultation, written)
        return Answering(client, session, consultation, written, key)

    return opening


@pytest.fixture
def somebody(begin, consultation) -> Answering:
    return begin(consultation)


def words_of(page: Any) -> str:
    """A page as it reads."""
    words = re.sub(r"<[^>]+>", " ", page.text)
    return re.sub(r"\s+", " ", html.unescape(words))
