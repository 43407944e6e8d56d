"""A consultation that asks in every way there is, with sections and a route."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from participation.consultations.models import Consultation, Section
from participation.consultations.rules import Ask, Condition, One
from tests.factories.consultations import make_consultation, make_question

ROWS = [
    {
        "code": "safe",
        "words": {"en": "I feel safe here after dark", "cy": "Rwy’n teimlo’n ddiogel"},
    },
    {"code": "clean", "words": {"en": "The street is clean", "cy": "Mae’r stryd yn lân"}},
]


def make_every_kind(session: Session, **changes: Any) -> Consultation:
    """Ten questions: how they travel, the bus (if by bus), a page of three, then one a page."""
    consultation = make_consultation(session, questions=(), **changes)
    how = make_question(
        session,
        consultation,
        kind="single_choice",
        position=1,
        name="how",
        required=True,
        limits={"something_else": True},
        wording={"en": "How do you travel to work?", "cy": "Sut ydych chi’n teithio i’r gwaith?"},
    )
    by_bus = Condition((One(how.id, Ask.CHOSE, ("bus",)),)).stored()
    make_question(
        session,
        consultation,
        position=2,
        name="bus",
        condition=by_bus,
        word_guide=50,
        wording={"en": "What would make the bus better?", "cy": "Beth fyddai’n gwella’r bws?"},
    )
    street = make_section(session, consultation, 1, "Your street", "Eich stryd", together=True)
    views = make_section(session, consultation, 2, "Your views", "Eich barn")
    by_section: dict[Section, tuple[dict[str, Any], ...]] = {
        street: (
            {
                "kind": "multiple_choice",
                "name": "uses",
                "limits": {"something_else": True, "most": 2},
                "wording": {"en": "What do you do on it?", "cy": "Beth wnewch chi arni?"},
            },
            {
                "kind": "number",
                "name": "cars",
                "limits": {"least": 0, "greatest": 20, "unit": {"en": "cars", "cy": "car"}},
                "wording": {"en": "How many cars do you see?", "cy": "Faint o geir welwch chi?"},
            },
            {
                "kind": "date",
                "name": "since",
                "wording": {"en": "Since when do you live there?", "cy": "Ers pryd?"},
            },
        ),
        views: (
            {
                "kind": "matrix",
                "name": "agree",
                "rows": ROWS,
                "required": True,
                "wording": {"en": "How far do you agree?", "cy": "I ba raddau ydych chi’n cytuno?"},
            },
            {
                "kind": "ranking",
                "name": "order",
                "required": True,
                "wording": {"en": "What matters most?", "cy": "Beth sydd bwysicaf?"},
            },
            {
                "kind": "scale",
                "name": "likely",
                "limits": {
                    "least": 0,
                    "greatest": 10,
                    "low": {"en": "not at all likely", "cy": "ddim o gwbl"},
                    "high": {"en": "very likely", "cy": "iawn"},
                },
                "wording": {"en": "How likely are you to cycle?", "cy": "Pa mor debygol ydych?"},
            },
            {
                "kind": "budget",
                "name": "spend",
                "limits": {"total": 100, "unit": {"en": "£", "cy": "£"}},
                "wording": {"en": "How would you spend £100?", "cy": "Sut gwariech chi £100?"},
            },
            {
                "kind": "map_pin",
                "name": "where",
                "wording": {"en": "Where is it worst?", "cy": "Ble mae waethaf?"},
            },
            {
                "kind": "agreement",
                "name": "idea",
                "wording": {"en": "A crossing is a good idea.", "cy": "Mae croesfan yn syniad da."},
            },
        ),
    }
    position = 2
    for section, questions in by_section.items():
        for question in questions:
            position += 1
            make_question(
                session, consultation, position=position, section_id=section.id, **question
            )
    session.flush()
    session.expire(consultation, ["questions", "sections"])
    return consultation


def make_section(
    session: Session,
    consultation: Consultation,
    position: int,
    title: str,
    welsh: str,
    *,
    together: bool = False,
    **changes: Any,
) -> Section:
    """A section with an introduction."""
    section = Section(
        consultation_id=consultation.id,
        position=position,
        title={"en": title, "cy": welsh},
        intro={"en": "A few questions.", "cy": "Ychydig o gwestiynau."},
        together=together,
        **changes,
    )
    session.add(section)
    session.flush()
    return section
