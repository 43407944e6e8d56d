"""Pages on what the site does by itself: work in hand, the record of deeds, letters to staff."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.admin import queries, services
from participation.admin.views.base import bp, id_asked, page_asked, page_url
from participation.extensions import reading, transaction
from participation.jobs import queries as job_queries
from participation.kernel.actors import Permission
from participation.mail import queries as mail
from participation.web.access import current_actor, needs

STATUSES = job_queries.UNFINISHED + job_queries.FINISHED


@bp.get("/jobs")
@needs(Permission.JOB_READ)
def jobs() -> ResponseReturnValue:
    """Work in the background: what waits, runs, is done, or failed."""
    current_actor().require(Permission.JOB_READ)
    asked = request.args.get("status")
    status = asked if asked in STATUSES else None
    return render_template(
        "admin/jobs.html",
        found=queries.jobs(reading(), status=status, page=page_asked()),
        counts=job_queries.counts(reading()),
        statuses=STATUSES,
        status=status,
        again=services.AGAIN,
        url=page_url(".jobs", status=status),
    )


@bp.post("/jobs/<uuid:job_id>/retry")
@needs(Permission.JOB_READ)
def retry_job(job_id: UUID) -> ResponseReturnValue:
    """Do failed work again."""
    try:
        with transaction() as session:
            services.retry_job(session, actor=current_actor(), job_id=job_id)
    except services.CannotRetry:
        flash(_("That work has not failed, so there is nothing to do again."))
    else:
        flash(_("It is queued again."), "success")
    return redirect(url_for(".jobs"), 303)


@bp.get("/record")
@needs(Permission.AUDIT_READ)
def record() -> ResponseReturnValue:
    """Who did what to what, and when."""
    session = reading()
    deed = request.args.get("deed", "")[:80]
    actor_id, object_id = id_asked("who"), id_asked("what")
    return render_template(
        "admin/record.html",
        found=queries.record(
            session, deed=deed, actor_id=actor_id, object_id=object_id, page=page_asked()
        ),
        deeds=queries.deeds(session),
        sealed=queries.sealed(session),
        deed=deed,
        who=actor_id,
        what=object_id,
        url=page_url(".record", deed=deed, who=actor_id, what=object_id),
    )


@bp.get("/outbox")
@needs(Permission.STAFF_MANAGE)
def outbox() -> ResponseReturnValue:
    """Letters to staff. Of letters to residents there are only counts."""
    return render_template(
        "admin/outbox.html",
        found=queries.letters(reading(), page=page_asked()),
        residents=sum(mail.resident_counts(reading()).values()),
        url=page_url(".outbox"),
    )


@bp.get("/outbox/<uuid:message_id>")
@needs(Permission.STAFF_MANAGE)
def letter(message_id: UUID) -> ResponseReturnValue:
    """One letter to staff. That it was opened goes on the record first."""
    with transaction() as session:
        found = services.read_letter(session, actor=current_actor(), message_id=message_id)
    message = mail.get(reading(), message_id)
    return render_template("admin/letter.html", message=message, letter=found)
