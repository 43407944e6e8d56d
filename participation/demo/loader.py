"""Loading the demo council: its past is lived through by the same deeds that people do.

The clock is held at each moment in turn, so that dates, stages and the record read as they would
if officers and residents had done it all. Passwords are fixed and public: it is a demo.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from importlib.resources import files
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.accounts.models import RoleHeld, Staff
from participation.accounts.passwords import hashed
from participation.audit import services as audit
from participation.consultations import rules as consultation_rules
from participation.consultations import services as consultations
from participation.council import rules as council_rules
from participation.council import services as council
from participation.demo import (
    asking,
    early,
    keeping,
    panels,
    parks,
    people_asked,
    post,
    replies,
    review,
    square,
    telling,
)
from participation.demo.content import ConsultationWords, DemoContent, StaffMember
from participation.demo.content import load as read
from participation.evidence import services as evidence
from participation.extensions import keys, reading, transaction
from participation.geography import services as geography
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor, Role
from participation.missions import rules as mission_rules
from participation.missions import services as missions
from participation.missions.models import Mission, NationalGoal

PASSWORD = "marchwern-demo-2026"  # noqa: S105 - public, for a demo on one's own machine
SIGN_INS = tuple((member.role, member.email, PASSWORD) for member in read().staff)
"""Role, e-mail and password of everybody who can sign in to the demo."""

PANEL_MISSION = "getting-about"
"""The mission that the demo's assembly serves."""

Say = Callable[[str], None]


class HalfLoaded(RuntimeError):
    """A demo whose loading was broken off. Remove its folder and start it again."""


def load(app: Flask, say: Say) -> None:
    """Load the demo council into an empty, migrated database; takes a minute or so.

    Raises :class:`HalfLoaded` if an earlier loading was broken off.
    """
    content = read()
    with app.app_context():
        if reading().scalar(select(Mission.id).limit(1)) is not None:
            raise HalfLoaded("an earlier loading was broken off: remove the folder, start again")
        with transaction() as session:
            now = clock.now(session)
        people = {member.key: (uuid4(), member) for member in content.staff}
        with clock.fixed_at(now - timedelta(days=120)):
            say(f"the council, its missions: {content.council.name['en']}")
            mission_ids = _begin(content)
        ids = {}
        for words in content.consultations:
            say(f"a consultation: {words.title['en']}")
            ids[words.key] = _ask(words, mission_ids, now, people)
        answered = content.answered
        assert answered.opens_in_days is not None
        assert answered.closes_in_days is not None
        opened = _midnight(now, answered.opens_in_days)
        say(f"{len(content.respondents)} replies, each with its receipt")
        sent = replies.send_all(ids[answered.key], content.respondents, opened)
        people_asked.tell(sent, content.respondents)
        say("replies to two more, in every way that can be asked, each along their own route")
        parks.send_all(ids[parks.KEY], _opening(content, parks.KEY, now))
        square.send_all(ids[square.KEY], _opening(content, square.KEY, now), now)
        officer = _actor(people, Role.ENGAGEMENT_OFFICER)
        closed = _midnight(now, answered.closes_in_days)
        with clock.fixed_at(closed + timedelta(hours=9)):
            replies.set_aside_the_test(officer, sent)
            with transaction() as session:
                consultations.close_due(session, actor=SYSTEM)
            keeping.in_order(officer, sent, content.respondents, say)
            review.group(ids[answered.key], say)
        with clock.fixed_at(closed + timedelta(days=9, hours=11)):
            for key, codebook in content.codebooks.items():
                say(f"an officer reads and settles: {answered.question(key).wording['en']}")
                review.settle(officer, sent, key, codebook, content.respondents)
        early.load(content, ids, officer, now, say)
        post.load(ids, officer, now, say)
        panels.load(mission_ids[PANEL_MISSION], _actor(people, Role.PANEL_OFFICER), now, say)
        for key, by in people_asked.RELEASED.items():
            say(f"figures for leaders and the public: {content.consultation(key).title['en']}")
            with clock.fixed_at(now - timedelta(days=6, hours=3)):
                people_asked.release(officer, ids[key], by)
        say("ambitions, priorities and decisions")
        leader = _actor(people, Role.LEADER)
        review.decide(leader, content, sent, mission_ids, now)
        keeping.asked_for_a_copy(now)
        with transaction() as session:
            asking.begin_a_draft(session, mission_ids["streets"])
            _add_staff(session, people, ids, now)
            audit.record(session, SYSTEM, "demo.loaded", None, replies=len(content.respondents))


def references(app: Flask) -> list[tuple[str, str]]:
    """References that a visitor can try, each with its word."""
    with app.app_context():
        return replies.references(keys())


def _midnight(now: datetime, days: int) -> datetime:
    return clock.start_of_day(clock.day_in_london(now) + timedelta(days=days))


def _opening(content: DemoContent, key: str, now: datetime) -> datetime:
    days = content.consultation(key).opens_in_days
    assert days is not None
    return _midnight(now, days)


def _actor(people: dict[str, tuple[UUID, StaffMember]], role: Role) -> Actor:
    """Somebody on the staff with a role, as they will be once everything is loaded."""
    staff_id, member = next(
        (staff_id, member)
        for staff_id, member in people.values()
        if member.role == role.value and not member.teams
    )
    return Actor("staff", staff_id, frozenset({Role(member.role)}))


