"""Styles, scripts and pictures: named by their content, sent compressed, kept by browsers for ever.

The build writes ``static/vendor/manifest.json`` and, beside each file, its ``.br`` and ``.gz``
forms. gunicorn compresses nothing, so this module picks the form that a browser accepts.
"""

from __future__ import annotations

import hashlib
import json
import mimetypes
from functools import cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for
from werkzeug.security import safe_join

from participation import paths
from participation.kernel.actors import Permission
from participation.web import govuk
from participation.web.access import needs

bp = Blueprint("assets", __name__)

STATIC = paths.PACKAGE / "static"
A_YEAR = 365 * 24 * 3600
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class AssetsNotBuilt(RuntimeError):
    """The styles and scripts were never built; the message says how."""


@cache
def manifest() -> dict[str, str]:
    """From a plain name (``resident.css``) to the built one. Raises :class:`AssetsNotBuilt`."""
    listing = STATIC / "vendor" / "manifest.json"
    if not listing.is_file():
        raise AssetsNotBuilt("run `pip install .` or `pip install -e .` to build the site's styles")
    names: dict[str, str] = json.loads(listing.read_text())
    return names


@cache
def _version(name: str) -> str:
    """Ten letters that change when the file does, or ``missing``."""
    path = safe_join(str(STATIC), name)
    if path is None or not Path(path).is_file():
        return "missing"
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


@cache
def _content(path: Path) -> bytes:
    """A file's bytes, read once: there are few, and they only change with a new version."""
    return path.read_bytes()


def static_url(name: str) -> str:
    """The address of an asset, the same in every language: it changes when its content does.

    ``static_url("resident.css")`` is a built file, ``static_url("images/icon.svg")`` one of ours.
    """
    if name in manifest():
        address = url_for("assets.serve", name=f"vendor/{manifest()[name]}")
    else:
        address = url_for("assets.serve", name=name, v=_version(name))
    # A language is a path in front of the page; styles are no different in Welsh.
    language = request.environ.get("SCRIPT_NAME", "")
    root = str(request.environ.get("participation.root", language))
    return root + address.removeprefix(language)


@bp.get("/static/<path:name>")
@needs(Permission.SITE_READ)
def serve(name: str) -> Response:
    """Send one file in the smallest form that the browser takes."""
    found = safe_join(str(STATIC), name)
    if found is None or name.endswith((".br", ".gz")) or not Path(found).is_file():
        abort(404)
    path, encoding = Path(found), None
    for coding, suffix in ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if request.accept_encodings.quality(coding) > 0 and packed.is_file():
            path, encoding = packed, coding
            break
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = Response(_content(path), mimetype=kind)
    response.set_etag(f"{_version(name)}-{encoding or 'plain'}")
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    lasting = name.startswith("vendor/") or "v" in request.args
    response.headers["Cache-Control"] = (
        f"public, max-age={A_YEAR}, immutable" if lasting else "public, max-age=3600"
    )
    response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Give templates ``static_url`` and the design system."""
    app.jinja_env.globals["static_url"] = static_url
    govuk.init_app(app)
