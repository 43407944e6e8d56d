"""A little work that a device does before it sends, above a rate that the council sets.

Whoever's device can't do it waits instead, from when the page was first shown. Both are bound to
one form, so neither serves for another. Nothing is stored: the challenge is signed, and says when.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from participation.kernel.keys import Keyring

PURPOSE = "effort"
MAC = 16

PARTS = 32
BITS = 9
"""So many small puzzles of so many leading zero bits: 16,384 tries, and hardly ever twice that.

One puzzle of 14 bits would take as long on average, and some people four times as long.
"""

WAIT = timedelta(seconds=20)
"""How long somebody waits whose device doesn't do the work."""

LASTS = timedelta(hours=2)
ABOVE = 3000
"""Replies a minute above which a device is asked, where nobody set another number."""
MOST_ABOVE = 100_000


@dataclass(frozen=True)
class Challenge:
    """What was asked of a device, for one form, and when."""

    written: str
    seed: str
    made_at: datetime


def new_challenge(keys: Keyring, form_hash: bytes, now: datetime) -> Challenge:
    """Something to work on before this form is sent."""
    return _challenge(keys, keys.current, form_hash, int(now.timestamp()))


def _challenge(keys: Keyring, key_id: str, form_hash: bytes, moment: int) -> Challenge:
    mac = keys.mac(PURPOSE, form_hash + moment.to_bytes(5, "big"), key_id)[:MAC]
    seed = base64.urlsafe_b64encode(mac).decode().rstrip("=")
    return Challenge(f"{key_id}.{moment}.{seed}", seed, datetime.fromtimestamp(moment, UTC))


def read_challenge(
    keys: Keyring, written: str, form_hash: bytes, now: datetime
) -> Challenge | None:
    """A challenge that this site made for this form and that still holds; otherwise nothing."""
    key_id, _, rest = written[:200].rpartition(".")[0].rpartition(".")
    if key_id not in keys.masters or not (rest.isascii() and rest.isdigit() and len(rest) <= 11):
        return None
    try:
        made = _challenge(keys, key_id, form_hash, int(rest))
    except (OverflowError, ValueError, OSError):
        return None
    same = hmac.compare_digest(made.written.encode(), written.encode(errors="replace"))
    return made if same and now - made.made_at <= LASTS else None


def zero_bits(seed: str, part: int, number: int) -> int:
    """How many zero bits the hash of one try begins with."""
    digest = sha256(f"{seed}:{part}:{number}".encode("ascii")).digest()
    return 256 - int.from_bytes(digest, "big").bit_length()


def is_solved(challenge: Challenge, proof: str) -> bool:
    """Whether the numbers, one for each part, are what was asked for."""
    numbers = proof[: PARTS * 12].split(",")
    return (
        proof.isascii()
        and len(numbers) == PARTS
        and all(one.isdigit() and len(one) <= 10 for one in numbers)
        and all(
            zero_bits(challenge.seed, part, int(one)) >= BITS for part, one in enumerate(numbers)
        )
    )


def seconds_left(challenge: Challenge, now: datetime) -> int:
    """How long somebody still waits whose device didn't do the work."""
    left = (challenge.made_at + WAIT - now).total_seconds()
    return max(0, min(int(WAIT.total_seconds()), -int(-left // 1)))


def may_send(challenge: Challenge | None, proof: str, now: datetime) -> bool:
    """Whether the work was done or the time waited."""
    return challenge is not None and (
        is_solved(challenge, proof) or seconds_left(challenge, now) == 0
    )
