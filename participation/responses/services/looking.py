"""Coming back with a reference: seeing one's own answers with the word, sending it to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from participation.accounts.models import Throttle
from participation.consultations import queries as consultations
from participation.kernel import clock
from participation.kernel.errors import NotFound, Refusal
from participation.mail import services as mail
from participation.responses import queries
from participation.responses.queries import AnswerShown
from participation.responses.rules import FormKey, normal_receipt, word_matches

TRIES, IN = 10, timedelta(hours=1)
LETTERS, LETTERS_IN = 5, timedelta(hours=1)


class TooMany(Refusal):
    """Done too often lately."""


@dataclass(frozen=True)
class Opening:
    """What came of trying a word: ``opened``, ``wrong``, or ``too_many``.

    With it come the answers or, to change them, the form key.
    """

    outcome: str
    answers: tuple[AnswerShown, ...] = ()
    written: str = ""


def open_with_word(session: Session, code: str, word: str) -> Opening:
    """The answers behind a reference, for whoever knows the word chosen when they were sent.

    It returns what came of it and raises nothing, so that the caller's transaction keeps the count
    of tries: ten an hour for one reference. A reference that doesn't exist, one with no word and a
    wrong word all say ``wrong``, after the same time.
    """
    about = (normal_receipt(code) or "").encode()
    if not another_try(session, "word", about, most=TRIES, within=IN):
        return Opening("too_many")
    response = queries.by_receipt(session, code)
    if not word_matches(response.word_hash if response else None, word) or response is None:
        return Opening("wrong")
    return Opening("opened", tuple(queries.answers_of(session, response.id)))


def email_reference(session: Session, *, key: FormKey, to: str, subject: str, text: str) -> None:
    """Post somebody their reference. The address goes to the outbox alone, encrypted until sent.

    Raises :class:`TooMany` after five letters in an hour for one form or to one address.
    """
    _count_letter(session, key, to)
    mail.post(
        session, kind="responses.reference", to=to, subject=subject, text=text, for_staff=False
    )


def email_place(session: Session, *, key: FormKey, to: str, subject: str, text: str) -> None:
    """Post somebody the code by which they come back to an unfinished form.

    Raises :class:`TooMany` as :func:`email_reference` does.
    """
    _count_letter(session, key, to)
    mail.post(session, kind="responses.place", to=to, subject=subject, text=text, for_staff=False)


def _count_letter(session: Session, key: FormKey, to: str) -> None:
    """Count one letter of a form. From a trial none is posted: ``NotFound``."""
    if consultations.get(session, key.consultation_id).trial_of_id is not None:
        raise NotFound
    keyed = ((b"form", key.form_hash), (b"to", to.strip().casefold().encode()))
    for kind, about in keyed:
        if not another_try(session, "letter", kind + about, most=LETTERS, within=LETTERS_IN):
            raise TooMany(["letters"])


def another_try(
    session: Session, purpose: str, about: bytes, *, most: int, within: timedelta
) -> bool:
    """Count one more try at a thing, and say whether it is allowed. Only a keyed hash is stored."""
    now = clock.now(session)
    sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite_insert if sqlite else postgres_insert
    over = Throttle.window_at <= now - within
    row = insert(Throttle).values(
        key_hash=session.info["keys"].mac("throttle", purpose.encode() + b"\0" + about),
        window_at=now,
        tries=1,
    )
    row = row.on_conflict_do_update(
        index_elements=[Throttle.key_hash],
        set_={
            "tries": case((over, 1), else_=Throttle.tries + 1),
            "window_at": case((over, row.excluded.window_at), else_=Throttle.window_at),
        },
    )
    tries = session.scalar(row.returning(Throttle.tries))
    return tries is not None and tries <= most
