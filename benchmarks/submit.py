"""Submissions a second, beside a bare Flask route that inserts one row with the same settings.

``python -m benchmarks.submit [--database sqlite|postgresql] [--answers 2000] [--json FILE]``

Both are served by the same gunicorn configuration and asked by the same program on the same
machine, in turns. A submission is the press of Send: the draft is locked, checked and stored as a
response, its version, three answers, their choices, the receipt and the record, in one transaction.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from benchmarks import load
from participation.consultations import queries as consultations
from participation.kernel import clock, database
from participation.responses.models import Draft
from tests.databases import KEYS
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key, never_slowed
from tests.support.gunicorn import gunicorn

ROUNDS = 3
WORDS = "The buses stop at seven, and after that there is no way home from the hospital. " * 4


def forms(app: Any, number: int) -> list[str]:
    """So many filled-in forms, ready to send: their paths."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        with database.writing(engine) as session:
            session.info["keys"] = KEYS
            return _fill(session, number)


def _fill(session: Session, number: int) -> list[str]:
    make_council(session)
    kinds = ("free_text", "multiple_choice", "agreement")
    consultation = make_consultation(session, questions=kinds)
    never_slowed(session, consultation)
    said = ({"text": WORDS}, {"codes": ["bus", "walk"]}, {"codes": ["agree"]})
    answers = {
        str(question.question_id): {
            "text": "",
            "codes": [],
            "language": "en",
            "version": str(question.version_id),
            **answer,
        }
        for question, answer in zip(
            consultations.asked(session, consultation.id), said, strict=True
        )
    }
    now = clock.now(session)
    paths, rows = [], []
    for _ in range(number):
        written, key = make_form_key(session, consultation, now)
        paths.append(f"/reply/{written}/send")
        rows.append(
            {
                "form_hash": key.form_hash,
                "consultation_id": consultation.id,
                "language": "en",
                "answers": answers,
                "opened_at": now,
                "changed_at": now,
                "expires_at": consultation.closes_at,
            }
        )
    session.execute(insert(Draft), rows)
    return paths


def measure(kind: str, address: str, folder: Path, answers: int, connections: int) -> Any:
    """Both, in turns, on one database."""
    app = load.migrated(address, folder)
    paths = forms(app, answers * ROUNDS)
    _bare_table(app)
    site: list[load.Figures] = []
    bare: list[load.Figures] = []
    for number in range(ROUNDS):
        share = paths[number * answers : (number + 1) * answers]
        with gunicorn(address, folder / "bare", wsgi="benchmarks.bare:app") as served:
            posts = [("POST", "/insert", "word=bus")] * answers
            bare.append(
                load.ask(
                    f"{kind}: bare insert", served.port, posts, connections=connections, status=303
                )
            )
        with gunicorn(address, folder / "site") as served:
            posts = [("POST", path, "word=") for path in share]
            site.append(
                load.ask(
                    f"{kind}: submission", served.port, posts, connections=connections, status=303
                )
            )
        print(bare[-1], site[-1], sep="\n", flush=True)
    middle = [sorted(done, key=lambda one: one.per_second)[ROUNDS // 2] for done in (bare, site)]
    ratio = round(middle[1].per_second / middle[0].per_second, 2)
    print(f"{kind}: a submission has {ratio:.2f} of the bare rate (middle of {ROUNDS} rounds)\n")
    return {"bare": middle[0], "submission": middle[1], "ratio": ratio}


def _bare_table(app: Any) -> None:
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        with engine.connect().execution_options(**database.WRITE) as connection:
            connection.exec_driver_sql(
                "CREATE TABLE bare_row "
                "(id VARCHAR PRIMARY KEY, words VARCHAR NOT NULL, at TIMESTAMP NOT NULL)"
            )
            connection.commit()
        engine.dispose()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--answers", type=int, default=2000)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {}
    with load.databases(options.database or ("sqlite", "postgresql")) as found:
        for kind, address, folder in found:
            figures[kind] = measure(kind, address, folder, options.answers, options.connections)
    load.report(options.json, figures)


if __name__ == "__main__":
    main()
