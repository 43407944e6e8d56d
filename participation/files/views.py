"""How a file is sent, so that no browser ever runs it as a page of this site."""

from __future__ import annotations

from io import BytesIO

from flask import Response, request, send_file

from participation.files import rules
from participation.files.queries import FileToSend
from participation.web.headers import keep_private

CLOSED = "default-src 'none'; frame-ancestors 'none'; sandbox"


def send(file: FileToSend, *, private: bool, show: bool = False) -> Response:
    """The answer that carries a file: to be saved, or with ``show`` a picture shown in a page.

    The caller has asked leave. ``private`` is for what not everybody may have: it is never cached.
    """
    kind = rules.KINDS.get(file.facts.media_type)
    shown = show and kind is not None and kind.shown
    response = send_file(
        BytesIO(file.content),
        mimetype=file.facts.media_type if kind else "application/octet-stream",
        as_attachment=not shown,
        download_name=file.facts.name,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = CLOSED
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Download-Options"] = "noopen"
    if private:
        return keep_private(response)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(file.facts.digest[:40])
    response.make_conditional(request)
    return response
