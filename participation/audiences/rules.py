"""Who may reply, short addresses, tags of links, and codes of invitations."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from participation.kernel.errors import Refusal
from participation.kernel.keys import Keyring

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is mistaken for something else."""

LENGTH = 16
"""Letters of a code: 80 random bits, more than anybody can guess."""

MOST = 5000
"""Invitations made at once."""

MEANT = str.maketrans("OIL", "011")
PURPOSE = "invitation"
WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Audience(StrEnum):
    """Who is asked."""

    PUBLIC = "public"
    INVITED = "invited"
    PARTNERS = "partners"
    WORKFORCE = "workforce"


LISTED = frozenset({Audience.PUBLIC.value, Audience.INVITED.value})
"""Those whose consultations stand in the public list. The others are reached by their link."""


class CannotAddress(Refusal):
    """It can't be: ``word_shape`` ``word_taken`` ``tag_shape`` ``tag_taken`` ``opened``
    ``too_many``."""


def normal_word(typed: str) -> str | None:
    """A short address or a tag as it is kept, or nothing if it can't be one.

    >>> normal_word(" Corn Street "), normal_word("a/b"), normal_word("é")
    ('corn-street', None, None)
    """
    word = re.sub(r"[\s_-]+", "-", typed.strip().casefold())
    return word if 2 <= len(word) <= 40 and WORD.fullmatch(word) else None


def suggested_word(slug: str) -> str:
    """A short address to begin with: the first words of the long one.

    >>> suggested_word("corn-street-and-the-towns-buses")
    'corn-street'
    """
    return "-".join(slug.split("-")[:2])[:40]


def new_code() -> str:
    """A code for one invitation."""
    return "".join(secrets.choice(ALPHABET) for _letter in range(LENGTH))


def shown_code(code: str) -> str:
    """A code as it is printed: in fours.

    >>> shown_code("ABCD0123EFGH4567")
    'ABCD 0123 EFGH 4567'
    """
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def normal_code(typed: str) -> str | None:
    """A code as it was typed, without what people put between letters; none if it can't be one.

    >>> normal_code("abcd-o123 efgh 4567"), normal_code("ABCD")
    ('ABCD0123EFGH4567', None)
    """
    code = re.sub(r"[\s.-]", "", typed).upper().translate(MEANT)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def nonce_of(keys: Keyring, code: str, key_id: str) -> bytes:
    """The nonce of the one form that a code opens: the same form however often it is typed."""
    return keys.mac(PURPOSE, code.encode(), key_id)[:16]


def form_hash_of(nonce: bytes) -> bytes:
    """What is kept of an invitation. Neither its code nor its form can be had from it."""
    return sha256(nonce).digest()


@dataclass(frozen=True)
class Made:
    """Invitations just made: the only moment at which their codes are known."""

    name: str
    codes: tuple[str, ...]
