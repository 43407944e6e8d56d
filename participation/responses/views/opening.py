"""A form that is being filled in: what is kept, which pages it has, which of them are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import (
    Asked,
    AskedSection,
    AsksAbout,
    Heard,
    Kind,
    RoutePage,
    asks_from,
    on_route,
    pages_of,
)
from participation.equality import queries as equality
from participation.equality.rules import AskedOfPeople
from participation.extensions import keys, reading
from participation.geography import queries as geography
from participation.kernel import clock
from participation.kernel.actors import RESIDENT
from participation.kernel.languages import SUPPORTED, said
from participation.responses import queries
from participation.responses.forms import given_words
from participation.responses.models import Draft
from participation.responses.queries import Kept
from participation.responses.rules import (
    About,
    Blank,
    FormKey,
    Given,
    NotTaken,
    about_from,
    as_sent,
    heard_of,
    read_form_key,
)

# A member of staff who answers does so as a resident: nothing of who they are is kept.
ME = RESIDENT


@dataclass
class Opened:
    """A form that is being filled in."""

    key: FormKey
    written: str
    consultation: Consultation
    asked: tuple[Asked, ...]
    sections: tuple[AskedSection, ...]
    draft: Draft | None

    @cached_property
    def asks(self) -> AsksAbout:
        """What they are asked of themselves."""
        return asks_from(self.consultation.asks_about)

    @cached_property
    def about(self) -> About:
        """What they said of themselves."""
        kept = self.draft.answers if self.draft else {}
        return about_from(kept.get("about") or {"kind": kept.get("behalf") or "resident"})

    @cached_property
    def monitoring(self) -> tuple[AskedOfPeople, ...]:
        """The equality questions that they are asked."""
        return equality.asked_by(reading(), self.key.consultation_id)

    @property
    def about_is_due(self) -> bool:
        """Whether they haven't yet been asked what they are to be asked of themselves."""
        return self.asks.anything and not (self.draft and "about" in self.draft.answers)

    @cached_property
    def kept(self) -> Mapping[UUID, Kept]:
        """What is kept, by question."""
        return queries.kept_in(self.draft) if self.draft else {}

    @cached_property
    def givens(self) -> dict[UUID, Given]:
        """What was given, by question."""
        return {question_id: kept.given for question_id, kept in self.kept.items()}

    def given(self, question: Asked) -> Given:
        """What was given to a question."""
        return self.givens.get(question.question_id, Blank)

    def _hear(self, question: Asked) -> Heard:
        return heard_of(question, self.givens.get(question.question_id))

    @cached_property
    def route(self) -> tuple[Asked, ...]:
        """The questions that are asked, as the answers stand."""
        return on_route(self.asked, self.sections, self._hear)

    @cached_property
    def pages(self) -> tuple[RoutePage, ...]:
        """Every page, asked or not: its number is its address, and stays."""
        return pages_of(self.asked, self.sections)

    @cached_property
    def way(self) -> tuple[RoutePage, ...]:
        """The pages that are asked, each with the questions that are."""
        on = {question.question_id for question in self.route}
        begun: set[UUID] = set()
        way = []
        for page in self.pages:
            questions = tuple(one for one in page.questions if one.question_id in on)
            if not questions:
                continue
            begins = page.section is not None and page.section.section_id not in begun
            if page.section:
                begun.add(page.section.section_id)
            way.append(replace(page, questions=questions, begins_section=begins))
        return tuple(way)

    @property
    def varies(self) -> bool:
        """Whether some questions are asked only after some answers."""
        return any(question.condition for question in self.asked) or any(
            section.condition for section in self.sections
        )

    def page_of(self, question: Asked) -> int:
        """The number of the page that a question is on."""
        return next(
            page.number
            for page in self.pages
            if any(one.question_id == question.question_id for one in page.questions)
        )

    @cached_property
    def left_out(self) -> tuple[Asked, ...]:
        """Questions that were answered and, as the answers stand now, aren't asked."""
        on = {question.question_id for question in self.route}
        still = {question.question_id for question in self.asked}
        gone = [kept.version_id for question, kept in self.kept.items() if question not in still]
        retired = (
            consultations.as_they_were(reading(), self.key.consultation_id, gone) if gone else ()
        )
        return tuple(
            question
            for question in (*self.asked, *retired)
            if question.question_id not in on and not self.given(question).blank
        )

    def words_left_out(self, question: Asked) -> str:
        """Words that were typed to a question on the route and aren't part of the answer."""
        given = self.given(question)
        return "" if as_sent(question, given).text == given.text else given.text


def opened(written: str) -> Opened:
    """Read a form key, and what is kept under it. Raises ``NotFound``."""
    key = read_form_key(keys(), written)
    session = reading()
    return Opened(
        key=key,
        written=written,
        consultation=consultations.get(session, key.consultation_id),
        asked=consultations.asked(session, key.consultation_id),
        sections=consultations.sections(session, key.consultation_id),
        draft=queries.draft_of(session, key),
    )


def keep_name(key: FormKey) -> str:
    """What a device keeps unsent words under: it can't be turned back into the form key."""
    return sha256(b"keep" + key.form_hash).hexdigest()[:16]


def asked_to_switch() -> str | None:
    """The language that a press of the switch asks for."""
    wanted = request.form.get("switch_language")
    return wanted if wanted in SUPPORTED else None


def area_names(questions: Sequence[Any]) -> Mapping[str, str]:
    """What areas are called, if any of these questions asks for a place."""
    wanted = any(question.kind == Kind.MAP_PIN for question in questions)
    return geography.names(reading()) if wanted else {}


def refusal_of(here: Opened) -> NotTaken | None:
    """Why no answer is taken now, if none is."""
    session = reading()
    taking = queries.taking(session, here.key, clock.now(session))
    return None if taking.yes else NotTaken([taking])


def rows_of(
    here: Opened,
    questions: Sequence[Asked],
    *,
    changing: bool = True,
    unsaved: Mapping[UUID, Given] | None = None,
) -> list[dict[str, Any]]:
    """Each question with what was answered, and a link to change it."""
    rows, areas = [], area_names(questions)
    for asked in questions:
        given = (unsaved or {}).get(asked.question_id) or here.given(asked)
        row: dict[str, Any] = {
            "key": said(asked.wording),
            "value": "\n".join(given_words(asked, given, areas)),
            "asked": asked,
        }
        if changing:
            href = url_for(".question", key=here.written, page=here.page_of(asked), back="check")
            row["actions"] = [{"text": _("Change"), "href": href, "about": said(asked.wording)}]
        rows.append(row)
    return rows


def not_taken(
    written: str, refusal: NotTaken, unsaved: Mapping[UUID, Given] | None = None
) -> ResponseReturnValue:
    """No more answers are taken: say so, and show every word, so that it isn't lost."""
    here = opened(written)
    rows = rows_of(here, here.asked, changing=False, unsaved=unsaved)
    page = render_template(
        "responses/not_taken.html",
        consultation=here.consultation,
        why=refusal.problems[0],
        rows=[row for row in rows if row["value"]],
        sent=queries.by_form(reading(), here.key) is not None,
        receipt_url=url_for("responses.receipt", key=written),
        start_url=url_for("consultations.start", slug=here.consultation.slug),
    )
    return page, 410
