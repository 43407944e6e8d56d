"""Panels for tests: set up, with people who put their names forward by the deed that they use."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from random import Random

from sqlalchemy.orm import Session

from participation.kernel import clock
from participation.kernel.actors import RESIDENT, SYSTEM
from participation.panels import queries, services
from participation.panels.models import Panel
from participation.panels.rules import CategoryDetails, Contact, FeatureDetails, Kind, PanelDetails
from participation.panels.rules.register import Registration
from participation.panels.services import Registered
from participation.responses.rules import new_form_key, read_form_key
from tests.factories.missions import make_mission

_number = count(1)
A_DAY = timedelta(days=1)


def words(english: str) -> dict[str, str]:
    """The same in both languages, told apart."""
    return {"en": english, "cy": f"{english} (cy)"}


AREA = CategoryDetails(
    words("Area"),
    (
        FeatureDetails(words("North"), share=50, least=2, most=2),
        FeatureDetails(words("South"), share=50, least=2, most=2),
    ),
)
AGE = CategoryDetails(
    words("Age"),
    (
        FeatureDetails(words("Under 40"), share=50, least=1, most=3),
        FeatureDetails(words("Over 40"), share=50, least=1, most=3),
    ),
)


def make_panel(
    session: Session,
    stage: str = "registering",
    seats: int = 4,
    categories: tuple[CategoryDetails, ...] = (AREA, AGE),
) -> Panel:
    """A panel at a stage: ``draft`` ``registering`` or ``choosing``, ready in both languages."""
    number, now = next(_number), clock.now(session)
    panel = services.create_panel(
        session,
        actor=SYSTEM,
        details=PanelDetails(
            kind=Kind.ASSEMBLY,
            title=words(f"Assembly {number}"),
            purpose=words("To think about buses."),
            eligibility=words("Anybody over 16 who lives here."),
            commitment=words("Four Saturdays."),
            payment=words("£75 a day."),
            privacy=words("We use your details to draw and run the panel."),
            seats=seats,
            mission_ids=(make_mission(session).id,),
        ),
    )
    for details in categories:
        services.keep_category(
            session, actor=SYSTEM, panel_id=panel.id, category_id=None, details=details
        )
    panel.registration_opens_at = now - 10 * A_DAY
    panel.registration_closes_at = now + 10 * A_DAY
    panel.retention_on = clock.day_in_london(now + 200 * A_DAY)
    session.flush()
    if stage != "draft":
        services.publish_panel(session, actor=SYSTEM, panel_id=panel.id)
    if stage == "choosing":
        panel.registration_closes_at = now - A_DAY
        session.flush()
    return queries.get(session, panel.id)


def put_forward(
    session: Session,
    panel: Panel,
    name: str = "Mair Price",
    address: str = "1 Mill Street",
    **features: str,
) -> Registered:
    """Somebody puts their name forward. Features are codes by category code."""
    keys = session.info["keys"]
    key = read_form_key(keys, new_form_key(keys, panel.id, clock.now(session)))
    chosen = {one.code: one.features[0].code for one in panel.categories} | features
    return services.register(
        session,
        actor=RESIDENT,
        key=key,
        registration=Registration(
            Contact(name=name, address=address, postcode="LL11 1AB", telephone="01978 298000"),
            chosen,
            {"panel": True},
        ),
        language="en",
    )


def fill(session: Session, panel: Panel, people: int = 24, seed: int = 1) -> None:
    """Many people put their names forward, each in a household of their own."""
    chance = Random(seed)
    closes = panel.registration_closes_at
    panel.registration_closes_at = clock.now(session) + A_DAY
    for number in range(people):
        features = {
            one.code: one.features[(number >> place) % len(one.features)].code
            for place, one in enumerate(panel.categories)
        }
        put_forward(
            session,
            panel,
            name=f"Person {number} {chance.choice('ABCDEF')}",
            address=f"{number + 1} Mill Street",
            **features,
        )
    panel.registration_closes_at = closes
    session.flush()
