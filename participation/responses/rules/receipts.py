"""References: short codes that can be read over the telephone and open what became of an answer.

Fifteen characters carry 75 bits of HMAC-SHA-256 over the form's nonce, so that every retry of one
form shows the same reference while only its keyed hash is stored. The sixteenth is a check: a
weighted sum over the field of 32 elements whose weights all differ, so that any one wrong character
and any two that changed places are caught. The alphabet is Crockford's base 32, which has no I, L,
O or U (https://www.crockford.com/base32.html).
"""

from __future__ import annotations

import base64
import re

from cryptography.fernet import Fernet, InvalidToken

from participation.kernel.errors import Refusal
from participation.kernel.keys import Keyring
from participation.responses.rules.form_keys import FormKey

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("OIL", "011")
_PRIMITIVE = 0b100101  # x^5 + x^2 + 1: powers of x run through all 31 elements but zero


class BadReference(Refusal):
    """Not a reference: of the wrong length, with strange letters, or mistyped."""


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 0b100000:
            a ^= _PRIMITIVE
        b >>= 1
    return product


def _weights() -> tuple[int, ...]:
    weights = [1]
    while len(weights) < LENGTH:
        weights.append(_times(weights[-1], 2))
    return tuple(reversed(weights))


WEIGHTS = _weights()
"""One for each place, all different; the check's own is 1."""


def _sum(letters: str) -> int:
    total = 0
    for letter, weight in zip(letters, WEIGHTS, strict=False):
        total ^= _times(_VALUE[letter], weight)
    return total


def check_letter(letters: str) -> str:
    """The sixteenth character for the first fifteen."""
    return ALPHABET[_sum(letters)]


def code_for(keys: Keyring, key: FormKey, purpose: str = "receipt") -> str:
    """The reference of whatever is sent with this form key: always the same.

    For the purpose ``resume`` it is the code by which an unfinished form is opened again.
    """
    number = int.from_bytes(keys.mac(purpose, key.nonce, key.key_id)[:10], "big") >> 5
    letters = "".join(ALPHABET[number >> (5 * place) & 31] for place in range(LENGTH - 1))
    return letters + check_letter(letters)


def shown_receipt(code: str) -> str:
    """As people read it, in groups of four.

    >>> shown_receipt("7K3M9Q2TXW4BDF8H")
    '7K3M 9Q2T XW4B DF8H'
    """
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def tidy_reference(typed: str) -> str:
    """A reference as it was typed or heard. Raises :class:`BadReference` when it can't be one."""
    letters = re.sub(r"[\s\-–—.]+", "", typed).upper().translate(_LOOK_ALIKES)
    if len(letters) != LENGTH or any(letter not in _VALUE for letter in letters):
        raise BadReference
    if _sum(letters):
        raise BadReference
    return letters


def normal_receipt(typed: str) -> str | None:
    """The same, or ``None`` when it can't be a reference."""
    try:
        return tidy_reference(typed)
    except BadReference:
        return None


def hash_of(keys: Keyring, code: str, key_id: str, purpose: str = "receipt") -> bytes:
    """What is stored of a reference."""
    return keys.mac(f"{purpose}-hash", code.encode(), key_id)


def hashes_of(keys: Keyring, code: str, purpose: str = "receipt") -> list[bytes]:
    """What may be stored of it, under each key still held."""
    return [hash_of(keys, code, key_id, purpose) for key_id in keys.masters]


def locked(keys: Keyring, code: str, written: str) -> bytes:
    """A form key, so that it can be had again only with the keys of the site and this code."""
    return _lock(keys, code, keys.current).encrypt(written.encode())


def unlocked(keys: Keyring, code: str, box: bytes) -> str | None:
    """The form key that was locked with this code; ``None`` if it was another."""
    for key_id in reversed(list(keys.masters)):
        try:
            return _lock(keys, code, key_id).decrypt(box).decode()
        except InvalidToken:
            continue
    return None


def _lock(keys: Keyring, code: str, key_id: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(keys.mac("form-box", code.encode(), key_id)))
