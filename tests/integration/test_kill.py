"""A process is killed every second while answers come in: who saw a receipt is stored, once.

Whoever gets no answer is counted as unknown, never as failed: they may be stored once or not at
all. ``PARTICIPATION_KILLS`` sets how many answers are sent on each database: 3,000 by default, and
30,000 in ``make soak``.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.kernel import clock
from participation.responses import queries
from participation.responses.models import Answer, Draft, Response, ResponseVersion
from participation.responses.rules import code_for, read_form_key
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key, never_slowed
from tests.support.gunicorn import Served, gunicorn
from tests.support.residents import (
    Line,
    Resident,
    Unanswered,
    press_send,
    read_receipt,
    whole_journey,
)

log = logging.getLogger(__name__)

SOAK = bool(os.environ.get("PARTICIPATION_SOAK"))
ANSWERS = int(os.environ.get("PARTICIPATION_KILLS") or (30_000 if SOAK else 3_000))
AT_ONCE = 8
JOURNEYS = 10
"""One in so many walks the whole form; for the others it is filled in beforehand."""
LOOKING = 4
"""One in so many of the others reads the receipt; the rest leave once it is there."""
IMPATIENT = 25
"""One in so many gives up after the first try that brings no answer."""


def test_every_receipt_that_was_seen_is_stored_once(session, database_url, tmp_path):
    make_council(session)
    consultation = make_consultation(session)
    never_slowed(session, consultation)
    people = _people(session, consultation)
    session.commit()

    with gunicorn(database_url, tmp_path / "site") as site:
        stop = Event()
        kills: list[int] = []
        killer = Thread(target=_kill_now_and_then, args=(site, stop, kills))
        killer.start()
        began = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            shares = [people[start::AT_ONCE] for start in range(AT_ONCE)]
            list(pool.map(lambda share: _answer(site, share, consultation.slug), shares))
        lasted = time.monotonic() - began
        stop.set()
        killer.join()

    seen = [person for person in people if person.sent]
    unknown = [person for person in people if not person.sent]
    mishaps = Counter(mishap for person in people for mishap in person.mishaps)
    log.warning(
        "%d receipts seen, %d unknown, %d kills, tries without an answer: %s, %.0f s",
        len(seen),
        len(unknown),
        len(kills),
        dict(mishaps),
        lasted,
    )
    assert len(kills) >= min(5, lasted // 2)
    assert mishaps, "no kill was felt: the test proves nothing"
    assert len(seen) >= len(people) * 0.9
    _check(session, consultation, people)


def _people(session: Session, consultation: Consultation) -> list[Resident]:
    """Everybody's form key, and for most of them a draft with their words in it."""
    chance = random.Random(7)
    asked = consultations.asked(session, consultation.id)[0]
    now = clock.now(session)
    people, drafts = [], []
    for number in range(ANSWERS):
        written, key = make_form_key(session, consultation, now)
        words = f"{number}: {chance.choice(('Coed', 'Zoë’s bus', 'no', '🚲'))} " * chance.choice(
            (1, 3, 40)
        )
        people.append(Resident(written, words))
        if number % JOURNEYS:
            kept = {"text": words, "codes": [], "language": "en", "version": str(asked.version_id)}
            drafts.append(
                {
                    "form_hash": key.form_hash,
                    "consultation_id": consultation.id,
                    "language": "en",
                    "answers": {str(asked.question_id): kept},
                    "opened_at": now,
                    "changed_at": now,
                    "expires_at": now + (consultation.closes_at - now),
                }
            )
    session.execute(insert(Draft), drafts)
    return people


def _kill_now_and_then(site: Served, stop: Event, kills: list[int]) -> None:
    chance = random.Random(11)
    while not stop.wait(1):
        workers = site.workers()
        if workers:
            kills.append(chance.choice(workers))
            os.kill(kills[-1], signal.SIGKILL)


def _answer(site: Served, people: Sequence[Resident], slug: str) -> None:
    """Each sends, again and again until a receipt is seen, as people do; some give up."""
    line = Line(site)
    for person in people:
        number = int(person.words.split(":")[0])
        journey, impatient = number % JOURNEYS == 0, number % IMPATIENT == 1
        while not person.gave_up:
            try:
                if journey:
                    whole_journey(line, person, slug)
                    break
                if not person.sent:
                    press_send(line, person)
                if number % LOOKING == 0:
                    read_receipt(line, person)
                break
            except Unanswered as error:
                person.mishaps.append(str(error))
                person.gave_up = impatient or len(person.mishaps) > 200
                time.sleep(0.02)
    line.close()


def _check(session: Session, consultation: Consultation, people: Sequence[Resident]) -> None:
    """What is stored, against what each was told."""
    rows = session.execute(
        select(Response.form_hash, Response.id, Response.current, Answer.text)
        .join(ResponseVersion, ResponseVersion.response_id == Response.id)
        .join(Answer, Answer.response_version_id == ResponseVersion.id)
        .where(Response.consultation_id == consultation.id)
    ).all()
    stored: dict[bytes | None, list[tuple[object, int, str | None]]] = {}
    for form_hash, response_id, current, words in rows:
        stored.setdefault(form_hash, []).append((response_id, current, words))

    keys = session.info["keys"]
    found = 0
    for person in people:
        key = read_form_key(keys, person.written)
        mine = stored.get(key.form_hash, [])
        assert len(mine) <= 1, "stored twice"
        if person.sent:
            assert mine, "a receipt was seen and nothing is stored"
            opened = queries.by_receipt(session, person.told or code_for(keys, key))
            assert opened is not None
            assert opened.id == mine[0][0]
        for _, current, words in mine:
            assert current == 1
            assert words == person.words
        found += len(mine)
    tally = queries.tally(session, consultation.id)
    assert tally.received == tally.counted == found
    if session.get_bind().dialect.name == "sqlite":
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_the_log_of_a_killed_site_names_no_form(session, database_url, tmp_path: Path):
    make_council(session)
    consultation = make_consultation(session)
    written, _ = make_form_key(session, consultation)
    session.commit()
    folder = tmp_path / "site"
    with gunicorn(database_url, folder, PARTICIPATION_LOG_LEVEL="debug") as site:
        line = Line(site)
        code = whole_journey(line, Resident(written, "Particular words"), consultation.slug)
        line.close()
        os.kill(site.workers()[0], signal.SIGKILL)
    said = (folder / "gunicorn.log").read_text()
    for secret in (written, code, "Particular"):
        assert secret not in said
