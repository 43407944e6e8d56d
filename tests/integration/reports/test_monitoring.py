"""The page while people can reply: what came in, and who hasn't been heard from."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from participation.equality.models import EqualityAnswer
from participation.geography.models import Area, AreaPopulation
from participation.kernel import clock
from participation.reports import hearing
from participation.reports.rules import Heard
from participation.responses.models import Response
from tests.factories.accounts import signed_in
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.responses import make_response

WARDS = {"E1": ("East", 3000), "W1": ("West", 3000), "N1": ("North", 3000)}


def make_people(session: Session) -> None:
    now = clock.now(session)
    for code, (name, people) in WARDS.items():
        values = {"code": code, "name": {"en": name, "cy": name}, "kind": "ward"}
        columns = Area.__table__.columns.keys()
        more = {"loaded_at": now, "source": "made up", "as_of": now.date()}
        session.add(Area(**values, **{n: v for n, v in more.items() if n in columns}))
        session.flush()
        for category, share in (("16-24", 0.2), ("65-74", 0.8)):
            more = {"source": "made up", "as_of": now.date(), "loaded_at": now}
            columns = AreaPopulation.__table__.columns.keys()
            session.add(
                AreaPopulation(
                    area_code=code,
                    variable="age_band",
                    category=category,
                    people=int(people * share),
                    **{n: v for n, v in more.items() if n in columns},
                )
            )
    session.flush()


def copies(
    session: Session, consultation_id: UUID, model: Response, number: int, **changes
) -> None:  # type: ignore[no-untyped-def]
    """Many replies like one, as rows alone."""
    columns = [c.name for c in Response.__table__.columns]
    base = {name: getattr(model, name) for name in columns}
    rows = []
    for _one in range(number):
        key = uuid4()
        rows.append(
            base
            | {"id": key, "form_hash": key.bytes * 2, "receipt_hash": key.bytes + key.bytes[::-1]}
            | {"consultation_id": consultation_id}
            | changes
        )
    session.execute(insert(Response), rows)
    session.execute(
        insert(EqualityAnswer),
        [
            {"response_id": row["id"], "question": "age_band", "version": 1, "code": 7}
            for row in rows
        ],
    )


def test_what_came_in_and_who_was_not_heard_from(client: FlaskClient, session: Session):
    make_council(session)
    make_people(session)
    one = make_consultation(session, "open")
    first = make_response(session, one, "More light.", area_code="E1")
    yesterday = clock.now(session) - timedelta(days=1)
    copies(session, one.id, first, 59, area_code="E1", source="bus")
    copies(session, one.id, first, 40, area_code="W1", received_at=yesterday)
    copies(session, one.id, first, 4, area_code="N1", channel="paper", late=True)
    session.commit()

    found = hearing.of(session, one.id)
    assert sum(number for _day, number in found.by_day) == 104
    assert len(found.by_day) == 2
    assert found.by_channel == {"web": 100, "paper": 4}
    assert found.by_source == {"bus": 59, None: 45}
    assert found.late == 4
    by_area = {row.key: row for row in found.areas}
    assert by_area["E1"].replies == 60
    assert by_area["N1"].replies is None  # four people
    assert by_area["N1"].heard is Heard.FEW
    ages = {row.key: row for row in found.ages}
    assert ages["16-24"].replies is None
    session.rollback()

    signed_in(client, session, "analyst")
    page = client.get(f"/staff/consultations/{one.id}/monitoring").get_data(as_text=True)
    assert "Who hasn’t been heard from" in page
    assert "<li>North</li>" in page
    assert ">4<" not in page.partition("By area, beside the census")[2]


def test_a_hidden_group_cant_be_had_by_taking_the_others_from_all(session: Session):
    make_council(session)
    make_people(session)
    one = make_consultation(session, "open")
    first = make_response(session, one, "More light.", area_code="E1")
    copies(session, one.id, first, 49, area_code="E1")
    copies(session, one.id, first, 40, area_code="W1")
    copies(session, one.id, first, 3, area_code="N1")
    rows = {row.key: row.replies for row in hearing.of(session, one.id).areas}
    assert rows["N1"] is None
    assert list(rows.values()).count(None) >= 2  # or the rest of 93 would tell


def test_nothing_yet_is_a_page_too(client: FlaskClient, session: Session):
    make_council(session)
    one = make_consultation(session, "open")
    session.commit()
    signed_in(client, session, "analyst")
    page = client.get(f"/staff/consultations/{one.id}/monitoring")
    assert page.status_code == 200
    assert "0 replies received" in page.get_data(as_text=True)
