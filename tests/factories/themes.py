"""Runs and theme lists for tests: found by hand, from answers that say which theme they are of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.analysis.discovery import (
    Assignment,
    Discovery,
    Quote,
    RunFacts,
    State,
    SuggestedTheme,
)
from participation.consultations.models import Consultation, ConsultationMission, Question
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor
from participation.themes import queries, services
from participation.themes.models import Codebook, Theme, ThemeRun
from participation.themes.rules import ThemeDetails
from tests.factories.consultations import make_consultation
from tests.factories.responses import make_response

SAID: Mapping[str, Sequence[str]] = {
    "buses": ("More buses at night.", "The 4 never comes.", "Buses on Sundays please."),
    "trees": ("Plant trees on Mill Lane.", "Shade at the bus stop."),
    "": ("none", "Ask me another."),
}
"""What people say in :func:`make_list`, by the theme that the run finds; of none, other."""


@dataclass
class Listed:
    """A consultation with a theme list, and what a test needs to find in it."""

    consultation: Consultation
    question: Question
    run: ThemeRun
    codebook: Codebook
    themes: dict[str, Theme]
    answers: dict[str, UUID]

    @property
    def mission_id(self) -> UUID:
        """The mission that it is under."""
        return self.consultation.missions[0].mission_id


def found_in(texts: Sequence[str], themes: Mapping[str, Sequence[str]]) -> Discovery:
    """What a run gives when each text is of the theme it stands under; of "", it is other."""
    codes = {name: f"T{n:02}" for n, name in enumerate((t for t in themes if t), 1)}
    place = {text: name for name, said in themes.items() for text in said}
    assignments = tuple(
        Assignment(
            index=index,
            theme_id=codes.get(place[text]),
            state=State.CODED if place[text] else State.OTHER,
            confidence=0.8 if place[text] else None,
            primary=True,
            start=0 if place[text] else None,
            end=len(text) if place[text] else None,
            reason=None,
        )
        for index, text in enumerate(texts)
    )
    suggested = tuple(
        SuggestedTheme(
            id=code,
            label=name.capitalize(),
            keyphrases=(name,),
            size=len(themes[name]),
            distinct=len(themes[name]),
            quotes=tuple(
                Quote(index=i, start=0, end=len(t), text=t, kind="central")
                for i, t in enumerate(texts)
                if place[t] == name
            )[:2],
            mixed=False,
            stability=0.9,
            parent=None,
        )
        for name, code in codes.items()
    )
    counts = {state: sum(a.state is state for a in assignments) for state in State}
    return Discovery(
        themes=suggested,
        assignments=assignments,
        points=(),
        campaigns=(),
        run=RunFacts(
            seed=0,
            grade="light",
            detail="medium",
            versions={"test": "1"},
            corpus_digest="0" * 64,
            counts=counts,
            method="by hand",
            parameters={},
            stability=0.9,
            quality={},
            notices=(),
        ),
    )


def store(
    session: Session, question_id: UUID, themes: Mapping[str, Sequence[str]] = SAID
) -> ThemeRun:
    """A run over the answers as they are now, stored as if the computer had found ``themes``."""
    run = services.start_run(session, actor=SYSTEM, question_id=question_id)
    texts = queries.texts_for_run(session, question_id)
    return services.store_run(
        session,
        run_id=run.id,
        answer_ids=[answer_id for answer_id, _, _ in texts],
        found=found_in([text for _, text, _ in texts], themes),
    )


def make_list(
    session: Session, themes: Mapping[str, Sequence[str]] = SAID, **changes: object
) -> Listed:
    """A closed consultation of one question, answered and grouped: a list to work on."""
    consultation = make_consultation(session, stage="open", **changes)
    question = consultation.questions[0]
    for said in themes.values():
        for text in said:
            make_response(session, consultation, text)
    consultation.closes_at = clock.now(session) - timedelta(hours=1)
    session.flush()
    run = store(session, question.id, themes)
    codebook = queries.codebook_of(session, question.id)
    assert codebook is not None
    by_label = {theme.label: theme for theme in queries.live_themes(session, codebook.id)}
    return Listed(
        consultation,
        question,
        run,
        codebook,
        {name: by_label[name.capitalize()] for name in themes if name},
        {text: answer_id for answer_id, text, _ in queries.texts_for_run(session, question.id)},
    )


def make_settled(session: Session, actor: Actor = SYSTEM, **changes: object) -> Listed:
    """The same, settled, with names in both languages."""
    listed = make_list(session, **changes)
    for name, theme in listed.themes.items():
        services.rename_theme(
            session,
            actor=actor,
            theme_id=theme.id,
            details=ThemeDetails(name.capitalize(), f"{name.capitalize()} (cy)"),
        )
    services.settle(session, actor=actor, codebook_id=listed.codebook.id)
    session.expire(listed.consultation, ["missions"])
    missions = select(ConsultationMission).where(
        ConsultationMission.consultation_id == listed.consultation.id
    )
    assert session.scalars(missions).all()
    return listed
