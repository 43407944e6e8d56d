"""Places on the form: the picture of the area, what was pressed on it, postcodes for areas."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, request, url_for
from flask_babel import gettext as _

from participation.consultations.rules import Asked, Kind
from participation.extensions import reading
from participation.geography import queries as geography
from participation.geography.rules import USUAL_KIND
from participation.kernel.actors import Permission
from participation.responses.forms import PageForm, Part
from participation.responses.forms.places import WIDTH, Places
from participation.responses.rules.answers import number_in
from participation.responses.views import bp
from participation.web.access import needs
from participation.web.charts.maps import Dot, area_map
from participation.web.headers import keep_private


def places_for(questions: Iterable[Asked]) -> Places | None:
    """What is needed to ask for places, if any of these questions does."""
    if not any(question.kind == Kind.MAP_PIN for question in questions):
        return None
    session = reading()
    names = geography.names(session)
    return Places(
        areas={area.code: names[area.code] for area in geography.areas(session, USUAL_KIND)},
        shapes=tuple(geography.shapes(session)),
        postcodes=geography.has_postcodes(session),
    )


def settle_places(form: PageForm) -> str | None:
    """Turn what was pressed and postcodes into places, in the form.

    Gives the id of the question whose map was pressed, to come back to.
    """
    at = None
    for part in form.parts:
        if part.places is None:
            continue
        pressed = part.places.pressed(part.prefix, request.form)
        if pressed:
            at = part.prefix
            _mark(part, *pressed)
        elif "postcode" in part.fields and (part.fields["postcode"].data or "").strip():
            _look_up(part)
    return at


def _mark(part: Part, lon: float, lat: float) -> None:
    assert part.places is not None
    area = part.places.area_of(lon, lat)
    if area is None:
        part.problem = _(
            "That place is outside the area. Press a place inside it, or choose from the list"
        )
        return
    for name, found in (("lon", f"{lon:.5f}"), ("lat", f"{lat:.5f}"), ("area", area)):
        part.fields[name].data = found


def _look_up(part: Part) -> None:
    """A postcode gives its area and is kept nowhere."""
    box = part.fields["postcode"]
    found = geography.area_for(reading(), box.data)
    if found is None:
        box.errors = [
            _("We don’t know that postcode. Check it, or clear it and choose an area from the list")
        ]
        return
    part.fields["area"].data = found.code
    part.fields["lon"].data = part.fields["lat"].data = ""
    box.data = ""


@bp.get("/places.svg")
@needs(Permission.SITE_READ)
def map_of_places() -> Response:
    """The picture that is pressed, with a mark where ``lat`` and ``lon`` say."""
    lat, lon = (number_in(request.args.get(name, "")) for name in ("lat", "lon"))
    shapes = geography.shapes(reading())
    drawn = area_map(
        Places({}, tuple(shapes), postcodes=False).outlines,
        name="places",
        title=_("Map of the area"),
        description=_("The outlines of its parts."),
        width=WIDTH,
        dots=[Dot(float(lon), float(lat))] if lat is not None and lon is not None else [],
        size=True,
    )
    picture = Response(str(drawn) or "<svg xmlns='http://www.w3.org/2000/svg'/>")
    picture.mimetype = "image/svg+xml"
    return keep_private(picture)


def map_url(part: Part) -> str:
    """The address of the picture, with the place that is marked."""
    box = part.given().box
    return url_for("responses.map_of_places", lat=box.get("lat"), lon=box.get("lon"))
