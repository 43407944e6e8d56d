"""Deeds on the council's settings. Each is recorded by what was changed, not by its words."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit import services as audit
from participation.council import queries, rules
from participation.council.models import Council
from participation.kernel import clock
from participation.kernel.actors import Actor, Permission


def _for_change(session: Session, actor: Actor) -> Council:
    actor.require(Permission.COUNCIL_EDIT)
    row = session.scalar(select(Council).where(Council.id == 1).with_for_update())
    if row is None:
        row = queries.default()
        session.add(row)
    return row


def _keep(session: Session, actor: Actor, row: Council, **values: object) -> Council:
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.changed_at = clock.now(session)
        audit.record(session, actor, "council.changed", row, parts=sorted(changed))
    session.flush()
    return row


def name_council(session: Session, *, actor: Actor, naming: rules.Naming) -> Council:
    """Set the name and the languages. Raises ``CannotChangeCouncil`` for a language not spoken."""
    row = _for_change(session, actor)
    languages = rules.languages_in_order(frozenset(naming.languages))
    if not naming.name.get("en", "").strip():
        raise rules.CannotChangeCouncil(("name",))
    return _keep(session, actor, row, name=_said(row.name, naming.name), languages=list(languages))


def change_contact(session: Session, *, actor: Actor, contact: rules.Contact) -> Council:
    """Set how residents reach whoever runs the site."""
    row = _for_change(session, actor)
    return _keep(
        session,
        actor,
        row,
        contact=_said(row.contact, contact.contact),
        email=contact.email.strip() or None,
        telephone=contact.telephone.strip() or None,
    )


def change_notice(
    session: Session, *, actor: Actor, notice: rules.Notice, words: Mapping[str, str]
) -> Council:
    """Set the privacy notice or the accessibility statement.

    Raises ``CannotChangeCouncil`` where one that was written would be left empty: every form
    links to it, and what was to open would open without it.
    """
    row = _for_change(session, actor)
    lacked = rules.missing_notices(row)
    before: Mapping[str, str] = getattr(row, notice.value)
    _keep(session, actor, row, **{notice.value: _said(before, words)})
    if set(rules.missing_notices(row)) - set(lacked):
        raise rules.CannotChangeCouncil(("emptied",))
    return row


def change_colours(session: Session, *, actor: Actor, colours: rules.Colours) -> Council:
    """Set the colours. Raises ``CannotChangeCouncil`` for those that can't be read."""
    row = _for_change(session, actor)
    problems = tuple(
        name
        for name, colour in (("brand", colours.brand), ("link", colours.link))
        if rules.contrast(colour, rules.WHITE) < rules.READABLE
    )
    if problems:
        raise rules.CannotChangeCouncil(problems)
    return _keep(session, actor, row, brand_colour=colours.brand, link_colour=colours.link)


def change_logo(session: Session, *, actor: Actor, content: bytes | None) -> Council:
    """Set the logo, or take it away. Raises ``CannotChangeCouncil`` with a code."""
    row = _for_change(session, actor)
    if content is None:
        return _keep(session, actor, row, logo=None, logo_kind=None)
    if problem := rules.logo_problem(content):
        raise rules.CannotChangeCouncil((problem,))
    return _keep(session, actor, row, logo=content, logo_kind=rules.logo_kind(content))


def _said(before: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """The new words; those in a language that is switched off are kept for when it's on again."""
    return dict(before) | {language: text.strip() for language, text in words.items()}
