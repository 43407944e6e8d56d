"""Which views take files, and how much of them: everywhere else a small limit stands."""

from __future__ import annotations

from collections.abc import Callable

from flask import current_app, request

from participation.web.access import MARK, View, current_actor

TAKES = "participation_takes_files"
MEGABYTE = 1024 * 1024


def takes_files(megabytes: int = 42) -> Callable[[View], View]:
    """Let a view's post be this large, for those whom the view lets in. Put it under ``@needs``.

    Larger than any one file may be, so that a file too big is told so beside its field.
    """

    def mark(view: View) -> View:
        setattr(view, TAKES, megabytes * MEGABYTE)
        return view

    return mark


def allow_files() -> None:
    """Raise the limit before the body is first read. A before_request, ahead of ``check_post``."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, TAKES, None)
    if limit is None or not current_actor().may_somewhere(getattr(view, MARK)):
        return
    request.max_content_length = limit
