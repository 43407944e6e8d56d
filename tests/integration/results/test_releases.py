"""Releases: made once by a job, the same for everybody, telling nothing of small groups."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.analysis.disclosure import Rules
from participation.audit.models import AuditEntry
from participation.consultations.models import Consultation
from participation.jobs.child import ChildFailed
from participation.kernel.actors import SYSTEM
from participation.responses.models import Response
from participation.results import jobs, services
from participation.results.models import ResultsRelease
from participation.results.rules.reading import Released
from participation.results.rules.releasing import CannotRelease, Plan, cell_from, make
from tests.factories.accounts import signed_in, token_of
from tests.factories.council import make_council
from tests.factories.geography import make_areas
from tests.factories.results import EVERY_KIND, add_replies, make_results
from tests.unit.analysis.disclosure.attacker import Attacker, recovered

BY = Plan(("channel", "equality:age_band"))


def release(session: Session, consultation: Consultation, plan: Plan = BY) -> ResultsRelease:
    asked = services.ask_release(session, actor=SYSTEM, consultation_id=consultation.id, plan=plan)
    ledger, earlier, earlier_public = services.ledger_of(session, asked)
    made = make(ledger, Rules(), earlier, earlier_public)
    return services.store_release(
        session, actor=SYSTEM, release_id=asked.id, counted=ledger.received, made=made
    )


def test_the_public_see_rounded_figures_and_no_small_group(session: Session) -> None:
    consultation = make_results(session, 300)
    made = release(session, consultation)
    counts = {cell_from(key): n for key, n in made.counts["cells"].items()}
    shown = {cell_from(key): n for key, n in made.public["cells"].items()}
    leaders = {cell_from(key): n for key, n in made.leaders["cells"].items()}
    of_people = [key for key in shown if any(name.startswith("by:equality") for name, _ in key)]
    assert of_people
    assert all(counts[key] >= 10 for key in of_people)
    assert any(0 < counts[key] < 10 for key in counts if key not in shown)
    for key, figure in shown.items():
        if figure == "few":
            assert 0 < counts[key] < 10
            assert not any(name.startswith("by:equality") for name, _ in key)
        else:
            assert abs(figure - counts[key]) <= 2
            assert key == () or figure % 5 == 0
    assert set(leaders) == set(shown)
    assert all(leaders[key] == counts[key] for key in leaders)


@pytest.mark.parametrize("kinds", [("single_choice", "agreement"), ("multiple_choice",)])
def test_an_attacker_recovers_nothing_from_a_release(
    session: Session, kinds: tuple[str, ...]
) -> None:
    consultation = make_results(session, 150, questions=[{"kind": kind} for kind in kinds])
    made = release(session, consultation, Plan(("equality:sex",)))
    counts = {cell_from(key): n for key, n in made.counts["cells"].items()}
    categories: dict[str, list[str]] = {}
    for key in counts:
        for name, category in key:
            if category not in categories.setdefault(name, []):
                categories[name].append(category)

    def possible(person: Mapping[str, str]) -> bool:
        """Whoever skips a question skips every option of it."""
        skipped = {person[name] == "" for name in person if "|" in name}
        return len(skipped) < 2

    facts = {
        key: n for key, n in counts.items() if not any(name.startswith("by:") for name, _ in key)
    }
    attacker = Attacker(categories, 10, possible)
    shown = {cell_from(key): n for key, n in made.leaders["cells"].items()}
    attacker.reads(shown, facts=facts)
    small = [
        key
        for key, n in counts.items()
        if key not in facts and n < 10 and all(facts.get((part,), 10) >= 10 for part in key)
    ]
    assert small
    assert recovered(attacker, small) == []
    naive = Attacker(categories, 10, possible)
    naive.reads({k: n for k, n in counts.items() if k not in small}, facts=facts)
    assert recovered(naive, small)


def test_a_release_comes_after_closing_and_in_steps_of_ten(session: Session) -> None:
    still_open = make_results(session, 30, stage="open")
    with pytest.raises(CannotRelease, match="open"):
        release(session, still_open)
    with pytest.raises(CannotRelease, match="nobody"):
        release(session, make_results(session, 0))
    consultation = make_results(session, 60, questions=EVERY_KIND[:2])
    first = release(session, consultation)
    with pytest.raises(CannotRelease, match="too_soon"):
        release(session, consultation)
    add_replies(session, consultation, 5, seed=4)
    with pytest.raises(CannotRelease, match="too_soon"):
        release(session, consultation)
    add_replies(session, consultation, 20, seed=5)
    second = release(session, consultation, Plan(("kind",)))
    assert (first.number, second.number) == (1, 2)
    assert second.plan == {"by": ["channel", "equality:age_band", "kind"]}
    before, after = first.counts["cells"], second.counts["cells"]
    few = {
        k
        for k in before
        if 0 < abs(after.get(k, 0) - before[k]) < 10 and k in first.leaders["cells"]
    }
    of_people = {k for k in few if "by:equality" in k}
    anew = set(second.leaders["cells"]) - set(second.leaders["old"])
    assert of_people
    assert not of_people & anew
    with pytest.raises(CannotRelease, match="unknown"):
        release(session, consultation, Plan(("equality:religion",)))


def test_setting_replies_aside_gives_nobody_away(session: Session) -> None:
    consultation = make_results(session, 120, questions=EVERY_KIND[:2])
    first = release(session, consultation)
    for response in session.scalars(
        select(Response).where(Response.status == "counted").limit(12)
    ).all():
        response.status = "set_aside"
    session.flush()
    second = release(session, consultation)
    before, after = first.counts["cells"], second.counts["cells"]
    anew = set(second.leaders["cells"]) - set(second.leaders["old"])
    for key in anew & set(first.shown):
        if "by:equality" in key:
            assert abs(after[key] - before[key]) >= 10 or after[key] == before[key]


def test_what_is_read_of_a_release_is_only_what_it_holds(session: Session) -> None:
    consultation = make_results(session, 40)
    made = release(session, consultation)
    released = Released(made.public, made.plan)
    assert released.of({"no": "such"}) is None
    assert released.share(None, 100) is None
    assert released.share(10, 19) is None


def test_an_officer_has_figures_made_and_publishes_them(
    client: FlaskClient, session: Session
) -> None:
    make_council(session)
    make_areas(session)
    consultation = make_results(session, 300)
    signed_in(client, session, "engagement_officer")
    base = f"/staff/consultations/{consultation.id}/results"
    assert client.get(f"/consultations/{consultation.slug}/results").status_code == 404
    assert "No figures have been made" in client.get(f"{base}/shown").text
    assert "Age" in client.get(f"{base}/release").text
    data = {"csrf_token": token_of(client), "by": ["equality:age_band", "channel", "nonsense"]}
    assert client.post(f"{base}/release", data=data).status_code == 303
    again = client.post(f"{base}/release", data=data)
    assert again.status_code == 422
    assert "being made already" in again.text
    asked = session.scalars(select(ResultsRelease)).one()
    ledger, earlier, public = services.ledger_of(session, asked)
    services.store_release(
        session,
        actor=SYSTEM,
        release_id=asked.id,
        counted=ledger.received,
        made=make(ledger, Rules(), earlier, public),
    )
    session.commit()
    assert client.get(f"/consultations/{consultation.slug}/results").status_code == 404
    assert "hidden" in client.get(f"{base}/shown").text
    answer = client.post(
        f"{base}/release/{asked.id}/publish", data={"csrf_token": token_of(client)}
    )
    assert answer.status_code == 303
    page = client.get(f"/consultations/{consultation.slug}/results").text
    for words in ("not a sample of residents", "rounded to the nearest 5", "By bus", "25 to 34"):
        assert words in page
    assert "Prefer not to say" not in page
    table = client.get(f"/consultations/{consultation.slug}/results.csv")
    lines = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert {line["group"] for line in lines if line["by"] == "Age"} >= {"25-34", "45-54"}
    for line in lines:
        assert (
            line["figure"].startswith("fewer")
            or int(line["figure"]) % 5 == 0
            or not line["question"]
        )
    welsh = client.get(f"/cy/consultations/{consultation.slug}/results")
    assert welsh.status_code == 200
    deeds = session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.like("results.%"))).all()
    assert {"results.release_asked", "results.release_made", "results.release_published"} <= set(
        deeds
    )
    session.rollback()


def test_releases_of_every_kind_of_question_can_be_kept_as_json(session: Session) -> None:
    consultation = make_results(session, 50, questions=EVERY_KIND)
    made = release(session, consultation, Plan(("channel", "kind", "language", "area")))
    json.dumps([made.counts, made.shown, made.leaders, made.public])
    assert set(made.public["numbers"]) >= {"q5", "q6", "q7", "q8"}
    assert "bins" in made.public["numbers"]["q6"]


def test_the_job_makes_a_release_once(app: Flask, session: Session) -> None:
    consultation = make_results(session, 40, questions=EVERY_KIND[:3])
    asked = services.ask_release(session, actor=SYSTEM, consultation_id=consultation.id, plan=BY)
    session.commit()
    id_ = str(asked.id)
    jobs.make_release(id_, lambda step, fraction: None)
    session.expire_all()
    made = services.get(session, asked.id)
    first = (made.made_at, made.public)
    assert first[0] is not None
    session.rollback()
    jobs.make_release(id_, lambda step, fraction: None)
    session.expire_all()
    again = services.get(session, asked.id)
    assert (again.made_at, again.public) == first


def test_a_release_that_failed_stands_in_nobodys_way(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_results(session, 40, questions=EVERY_KIND[:2])
    consultation_id = consultation.id
    asked = services.ask_release(session, actor=SYSTEM, consultation_id=consultation_id, plan=BY)
    session.commit()
    id_ = str(asked.id)

    def fails(*_args: object, **_options: object) -> None:
        raise ChildFailed("MemoryError")

    monkeypatch.setattr(jobs, "run_in_child", fails)
    with pytest.raises(ChildFailed):
        jobs.make_release(id_, lambda step, fraction: None)
    session.expire_all()
    assert services.get(session, asked.id).problem == "MemoryError"
    assert (
        services.ask_release(session, actor=SYSTEM, consultation_id=consultation_id, plan=BY).number
        == 2
    )
