"""Shared wordings among 100,000 answers, from the database and back: seconds, and what is found.

``python -m benchmarks.campaigns [--database sqlite|postgresql] [--answers 100000] [--json FILE]``

One answer in twenty is a letter of fifty, up to 15 in a hundred of whose words were changed; two of
five add a sentence of their own. The job is the one that runs after closing: it reads the answers,
groups them in a process of its own, keeps the groups and works out the flags.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from benchmarks import load
from participation.consultations import queries as consultations
from participation.kernel import clock, database
from participation.responses import jobs
from participation.responses.models import Answer, Response, ResponseVersion, WordingMember
from tests.databases import KEYS
from tests.factories.consultations import make_consultation

LIMIT = 60.0
LETTERS, SHARE, ADDS = 50, 0.05, 0.4
BATCH = 5_000


def texts(number: int, seed: int = 0) -> tuple[list[str], list[int]]:
    """Answers, and for each the letter that it is, or -1."""
    draw = random.Random(seed)
    words = [f"{a}{b}{c}" for a in "bcdfghlmnprst" for b in "aeiou" for c in _ENDINGS]
    common = draw.choices(words, k=300)

    def say(least: int, most: int) -> str:
        length = draw.randint(least, most)
        return " ".join(
            draw.choice(common) if draw.random() < 0.6 else draw.choice(words)
            for _ in range(length)
        )

    letters = [say(40, 70).split() for _ in range(LETTERS)]
    said, which = [], []
    for _ in range(number):
        if draw.random() >= SHARE:
            said.append(say(8, 45))
            which.append(-1)
            continue
        letter = draw.randrange(LETTERS)
        changed = draw.random() * 0.15
        own = [draw.choice(words) if draw.random() < changed else word for word in letters[letter]]
        tail = say(8, 20) if draw.random() < ADDS else ""
        said.append(f"{' '.join(own)} {tail}".strip())
        which.append(letter)
    return said, which


_ENDINGS = ("n", "r", "l", "st", "nd", "ck", "m", "p", "sh", "ng", "t", "x", "lly", "ring", "ton")


def fill(session: Session, said: list[str]) -> Any:
    """Replies straight into the tables: sending them is another benchmark."""
    consultation = make_consultation(session, stage="closed", questions=["free_text"])
    (asked,) = consultations.asked(session, consultation.id)
    now = clock.now(session)
    for first in range(0, len(said), BATCH):
        responses, versions, answers = [], [], []
        for text in said[first : first + BATCH]:
            response_id, version_id = uuid4(), uuid4()
            responses.append(
                {
                    "id": response_id, "consultation_id": consultation.id,
                    "receipt_hash": response_id.bytes * 2, "receipt_key": "t", "language": "en",
                    "received_at": now, "channel": "web", "status": "counted", "consents": {},
                    "respondent_kind": "resident", "current": 1, "in_grace": False, "late": False,
                }
            )  # fmt: skip
            versions.append(
                {"id": version_id, "response_id": response_id, "number": 1, "digest": b"x" * 32,
                 "received_at": now}
            )  # fmt: skip
            answers.append(
                {"id": uuid4(), "response_version_id": version_id,
                 "question_id": asked.question_id, "question_version_id": asked.version_id,
                 "text": text, "language": "en", "live": True}
            )  # fmt: skip
        session.execute(insert(Response), responses)
        session.execute(insert(ResponseVersion), versions)
        session.execute(insert(Answer), answers)
    return asked.question_id


def pairs(groups: dict[Any, Any]) -> int:
    """Pairs of answers within the same group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups.values()).values())


def measure(kind: str, address: str, folder: Path, number: int) -> dict[str, Any]:
    """Fill a database, run the job, and compare what it kept with what was put in."""
    said, letters = texts(number)
    app = load.migrated(address, folder)
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        with database.writing(engine) as session:
            session.info["keys"] = KEYS
            question_id = fill(session, said)
        began = time.perf_counter()
        jobs.find_wordings(str(question_id), lambda _step, _share: None)
        seconds = time.perf_counter() - began
        with Session(engine) as session:
            rows = session.execute(
                select(Answer.id, Answer.text, WordingMember.wording_id).outerjoin(
                    WordingMember, WordingMember.answer_id == Answer.id
                )
            ).all()
    letter_of = dict(zip(said, letters, strict=True))
    true = {row[0]: letter_of[row[1]] for row in rows if letter_of[row[1]] >= 0}
    found = {row[0]: row[2] for row in rows if row[2]}
    both = {key: (true[key], group) for key, group in found.items() if key in true}
    together = pairs(both)
    return {
        "database": kind,
        "answers": number,
        "seconds": round(seconds, 2),
        "letters_sent": len(true),
        "letters_found": len(both),
        "others_taken_for_letters": len(found) - len(both),
        "pair_precision": round(together / max(1, pairs(found)), 4),
        "pair_recall": round(together / max(1, pairs(true)), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--answers", type=int, default=100_000)
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    with load.databases(chosen.database or ["sqlite"]) as databases:
        figures = [measure(*database_, chosen.answers) for database_ in databases]
    for each in figures:
        print(json.dumps(each))
    load.report(chosen.json, {each["database"]: each for each in figures})
    if any(each["seconds"] > LIMIT for each in figures):
        raise SystemExit(f"more than {LIMIT:.0f} seconds")


if __name__ == "__main__":
    main()
