"""How long it takes to take in 10,000 rows, and to take out 100,000 answers, and in what memory.

    python -m benchmarks.files [--rows 10000] [--replies 12500] [--json PATH]

Each runs on a SQLite file of its own, which is thrown away. Importing is timed as the jobs do it:
reading in a child process, staging, trying every row, storing. Exporting is timed in a process of
its own, so that its memory is its own. Seconds are by the clock, and of the processor alone (for a
machine that others use too).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask_migrate import upgrade

from participation.app import create_app
from participation.consultations import queries as consultations
from participation.extensions import db, keys, transaction
from participation.kernel.actors import SYSTEM
from participation.responses.jobs.importing import check_file, read_file, store_file
from participation.responses.queries.importing import row_counts
from participation.responses.services import importing as services
from participation.responses.views.exporting import pieces
from tests.databases import settings_for
from tests.factories.consultations import make_consultation

KINDS = (
    *("free_text", "single_choice", "multiple_choice", "agreement"),
    *("number", "free_text", "single_choice", "agreement"),
)
HEAD = [f"Question {place}?" for place in range(1, len(KINDS) + 1)]
SENTENCES = (
    "The bus is late most mornings and nobody says why.",
    "Please put a crossing by the school before somebody is hurt.",
    "I would cycle if the path didn’t stop at the roundabout.",
    "Leave the street as it is. It works for us.",
)


def rows(number: int) -> bytes:
    """A file of that many replies, each to eight questions."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for n in range(number):
        writer.writerow(
            [
                f"{n}: " + " ".join(SENTENCES[(n + k) % 4] for k in range(3)),
                ("By bus", "By bike", "On foot")[n % 3],
                ("By bus, On foot", "By bike")[n % 2],
                ("Agree", "Disagree", "Strongly agree")[n % 3],
                n % 90,
                SENTENCES[n % 4],
                ("By bus", "On foot")[n % 2],
                "Neither agree nor disagree",
            ]
        )
    return text.getvalue().encode()


def site(folder: Path, *, make: bool) -> Flask:
    """The site on a database in ``folder``."""
    app = create_app(settings_for(f"sqlite:///{folder / 'bench.sqlite3'}", folder))
    if make:
        with app.app_context():
            upgrade()
    return app


def take_in(app: Flask, consultation_id: UUID, content: bytes) -> dict[str, float]:
    """Take a file in as the jobs do; gives the seconds of each step."""
    taken: dict[str, float] = {}

    def timed(name: str, work: Any, *args: Any, **more: Any) -> None:
        began, ran = time.perf_counter(), sum(os.times()[:4])
        work(*args, **more)
        taken[name] = round(time.perf_counter() - began, 2)
        taken[f"{name}_cpu"] = round(sum(os.times()[:4]) - ran, 2)

    with app.app_context():
        with transaction() as session:
            row_id = services.begin(
                session,
                actor=SYSTEM,
                consultation_id=consultation_id,
                name="bench.csv",
                content=content,
            ).id
        seen: list[float] = []
        progress = lambda _step, share: seen.append(share)  # noqa: E731
        timed("read", read_file, str(row_id), progress=progress)
        with transaction() as session:
            services.choose(
                session,
                actor=SYSTEM,
                import_id=row_id,
                mapping={place: f"q{place + 1}" for place in range(len(KINDS))},
                channel="import",
                language="en",
                count_late=True,
            )
        timed("check", check_file, str(row_id), progress=progress)
        with transaction() as session:
            services.confirm(session, actor=SYSTEM, import_id=row_id)
        timed("store", store_file, str(row_id))
        with transaction() as session:
            taken |= {f"rows_{state}": n for state, n in row_counts(session, row_id).items()}
        taken["told"] = len(seen)
    return taken


def take_out(folder: Path, consultation_id: UUID, kind: str) -> dict[str, float]:
    """Take replies out in this process; gives seconds, bytes and the most memory it ever had."""
    app = site(folder, make=False)
    with app.app_context():
        began, ran, size = time.perf_counter(), time.process_time(), 0
        for piece in pieces(db.engine, keys(), consultation_id, kind):
            size += len(piece)
        seconds, cpu = time.perf_counter() - began, time.process_time() - ran
    peak = next(
        int(line.split()[1])
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return {
        "seconds": round(seconds, 2),
        "cpu": round(cpu, 2),
        "bytes": size,
        "peak_mb": round(peak / 1024, 1),
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--replies", type=int, default=12_500)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--out", nargs=3, metavar=("FOLDER", "ID", "KIND"))
    asked = parser.parse_args()
    if asked.out:
        folder, id_, kind = asked.out
        print(json.dumps(take_out(Path(folder), UUID(id_), kind)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = site(folder, make=True)
        found: dict[str, Any] = {"cores": os.cpu_count()}
        with app.app_context(), transaction() as session:
            first = make_consultation(session, questions=KINDS).id
            second = make_consultation(session, questions=KINDS).id
            assert len(consultations.asked(session, first)) == len(KINDS)
        found["import"] = take_in(app, first, rows(asked.rows))
        take_in(app, second, rows(asked.replies))
        found["export"] = {"answers": asked.replies * len(KINDS)}
        for kind in ("csv", "xlsx", "jsonl"):
            out = subprocess.run(
                [sys.executable, "-m", "benchmarks.files", "--out", name, str(second), kind],
                check=True,
                capture_output=True,
            )
            found["export"][kind] = json.loads(out.stdout)
    text = json.dumps(found, indent=2)
    print(text)
    if asked.json:
        asked.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
