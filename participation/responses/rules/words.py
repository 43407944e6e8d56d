"""The word that somebody may choose when sending, to see their own answers again later."""

from __future__ import annotations

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from participation.kernel.errors import Refusal

SHORTEST = 6
LONGEST = 100

# 19 MiB and two passes: the least that OWASP's password storage cheat sheet gives for argon2id.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class BadWord(Refusal):
    """Too short or too long to be a word."""


def tidy_word(typed: str) -> str:
    """The word without what telephones add: capitals, spaces before, after and twice.

    >>> tidy_word("  Blue  Teapot ")
    'blue teapot'
    """
    clean = typed.replace("\x00", "").encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFKC", clean).casefold().split())


def word_problem(typed: str) -> str | None:
    """``too_short``, ``too_long`` or nothing; an empty one is no word, and no problem."""
    word = tidy_word(typed)
    if not word:
        return None
    if len(word) < SHORTEST:
        return "too_short"
    return "too_long" if len(word) > LONGEST else None


def hash_word(typed: str) -> str | None:
    """What is stored of a word, or ``None``. Slow on purpose: call it outside any transaction."""
    if word_problem(typed):
        raise BadWord
    word = tidy_word(typed)
    return _hasher.hash(word) if word else None


def word_matches(stored: str | None, typed: str) -> bool:
    """Whether this is the word. Takes as long when none was ever chosen."""
    try:
        _hasher.verify(stored or _nobodys(), tidy_word(typed)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody chose this")
