"""Welsh is a ``/cy`` prefix: the same page in the other language, with no cookie.

A middleware moves the prefix into ``SCRIPT_NAME``, so every address made with ``url_for`` stays in
the language being read.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import request

from participation.kernel import languages

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIXED = tuple(code for code in languages.SUPPORTED if code != languages.DEFAULT)


class LanguagePrefix:
    """WSGI middleware that reads the language from the front of the path."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        environ["participation.language"] = languages.DEFAULT
        environ["participation.root"] = environ.get("SCRIPT_NAME", "")
        for code in PREFIXED:
            if path == f"/{code}" or path.startswith(f"/{code}/"):
                environ["participation.language"] = code
                environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + f"/{code}"
                environ["PATH_INFO"] = path[len(code) + 1 :] or "/"
                break
        return self.app(environ, start)


def asked_language() -> str:
    """The language of this request's address."""
    return str(request.environ.get("participation.language", languages.DEFAULT))


def site_root() -> str:
    """The path that the site is mounted at, without a language."""
    return str(request.environ.get("participation.root", ""))


def switch_url(code: str, path: str | None = None) -> str:
    """This same page in another language."""
    if path is None:
        # A path as it was read may hold what a browser would take for another host.
        asked = request.query_string.decode("ascii", "replace")
        path = quote(request.path) + (f"?{asked}" if asked else "")
    inner = path
    prefix = "" if code == languages.DEFAULT else f"/{code}"
    return f"{site_root()}{prefix}{inner}"
