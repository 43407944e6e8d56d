"""People and teams: who may do what to whom."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import queries, rules, services
from participation.accounts.models import Staff
from participation.accounts.rules import Invitation
from participation.audit.models import AuditEntry
from participation.kernel.actors import Role
from participation.kernel.errors import NotAllowed
from tests.factories.accounts import actor_with, make_staff, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.integration.conftest import Counting


def deeds(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.deed).order_by(AuditEntry.at, AuditEntry.id)))


def test_the_last_administrator_and_oneself_cannot_be_shut_out(session: Session) -> None:
    first = make_staff(session, "administrator")
    me = queries.actor_of(first)
    invited = make_staff(session, "administrator", password_hash=None)
    for deed in (services.suspend, services.remove_person):
        with pytest.raises(rules.CannotChangePerson, match="yourself"):
            deed(session, actor=me, staff_id=first.id)
        # Somebody invited who has no password yet couldn't let the others back in.
        with pytest.raises(rules.CannotChangePerson, match="last_administrator"):
            deed(session, actor=queries.actor_of(invited), staff_id=first.id)
    with pytest.raises(rules.CannotChangePerson):
        services.change_roles(session, actor=me, staff_id=first.id, roles=frozenset())
    second = make_staff(session, "administrator")
    services.suspend(session, actor=queries.actor_of(second), staff_id=first.id)
    assert queries.actor_of(first).kind == "anonymous"


def test_removing_erases_the_person_and_keeps_the_record(session: Session) -> None:
    me = actor_with(session, "administrator")
    staff = make_staff(session, "leader", name="Ann Elin", email="ann@example.gov.uk")
    services.open_session(session, staff_id=staff.id)
    services.remove_person(session, actor=me, staff_id=staff.id)
    session.flush()
    row = session.execute(select(Staff.__table__).where(Staff.id == staff.id)).one()
    assert "ann" not in str(row).casefold()
    assert (row.name, row.password_hash) == ("", None)
    assert deeds(session) == ["account.signed_in", "account.removed"]
    assert services.invite(
        session, actor=me, invitation=Invitation("ann@example.gov.uk", "Ann", frozenset())
    )


def test_one_address_is_one_person(session: Session) -> None:
    me = actor_with(session, "administrator")
    make_staff(session, email="ann@example.gov.uk")
    with pytest.raises(rules.EmailTaken):
        services.invite(
            session, actor=me, invitation=Invitation(" ANN@example.gov.uk", "A", frozenset())
        )


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_change_people(session: Session, role: Role) -> None:
    actor, other = actor_with(session, role.value), make_staff(session, "leader")
    everything = frozenset({Role.ADMINISTRATOR})
    with pytest.raises(NotAllowed):
        services.change_roles(session, actor=actor, staff_id=other.id, roles=everything)
    for deed in (services.suspend, services.restore, services.remove_person):
        with pytest.raises(NotAllowed):
            deed(session, actor=actor, staff_id=other.id)


def test_nobody_gives_on_a_team_more_than_they_may_do_there(session: Session) -> None:
    own, other = make_consultation(session), make_consultation(session)
    officer = actor_with(session, "engagement_officer", own.id)
    friend = make_staff(session)

    def add(role: Role, team: object = own) -> None:
        services.add_to_team(
            session,
            actor=officer,
            team_id=team.id,  # type: ignore[attr-defined]
            team_kind="consultation",
            email=friend.email,
            role=role,
        )

    add(Role.MODERATOR)
    add(Role.MODERATOR)
    assert [held.role for held in friend.roles] == ["moderator"]
    with pytest.raises(rules.CannotChangeTeam, match="role_not_yours"):
        add(Role.ADMINISTRATOR)
    with pytest.raises(NotAllowed):
        add(Role.MODERATOR, other)
    assert deeds(session) == ["team.joined"]


def test_a_team_is_changed_on_screen_and_seen_at_the_next_request(
    client: FlaskClient, session: Session
) -> None:
    consultation, friend = make_consultation(session), make_staff(session)
    signed_in(client, session, "administrator")
    address = f"/staff/teams/{consultation.id}"
    data = {"csrf_token": token_of(client), "email": friend.email, "role": "analyst"}
    assert client.post(f"{address}/add", data=data).status_code == 303
    assert client.post(f"{address}/add", data=data | {"email": "no@one.example"}).status_code == 422
    assert friend.name in client.get(address).get_data(as_text=True)
    session.expire_all()
    held_id = queries.get(session, friend.id).roles[0].id
    assert queries.actor_of(friend).teams == {consultation.id: {Role.ANALYST}}
    session.rollback()
    token = {"csrf_token": token_of(client)}
    assert client.post(f"{address}/take-off/{held_id}", data=token).status_code == 303
    assert friend.name not in client.get(address).get_data(as_text=True)


def test_extra_fields_change_nothing(client: FlaskClient, session: Session) -> None:
    staff = make_staff(session, "leader")
    signed_in(client, session, "administrator")
    data = {
        "csrf_token": token_of(client),
        "roles": ["leader"],
        "email": "x@y.example",
        "password_hash": "x",
        "suspended_at": "2030-01-01",
        "team_id": str(staff.id),
    }
    client.post(f"/staff/people/{staff.id}/roles", data=data)
    session.expire_all()
    after = queries.get(session, staff.id)
    assert (after.email, after.suspended_at) == (staff.email, None)
    assert "x@y" not in after.email


def test_people_are_listed_by_pages_with_as_many_queries_for_one_as_for_many(
    client: FlaskClient, session: Session, count_queries: Counting
) -> None:
    signed_in(client, session, "administrator")
    counts = []
    for more in (1, 60):
        for _ in range(more):
            make_staff(session, "leader")
        session.commit()
        with count_queries() as seen:
            page = client.get("/staff/people").get_data(as_text=True)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert page.count('<th scope="row"') == queries.PAGE
    assert "page=3" in page
    assert client.get("/staff/people?page=99999").status_code == 200
    assert client.get("/staff/people?page=x&search=%25").status_code == 200
