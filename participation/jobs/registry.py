"""What work there is: functions declared as jobs, and functions run again and again."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol, TypeVar

ROOMS = (
    "mail",
    "accounts",
    "council",
    "missions",
    "consultations",
    "responses",
    "results",
    "themes",
    "panels",
    "deliberation",
    "feedback",
    "reports",
    "admin",
    "server",
)
"""Rooms that may have a ``jobs`` module, from the ground up."""

Work = TypeVar("Work", bound=Callable[..., object])


class Progress(Protocol):
    """How a job says how far it has got: a code for the step and a share of the whole, 0 to 1.

    It raises :class:`Stopped` when the work should stop: cancelled, out of time, or lost.
    """

    def __call__(self, step: str, fraction: float) -> None: ...


class GiveUp(Exception):
    """Raised by a job that trying again won't help. The code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Stopped(Exception):
    """Raised inside a job that should stop now. The code says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class UnknownJob(LookupError):
    """No function was declared under that name."""


@dataclass(frozen=True)
class JobSpec:
    """A declared job: its function, how often it's tried, how long one try may take."""

    name: str
    work: Callable[..., object]
    attempts: int
    give_up_after: timedelta
    first_wait: timedelta
    longest_wait: timedelta
    gave_up: Callable[..., object] | None
    takes_progress: bool

    def wait_before(self, attempt: int) -> timedelta:
        """How long to wait before the next try, when ``attempt`` tries have failed."""
        doubled: timedelta = self.first_wait * 2.0 ** min(max(0, attempt - 1), 30)
        return min(doubled, self.longest_wait)


@dataclass(frozen=True)
class Repeated:
    """A function run again and again, safe to run twice at once."""

    name: str
    gap: timedelta
    work: Callable[[], object]


_jobs: dict[str, JobSpec] = {}
_repeated: dict[str, Repeated] = {}


def job(
    name: str,
    *,
    attempts: int = 5,
    give_up_after: timedelta = timedelta(minutes=10),
    first_wait: timedelta = timedelta(seconds=5),
    longest_wait: timedelta = timedelta(minutes=10),
    gave_up: Callable[..., object] | None = None,
) -> Callable[[Work], Work]:
    """Declare a function as the job ``room.deed``. It must be safe to run twice.

    It is called with the job's arguments, and with ``progress`` if it has such a parameter. It
    is tried ``attempts`` times, each for ``give_up_after`` at most, waiting ``first_wait`` and
    then twice as long each time. ``gave_up`` is called with the same arguments after the last.
    """

    def declare(work: Work) -> Work:
        _refuse_twin(name, work, _jobs[name].work if name in _jobs else None)
        _jobs[name] = JobSpec(
            name=name,
            work=work,
            attempts=attempts,
            give_up_after=give_up_after,
            first_wait=first_wait,
            longest_wait=longest_wait,
            gave_up=gave_up,
            takes_progress="progress" in inspect.signature(work).parameters,
        )
        return work

    return declare


def every(gap: timedelta, name: str) -> Callable[[Work], Work]:
    """Declare a function without arguments that each worker runs every ``gap``."""

    def declare(work: Work) -> Work:
        _refuse_twin(name, work, _repeated[name].work if name in _repeated else None)
        _repeated[name] = Repeated(name, gap, work)
        return work

    return declare


def _refuse_twin(name: str, work: Any, other: Any) -> None:
    if other is not None and (work.__module__, work.__qualname__) != (
        other.__module__,
        other.__qualname__,
    ):
        raise ValueError(f"two functions are declared as {name}")


def spec(name: str) -> JobSpec:
    """The job declared under ``name``. Raises :class:`UnknownJob`."""
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(name) from None


def declared() -> Mapping[str, JobSpec]:
    """Every job that has been declared so far."""
    return dict(_jobs)


def repeated() -> tuple[Repeated, ...]:
    """Every function that is run again and again, by name."""
    return tuple(_repeated[name] for name in sorted(_repeated))


def load_jobs() -> None:
    """Import every room's ``jobs`` module, so that all of them are declared."""
    for room in ROOMS:
        if find_spec(f"participation.{room}") and find_spec(f"participation.{room}.jobs"):
            import_module(f"participation.{room}.jobs")
