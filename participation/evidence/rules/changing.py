"""What may be changed while people can reply: with a reason, and a notice that everyone sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from participation.consultations.rules import NOT_OPENED, RUNNING, Stage
from participation.kernel.errors import Refusal
from participation.kernel.orm import Words


class Change(StrEnum):
    """What a notice is about."""

    OPENED = "opened"
    CHANGED = "changed"
    EXTENDED = "extended"
    PAUSED = "paused"
    RESUMED = "resumed"
    WITHDRAWN = "withdrawn"


CHANGE_REASONS = ("corrected", "added", "people_asked", "clearer", "advice")


class CannotTell(Refusal):
    """What people are told can't be changed so: ``reason`` ``notice:LANGUAGE`` ``ended``
    ``withdrawn`` ``opening`` ``not_open`` ``not_paused`` ``not_later``."""


class CannotApprove(Refusal):
    """It can't be approved: what the check lacks, ``approver`` (no name given), or ``author``."""


@dataclass(frozen=True)
class NoticeGiven:
    """Why something changes while people can reply, in words that everyone will see."""

    reason: str
    words: Words = field(default_factory=dict)


def changing_problem(stage: Stage, *, opening_soon: bool = False) -> str | None:
    """Why what people are told can't be changed now; ``None`` where it can."""
    if stage is Stage.WITHDRAWN:
        return "withdrawn"
    if opening_soon:
        return "opening"
    if stage in NOT_OPENED | RUNNING:
        return None
    return "ended"


def notice_problems(
    given: NoticeGiven | None, reasons: tuple[str, ...], languages: list[str]
) -> tuple[str, ...]:
    """What a notice lacks: a reason from the list, words in each language."""
    if given is None:
        return ("reason", *(f"notice:{language}" for language in languages))
    found = [] if given.reason in reasons else ["reason"]
    found += [
        f"notice:{language}" for language in languages if not given.words.get(language, "").strip()
    ]
    return tuple(found)
