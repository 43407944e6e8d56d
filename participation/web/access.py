"""Who may come in: every view names a permission, and the app won't start while one doesn't."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from flask import Flask, abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from participation.kernel.actors import RESIDENT, Actor, Permission

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
MARK = "participation_needs"


def current_actor() -> Actor:
    """Who is making this request."""
    return cast("Actor", g.get("actor", RESIDENT))


def needs(permission: Permission) -> Callable[[View], View]:
    """Let in only those who hold ``permission`` somewhere; the deed asks about the object.

    Put it under the route decorator. Somebody signed out is sent to sign in and back again.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            actor = current_actor()
            if actor.may_somewhere(permission):
                return view(*args, **kwargs)
            if actor.kind == "anonymous":
                if request.method in {"GET", "HEAD"}:
                    back = request.full_path.rstrip("?")
                    return redirect(url_for("accounts.sign_in", next=back), 303)
                abort(401)
            return abort(403)

        setattr(guarded, MARK, permission)
        return cast("View", guarded)

    return guard


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The permission that an endpoint's view names."""
    return getattr(app.view_functions[endpoint], MARK, None)


def refuse_unguarded(app: Flask) -> None:
    """Raise ``RuntimeError`` naming every view that says no permission."""
    open_doors = sorted(end for end in app.view_functions if permission_of(app, end) is None)
    if open_doors:
        raise RuntimeError(f"these views name no permission with @needs: {', '.join(open_doors)}")
