"""The start page: what people should know before they give their time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from participation.consultations import queries, rules
from participation.consultations.forms import WHY_LONGER, WHY_WITHDRAWN
from participation.consultations.models import Consultation
from participation.consultations.views.base import bp
from participation.extensions import reading
from participation.kernel import clock
from participation.kernel.actors import Permission
from participation.web.access import needs

FURTHER_ON_START: list[Callable[[Session, Consultation], dict[str, Any]]] = []
"""What later rooms give the start page to show."""


@bp.get("/consultations/<slug>")
@needs(Permission.SITE_READ)
def start(slug: str) -> ResponseReturnValue:
    """What it is about and how to begin, or why nobody can begin now and what comes next."""
    return render_start(queries.public_by_slug(reading(), slug))


def render_start(
    consultation: Consultation,
    *,
    preview: bool = False,
    onward: str | None = None,
    stop: str | None = None,
) -> str:
    """The start page, or a preview of it as it will be once open.

    A preview goes on at ``onward``, and is left at ``stop``, where there is somewhere to go.
    """
    session = reading()
    stage = rules.stage_of(consultation, clock.now(session))
    further = {
        name: value
        for give in FURTHER_ON_START
        for name, value in give(session, consultation).items()
    }
    return render_template(
        "consultations/preview.html" if preview else "consultations/start.html",
        consultation=consultation,
        onward=onward,
        stop=stop,
        shared=preview and stop is None,
        stage=rules.Stage.OPEN if preview else stage,
        has_outcome=stage in rules.OUTCOME,
        missions=[
            mission
            for mission in queries.missions_of(session, consultation.id)
            if mission.published_at or preview
        ],
        why_longer=WHY_LONGER.get(consultation.extended_reason or ""),
        why_withdrawn=WHY_WITHDRAWN.get(consultation.withdrawn_reason or ""),
        preview=preview,
        **further,
    )
