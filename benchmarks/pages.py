"""How many public pages a second, each asked for again and again as a resident would.

``python -m benchmarks.pages [--database sqlite|postgresql] [--requests 600] [--json FILE]``
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from benchmarks import load
from participation.consultations.models import ConsultationMission
from participation.kernel import database
from participation.missions.models import Mission
from tests.databases import KEYS
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_form_key, make_response, send_answers
from tests.support.gunicorn import gunicorn

REPLIES = 200


def addresses(app: Any) -> dict[str, str]:
    """A site with some consultations and replies, and the pages to ask for."""
    with app.app_context(), database.writing(app.extensions["sqlalchemy"].engine) as session:
        session.info["keys"] = KEYS
        make_council(session)
        kinds = ("free_text", "multiple_choice", "agreement")
        consultation = make_consultation(session, questions=kinds)
        for stage in ("scheduled", "closed", "reported_back") * 5:
            make_consultation(session, stage)
        for number in range(REPLIES):
            make_response(session, consultation, f"Reply {number}", ["bus"], ["agree"])
        written, key = make_form_key(session, consultation)
        sent = send_answers(session, consultation, ["Mine", ["bus"], ["agree"]], key=key)
        link = session.query(ConsultationMission).filter_by(consultation_id=consultation.id).first()
        assert link is not None
        mission = session.get(Mission, link.mission_id)
        assert mission is not None
        pages = {
            "home": "/",
            "finder": "/consultations",
            "mission": f"/missions/{mission.slug}",
            "start page": f"/consultations/{consultation.slug}",
            "start page in Welsh": f"/cy/consultations/{consultation.slug}",
            "question": f"/reply/{written}/1",
            "check your answers": f"/reply/{written}/check",
            "receipt": f"/reply/{written}/receipt",
            "what happened": f"/reference/{sent.code}",
            "privacy notice": "/privacy",
        }
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    return pages


def measure(kind: str, address: str, folder: Path, number: int, connections: int) -> Any:
    """Every page in turn."""
    pages = addresses(load.migrated(address, folder))
    figures = {}
    with gunicorn(address, folder / "site") as served:
        for name, path in pages.items():
            requests = [("GET", path, None)]
            load.ask(name, served.port, requests * 40, connections=8, status=200)
            figures[name] = load.ask(
                f"{kind}: {name}",
                served.port,
                requests * number,
                connections=connections,
                status=200,
            )
            print(figures[name], flush=True)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--database", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--requests", type=int, default=600)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {}
    with load.databases(options.database or ("sqlite", "postgresql")) as found:
        for kind, address, folder in found:
            figures[kind] = measure(kind, address, folder, options.requests, options.connections)
    load.report(options.json, figures)


if __name__ == "__main__":
    main()
