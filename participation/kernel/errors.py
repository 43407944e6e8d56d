"""Refusals: what a deed raises when it can't be done, said in codes that pages turn into words."""

from collections.abc import Sequence


class Refusal(Exception):
    """A deed that the rules refuse. ``problems`` are codes, every one at once."""

    def __init__(self, problems: Sequence[str] = ()) -> None:
        self.problems: tuple[str, ...] = tuple(problems)
        super().__init__(", ".join(self.problems) or type(self).__name__)


class NotFound(Exception):
    """There is no such thing, or it isn't for this actor to know that there is."""


class NotAllowed(Exception):
    """The actor lacks a permission. The message names the permission, never the object's words."""
