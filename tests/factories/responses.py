"""Forms and responses for tests: filled in and sent by the same deeds that people's are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.kernel.actors import RESIDENT
from participation.responses import services
from participation.responses.models import Handling, Response
from participation.responses.rules import FormKey, Given, new_form_key, read_form_key
from participation.responses.services import Sent

Said = str | Iterable[str]
"""What a test answers: words to a free-text question, or the codes of options."""


def make_form_key(
    session: Session, consultation: Consultation, issued_at: datetime | None = None
) -> tuple[str, FormKey]:
    """A form key as it is written, and as it is read."""
    keys = session.info["keys"]
    moment = issued_at or clock.now(session) - timedelta(minutes=5)
    written = new_form_key(keys, consultation.id, moment)
    return written, read_form_key(keys, written)


def never_slowed(session: Session, consultation: Consultation) -> None:
    """However many reply in a minute, no device is asked for work: they send as fast as can be."""
    now = clock.now(session)
    session.add(Handling(consultation_id=consultation.id, effort_above=0, changed_at=now))
    session.flush()


def as_given(said: Said) -> Given:
    """An answer as a form hands it on."""
    return Given(text=said) if isinstance(said, str) else Given(codes=tuple(said))


def fill_in(
    session: Session,
    key: FormKey,
    answers: Iterable[Said] | Mapping[int, Said],
    language: str = "en",
) -> None:
    """Answer the questions in order (or those of some positions, from 0), without sending."""
    asked = consultations.asked(session, key.consultation_id)
    chosen = answers if isinstance(answers, Mapping) else dict(enumerate(answers))
    services.open_draft(session, actor=RESIDENT, key=key, language=language)
    for place, said in chosen.items():
        services.save_answer(
            session,
            actor=RESIDENT,
            key=key,
            question_id=asked[place].question_id,
            version_id=asked[place].version_id,
            given=as_given(said),
            language=language,
        )


def send_answers(
    session: Session,
    consultation: Consultation,
    answers: Iterable[Said] = ("More crossings, please.",),
    *,
    language: str = "en",
    word: str = "",
    key: FormKey | None = None,
) -> Sent:
    """Fill in a form and send it."""
    key = key or make_form_key(session, consultation)[1]
    fill_in(session, key, answers, language)
    return services.send(
        session,
        actor=RESIDENT,
        key=key,
        language=language,
        word_hash=services.hash_word(word),
    )


def make_response(
    session: Session, consultation: Consultation, *answers: Said, **changes: object
) -> Response:
    """A response that was sent; ``changes`` are set on its row afterwards."""
    sent = send_answers(session, consultation, answers or ("More crossings, please.",))
    response = session.get(Response, sent.response_id)
    assert response is not None
    for name, value in changes.items():
        setattr(response, name, value)
    session.flush()
    return response


def stepping_aside(app: Flask, session: Session) -> FlaskClient:
    """A browser for whom the test steps aside: its own transaction would hold the database."""

    class Browser(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> Any:
            session.commit()
            session.expire_all()
            return super().open(*args, **kwargs)

    app.test_client_class = Browser
    return app.test_client()


def start_form(client: FlaskClient, consultation: Consultation, form_key: str) -> str:
    """Press Start on a page that held this form key; gives the path of the first question."""
    answer = client.post(f"/consultations/{consultation.slug}/start", data={"form_key": form_key})
    assert answer.status_code == 303, answer.text
    return str(answer.location)
