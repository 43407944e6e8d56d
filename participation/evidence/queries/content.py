"""Gathering all that a consultation's pages say, for a snapshot and for an approval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from participation.consultations import queries as consultations
from participation.consultations.models import Consultation
from participation.consultations.rules import Asked, Option
from participation.evidence.models import LawfulnessCheck
from participation.evidence.queries.telling import told
from participation.evidence.rules.snapshots import FORM, spoken_only
from participation.evidence.rules.telling import WORDED as ROUTES
from participation.evidence.rules.telling import Told

LINES = ("title", "summary", "could_change", "already_decided", "who_decides", "your_words")


def content_of(session: Session, consultation: Consultation) -> dict[str, Any]:
    """What a resident is shown from the start page to the last question, as JSON can say it."""
    told_now = told(session, consultation.id)
    closes = consultation.closes_at
    return {
        "form": FORM,
        **{name: spoken_only(getattr(consultation, name)) for name in LINES},
        "minutes_needed": consultation.minutes_needed,
        "closes_at": closes.isoformat() if closes else None,
        **_told(told_now),
        "questions": [_question(asked) for asked in consultations.asked(session, consultation.id)],
    }


def _told(now: Told) -> Mapping[str, Any]:
    particulars = now.particulars
    return {
        "particulars": {
            **{name: spoken_only(getattr(particulars, name)) for name in ROUTES},
            "decides_on": particulars.decides_on.isoformat() if particulars.decides_on else None,
            "equality_reference": particulars.equality_reference,
            "late_rule": particulars.late_rule,
        },
        "options": [
            {
                "standing": option.standing,
                **{
                    name: spoken_only(getattr(option, name))
                    for name in ("title", "words", "in_favour", "against", "why_discarded")
                },
            }
            for option in now.options
        ],
        "documents": [
            {
                "id": str(document.id),
                "format": document.format,
                "title": spoken_only(document.title),
                "summary": spoken_only(document.summary),
                "files": {
                    language: {
                        "id": str(file.id),
                        "name": file.name,
                        "media_type": file.media_type,
                        "size": file.size,
                        "sha256": file.digest,
                    }
                    for language, file in sorted(document.files.items())
                },
            }
            for document in now.documents
        ],
    }


def _question(asked: Asked) -> dict[str, Any]:
    return {
        "id": str(asked.question_id),
        "version": asked.number,
        "kind": asked.kind,
        "wording": spoken_only(asked.wording),
        "help": spoken_only(asked.help),
        "required": asked.required,
        "section": str(asked.section_id) if asked.section_id else None,
        "condition": asked.condition.stored() if asked.condition else None,
        "limits": asked.limits.stored(),
        "options": _offered(asked.options),
        "rows": _offered(asked.rows),
    }


def _offered(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [{"code": option.code, "words": spoken_only(option.words)} for option in options]


def content_to_approve(
    session: Session, consultation: Consultation, check: LawfulnessCheck
) -> dict[str, Any]:
    """What an approver looked at: all that residents will see, and the answers of the check."""
    return {
        **content_of(session, consultation),
        "decision_owner": consultation.decision_owner,
        "answers": {code: said for code, said in sorted(check.answers.items()) if said},
    }
