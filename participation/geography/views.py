"""Loading the council's areas, postcodes, people and boundaries; and the picture of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from participation.extensions import reading, transaction
from participation.geography import queries, rules, services
from participation.geography.forms import FILES, LoadForm, file_words, kind_words
from participation.geography.models import GeographyFile
from participation.geography.rules import BadFile, Problem, Shape
from participation.kernel.actors import Actor, Permission
from participation.web.access import current_actor, needs
from participation.web.charts import Outline, area_map

bp = Blueprint("geography", __name__)

PICTURE_WIDTH = 320
"""Pixels: what fits the narrowest screen. A place in the picture is asked for in these pixels."""


def outlines(shapes: Sequence[Shape]) -> list[Outline]:
    """Areas as charts draw them."""
    return [Outline(shape.code, shape.name, shape.rings) for shape in shapes]


@bp.get("/staff/areas")
@needs(Permission.COUNCIL_EDIT)
def areas() -> ResponseReturnValue:
    """What was loaded, and what can be."""
    session = reading()
    shapes = queries.shapes(session)
    return render_template(
        "geography/areas.html",
        overview=queries.overview(session),
        areas=queries.areas(session),
        kind_words=kind_words(),
        file_words=file_words(),
        files=FILES,
        picture=_picture(shapes, "areas"),
    )


def _picture(shapes: Sequence[Shape], name: str, *, size: bool = False) -> Markup:
    return area_map(
        outlines(shapes),
        name=name,
        title=_("Map of the council’s areas"),
        description=", ".join(sorted(shape.name for shape in shapes)),
        width=PICTURE_WIDTH,
        size=size,
    )


@bp.route(
    "/staff/areas/<any('areas', 'postcodes', 'people', 'boundaries'):kind>", methods=["GET", "POST"]
)
@needs(Permission.COUNCIL_EDIT)
def load(kind: str) -> ResponseReturnValue:
    """Load one of the files."""
    form = LoadForm(request.form)
    page = {"form": form, "kind": kind, "words": file_words()[kind]}
    if request.method == "GET":
        return render_template("geography/load.html", **page)
    sent = request.files.get("file")
    content = sent.read(rules.LARGEST_ON_A_PAGE + 1) if sent else b""
    valid = form.validate()
    if not content:
        form.refuse([Problem("none")])
    elif len(content) > rules.LARGEST_ON_A_PAGE:
        form.refuse([Problem("too_large")])
    elif valid:
        try:
            with transaction() as session:
                file = _load(session, kind, form, content, actor=current_actor())
                used, passed = file.used, file.passed_over
        except BadFile as refusal:
            form.refuse(refusal.found)
        else:
            flash(_said_of(kind, used, passed), "success")
            return redirect(url_for(".areas"), 303)
    return render_template("geography/load.html", **page), 422


def _load(
    session: Session, kind: str, form: LoadForm, content: bytes, *, actor: Actor
) -> GeographyFile:
    source, as_of = form["source"].data or "", form["as_of"].data
    of_kind = form["kind"].data or rules.USUAL_KIND
    if kind == "areas":
        return services.load_areas(
            session, actor=actor, content=content, source=source, as_of=as_of, kind=of_kind
        )
    if kind == "postcodes":
        return services.load_postcodes(
            session, actor=actor, content=content, source=source, as_of=as_of, kind=of_kind
        )
    deed = services.load_people if kind == "people" else services.load_boundaries
    return deed(session, actor=actor, content=content, source=source, as_of=as_of)


def _said_of(kind: str, used: int, passed: int) -> str:
    if kind == "areas":
        return _(
            "%(used)s areas are loaded; %(passed)s are past ones now.", used=used, passed=passed
        )
    return _(
        "%(used)s lines are loaded; %(passed)s were passed over because they aren’t about your "
        "areas or make no sense.",
        used=used,
        passed=passed,
    )


@bp.get("/areas.svg")
@needs(Permission.SITE_READ)
def picture() -> ResponseReturnValue:
    """The areas' outlines as a picture of a fixed size, on which a place can be pointed at."""
    shapes = queries.shapes(reading())
    if not shapes:
        abort(404)
    drawn = str(_picture(shapes, "areas", size=True)).encode()
    response = make_response(drawn)
    response.mimetype = "image/svg+xml"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "public, max-age=300"
    response.set_etag(hashlib.sha256(drawn).hexdigest()[:20])
    return response.make_conditional(request)
