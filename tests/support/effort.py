"""The work that a device does before sending, for tests that send without a browser."""

from __future__ import annotations

from itertools import count

from participation.responses.rules.effort import BITS, PARTS, zero_bits


def work(seed: str) -> str:
    """The numbers that are asked for, as a form sends them."""
    return ",".join(
        str(next(number for number in count() if zero_bits(seed, part, number) >= BITS))
        for part in range(PARTS)
    )
