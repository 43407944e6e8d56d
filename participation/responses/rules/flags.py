"""Published criteria by which replies are looked at together. They change no count.

None looks at one reply by itself or at an address alone: many people share a network, a device
and a letter, and each of them counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from uuid import UUID


class Criterion(StrEnum):
    """What a reply may meet."""

    SAME_TEXT = "same_text"
    BURST = "burst"
    QUICK = "quick"
    TRAP = "trap"
    NETWORK = "network"


FEWEST_TOGETHER = 10
"""Replies that must stand together before a criterion speaks of them."""

BURST_WINDOW = timedelta(minutes=1)
BURST_TIMES = 10
"""How many times the usual number of a minute a burst has."""

WORDS_A_SECOND = 5
QUICKEST = 4
"""Seconds that anybody needs to read a page and press a button."""

ENOUGH = 2
"""Criteria that a reply meets before somebody is asked to look at it."""

KEY_LASTS = timedelta(days=30)
"""How long after closing the key of network hashes is destroyed."""


@dataclass(frozen=True)
class Seen:
    """One reply, as far as the criteria go."""

    response_id: UUID
    received_at: datetime
    words: int
    wording: UUID | None
    seconds: int | None = None
    network: bytes | None = None
    trap: bool = False


def criteria_met(replies: Iterable[Seen]) -> Mapping[UUID, frozenset[Criterion]]:
    """The criteria that each reply meets. Those that meet none aren't listed."""
    everyone = list(replies)
    met: dict[UUID, set[Criterion]] = {}

    def add(reply: Seen, criterion: Criterion) -> None:
        met.setdefault(reply.response_id, set()).add(criterion)

    wordings = Counter(reply.wording for reply in everyone if reply.wording)
    for reply in everyone:
        if reply.wording and wordings[reply.wording] >= FEWEST_TOGETHER:
            add(reply, Criterion.SAME_TEXT)
        if reply.trap:
            add(reply, Criterion.TRAP)
        # A letter that is passed round is pasted, and pasting is quick.
        typed = 0 if reply.wording else reply.words
        if reply.seconds is not None and reply.seconds < max(QUICKEST, typed / WORDS_A_SECOND):
            add(reply, Criterion.QUICK)
    for reply in _bursts(everyone):
        add(reply, Criterion.BURST)
    _networks(everyone, met)
    return {key: frozenset(some) for key, some in met.items()}


def _bursts(everyone: list[Seen]) -> list[Seen]:
    """Replies of minutes that hold many times what a minute usually holds."""
    by_minute: dict[int, list[Seen]] = {}
    for reply in everyone:
        minute = int(reply.received_at.timestamp() // BURST_WINDOW.total_seconds())
        by_minute.setdefault(minute, []).append(reply)
    if not by_minute:
        return []
    usual = median(len(some) for some in by_minute.values())
    most = max(FEWEST_TOGETHER, BURST_TIMES * usual)
    return [reply for some in by_minute.values() if len(some) >= most for reply in some]


def _networks(everyone: list[Seen], met: dict[UUID, set[Criterion]]) -> None:
    """Add a shared network to replies that meet another criterion with many others of it.

    A library, a school or a block of flats is one network: by itself it says nothing.
    """
    others: dict[tuple[bytes, Criterion], list[UUID]] = {}
    for reply in everyone:
        if reply.network is None:
            continue
        for criterion in met.get(reply.response_id, ()):
            if criterion is not Criterion.SAME_TEXT:
                others.setdefault((reply.network, criterion), []).append(reply.response_id)
    for together in others.values():
        if len(together) >= FEWEST_TOGETHER:
            for response_id in together:
                met[response_id].add(Criterion.NETWORK)


def to_look_at(met: frozenset[Criterion]) -> bool:
    """Whether somebody is asked to look: one criterion is a chance, two are worth a look."""
    return len(met) >= ENOUGH


def needs_second(now: int, before: int, most: int) -> bool:
    """Whether setting so many aside needs a second person, given how many one did already."""
    return now + before > most
