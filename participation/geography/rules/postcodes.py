"""Postcodes as people type them."""

from __future__ import annotations

import re

_SHAPE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1"})
LONGEST_TYPED = 40


def normal_postcode(typed: str | None) -> str | None:
    """A postcode without its space and in capitals, or ``None`` where it can't be one.

    The first place of the second half is a digit, so a letter O there is read as none.

    >>> normal_postcode(" mw1 4qt "), normal_postcode("MW14QT."), normal_postcode("MW1 OAB")
    ('MW14QT', 'MW14QT', 'MW10AB')
    >>> normal_postcode("MW1"), normal_postcode(""), normal_postcode(None)
    (None, None, None)
    """
    if not typed or len(typed) > LONGEST_TYPED:
        return None
    letters = "".join(letter for letter in typed.upper() if letter.isascii() and letter.isalnum())
    if len(letters) > 3:
        letters = letters[:-3] + letters[-3].translate(_LOOKS_LIKE) + letters[-2:]
    return letters if _SHAPE.fullmatch(letters) else None


def shown_postcode(postcode: str) -> str:
    """With its space: ``MW1 4QT``."""
    return f"{postcode[:-3]} {postcode[-3:]}"
