"""Replies to the demo's consultation on a square: along its routes, for oneself and for others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations import services as consulting
from participation.consultations.rules import (
    Asked,
    AskedSection,
    AsksAbout,
    Kind,
    Option,
    on_route,
    options_with_codes,
)
from participation.demo.people_asked import ASKED, WARDS, one_person
from participation.demo.replies import form_key
from participation.extensions import keys, transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, SYSTEM
from participation.responses import services
from participation.responses.rules import About, Blank, Given, RespondentKind, heard_of

KEY = "sheep-market"
BATCH = 30
LINKS = ("stall", "", "bus", "stall", "news", "")
"""The links that people came by, in turn; an empty one is no tagged link."""
UNFINISHED = 4
"""So many were begun and are kept for later: they count nowhere."""

CHANGED, TAKEN_BACK = 7, 19
"""Who went back and answered the first question otherwise; who took an answer back."""

AWAY = ("a-few-times-a-year", "never")
FIRST = (7, 6, 4, 3)
EASE = (4, 6, 5, 3, 1)
AGREEING = (5, 7, 4, 3, 2, 1)
PLACES = (14, 3, 1, 2, 1, 1, 1, 1, 0, 0, 1, 0)


@dataclass(frozen=True)
class Voice:
    """What somebody writes, in their language, and for whom."""

    language: str
    words: str
    kind: RespondentKind = RespondentKind.RESIDENT
    organisation: str = ""
    people: int | None = None


def _read() -> dict[str, Any]:
    path = files("participation.demo.content") / "square_replies.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def ask_about(session: Session, key: str, consultation_id: UUID) -> None:
    """An officer asks for whom people reply, whether they may be quoted, and their postcode."""
    if key == KEY:
        purpose = Option("", _read()["purpose"])
        consulting.ask_about(
            session,
            actor=SYSTEM,
            consultation_id=consultation_id,
            asks=AsksAbout(postcode=True, purposes=(purpose,)),
        )


def voices() -> list[Voice]:
    """Everybody who writes, and some who only tick: about sixty."""
    words = _read()
    found = [Voice(*one) for one in words["one"]]
    found += [Voice("cy" if n % 8 == 0 else "en", "") for n in range(16)]
    found += [
        Voice(language, text, RespondentKind.ORGANISATION, name, people)
        for language, name, people, text in words["organisations"]
    ]
    found += [
        Voice(language, text, RespondentKind.REPRESENTATIVE)
        for language, text in words["cared_for"]
    ]
    Random(1987).shuffle(found)  # noqa: S311 - a demo's dice
    return found


def send_all(consultation_id: UUID, opened: datetime, until: datetime) -> None:
    """Everybody answers in their own moment; some leave it for later, one takes theirs back."""
    with transaction() as session:
        asked = consultations.asked(session, consultation_id)
        sections = consultations.sections(session, consultation_id)
    everybody = voices()
    apart = (until - opened - timedelta(hours=3)) / len(everybody)
    for first in range(0, len(everybody), BATCH):
        with transaction() as session:
            for number, voice in enumerate(everybody[first : first + BATCH], first):
                with clock.fixed_at(opened + timedelta(hours=1) + number * apart):
                    _answer(session, consultation_id, number, voice, asked, sections)


def _answer(
    session: Session,
    consultation_id: UUID,
    number: int,
    voice: Voice,
    asked: tuple[Asked, ...],
    sections: tuple[AskedSection, ...],
) -> None:
    name = f"square {number}"
    chance = Random(sha256(name.encode()).digest())  # noqa: S311 - a demo's dice
    key = form_key(keys(), name, consultation_id, clock.now(session))
    told: dict[str, Any] = {"actor": RESIDENT, "key": key, "language": voice.language}
    services.open_draft(session, **told)
    services.keep_source(session, actor=RESIDENT, key=key, tag=LINKS[number % len(LINKS)])
    person = Person(chance, voice)
    given: dict[UUID, Given] = {}

    def say(questions: Iterator[Asked] | tuple[Asked, ...]) -> None:
        for question in questions:
            said = person.says(question)
            if not said.blank:
                given[question.question_id] = said
                services.save_answer(
                    session,
                    **told,
                    question_id=question.question_id,
                    version_id=question.version_id,
                    given=said,
                )

    def route() -> Iterator[Asked]:
        """The questions they come to, one by one, as their answers make the way."""
        done: set[UUID] = set()
        while True:
            way = on_route(
                asked, sections, lambda one: heard_of(one, given.get(one.question_id, Blank))
            )
            left = [one for one in way if one.question_id not in done]
            if not left:
                return
            done.add(left[0].question_id)
            yield left[0]

    say(route())
    if number == CHANGED:
        person.away = not person.away
        say(route())
    if number < UNFINISHED:
        services.keep_place(session, **told)
        return
    of_people, ward = one_person(name, ASKED[KEY])
    services.keep_about(session, **told, about=person.about(ward))
    services.keep_equality(session, **told, given=of_people)
    services.send(session, **told)
    if number == TAKEN_BACK:
        services.take_back(session, actor=RESIDENT, key=key)


class Person:
    """Somebody, and what they would say to each question."""

    def __init__(self, chance: Random, voice: Voice) -> None:
        self.chance, self.voice, self.words = chance, voice, _read()
        self.away = chance.random() < 0.25

    def about(self, ward: str | None) -> About:
        """What they say of themselves."""
        likely = 0.9 if self.voice.kind is RespondentKind.ORGANISATION else 0.75
        (purpose,) = (one.code for one in _purposes())
        return About(
            kind=self.voice.kind,
            organisation=self.voice.organisation,
            speaks_for=self.voice.people,
            may_quote=self.chance.random() < likely,
            consents={purpose: self.chance.random() < 0.5},
            area_code=ward if self.chance.random() < 0.7 else None,
        )

    def says(self, question: Asked) -> Given:
        """What they answer; nothing, now and then."""
        if not question.required and self.chance.random() < 0.08:
            return Blank
        return _WAYS[Kind(question.kind)](self, question)

    def written(self, which: str) -> str:
        """One of the sentences in their language, or none."""
        own = [text for language, text in self.words[which] if language == self.voice.language]
        return self.chance.choice(own) if own else ""

    def choose(self, question: Asked) -> Given:
        """The first question settles the way they take."""
        weights = [n * 4 if (code in AWAY) == self.away else 1 for code, n in _first(question)]
        return Given(codes=tuple(self.chance.choices(question.codes, weights)))

    def choose_some(self, question: Asked) -> Given:
        """One or two things; something else in their own words, sometimes."""
        codes = [option.code for option in question.options]
        chosen = self.chance.sample(codes, self.chance.choice((1, 1, 2)))
        if self.chance.random() < 0.15:
            which = "else_there" if question.limits.most else "else_away"
            if words := self.written(which):
                return Given(text=words, codes=(chosen[0], "something-else"))
        return Given(codes=tuple(chosen))

    def agree(self, question: Asked) -> Given:
        """How far they agree with one statement."""
        return Given(codes=tuple(self.chance.choices(question.codes, AGREEING)))

    def judge(self, question: Asked) -> Given:
        """How far they agree with each."""
        return Given(
            boxes=tuple(
                (row.code, self.chance.choices(question.codes, AGREEING)[0])
                for row in question.rows
            )
        )

    def rank(self, question: Asked) -> Given:
        """Three things, in order."""
        codes = [option.code for option in question.options]
        first = self.chance.sample(codes, question.limits.most or len(codes))
        return Given(boxes=tuple((code, str(place)) for place, code in enumerate(first, 1)))

    def rate(self, question: Asked) -> Given:
        """A step of the scale."""
        return Given(boxes=(("number", str(self.chance.choices(range(1, 6), EASE)[0])),))

    def stay(self, question: Asked) -> Given:
        """How many minutes."""
        minutes = self.chance.choice((5, 10, 15, 20, 30, 30, 45, 60, 90))
        return Given(boxes=(("number", str(minutes)),))

    def share(self, question: Asked) -> Given:
        """A hundred points, in fives."""
        codes = [option.code for option in question.options]
        some = self.chance.sample(codes, self.chance.randint(2, len(codes)))
        cuts = sorted(self.chance.sample(range(1, 20), len(some) - 1))
        parts = [b - a for a, b in zip((0, *cuts), (*cuts, 20), strict=True)]
        shares = zip(some, parts, strict=True)
        return Given(boxes=tuple((code, str(5 * part)) for code, part in shares))

    def point(self, question: Asked) -> Given:
        """A place, mostly in the ward of the square."""
        if self.chance.random() < 0.45:
            return Blank
        wards = [ward for ward, _ in WARDS]
        return Given(boxes=(("area", self.chance.choices(wards, PLACES)[0]),))

    def write(self, question: Asked) -> Given:
        """What is on their mind; to the last question, what they came to say."""
        if question.condition is None:
            return Given(text=self.voice.words)
        which = "place" if question.word_guide == 40 else "hard"
        return Given(text=self.written(which))


def _first(question: Asked) -> list[tuple[str, int]]:
    return list(zip(question.codes, FIRST, strict=True))


def _purposes() -> tuple[Option, ...]:
    return options_with_codes([Option("", _read()["purpose"])], [])


_WAYS: Mapping[Kind, Callable[[Person, Asked], Given]] = {
    Kind.SINGLE_CHOICE: Person.choose,
    Kind.MULTIPLE_CHOICE: Person.choose_some,
    Kind.AGREEMENT: Person.agree,
    Kind.MATRIX: Person.judge,
    Kind.RANKING: Person.rank,
    Kind.SCALE: Person.rate,
    Kind.NUMBER: Person.stay,
    Kind.BUDGET: Person.share,
    Kind.MAP_PIN: Person.point,
    Kind.FREE_TEXT: Person.write,
}
