"""What the made-up borough tells people before they reply, and its checks before opening."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from participation.audiences import services as audiences
from participation.consultations import services as consultations
from participation.demo import papers
from participation.evidence import rules, services
from participation.evidence.rules.bodies import BodyDetails
from participation.evidence.rules.gate import Period, PeriodKind, pre_election
from participation.extensions import transaction
from participation.files.rules import Upload
from participation.kernel import clock
from participation.kernel.actors import SYSTEM, Actor

Raw = Mapping[str, Any]
NOTHING = {"en": "", "cy": ""}
APPROVER = "Hywel Prys-Tanner, Monitoring Officer"


@lru_cache(maxsize=1)
def words() -> Raw:
    """All of it, by the key of the consultation."""
    folder = files("participation.demo.content")
    read: Raw = json.loads(folder.joinpath("evidence.json").read_text(encoding="utf-8"))
    parks = json.loads(folder.joinpath("parks.json").read_text(encoding="utf-8"))
    square = json.loads(folder.joinpath("square.json").read_text(encoding="utf-8"))
    return {
        **read,
        parks["consultation"]["key"]: parks["evidence"],
        square["consultation"]["key"]: square["evidence"],
    }


def fill_calendar(session: Session, now: datetime) -> None:
    """The next council elections, and the Christmas holidays."""
    today = clock.day_in_london(now)
    for year in (today.year, today.year + 1):
        first = date(year, 5, 1)
        polling = first + timedelta(days=(3 - first.weekday()) % 7)
        for kind, name, days in (
            (PeriodKind.PRE_ELECTION, f"Council elections {year}", pre_election(polling)),
            (
                PeriodKind.SCHOOL_HOLIDAY,
                f"Christmas holidays {year}",
                (date(year, 12, 20), date(year + 1, 1, 3)),
            ),
        ):
            period = Period(kind.value, name, *days)
            services.add_period(session, actor=SYSTEM, period=period)


def tell(
    session: Session,
    key: str,
    consultation_id: UUID,
    *,
    last_day: date | None,
    today: date,
    author: Actor,
) -> None:
    """Write what people are told of a consultation, and answer its check as far as it goes."""
    raw = words().get(key)
    if raw is None:
        return
    who: dict[str, Any] = {"session": session, "actor": author, "consultation_id": consultation_id}
    days = raw.get("decides_in_days_after_closing")
    services.set_particulars(
        **who,
        particulars=rules.ParticularsFacts(
            decides_on=last_day + timedelta(days=days) if last_day and days else None,
            late_rule=raw.get("late_rule", ""),
            open_question=raw.get("open_question", False),
            equality_reference=raw.get("equality_reference", ""),
            **{name: dict(raw.get(name, NOTHING)) for name in rules.WORDED},
        ),
    )
    for option in raw["options"]:
        services.add_option(
            **who,
            details=rules.OptionDetails(
                option["standing"],
                *(
                    dict(option.get(name, NOTHING))
                    for name in ("title", "words", "in_favour", "against", "why_discarded")
                ),
            ),
        )
    for document in raw["documents"]:
        services.add_document(**who, details=document_details(document))
    for body in raw["bodies"]:
        services.add_body(**who, details=_body(body, today))
    if "word" in raw:
        audiences.set_word(**who, word=raw["word"])
    for tag in raw.get("tags", ()):
        audiences.add_tag(**who, name=tag["name"], tag=tag["tag"])
    services.answer_check(**who, answers=raw["answers"])


def document_details(raw: Raw) -> rules.DocumentDetails:
    """A document with its files, made now from its words."""
    uploads = {}
    for language, name in raw["name"].items():
        content = (
            papers.table(raw["rows"])
            if raw["file"] == "csv"
            else papers.text_document(raw["title"][language], raw["summary"][language])
        )
        uploads[language] = Upload(f"{name}.{raw['file']}", content)
    if raw["file"] == "csv":  # figures are the same in every language
        uploads.pop("cy")
    return rules.DocumentDetails(
        dict(raw["title"]), dict(raw["summary"]), raw["format"], uploads=uploads
    )


def _body(raw: Raw, today: date) -> BodyDetails:
    days = {
        f"{name}_on": today + timedelta(days=raw[name]) if name in raw else None
        for name in ("invited", "chased", "replied")
    }
    return BodyDetails(
        name=raw["name"],
        contact=raw["contact"],
        because=raw["because"],
        required=raw.get("required", True),
        outcome=raw.get("outcome", ""),
        **days,
    )


def first_closing(key: str, last_day: date) -> date:
    """The last day as it was first announced, where it was put off later."""
    later = words().get(key, {}).get("extended")
    return last_day - timedelta(days=later["days"]) if later else last_day


def change_while_open(
    key: str, consultation_id: UUID, *, last_day: date, now: datetime, officer: Actor
) -> None:
    """A document that was added and a closing that was put off, each with its notice."""
    raw = words().get(key, {})
    who: dict[str, Any] = {"actor": officer, "consultation_id": consultation_id}
    if added := raw.get("added"):
        with clock.fixed_at(now - timedelta(days=added["ago"])), transaction() as session:
            services.add_document(
                session,
                **who,
                details=document_details(added["document"]),
                notice=rules.NoticeGiven(added["reason"], dict(added["words"])),
            )
    if later := raw.get("extended"):
        with clock.fixed_at(now - timedelta(days=later["ago"])), transaction() as session:
            consultations.extend(
                session,
                **who,
                last_day=last_day,
                reason=later["reason"],
                words=dict(later["words"]),
            )
