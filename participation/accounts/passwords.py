"""Passwords: how they are kept, and which are too easy to guess.

Kept with argon2id at 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). There are
no rules on kinds of letters, as NIST SP 800-63B advises: length, and not being well known, count.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 500

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$r4rBPT4C4BZRPzjA1s016Q"
    "$iF6VpK9056cc4IG2EM/QnQyxKaqfjLpQKUrYQEJhtjo"
)
"""The hash of a password that nobody knows: checked when there is none, to do equal work."""

_LOOKALIKES = str.maketrans("0134578@$!|€", "oieastbasiie")
_WELL_KNOWN = """
abc abcd abcde abcdef abcdefgh access account admin administrator april arsenal asdf asdfgh
asdfghjkl august autumn baseball batman borough change changeme charlie chelsea computer
consultation council counciltax croeso cymru cyfrinair december default dragon england enter
everton february football friday guest hello iloveyou january july june letmein liverpool login
london manchester march master monday monkey mypassword november october office officer
participation pass passphrase passwd password please princess qaz qazwsx qwer qwert qwerty
qwertyui qwertyuiop root saturday secret security september shadow spring staff summer sunday
sunshine superman sysadmin temp temporary test testing thursday town townhall trustno tuesday
user wales wednesday welcome winter wsx zaq zxcv zxcvbn zxcvbnm
""".split()  # noqa: SIM905 - easier to read and to add to
_SMALL = "a i my is the this your our to for and new one two four".split()  # noqa: SIM905


def _any_of(words: list[str]) -> str:
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_ONLY_WELL_KNOWN = re.compile(
    f"{_any_of(_SMALL)}*(?:{_any_of(_WELL_KNOWN)}{_any_of(_SMALL)}*){{1,3}}"
)


def canonical(password: str) -> str:
    """The same password however a keyboard composes its letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """What is stored."""
    return _hasher.hash(canonical(password))


def is_right(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one stored. With nothing stored: no, after the same work."""
    try:
        _hasher.verify(stored or NOBODYS, canonical(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return bool(stored)


def is_dated(stored: str) -> bool:
    """Whether it was hashed with other settings than today's."""
    return _hasher.check_needs_rehash(stored)


def problems(password: str, *, about: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Codes for what is wrong with a new password; ``about`` is its owner's name and e-mail.

    >>> problems("Password-1234")
    ('too_common',)
    >>> problems("heron bucket seven lamps")
    ()
    """
    password = canonical(password)
    if len(password) < SHORTEST:
        return ("too_short",)
    if len(password) > LONGEST:
        return ("too_long",)
    plain = password.casefold()
    own = {letters(word) for word in _owned(about)} - {""}
    if own & {letters(plain), _undone(plain)}:
        return ("about_you",)
    return ("too_common",) if _is_well_known(plain) else ()


def _owned(about: tuple[str, ...]) -> list[str]:
    words = [word.casefold() for word in about]
    return words + [word.partition("@")[0] for word in words if "@" in word]


def letters(text: str) -> str:
    """Its letters alone, with the usual look-alikes put back.

    >>> letters("p4$$w0rd-99")
    'passwordgg'
    """
    return "".join(re.findall(r"[^\W\d_]", text.translate(_LOOKALIKES | {ord("9"): "g"})))


def _is_well_known(plain: str) -> bool:
    if len(set(plain)) < 5 or _repeats(plain):
        return True
    digits_off = "".join(re.findall(r"[^\W\d_]", plain))
    if not digits_off:
        return _is_a_run("".join(re.findall(r"\d", plain)))
    return any(_ONLY_WELL_KNOWN.fullmatch(words) for words in (digits_off, _undone(plain)))


def _undone(plain: str) -> str:
    """Its letters, less the figures and marks that people put behind a word."""
    return letters(plain.rstrip("0123456789!?.$*#@ "))


def _is_a_run(digits: str) -> bool:
    """Figures that count up or count down by a fixed step."""
    if not digits:
        return True
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    return len(steps) <= 1


def _repeats(text: str) -> bool:
    """One to six letters over and over."""
    return any(text == (text[:n] * len(text))[: len(text)] for n in range(1, 7))
