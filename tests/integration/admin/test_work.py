"""Work in hand, the record and letters."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts import services
from participation.audit.models import AuditEntry
from participation.jobs.models import Job
from participation.kernel.actors import SYSTEM
from participation.mail import services as mail
from tests.factories.accounts import make_staff, signed_in, token_of
from tests.factories.jobs import make_job
from tests.integration.conftest import Counting


def test_failed_work_is_done_again_once_and_recorded(client: FlaskClient, session: Session) -> None:
    failed = make_job(session, status="failed", problem="boom")
    done = make_job(session, status="done")
    signed_in(client, session, "engagement_officer")
    assert "boom" in client.get("/staff/jobs?status=failed").get_data(as_text=True)
    for job in (failed, done):
        client.post(f"/staff/jobs/{job.id}/retry", data={"csrf_token": token_of(client)})
    assert len(session.scalars(select(Job)).all()) == 3
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "job.retried")).one()
    assert entry.detail == {"name": "mail.send", "of": str(failed.id)}


def test_letters_to_staff_can_be_read_on_the_record_and_residents_never(
    client: FlaskClient, session: Session
) -> None:
    letters = [
        mail.post(
            session,
            kind="account.reset",
            to="canary@example.org",
            subject="Canary subject",
            text="Canary words",
            for_staff=for_staff,
        )
        for for_staff in (True, False)
    ]
    signed_in(client, session, "administrator")
    listed = client.get("/staff/outbox").get_data(as_text=True)
    assert str(letters[0].id) in listed
    assert str(letters[1].id) not in listed
    assert "anary" not in listed
    assert "Canary words" in client.get(f"/staff/outbox/{letters[0].id}").get_data(as_text=True)
    assert client.get(f"/staff/outbox/{letters[1].id}").status_code == 404
    read = session.scalars(select(AuditEntry).where(AuditEntry.deed == "letter.read")).all()
    assert [entry.object_id for entry in read] == [letters[0].id]


def test_the_record_is_filtered_and_paged_with_no_more_queries_for_more_deeds(
    client: FlaskClient, session: Session, count_queries: Counting
) -> None:
    actor = signed_in(client, session, "monitoring_officer")
    staff = make_staff(session, name="Ann Elin")
    counts = []
    for more in (1, 40):
        for _ in range(more):
            services.open_session(session, staff_id=staff.id)
        session.commit()
        with count_queries() as seen:
            page = client.get("/staff/record").get_data(as_text=True)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert "Ann Elin" in page
    assert "page=2" in page
    services.suspend(session, actor=SYSTEM, staff_id=staff.id)
    session.commit()
    page = client.get("/staff/record?deed=account.suspended").get_data(as_text=True)
    assert "1 deed<" in page
    page = client.get(f"/staff/record?who={actor.id}").get_data(as_text=True)
    assert "Ann Elin" not in page
    page = client.get(f"/staff/record?what={staff.id}&page=2").get_data(as_text=True)
    assert "42 deeds" in page


def test_the_menu_offers_only_what_would_open(client: FlaskClient, session: Session) -> None:
    for role in ("administrator", "leader", "partner", "monitoring_officer"):
        signed_in(client, session, role)
        page = client.get("/staff/account").get_data(as_text=True)
        menu = page.partition("govuk-service-navigation__list")[2].partition("</ul>")[0]
        links = [part.partition('"')[0] for part in menu.split('href="')[1:]]
        assert links
        assert {client.get(link).status_code for link in links} == {200}
        assert ("/staff/people" in links) == (role == "administrator")
