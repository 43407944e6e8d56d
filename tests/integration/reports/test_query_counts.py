"""Pages for leaders ask as many queries for many consultations as for one."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from participation.extensions import db
from participation.feedback import services as feedback
from participation.feedback.rules import AmbitionDetails
from participation.kernel.actors import SYSTEM
from tests.factories.accounts import make_staff, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.missions import make_mission
from tests.factories.responses import make_response
from tests.factories.themes import make_settled


@pytest.fixture(autouse=True)
def council(session):
    return make_council(session)


def queries_of(app, client, page):
    seen = []
    with app.app_context():
        engine = db.engine

    def note(_connection, _cursor, statement, *_more):
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(page).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def more(session, mission):
    listed = make_settled(session, missions=[mission])
    ended = make_consultation(session, stage="closed", missions=[mission])
    opened = make_consultation(session, stage="open", missions=[mission])
    make_response(session, opened, "Night buses")
    feedback.make_ambition(
        session,
        actor=SYSTEM,
        mission_id=mission.id,
        details=AmbitionDetails(
            title={"en": "Buses", "cy": "Bysiau"}, themes=(listed.themes["buses"].id,)
        ),
    )
    return ended


@pytest.mark.parametrize("page", ["/staff", "/staff/missions/{}/at-a-glance"])
def test_a_leaders_page_asks_no_more_for_more(app, client, session, page):
    mission = make_mission(session)
    more(session, mission)
    leader = make_staff(session, role="leader")
    session.commit()
    sign_in(client, session, leader)
    once = queries_of(app, client, page.format(mission.id))
    for _time in range(3):
        more(session, mission)
        more(session, make_mission(session))
    session.commit()
    assert queries_of(app, client, page.format(mission.id)) == once
