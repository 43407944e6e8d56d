"""How long results take at a hundred thousand replies: the team's page, a table, a release.

``python -m benchmarks.results [--database sqlite|postgresql] [--replies 100000] [--json FILE]``

Each reply answers ten closed questions, one of every kind, and says two things of its sender; nine
answers of ten are given. Times are of this process, reading and counting and drawing; the release
is told in its three parts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import load
from participation.analysis.disclosure import Rules
from participation.kernel import database
from participation.kernel.actors import SYSTEM
from participation.results import queries, services
from participation.results.queries.crossing import crossed
from participation.results.rules.crossing import Across
from participation.results.rules.releasing import Plan, make
from participation.results.views.figures import figures_of
from tests.databases import KEYS
from tests.factories.results import make_results

BY = ("channel", "area", "equality:age_band", "equality:sex")


def timed(does: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what came of it."""
    began = time.perf_counter()
    found = does()
    return round(time.perf_counter() - began, 2), found


def measure(app: Any, replies: int) -> dict[str, Any]:
    """Every figure, on one database."""
    with app.test_request_context():
        engine = app.extensions["sqlalchemy"].engine
        with database.writing(engine) as session:
            session.info["keys"] = KEYS
            filled, consultation = timed(lambda: make_results(session, replies))
            id_ = consultation.id
        with database.writing(engine) as session:
            session.info["keys"] = KEYS
            asked = [q for q in queries.questions(session, id_) if q.kind != "free_text"]

            def page() -> list[Any]:
                found = queries.counted(session, id_, queries.questions(session, id_))
                return [figures_of(q, found[q.question_id]) for q in asked]

            team, _ = timed(page)
            again, _ = timed(page)
            table, _ = timed(lambda: crossed(session, id_, asked[:1], Across("equality:age_band")))
            release = services.ask_release(
                session, actor=SYSTEM, consultation_id=id_, plan=Plan(BY)
            )
            counting, (ledger, earlier, public) = timed(
                lambda: services.ledger_of(session, release)
            )
            protecting, made = timed(lambda: make(ledger, Rules(), earlier, public))
            keeping, _ = timed(
                lambda: services.store_release(
                    session, actor=SYSTEM, release_id=release.id, counted=replies, made=made
                )
            )
    cells = made.counts["cells"]
    return {
        "replies": replies,
        "filling_seconds": filled,
        "team_page_seconds": team,
        "team_page_again_seconds": again,
        "one_table_seconds": table,
        "release_counting_seconds": counting,
        "release_protecting_seconds": protecting,
        "release_keeping_seconds": keeping,
        "release_cells": len(cells),
        "release_cells_shown": len(made.leaders["cells"]),
    }


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked.add_argument("--replies", type=int, default=100_000)
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    figures: dict[str, dict[str, Any]] = {}
    with load.databases([options.database]) as found:
        for kind, address, folder in found:
            app = load.migrated(address, folder)
            figures[kind] = measure(app, options.replies)
            for name, value in figures[kind].items():
                print(f"{kind:11} {name:28} {value}")
    load.report(options.json, figures)


if __name__ == "__main__":
    main()
