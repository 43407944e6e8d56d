"""What people saw, and from when until when: for staff, and for a court."""

from __future__ import annotations

import itertools
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from participation.evidence import queries
from participation.evidence.forms.telling import FORMATS, STANDINGS
from participation.evidence.rules.snapshots import parts_changed
from participation.evidence.views.base import ONE, bp, enter
from participation.evidence.views.public import WHY
from participation.kernel.actors import Permission
from participation.web.access import needs


@bp.get(f"{ONE}/seen")
@needs(Permission.CONSULTATION_READ)
def seen(consultation_id: UUID) -> ResponseReturnValue:
    """Every version of the pages, with its days, and the notices given."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    versions = queries.seen_versions(session, consultation_id)
    contents = {
        version.digest: queries.snapshot(session, consultation_id, version.digest)
        for version in versions
    }
    changed = [
        parts_changed(contents[before.digest], contents[after.digest])
        for before, after in itertools.pairwise(versions)
    ]
    return render_template(
        "evidence/seen.html",
        consultation=consultation,
        versions=list(zip(versions, [[], *changed], strict=True)) if versions else [],
        notices=queries.notices(session, consultation_id),
        why=WHY,
    )


@bp.get(f"{ONE}/seen/<digest>")
@needs(Permission.CONSULTATION_READ)
def seen_one(consultation_id: UUID, digest: str) -> ResponseReturnValue:
    """One version, as people saw it."""
    session, consultation = enter(consultation_id, Permission.CONSULTATION_READ)
    return render_template(
        "evidence/seen_one.html",
        consultation=consultation,
        digest=digest,
        content=queries.snapshot(session, consultation_id, digest),
        versions=[
            version
            for version in queries.seen_versions(session, consultation_id)
            if version.digest == digest
        ],
        standings=STANDINGS,
        formats=FORMATS,
    )
