"""The languages a site can speak, and how words are picked in one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum


class Language(StrEnum):
    """A language that the site's own words are complete in."""

    ENGLISH = "en"
    WELSH = "cy"


SUPPORTED = tuple(language.value for language in Language)
DEFAULT = Language.ENGLISH.value

_current: ContextVar[str] = ContextVar("participation_language", default=DEFAULT)


def current() -> str:
    """The language being spoken now: of the request, the mail or the document."""
    return _current.get()


def speak(language: str) -> None:
    """Set the language for the rest of this request."""
    _current.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``language`` inside the block."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def said(words: Mapping[str, str] | None, language: str | None = None) -> str:
    """The words in ``language`` (the current one by default), else in English, else in any.

    >>> said({"en": "Warm homes", "cy": "Cartrefi cynnes"}, "cy")
    'Cartrefi cynnes'
    >>> said({"en": "Warm homes", "cy": ""}, "cy")
    'Warm homes'
    """
    if not words:
        return ""
    first = words.get(language or current(), "").strip()
    return first or words.get(DEFAULT, "").strip() or next((w for w in words.values() if w), "")
