"""What becomes of a response: received = counted + withdrawn + set aside + erased, always."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from participation.kernel.errors import Refusal


class Status(StrEnum):
    """Where a response stands. Each is in exactly one; none is ever deleted."""

    COUNTED = "counted"
    WITHDRAWN = "withdrawn"
    SET_ASIDE = "set_aside"
    ERASED = "erased"


class Deed(StrEnum):
    """What can happen to a response that was received."""

    SET_ASIDE = "set_aside"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    ERASE = "erase"


class Reason(StrEnum):
    """Why a response is set aside. Public: whoever holds the reference is told."""

    DUPLICATE = "duplicate"
    NOT_A_REPLY = "not_a_reply"
    ABUSIVE = "abusive"
    TEST = "test"
    LATE = "late"
    OTHER = "other"


REASONS = tuple(reason.value for reason in Reason)


class Erasure(StrEnum):
    """Why the words of a response are removed for good."""

    ASKED = "asked"
    NOT_THEIRS = "not_theirs"
    COURT = "court"
    RETENTION = "retention"


ERASURES = tuple(why.value for why in Erasure)

_AFTER: Mapping[tuple[Status, Deed], Status] = {
    (Status.COUNTED, Deed.SET_ASIDE): Status.SET_ASIDE,
    (Status.SET_ASIDE, Deed.RESTORE): Status.COUNTED,
    (Status.COUNTED, Deed.WITHDRAW): Status.WITHDRAWN,
    (Status.SET_ASIDE, Deed.WITHDRAW): Status.WITHDRAWN,
    (Status.COUNTED, Deed.ERASE): Status.ERASED,
    (Status.SET_ASIDE, Deed.ERASE): Status.ERASED,
    (Status.WITHDRAWN, Deed.ERASE): Status.ERASED,
}


class CannotChange(Refusal):
    """This can't happen to a response that stands where it does."""


def status_after(status: Status, deed: Deed) -> Status:
    """Where a response stands after a deed. Raises :class:`CannotChange`."""
    try:
        return _AFTER[status, deed]
    except KeyError:
        raise CannotChange([f"{status}_to_{deed}"]) from None


@dataclass(frozen=True)
class Tally:
    """How many responses were received, and where each stands."""

    received: int = 0
    counted: int = 0
    withdrawn: int = 0
    set_aside: int = 0
    erased: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def balances(self) -> bool:
        """Whether every one received is accounted for."""
        parts = self.counted + self.withdrawn + self.set_aside + self.erased
        return self.received == parts and sum(self.by_reason.values()) == self.set_aside


def tallies_of(groups: Iterable[tuple[str, str, str | None, int]]) -> dict[str, Tally]:
    """The same by channel, of groups of (channel, status, reason, how many)."""
    by_channel: dict[str, list[tuple[str, str | None, int]]] = {}
    for channel, status, reason, number in groups:
        by_channel.setdefault(channel, []).append((status, reason, number))
    return {channel: tally_of(found) for channel, found in sorted(by_channel.items())}


def tally_of(groups: Iterable[tuple[str, str | None, int]]) -> Tally:
    """Add up groups of (status, reason, how many)."""
    by_status: dict[str, int] = {}
    by_reason: dict[str, int] = {}
    for status, reason, number in groups:
        by_status[status] = by_status.get(status, 0) + number
        if status == Status.SET_ASIDE:
            named = reason or Reason.OTHER.value
            by_reason[named] = by_reason.get(named, 0) + number
    return Tally(
        received=sum(by_status.values()),
        counted=by_status.get(Status.COUNTED, 0),
        withdrawn=by_status.get(Status.WITHDRAWN, 0),
        set_aside=by_status.get(Status.SET_ASIDE, 0),
        erased=by_status.get(Status.ERASED, 0),
        by_reason=dict(sorted(by_reason.items())),
    )
