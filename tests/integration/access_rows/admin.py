"""Who may come in: the staff's own pages."""

from collections.abc import Mapping
from typing import Any

from participation.kernel.actors import P
from participation.mail import services as mail
from tests.factories.accounts import make_staff
from tests.factories.jobs import make_job
from tests.integration.access_rows import Row, Scope, World


def _person(world: World) -> Mapping[str, Any]:
    return {"staff_id": world.fresh(lambda: make_staff(world.session)).id}


def _team(world: World) -> Mapping[str, Any]:
    return {"team_id": world.own.id}


def _member(world: World) -> Mapping[str, Any]:
    staff = world.fresh(lambda: make_staff(world.session, "moderator", team=world.own.id))
    return {"team_id": world.own.id, "held_id": staff.roles[0].id}


def _failed(world: World) -> Mapping[str, Any]:
    return {"job_id": world.fresh(lambda: make_job(world.session, status="failed")).id}


def _letter(world: World) -> Mapping[str, Any]:
    def write() -> Any:
        return mail.post(
            world.session,
            kind="account.invitation",
            to="ann@example.gov.uk",
            subject="Hello",
            text="Words",
            for_staff=True,
        )

    return {"message_id": world.once("letter", write).id}


MANAGE = Row(P.STAFF_MANAGE, Scope.SITE, values=_person)
COUNCIL = Row(P.COUNCIL_EDIT, Scope.SITE)

ROWS = {
    "admin.people": Row(P.STAFF_MANAGE, Scope.SITE),
    "admin.invite": Row(P.STAFF_MANAGE, Scope.SITE),
    "admin.person": MANAGE,
    "admin.change_roles": MANAGE,
    "admin.suspend": MANAGE,
    "admin.restore": MANAGE,
    "admin.send_link": MANAGE,
    "admin.remove": MANAGE,
    "admin.teams": Row(P.TEAM_MANAGE, Scope.ANY_TEAM),
    "admin.team": Row(P.TEAM_MANAGE, Scope.OBJECT, values=_team),
    "admin.add_to_team": Row(P.TEAM_MANAGE, Scope.OBJECT, values=_team),
    "admin.take_off_team": Row(P.TEAM_MANAGE, Scope.OBJECT, values=_member),
    "admin.council": COUNCIL,
    "admin.council_name": COUNCIL,
    "admin.council_contact": COUNCIL,
    "admin.council_notice": Row(
        P.COUNCIL_EDIT, Scope.SITE, values=lambda world: {"notice": "privacy-notice"}
    ),
    "admin.council_colours": COUNCIL,
    "admin.council_logo": COUNCIL,
    "admin.remove_logo": COUNCIL,
    "admin.jobs": Row(P.JOB_READ, Scope.SITE),
    "admin.retry_job": Row(P.JOB_READ, Scope.SITE, values=_failed),
    "admin.record": Row(P.AUDIT_READ, Scope.SITE),
    "admin.outbox": Row(P.STAFF_MANAGE, Scope.SITE),
    "admin.letter": Row(P.STAFF_MANAGE, Scope.SITE, values=_letter),
}
