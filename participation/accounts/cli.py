"""``participation staff``: the first administrator, and help when nobody can sign in."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

import click
from flask import Flask
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from participation.accounts import letters, queries, rules, services
from participation.accounts.models import Staff
from participation.accounts.rules import Invitation, Purpose
from participation.app import create_app
from participation.extensions import reading, settings, transaction
from participation.kernel.actors import SYSTEM, Actor, Role


@click.group("staff")
@click.pass_context
def group(context: click.Context) -> None:
    """Add, list and suspend people who sign in."""
    # A test hands its own app; otherwise the site of this environment.
    app = context.obj if isinstance(context.obj, Flask) else create_app()
    context.with_resource(app.app_context())
    if not inspect(reading().connection()).has_table(Staff.__tablename__):
        raise click.ClickException("the database is empty: run “participation migrate” first")


@group.command("add")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    multiple=True,
    required=True,
    help="What they do, across the site. May be given several times.",
)
@click.option("--name", help="Their name; otherwise what stands before the @.")
@click.option("--language", default="en", help="The language of letters to them.")
def add(email: str, roles: tuple[str, ...], name: str | None, language: str) -> None:
    """Add somebody, and print a link with which they choose a password.

    For somebody who is there already, the roles are added, and a new link is printed.
    """
    if not rules.looks_like_email(rules.tidy_email(email)):
        raise click.BadParameter("that isn’t an e-mail address", param_hint="EMAIL")
    given = frozenset(Role(role) for role in roles)
    with transaction() as session:
        staff = queries.by_email(session, email)
        if staff is None:
            invitation = Invitation(email, name or email.partition("@")[0], given, language)
            staff, token = services.invite(session, actor=SYSTEM, invitation=invitation)
        else:
            held = queries.site_roles(staff) | given
            services.change_roles(session, actor=SYSTEM, staff_id=staff.id, roles=held)
            purpose = Purpose.RESET if staff.password_hash else Purpose.INVITATION
            try:
                token = services.make_link(
                    session, actor=SYSTEM, staff_id=staff.id, purpose=purpose
                )
            except rules.CannotChangePerson as refusal:
                raise click.ClickException("they are suspended: restore them first") from refusal
        link = letters.link_address(settings().site_url, token, staff.language)
    click.echo(link)
    click.echo("The link works once. Whoever opens it chooses the password.", err=True)


@group.command("list")
def show() -> None:
    """List everybody: id, e-mail, roles, and whether they are suspended."""
    page = 1
    while True:
        found = queries.listed(reading(), page=page)
        for staff in found.people:
            roles = ", ".join(sorted(queries.site_roles(staff))) or "on teams only"
            state = "  (suspended)" if staff.suspended_at else ""
            click.echo(f"{staff.id}  {staff.email}  {roles}{state}")
        if page >= found.pages:
            return
        page += 1


@group.command("suspend")
@click.argument("email")
def suspend(email: str) -> None:
    """Keep somebody out, from their next request on."""
    _change(email, services.suspend, "suspended")


@group.command("restore")
@click.argument("email")
def restore(email: str) -> None:
    """Let somebody who was suspended in again."""
    _change(email, services.restore, "restored")


class PersonDeed(Protocol):
    """A deed done to one person."""

    def __call__(self, session: Session, *, actor: Actor, staff_id: UUID) -> Staff: ...


def _change(email: str, deed: PersonDeed, done: str) -> None:
    with transaction() as session:
        staff = queries.by_email(session, email)
        if staff is None:
            raise click.ClickException("nobody signs in with that e-mail address")
        try:
            person = deed(session, actor=SYSTEM, staff_id=staff.id)
        except rules.CannotChangePerson as refusal:
            raise click.ClickException(
                "they are the last administrator: add another first"
            ) from refusal
    click.echo(f"{person.id} {done}")
