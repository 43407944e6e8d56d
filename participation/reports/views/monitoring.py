"""How replies come in while people can reply, and who hasn't been heard from, in time to act."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from participation.audiences import queries as audiences
from participation.consultations import queries as consultation_queries
from participation.consultations import rules as consultation_rules
from participation.equality.rules import bank
from participation.extensions import reading
from participation.geography import queries as geography
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.reports import hearing
from participation.reports.views.base import bp
from participation.responses import queries as response_queries
from participation.web.access import current_actor, needs

LAST = 28
"""Days that are drawn."""


@bp.get("/staff/consultations/<uuid:consultation_id>/monitoring")
@needs(Permission.RESPONSE_READ)
def monitoring(consultation_id: UUID) -> ResponseReturnValue:
    """Replies by day, channel, link, area and age, beside who lives here."""
    session = reading()
    consultation = consultation_queries.get(session, consultation_id)
    current_actor().require(Permission.RESPONSE_READ, on=consultation)
    now = clock.now(session)
    today = clock.day_in_london(now)
    closes = consultation.closes_at
    last_day = clock.day_in_london(closes - timedelta(microseconds=1)) if closes else None
    found = hearing.of(session, consultation_id)
    return render_template(
        "reports/monitoring.html",
        consultation=consultation,
        stage=consultation_rules.stage_of(consultation, now),
        tally=response_queries.tally(session, consultation_id),
        hearing=found,
        days_left=max(0, (last_day - today).days + 1)
        if last_day and closes and now < closes
        else 0,
        by_day=_drawn(found, today, last_day),
        tags={tag.tag: tag.name for tag in audiences.tags(session, consultation_id)},
        area_names=geography.names(session),
        age_words={
            choice.key: choice.words
            for version in bank()[hearing.AGE].versions
            for choice in version.options
        },
    )


def _drawn(found: hearing.Hearing, today: date, last_day: date | None) -> list[tuple[date, int]]:
    """Each of the last days, those without a reply too."""
    if not found.by_day:
        return []
    end = min(today, last_day) if last_day else today
    first = max(found.by_day[0][0], end - timedelta(days=LAST - 1))
    counts = dict(found.by_day)
    return [
        (first + timedelta(days=number), counts.get(first + timedelta(days=number), 0))
        for number in range((end - first).days + 1)
    ]
