"""The council's public pages, its colours and logo, and what every page is told of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    g,
    make_response,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from participation.council import queries, rules
from participation.council.models import Council
from participation.extensions import reading
from participation.kernel import languages
from participation.kernel.actors import Permission
from participation.kernel.languages import said
from participation.web.access import needs
from participation.web.languages import site_root, switch_url

bp = Blueprint("council", __name__)

A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Shown:
    """The council as layouts show it, in the language being read."""

    name: str
    logo_url: str
    brand_colour: str
    contact: str
    email: str
    telephone: str


def this_council() -> Council:
    """The council, read once for each request; the default where the database didn't answer.

    The default is for the page that says so, never for one that could be kept or believed.
    """
    if "council" not in g:
        g.council = queries.default() if "database_away" in g else queries.get(reading())
    council: Council = g.council
    return council


def _speak_what_is_spoken() -> None:
    """There is no page in a language that the council has switched off."""
    if languages.current() == languages.DEFAULT:
        return
    if languages.current() not in this_council().languages:
        languages.speak(languages.DEFAULT)
        abort(404)


def _version(council: Council) -> str:
    return format(int(council.changed_at.timestamp() * 1000), "x")


def _in_no_language(endpoint: str, council: Council) -> str:
    """An address that is the same in every language and changes when the settings do."""
    path = url_for(endpoint, v=_version(council)).removeprefix(request.script_root)
    return site_root() + path


def _page(endpoint: str) -> str:
    """The address of a page in the language being spoken, even where the address asked another."""
    return switch_url(languages.current(), url_for(endpoint).removeprefix(request.script_root))


def page_context() -> dict[str, Any]:
    """What layouts read. Outside a request there is only the name."""
    council = this_council()
    shown = Shown(
        name=said(council.name),
        logo_url=_in_no_language("council.logo", council) if council.logo_kind else "",
        brand_colour=council.brand_colour,
        contact=said(council.contact),
        email=council.email or "",
        telephone=council.telephone or "",
    )
    return {
        "council": shown,
        "languages": list(council.languages),
        "council_css_url": _in_no_language("council.stylesheet", council),
        "home_url": switch_url(languages.current(), "/"),
        "footer_links": [
            {"text": _("Privacy"), "href": _page("council.privacy")},
            {"text": _("Accessibility"), "href": _page("council.accessibility")},
            {"text": _("Cookies"), "href": _page("council.cookies")},
            {"text": _("Contact"), "href": _page("council.contact")},
        ],
    }


def init_app(app: Flask) -> None:
    """Tell every page whose site it is, and keep to the languages that are spoken."""
    app.before_request(_speak_what_is_spoken)
    app.context_processor(page_context)
    app.jinja_env.globals["plain_text"] = rules.blocks


@bp.get("/privacy")
@needs(Permission.SITE_READ)
def privacy() -> ResponseReturnValue:
    """What happens to people's data."""
    return render_template("council/privacy.html", words=said(this_council().privacy_notice))


@bp.get("/accessibility")
@needs(Permission.SITE_READ)
def accessibility() -> ResponseReturnValue:
    """How well everybody can use the site."""
    words = said(this_council().accessibility_statement)
    return render_template("council/accessibility.html", words=words)


@bp.get("/contact")
@needs(Permission.SITE_READ)
def contact() -> ResponseReturnValue:
    """How to reach whoever runs the site."""
    return render_template("council/contact.html")


@bp.get("/cookies")
@needs(Permission.SITE_READ)
def cookies() -> ResponseReturnValue:
    """That residents are given none, and staff one."""
    return render_template("council/cookies.html")


def _kept(response: Response, content: bytes) -> Response:
    """Let browsers keep it: for ever under an address with its version, else briefly."""
    response.set_etag(hashlib.sha256(content).hexdigest()[:20])
    lasting = "v" in request.args
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if lasting else "public, max-age=300"
    )
    response.make_conditional(request)
    return response


@bp.get("/council.css")
@needs(Permission.SITE_READ)
def stylesheet() -> ResponseReturnValue:
    """The council's colours, as the variables that the design system reads."""
    council = this_council()
    sheet = (
        ":root{"
        f"--govuk-brand-colour:{council.brand_colour};"
        f"--app-brand-text-colour:{rules.WHITE};"
        f"--govuk-link-colour:{council.link_colour}"
        "}\n"
    ).encode()
    response = make_response(sheet)
    response.mimetype = "text/css"
    return _kept(response, sheet)


@bp.get("/logo")
@needs(Permission.SITE_READ)
def logo() -> ResponseReturnValue:
    """The council's logo, which can only be a picture."""
    found = queries.logo(reading())
    if found is None:
        abort(404)
    response = make_response(found.content)
    response.mimetype = found.kind
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _kept(response, found.content)
