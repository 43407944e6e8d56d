"""The demo's citizens' assembly: set up, put forward for, drawn in public, called. All by deeds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from participation.extensions import keys, reading, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, Actor
from participation.panels import drawing, queries, rules, services
from participation.panels.models import Panel
from participation.panels.rules.register import Registration
from participation.responses.rules import new_form_key, read_form_key

Say = Callable[[str], None]
SEED = 1282
SEATS = 24
PEOPLE = 300

# What the assembly mirrors: (words, [(words, share of the population, share of those who come)]).
MIRRORS = (
    (
        {"en": "Age", "cy": "Oedran"},
        [
            ({"en": "16 to 29", "cy": "16 i 29"}, 19.0, 8),
            ({"en": "30 to 44", "cy": "30 i 44"}, 22.0, 17),
            ({"en": "45 to 64", "cy": "45 i 64"}, 34.0, 38),
            ({"en": "65 and over", "cy": "65 a hŷn"}, 25.0, 37),
        ],
    ),
    (
        {"en": "Gender", "cy": "Rhywedd"},
        [
            ({"en": "Woman", "cy": "Menyw"}, 50.5, 54),
            ({"en": "Man", "cy": "Dyn"}, 48.5, 44),
            ({"en": "In another way", "cy": "Mewn ffordd arall"}, 1.0, 2),
        ],
    ),
    (
        {"en": "Where you live", "cy": "Ble rydych yn byw"},
        [
            ({"en": "Town centre and Brickfields", "cy": "Canol y dref a Brickfields"}, 31.0, 33),
            ({"en": "The estates to the south", "cy": "Yr ystadau i’r de"}, 28.0, 17),
            ({"en": "Riverside and the north", "cy": "Glan yr afon a’r gogledd"}, 22.0, 30),
            ({"en": "The villages", "cy": "Y pentrefi"}, 19.0, 20),
        ],
    ),
    (
        {"en": "Your home", "cy": "Eich cartref"},
        [
            ({"en": "We own it", "cy": "Ni sydd biau’r tŷ"}, 62.0, 76),
            (
                {
                    "en": "Rented from the council or a housing association",
                    "cy": "Ar rent gan y cyngor neu gymdeithas dai",
                },
                20.0,
                11,
            ),
            ({"en": "Rented from somebody else", "cy": "Ar rent gan rywun arall"}, 18.0, 13),
        ],
    ),
    (
        {"en": "How you mostly get about", "cy": "Sut rydych yn teithio fel arfer"},
        [
            ({"en": "By car", "cy": "Mewn car"}, 66.0, 62),
            ({"en": "By bus or train", "cy": "Ar fws neu drên"}, 16.0, 20),
            ({"en": "On foot or by bike", "cy": "Ar droed neu ar feic"}, 18.0, 18),
        ],
    ),
)

FIRST = [
    "Alys",
    "Bethan",
    "Carys",
    "Delyth",
    "Elin",
    "Ffion",
    "Gwenllian",
    "Heledd",
    "Iona",
    "Lowri",
    "Mali",
    "Nerys",
    "Olwen",
    "Rhian",
    "Sioned",
    "Tegan",
    "Una",
    "Wyn",
    "Aled",
    "Bryn",
    "Cai",
    "Dafydd",
    "Emyr",
    "Gethin",
    "Huw",
    "Iestyn",
    "Llew",
    "Macsen",
    "Ned",
    "Owain",
    "Rhodri",
    "Steffan",
    "Tudur",
    "Amara",
    "Bilal",
    "Chidi",
    "Danuta",
    "Ewa",
    "Farida",
    "Grace",
    "Hana",
    "Imran",
    "Jolanta",
    "Kofi",
    "Leila",
    "Marek",
    "Noor",
    "Oskar",
    "Priya",
    "Rosa",
    "Sanjay",
    "Tomasz",
    "Yusuf",
    "Zofia",
    "Alan",
    "Brenda",
    "Colin",
    "Denise",
    "Eric",
    "Frances",
    "Graham",
    "Hazel",
    "Ian",
    "Joan",
]
LAST = [
    "Ashdown",
    "Bellis",
    "Coppack",
    "Dodd",
    "Edge",
    "Fewtrell",
    "Griffiths",
    "Hopley",
    "Ithell",
    "Jarvis",
    "Kendrick",
    "Lightfoot",
    "Mottram",
    "Nuttall",
    "Oakley",
    "Povey",
    "Quinn",
    "Rowlands",
    "Speed",
    "Tilston",
    "Unwin",
    "Vaughan",
    "Whitley",
    "Yates",
    "Okafor",
    "Nowak",
    "Kaur",
    "Rahman",
    "Silva",
    "Osei",
    "Hussain",
    "Lewandowska",
    "Prys",
    "Parri",
    "Bowen",
    "Meredith",
    "Tudor",
    "Gittins",
]
STREETS = [
    "Corn Street",
    "Mill Lane",
    "Kiln Row",
    "Osier Close",
    "Chapel Terrace",
    "Weir Road",
    "Tannery Walk",
    "Larch Avenue",
    "Quarry Hill",
    "Station Parade",
    "Abbey Gardens",
    "Heron Drive",
    "Coopers Yard",
    "Bryn Awel",
    "Maes y Coed",
    "Lime Kiln Lane",
    "Wharf Street",
    "Oldfield Crescent",
]
NEEDS = (
    "I use a wheelchair and need a step-free room and toilet.",
    "A hearing loop, please, and people speaking one at a time.",
    "Welsh is the language I think in. Simultaneous translation would help.",
    "Somebody to sit with my mother on the Saturdays.",
    "Vegetarian. No nuts at all, I have an EpiPen.",
    "I get worn out by midday, so a quiet room to lie down.",
    "Large print. I can’t read things off a screen at the front.",
    "Childcare for a two-year-old.",
)


def load(mission_id: UUID, officer: Actor, now: datetime, say: Say) -> UUID:
    """The assembly on transport, mid-way: drawn three weeks ago, members being called."""
    midnight = clock.start_of_day(clock.day_in_london(now))
    say("a citizens’ assembly, and 300 people who put their names forward")
    with clock.fixed_at(midnight - timedelta(days=80)):
        panel_id = _set_up(officer, mission_id, now)
    chance = Random(SEED)  # noqa: S311 - made-up people, the same each time
    opened = midnight - timedelta(days=70)
    with transaction() as session:
        for number in range(PEOPLE):
            with clock.fixed_at(opened + timedelta(minutes=number * 110 + chance.randrange(90))):
                _put_forward(session, panel_id, number, chance)
    say("the draw: a thousand tickets, sealed, then three digits in public")
    with clock.fixed_at(midnight - timedelta(days=24) + timedelta(hours=10)):
        _draw(panel_id, officer)
    with clock.fixed_at(midnight - timedelta(days=19) + timedelta(hours=14)):
        _call(panel_id, officer)
    return panel_id


def _set_up(officer: Actor, mission_id: UUID, now: datetime) -> UUID:
    today = clock.day_in_london(now)
    with transaction() as session:
        panel = services.create_panel(
            session,
            actor=officer,
            details=rules.PanelDetails(
                kind=rules.Kind.ASSEMBLY,
                title={
                    "en": "Marchwern Citizens’ Assembly on Getting About",
                    "cy": "Cynulliad Dinasyddion Marchwern ar Deithio o Gwmpas",
                },
                purpose={
                    "en": "How should people get about in Marchwern in ten years’ time, and what"
                    " should the council do first? The Cabinet will answer each recommendation"
                    " within two months: yes, in part or no, and why.",
                    "cy": "Sut dylai pobl deithio o gwmpas Marchwern ymhen deng mlynedd, a beth"
                    " ddylai’r cyngor ei wneud gyntaf? Bydd y Cabinet yn ateb pob argymhelliad o"
                    " fewn deufis: ie, yn rhannol neu na, a pham.",
                },
                eligibility={
                    "en": "Anybody aged 16 or over who lives in the borough, except councillors"
                    " and people who work for the council.",
                    "cy": "Unrhyw un 16 oed neu hŷn sy’n byw yn y fwrdeistref, ac eithrio"
                    " cynghorwyr a phobl sy’n gweithio i’r cyngor.",
                },
                commitment={
                    "en": "Four Saturdays from ten to four at the Corn Exchange, and one evening"
                    " online.",
                    "cy": "Pedwar dydd Sadwrn o ddeg tan bedwar yn y Gyfnewidfa Ŷd, ac un noson"
                    " ar-lein.",
                },
                payment={
                    "en": "£80 a day, travel, and care for anybody you look after. Tell us if you"
                    " get benefits: we explain what it means for them first.",
                    "cy": "£80 y dydd, costau teithio, a gofal i unrhyw un rydych yn gofalu"
                    " amdanynt. Dywedwch wrthym os ydych yn cael budd-daliadau: byddwn yn"
                    " egluro’r effaith yn gyntaf.",
                },
                privacy={
                    "en": "Two officers see your contact details, to draw and run this assembly."
                    " What you say about yourself is kept apart from your name.",
                    "cy": "Mae dau swyddog yn gweld eich manylion cyswllt, i dynnu enwau ac i redeg"
                    " y cynulliad hwn. Cedwir yr hyn a ddywedwch amdanoch eich hun ar wahân i’ch"
                    " enw.",
                },
                seats=SEATS,
                mission_ids=(mission_id,),
            ),
        )
        for words, features in MIRRORS:
            quotas = rules.quotas_from_shares([share for _words, share, _come in features], SEATS)
            services.keep_category(
                session,
                actor=officer,
                panel_id=panel.id,
                category_id=None,
                details=rules.CategoryDetails(
                    words=dict(words),
                    features=tuple(
                        rules.FeatureDetails(words=dict(each), share=share, least=least, most=most)
                        for (each, share, _come), (least, most) in zip(
                            features, quotas, strict=True
                        )
                    ),
                ),
            )
        services.set_dates(
            session,
            actor=officer,
            panel_id=panel.id,
            opens_on=today - timedelta(days=70),
            last_day=today - timedelta(days=28),
            retention_on=today + timedelta(days=240),
        )
        services.publish_panel(session, actor=officer, panel_id=panel.id)
        return panel.id


def _put_forward(session: Session, panel_id: UUID, number: int, chance: Random) -> None:
    panel = queries.get(session, panel_id)
    key = read_form_key(keys(), new_form_key(keys(), panel_id, clock.now(session)))
    first, last = FIRST[number % len(FIRST)], LAST[(number * 7) % len(LAST)]
    # Every twelfth lives with the one before: a household puts two names forward.
    home = number - 1 if number % 12 == 11 else number
    street = STREETS[home % len(STREETS)]
    services.register(
        session,
        actor=RESIDENT,
        key=key,
        registration=Registration(
            rules.Contact(
                name=f"{first} {last}",
                address=f"{3 + home // len(STREETS) * 2} {street}\nMarchwern",
                postcode=f"MW{1 + home % 4} {1 + home % 9}{'ABDEFGHJ'[home % 8]}X",
                email=f"{first}.{last}{number}@example.org".lower() if number % 5 else "",
                telephone=f"01632 960{number:03}",
                needs=chance.choice(NEEDS) if number % 9 == 4 else "",
                reach_by="email" if number % 5 else "telephone",
            ),
            _features(panel, chance),
            {"panel": True, "later": number % 3 == 0},
        ),
        language="cy" if number % 7 == 3 else "en",
    )


def _features(panel: Panel, chance: Random) -> dict[str, str]:
    return {
        category.code: chance.choices(
            [feature.code for feature in category.features],
            [come for _words, _share, come in features],
        )[0]
        for category, (_words, features) in zip(panel.categories, MIRRORS, strict=True)
    }


def _draw(panel_id: UUID, officer: Actor) -> None:
    with transaction() as session:
        run = services.prepare_draw(session, actor=officer, panel_id=panel_id, test=False)
        run.seed = SEED
        run_id = run.id
        pool = [(id_, home, values) for id_, home, values in services.unpack(run.pool)]
        quotas, size, method = list(run.quotas), run.size, run.method
    found = drawing.draw(pool, quotas, size, method=method, seed=SEED)
    with transaction() as session:
        services.store_draw(session, run_id=run_id, found=found)
    with transaction() as session:
        services.seal_draw(session, actor=officer, panel_id=panel_id, run_id=run_id)
        services.hold_draw(session, actor=officer, panel_id=panel_id, run_id=run_id, digits="417")


def _call(panel_id: UUID, officer: Actor) -> None:
    called = queries.calling_list(reading(), panel_id)
    outcomes = [rules.Outcome.CONFIRMED] * 17 + [
        rules.Outcome.DECLINED,
        rules.Outcome.DECLINED,
        rules.Outcome.NO_ANSWER,
        rules.Outcome.NO_ANSWER,
    ]
    for row, outcome in zip(called, outcomes, strict=False):
        with transaction() as session:
            services.record_outcome(
                session,
                actor=officer,
                panel_id=panel_id,
                membership_id=row.membership.id,
                outcome=outcome,
            )
