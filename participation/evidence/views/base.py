"""What the pages of this room share: the way in, refusals in sentences, problems with links."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from participation.consultations import rules as consultation_rules
from participation.consultations.models import Consultation
from participation.consultations.views import base, guide, public
from participation.consultations.views.base import enter, languages, sentences
from participation.consultations.views.guide import Task
from participation.evidence import queries, rules
from participation.evidence.forms.checking import QUESTIONS
from participation.evidence.services.showing import is_running
from participation.extensions import reading, transaction
from participation.kernel import clock
from participation.web.words import named

bp = Blueprint("evidence", __name__)
STAFF = "/staff/consultations"
ONE = f"{STAFF}/<uuid:consultation_id>"
Problems = list[dict[str, str]]

PARTS = {
    "contact": _l("Whom to ask about this consultation"),
    "on_paper": _l("How to reply on paper"),
    "by_telephone": _l("How to reply by telephone or in person"),
    "letters_to": _l("Where letters, e-mails and petitions go"),
    "equality": _l("What the assessment found"),
}
REFUSALS = {
    "withdrawn": _l("It was withdrawn, so nothing can be changed. Begin another consultation."),
    "ended": _l("People can’t reply any more, so what they were told stays as it is."),
    "opening": _l("It opens within a minute, so nothing can be changed now."),
    "late_rule": _l(
        "The rule for late post was published before opening, and stays as it is until the end."
    ),
    "reason": _l("Choose why it changes"),
    "notice": _l("Say what has changed, in each language"),
    "ends_first": _l("The last day must be the first day or later"),
    "author": _l(
        "You began this consultation or answered its check, and somebody else could approve it."
        " Ask one of them."
    ),
    "approver": _l("Enter your name and post"),
    "invited": _l("It was invited, so it stays on the list. Note what came of it instead."),
}


def refusals(problems: Iterable[str]) -> Problems:
    """Why a change was refused, in sentences."""
    codes = dict.fromkeys(code.partition(":")[0] for code in problems)
    return [{"text": str(REFUSALS[code])} for code in codes if code in REFUSALS]


def keep(
    consultation_id: UUID, deed: Callable[[Session], object], form: Any = None
) -> Problems | None:
    """Do a deed; ``None`` when it's kept, else what is wrong.

    An empty list means that the form itself tells all.
    """
    try:
        with transaction() as session:
            deed(session)
    except rules.CannotTell as refusal:
        if form is not None and form.refuse(refusal.problems):
            return []
        return refusals(refusal.problems)
    except consultation_rules.CannotPublish as refusal:
        return sentences(consultation_id, refusal.problems)
    except consultation_rules.CannotChange as refusal:
        return base.refusals(refusal.problems)
    return None


def running(session: Session, consultation: Consultation) -> bool:
    """Whether a change now needs a reason and a notice."""
    return is_running(consultation, clock.now(session))


def gate_sentence(consultation_id: UUID, rest: str) -> tuple[str, str]:
    """What the check lacks: a sentence, and where it is mended."""
    kind, _colon, more = rest.partition(":")
    name, _colon, language = more.partition(":")
    told = url_for("evidence.told", consultation_id=consultation_id)
    particulars = url_for("evidence.particulars", consultation_id=consultation_id)
    check = url_for("evidence.check", consultation_id=consultation_id)
    if kind == "answer":
        return (
            _("Answer in the check before opening: ‘%(question)s’", question=QUESTIONS[name]),
            f"{check}#{name}",
        )
    if kind == "route":
        words = (
            _("Fill in ‘%(part)s’ in %(language)s", part=PARTS[name], language=named(language))
            if len(languages()) > 1
            else _("Fill in ‘%(part)s’", part=PARTS[name])
        )
        return words, f"{particulars}#{name}_{language}"
    if kind == "option_words":
        return _option_sentence(consultation_id, int(name), language)
    if kind == "document_words":
        return _document_sentence(consultation_id, int(name), language)
    return {
        "decided": (_("A decision is recorded already, so people can’t be asked"), check),
        "decides_on": (_("Set the day of the decision"), f"{particulars}#decides_on-day"),
        "decides_first": (
            _("Set a day for the decision that comes after the last day to reply"),
            f"{particulars}#decides_on-day",
        ),
        "options": (
            _("Say what the options are, or that there is no proposal yet"),
            f"{told}#options",
        ),
        "late_rule": (
            _("Say what becomes of post and e-mail that comes after closing"),
            f"{particulars}#late_rule",
        ),
        "approval": (
            _("Have it approved in the check before opening"),
            url_for("evidence.approve", consultation_id=consultation_id),
        ),
        "approval_stale": (
            _("It has changed since it was approved: have it approved again, as it stands now"),
            url_for("evidence.approve", consultation_id=consultation_id),
        ),
    }[kind]


def _option_sentence(consultation_id: UUID, number: int, language: str) -> tuple[str, str]:
    words = _(
        "Write all of option %(number)s in %(language)s", number=number, language=named(language)
    )
    options = queries.told(reading(), consultation_id).options
    if number > len(options):
        return words, url_for("evidence.told", consultation_id=consultation_id)
    option = options[number - 1]
    return words, url_for(
        "evidence.edit_option", consultation_id=consultation_id, option_id=option.id
    )


def _document_sentence(consultation_id: UUID, number: int, language: str) -> tuple[str, str]:
    words = _(
        "Write title and summary of document %(number)s in %(language)s",
        number=number,
        language=named(language),
    )
    documents = queries.told(reading(), consultation_id).documents
    if number > len(documents):
        return words, url_for("evidence.told", consultation_id=consultation_id)
    document = documents[number - 1]
    return words, url_for(
        "evidence.edit_document", consultation_id=consultation_id, document_id=document.id
    )


TOLD_PROBLEMS = (
    *("gate:options", "gate:option_words", "gate:document_words", "gate:route", "gate:late_rule"),
    *("gate:decides_on", "gate:decides_first"),
)


def further_tasks(consultation: Consultation, problems: Iterable[str]) -> list[Task]:
    """The two tasks that this room adds before a consultation can open."""
    if consultation.trial_of_id is not None:
        return []
    session, one = reading(), consultation.id
    codes = [code for code in problems if code.startswith("gate:")]
    telling = [code for code in codes if code.startswith(TOLD_PROBLEMS)]
    checking = [code for code in codes if code not in telling]
    now_told = queries.told(session, consultation.id)
    begun = bool(
        now_told.options or now_told.documents or any(now_told.particulars.contact.values())
    )
    answered = queries.check_of(session, consultation.id) is not None
    return [
        Task(
            _("What people are told"),
            _("Options and those dropped, documents, other ways to reply, the day of the decision"),
            "done" if not telling else "part" if begun else "todo",
            url_for("evidence.told", consultation_id=one),
        ),
        Task(
            _("The check before opening"),
            _("Whether it is fair in law, answered and approved"),
            "done" if not checking else "part" if answered else "todo",
            url_for("evidence.check", consultation_id=one),
        ),
    ]


def on_start_page(session: Session, consultation: Consultation) -> dict[str, Any]:
    """What the start page shows of this room."""
    return {
        "told": queries.told(session, consultation.id),
        "notices": queries.notices(session, consultation.id),
    }


def init_app(app: Flask) -> None:
    """Tell the room below what this one adds to its pages."""
    base.FURTHER_SENTENCES.setdefault("gate", gate_sentence)
    if further_tasks not in guide.FURTHER_TASKS:
        guide.FURTHER_TASKS.append(further_tasks)
    if on_start_page not in public.FURTHER_ON_START:
        public.FURTHER_ON_START.append(on_start_page)
    app.jinja_env.globals.update(as_moment=datetime.fromisoformat, as_day=date.fromisoformat)


__all__ = [
    "ONE",
    "STAFF",
    "Problems",
    "bp",
    "enter",
    "init_app",
    "keep",
    "languages",
    "refusals",
    "running",
    "sentences",
]