def _begin(content: DemoContent) -> dict[str, UUID]:
    """The council's notices, the national goals and the missions. Gives mission ids by key."""
    words = content.council
    with transaction() as session:
        council.name_council(
            session,
            actor=SYSTEM,
            naming=council_rules.Naming(name=dict(words.name), languages=words.languages),
        )
        council.change_colours(
            session,
            actor=SYSTEM,
            colours=council_rules.Colours(brand=words.brand_colour, link=words.link_colour),
        )
        council.change_contact(
            session,
            actor=SYSTEM,
            contact=council_rules.Contact(
                email=words.email, telephone=words.telephone, contact=dict(words.contact)
            ),
        )
        for notice, page in (
            (council_rules.Notice.PRIVACY, words.privacy_notice),
            (council_rules.Notice.ACCESSIBILITY, words.accessibility_statement),
        ):
            council.change_notice(session, actor=SYSTEM, notice=notice, words=page.words())
        _areas(session)
        telling.fill_calendar(session, clock.now(session))
        missions.load_goals(session, list(content.goals))
        goals = {
            (goal.set_code, goal.code): goal.id for goal in session.scalars(select(NationalGoal))
        }
        made = {}
        for mission in content.missions:
            row = missions.create_mission(
                session,
                actor=SYSTEM,
                details=mission_rules.MissionDetails(
                    title=dict(mission.title),
                    ambition=dict(mission.ambition),
                    target=dict(mission.target),
                    target_year=mission.target_year,
                    lead_member=mission.lead_member,
                    lead_officer=mission.lead_officer,
                    horizon=dict(mission.horizon),
                    stances={
                        goals[stance.goal_set, stance.code]: mission_rules.Stance(stance.stance)
                        for stance in mission.stances
                    },
                ),
            )
            missions.publish_mission(session, actor=SYSTEM, mission_id=row.id)
            made[mission.key] = row.id
    return made


def _areas(session: Session) -> None:
    """The borough's wards, postcodes, people and boundaries, from files as a council loads them."""
    folder = files("participation.demo.content") / "geography"
    for deed, name in (
        (geography.load_areas, "areas.csv"),
        (geography.load_postcodes, "postcodes.csv"),
        (geography.load_people, "people.csv"),
        (geography.load_boundaries, "boundaries.geojson"),
    ):
        deed(
            session,
            actor=SYSTEM,
            content=(folder / name).read_bytes(),
            source="Made up for Marchwern",
            as_of=date(2021, 3, 21),
        )


def _ask(
    words: ConsultationWords,
    mission_ids: dict[str, UUID],
    now: datetime,
    people: dict[str, tuple[UUID, StaffMember]],
) -> UUID:
    """Write a consultation a week before it opens; publish it, checked, unless it stays a draft."""
    officer = _actor(people, Role.ENGAGEMENT_OFFICER)
    author = Actor("staff", people["second-officer"][0], officer.roles)
    today, last_day = clock.day_in_london(now), None
    before = min(words.opens_in_days or 0, 0) - 7
    with clock.fixed_at(now + timedelta(days=before)), transaction() as session:
        made = consultations.create_consultation(
            session,
            actor=SYSTEM,
            details=consultation_rules.ConsultationDetails(
                title=dict(words.title),
                summary=dict(words.summary),
                mission_ids=tuple(mission_ids[key] for key in words.missions),
                decision_owner=words.decision_owner,
            ),
        )
        consultations.edit_lines(
            session,
            actor=SYSTEM,
            consultation_id=made.id,
            lines=consultation_rules.FiveLines(
                could_change=dict(words.could_change),
                already_decided=dict(words.already_decided),
                who_decides=dict(words.who_decides),
                minutes_needed=words.minutes_needed,
                your_words=dict(words.your_words),
            ),
        )
        asking.ask_all(session, made.id, words)
        people_asked.choose(session, words.key, made.id)
        square.ask_about(session, words.key, made.id)
        if words.opens_in_days is not None and words.closes_in_days is not None:
            last_day = today + timedelta(days=words.closes_in_days - 1)
            consultations.set_dates(
                session,
                actor=SYSTEM,
                consultation_id=made.id,
                opens_on=today + timedelta(days=words.opens_in_days),
                last_day=telling.first_closing(words.key, last_day),
            )
        keeping.promise(session, words.key, made.id)
        telling.tell(session, words.key, made.id, last_day=last_day, today=today, author=author)
        if last_day is not None and words.stage != "draft":
            evidence.approve_check(
                session, actor=officer, consultation_id=made.id, approver=telling.APPROVER
            )
            consultations.publish_consultation(session, actor=SYSTEM, consultation_id=made.id)
    if last_day is not None:
        telling.change_while_open(words.key, made.id, last_day=last_day, now=now, officer=officer)
    return made.id


def _add_staff(
    session: Session,
    people: dict[str, tuple[UUID, StaffMember]],
    teams: dict[str, UUID],
    now: datetime,
) -> None:
    """Everybody who can sign in. Last of all: until then nobody can, and the demo isn't whole."""
    password = hashed(PASSWORD)
    for staff_id, member in people.values():
        session.add(
            Staff(
                id=staff_id,
                email=member.email,
                name=member.name,
                password_hash=password,
                language=member.language,
                created_at=now - timedelta(days=120),
                roles=[
                    RoleHeld(role=member.role, team_id=teams[team] if team else None)
                    for team in (member.teams or (None,))
                ],
            )
        )
