"""Error pages in the site's own words: what went wrong and what to do next."""

import logging

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import exc
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from participation.extensions import login
from participation.kernel import languages
from participation.kernel.errors import NotAllowed, NotFound
from participation.web.languages import asked_language

log = logging.getLogger(__name__)
PAGES = {400, 401, 403, 404, 405, 410, 413, 429, 500, 503}


def error_page(status: int) -> ResponseReturnValue:
    """The page for a status, in the reader's language."""
    name = status if status in PAGES else (500 if status >= 500 else 400)
    try:
        page = render_template(f"errors/{name}.html", request_id=g.get("request_id", ""))
    except SQLAlchemyError:
        return away_page()
    return page, status, {"Cache-Control": "no-store"}


def away_page() -> ResponseReturnValue:
    """The page for while the database doesn't answer. It asks the database for nothing."""
    g.database_away = True
    login._update_request_context_with_user()
    languages.speak(asked_language())
    page = render_template("errors/503.html", request_id=g.get("request_id", ""))
    return page, 503, {"Cache-Control": "no-store", "Retry-After": "60"}


def register(app: Flask) -> None:
    """Turn refusals and failures into pages."""

    @app.errorhandler(NotFound)
    def not_found(error: NotFound) -> ResponseReturnValue:
        return error_page(404)

    @app.errorhandler(NotAllowed)
    def not_allowed(error: NotAllowed) -> ResponseReturnValue:
        return error_page(403)

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(exc.TimeoutError)
    def database_away(error: SQLAlchemyError) -> ResponseReturnValue:
        kind = type(getattr(error, "orig", None) or error).__name__
        log.error("the database didn't answer: %s", kind, extra={"request": g.get("request_id")})
        return away_page()

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> ResponseReturnValue:
        if error.response is not None or (error.code or 500) < 400:
            return error.get_response(request.environ)
        return error_page(error.code or 500)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> ResponseReturnValue:
        log.error("a request failed", exc_info=error, extra={"request": g.get("request_id")})
        return error_page(500)
