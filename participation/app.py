"""Putting the site together."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from flask import Blueprint, Flask, g
from werkzeug.middleware.proxy_fix import ProxyFix

from participation import extensions, paths
from participation.kernel import languages
from participation.settings import Settings, from_environment
from participation.web import access, csrf, errors, filters, headers, logs, uploads
from participation.web.languages import LanguagePrefix, asked_language, site_root, switch_url

DOORS = (
    "participation.web.assets",
    "participation.council.views",
    "participation.geography.views",
    "participation.accounts.views",
    "participation.missions.views",
    "participation.consultations.views",
    "participation.equality.views",
    "participation.evidence.views",
    "participation.audiences.views",
    "participation.responses.views",
    "participation.results.views",
    "participation.themes.views",
    "participation.panels.views",
    "participation.feedback.views",
    "participation.reports.views",
    "participation.admin.views",
)
"""Modules with a blueprint named ``bp``, or ``blueprints`` where a room has several."""

TABLES = (
    "audit",
    "jobs",
    "mail",
    "files",
    "accounts",
    "council",
    "geography",
    "missions",
    "consultations",
    "equality",
    "evidence",
    "audiences",
    "responses",
    "results",
    "themes",
    "panels",
    "feedback",
)
"""Rooms whose ``models`` make up the database."""


def load_tables() -> None:
    """Import every room's tables, so that the metadata is whole."""
    for room in TABLES:
        import_module(f"participation.{room}.models")


def create_app(settings: Settings | None = None) -> Flask:
    """Make the site. Raises ``RuntimeError`` when a view names no permission."""
    settings = settings or from_environment()
    app = Flask(
        "participation",
        template_folder=str(paths.resource("templates")),
        static_folder=None,
    )
    app.config.from_mapping(
        PARTICIPATION=settings,
        TESTING=settings.testing,
        SECRET_KEY=settings.keys.derive("session"),
        SECRET_KEY_FALLBACKS=[
            settings.keys.derive("session", key_id)
            for key_id in settings.keys.masters
            if key_id != settings.keys.current
        ],
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        MAX_CONTENT_LENGTH=4 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=600,
        SESSION_COOKIE_NAME="__Host-staff" if settings.secure else "staff",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        BABEL_DEFAULT_LOCALE=languages.DEFAULT,
        BABEL_DEFAULT_TIMEZONE="Europe/London",
        BABEL_TRANSLATION_DIRECTORIES=str(paths.PACKAGE / "translations"),
    )
    app.config.update(settings.extra)
    load_tables()
    extensions.db.init_app(app)
    extensions.prepare_engines(app)
    extensions.migrate.init_app(app, extensions.db, directory=str(paths.resource("migrations")))
    extensions.babel.init_app(app, locale_selector=languages.current)
    extensions.login.init_app(app)
    app.wsgi_app = LanguagePrefix(app.wsgi_app)  # type: ignore[method-assign,assignment]
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    logs.time_requests(app)
    app.before_request(_speak)
    _open_doors(app)
    app.before_request(uploads.allow_files)
    app.before_request(csrf.check_post)
    app.after_request(headers.add_headers)
    errors.register(app)
    app.url_build_error_handlers.clear()
    app.jinja_env.globals.update(
        csp_nonce=headers.csp_nonce,
        csrf_token=csrf.csrf_token,
        switch_url=switch_url,
        said=languages.said,
        current_actor=access.current_actor,
    )
    app.jinja_env.filters["said"] = languages.said
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.init_app(app)
    app.context_processor(_page_context)
    access.refuse_unguarded(app)
    return app


def _engine_options(settings: Settings) -> dict[str, Any]:
    # Threads are the limit: each holds two at most, and none may wait for one that waits for it.
    if settings.database_url.startswith("sqlite"):
        connect = {"check_same_thread": False, "timeout": 15}
        return {"connect_args": connect, "pool_size": 12, "max_overflow": -1}
    return {
        "connect_args": {"connect_timeout": 5},
        "pool_size": 6,
        "max_overflow": -1,
        "pool_pre_ping": True,
        "pool_recycle": 1800,
    }


def _speak() -> None:
    languages.speak(asked_language())


def _page_context() -> dict[str, Any]:
    return {
        "language": languages.current(),
        "request_id": g.get("request_id", ""),
        "root": site_root(),
    }


def _open_doors(app: Flask) -> None:
    for name in DOORS:
        module = import_module(name)
        for blueprint in getattr(module, "blueprints", None) or [module.bp]:
            assert isinstance(blueprint, Blueprint)
            app.register_blueprint(blueprint)
        if hasattr(module, "init_app"):
            module.init_app(app)


__all__ = ["create_app", "load_tables"]
