"""Missions and national goals: deeds and pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from participation import paths
from participation.audit.models import AuditEntry
from participation.kernel.actors import Actor, Role
from participation.kernel.errors import NotAllowed, NotFound
from participation.missions import queries, rules, services
from participation.missions.models import Mission, NationalGoal
from participation.missions.rules import Stance
from tests.factories.accounts import signed_in, token_of
from tests.factories.council import make_council
from tests.factories.missions import make_goal, make_mission
from tests.support.htmlcheck import expect_valid

OFFICER = Actor("staff", uuid4(), frozenset({Role.ENGAGEMENT_OFFICER}))
LEADER = Actor("staff", uuid4(), frozenset({Role.LEADER}))
GOALS = [
    {
        "set_code": "aims",
        "set_title": {"en": "Aims", "cy": "Amcanion"},
        "version": "2030",
        "source": "https://example.gov.uk",
        "goals": [
            {"code": "one", "title": {"en": "One", "cy": "Un"}},
            {"code": "two", "title": {"en": "Two", "cy": "Dau"}},
        ],
    }
]


def details(**changes: Any) -> rules.MissionDetails:
    words = {"en": "Warm homes!", "cy": "Cartrefi cynnes"}
    given = {"title": words, "ambition": words, "target": words, "horizon": words}
    given |= {"target_year": 2035, "lead_member": "Ann", "lead_officer": "Sam"}
    return rules.MissionDetails(**(given | changes))


def deeds(session: Session) -> list[str]:
    session.flush()
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at)))


def test_a_mission_is_written_changed_published_and_hidden(session: Session) -> None:
    make_council(session)
    mission = services.create_mission(session, actor=OFFICER, details=details())
    again = services.create_mission(session, actor=OFFICER, details=details())
    assert (mission.slug, again.slug) == ("warm-homes", "warm-homes-2")
    assert list(queries.published(session)) == []
    services.publish_mission(session, actor=OFFICER, mission_id=mission.id)
    assert list(queries.published(session)) == [mission]
    services.edit_mission(
        session, actor=OFFICER, mission_id=mission.id, details=details(target_year=2040)
    )
    assert (mission.target_year, mission.slug) == (2040, "warm-homes")
    services.unpublish_mission(session, actor=OFFICER, mission_id=mission.id)
    with pytest.raises(NotFound):
        queries.public_by_slug(session, "warm-homes")
    assert deeds(session) == [
        "mission.created",
        "mission.created",
        "mission.published",
        "mission.edited",
        "mission.unpublished",
    ]


def test_every_problem_of_publishing_at_once(session: Session) -> None:
    make_council(session)
    mission = make_mission(
        session, published=False, ambition={"en": "A"}, target={}, lead_member=" "
    )
    with pytest.raises(rules.CannotPublish) as refused:
        services.publish_mission(session, actor=OFFICER, mission_id=mission.id)
    assert refused.value.problems == (
        "language:ambition:cy",
        "missing:target",
        "missing:lead_member",
    )


def test_a_published_mission_stays_whole(session: Session) -> None:
    make_council(session)
    mission = make_mission(session)
    with pytest.raises(rules.CannotPublish):
        services.edit_mission(
            session,
            actor=OFFICER,
            mission_id=mission.id,
            details=details(title={"en": "A", "cy": ""}),
        )


def test_words_in_a_language_that_is_off_are_kept(session: Session) -> None:
    make_council(session, languages=["en"])
    mission = make_mission(session)
    welsh = mission.title["cy"]
    services.edit_mission(
        session, actor=OFFICER, mission_id=mission.id, details=details(title={"en": "Heat"})
    )
    assert mission.title == {"en": "Heat", "cy": welsh}


def test_a_leader_reads_and_never_writes(session: Session) -> None:
    mission = make_mission(session)
    with pytest.raises(NotAllowed):
        services.create_mission(session, actor=LEADER, details=details())
    with pytest.raises(NotAllowed):
        services.unpublish_mission(session, actor=LEADER, mission_id=mission.id)


def test_stances_are_taken_changed_and_dropped(session: Session) -> None:
    make_council(session)
    one, two = make_goal(session), make_goal(session)
    first = {one.id: Stance.DELIVERS, two.id: Stance.CONTRIBUTES}
    mission = services.create_mission(session, actor=OFFICER, details=details(stances=first))
    assert [row.stance for row in queries.stances(session, mission.id)] == [
        "delivers",
        "contributes",
    ]
    then = {two.id: Stance.LOCAL_ONLY}
    services.edit_mission(
        session, actor=OFFICER, mission_id=mission.id, details=details(stances=then)
    )
    assert [(row.goal_id, row.stance) for row in queries.stances(session, mission.id)] == [
        (two.id, "local_only")
    ]
    with pytest.raises(NotFound):
        services.edit_mission(
            session,
            actor=OFFICER,
            mission_id=mission.id,
            details=details(stances={uuid4(): Stance.DELIVERS}),
        )


def test_missions_are_put_in_order(session: Session) -> None:
    one, two, three = (make_mission(session) for _number in range(3))
    services.move_mission(session, actor=OFFICER, mission_id=three.id, up=True)
    services.move_mission(session, actor=OFFICER, mission_id=one.id, up=True)
    assert list(queries.all_for_staff(session)) == [one, three, two]


def test_goals_are_loaded_and_their_words_corrected(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "goals.json"
    file.write_text(json.dumps(GOALS), encoding="utf-8")
    assert services.load_goals(session, file) == 2
    corrected = json.loads(file.read_text())
    corrected[0]["goals"] = [{"code": "two", "title": {"en": "Second"}}]
    assert services.load_goals(session, corrected) == 1
    assert [(goal.code, goal.title["en"]) for goal in queries.goals(session)] == [
        ("one", "One"),
        ("two", "Second"),
    ]


def test_the_demo_goals_can_be_loaded(session: Session) -> None:
    file = paths.PACKAGE / "demo" / "content" / "national_goals.json"
    total = services.load_goals(session, file)
    assert total == session.scalar(select(func.count()).select_from(NationalGoal)) > 5


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([], "a list of sets"),
        ("nonsense", "a list of sets"),
        ([{}], "set 1 has no list “goals”"),
        ([GOALS[0] | {"version": 3}], "set 1 has no “version”"),
        ([GOALS[0] | {"goals": [{"code": "a"}]}], "“title” of set 1, goal 1"),
        ([GOALS[0] | {"goals": [GOALS[0]["goals"][0]] * 2}], "two goals with one code"),  # type: ignore[index]
    ],
)
def test_bad_goals_are_refused_by_place(session: Session, data: Any, words: str) -> None:
    with pytest.raises(rules.BadGoals, match=words):
        services.load_goals(session, data) if not isinstance(data, str) else rules.read_goals(data)
    assert list(queries.goals(session)) == []


def test_a_file_that_is_not_json_names_its_line(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "goals.json"
    file.write_text("[\n{,}]", encoding="utf-8")
    with pytest.raises(rules.BadGoals, match="line 2"):
        services.load_goals(session, file)


FORM = {
    f"{name}_{language}": f"Words ({language})"
    for name in ("title", "ambition", "target", "horizon")
    for language in ("en", "cy")
} | {"target_year": "2035", "lead_member": "Ann", "lead_officer": "Sam"}


def test_the_pages(session: Session, client: FlaskClient) -> None:
    make_council(session)
    goal = make_goal(session)
    signed_in(client, session, "engagement_officer")
    token = {"csrf_token": token_of(client)}
    wrong = client.post(
        "/staff/missions/new", data=token | FORM | {"title_en": "", "target_year": "x"}
    )
    assert wrong.status_code == 422
    words = wrong.get_data(as_text=True)
    assert '<a href="#title_en">Enter a title</a>' in words
    assert 'value="x"' in words
    sent = client.post(
        "/staff/missions/new", data=token | FORM | {f"goal_{goal.id}": "contributes"}
    )
    assert sent.status_code == 303
    mission = session.scalars(select(Mission)).one()
    session.commit()
    path = f"/staff/missions/{mission.id}"
    shown = client.get(path).get_data(as_text=True)
    assert re.search(r"Contributes\s*</dd>", shown)
    assert client.post(f"{path}/publish", data=token).status_code == 303
    whole = client.post(f"{path}/edit", data=token | FORM | {"title_cy": ""})
    assert whole.status_code == 422
    assert '<a href="#title_cy">' in whole.get_data(as_text=True)
    pages = {
        "index": client.get("/staff/missions"),
        "new": client.get("/staff/missions/new"),
        "show": client.get(path),
        "edit": client.get(f"{path}/edit"),
        "welsh": client.get(f"/cy{path}"),
        "wrong": wrong,
        "whole": whole,
    }
    expect_valid({name: page.get_data(as_text=True) for name, page in pages.items()})
    assert client.post(f"{path}/unpublish", data=token).status_code == 303


def test_a_mission_half_written_is_not_published_and_says_where(
    session: Session, client: FlaskClient
) -> None:
    make_council(session)
    mission = make_mission(session, published=False, horizon={"en": "Ten years"})
    signed_in(client, session, "engagement_officer")
    path = f"/staff/missions/{mission.id}"
    page = client.post(f"{path}/publish", data={"csrf_token": token_of(client)})
    assert page.status_code == 422
    assert f'href="{path}/edit#horizon_cy"' in page.get_data(as_text=True)
