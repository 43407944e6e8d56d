"""Work for tests of the queue, and the main function of a worker in a process of its own."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

from participation.jobs.registry import GiveUp, Progress, job
from participation.kernel.errors import Refusal


def note(folder: str, words: str) -> None:
    """Write a line to the folder's diary."""
    with (Path(folder) / "diary").open("a", encoding="utf-8") as diary:
        diary.write(words + "\n")


def diary(folder: Path) -> list[str]:
    """What was noted so far."""
    path = folder / "diary"
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []


@job("chores.note", attempts=3)
def write_note(folder: str, words: str) -> None:
    note(folder, words)


@job("chores.long", attempts=4)
def long_work(folder: str, seconds: float, progress: Progress) -> None:
    """Say how it goes for some seconds; the diary tells who did it."""
    note(folder, f"began {os.getpid()}")
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        progress("working", 1 - left / seconds)
        time.sleep(0.05)
    note(folder, f"ended {os.getpid()}")


@job("chores.short_time", attempts=1, give_up_after=timedelta(seconds=0.3))
def too_slow(progress: Progress) -> None:
    for step in range(200):
        progress("working", 0.1 + step / 400)
        time.sleep(0.02)


@job("chores.fails", attempts=3, first_wait=timedelta(minutes=1), gave_up=note)
def fails(folder: str, words: str) -> None:
    raise ZeroDivisionError("what somebody wrote")


@job("chores.gives_up", attempts=9)
def gives_up() -> None:
    raise GiveUp("no_use")


@job("chores.refused", attempts=9)
def refused() -> None:
    raise Refusal(["too_early", "no_questions"])


def double(numbers: list[int], *, progress: Progress, factor: int = 2) -> list[int]:
    """Run in a child: double each number and say so."""
    doubled = []
    for place, number in enumerate(numbers):
        doubled.append(number * factor)
        progress("doubling", (place + 1) / len(numbers))
    return doubled


def breaks() -> None:
    """Run in a child: raise words that must not get out."""
    raise ValueError("what somebody wrote")


def dies() -> None:
    """Run in a child: end without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def stay(path: str) -> None:
    """Run in a child: write its process id, then stay."""
    Path(path).write_text(str(os.getpid()))
    time.sleep(60)


def threads_wanted() -> str | None:
    """Run in a child: how many threads sums may use."""
    return os.environ.get("OPENBLAS_NUM_THREADS")


@job("chores.in_child", attempts=4, give_up_after=timedelta(seconds=50))
def in_child(path: str) -> None:
    from participation.jobs.child import run_in_child

    run_in_child(stay, path)


def main(database_url: str, folder: str) -> None:
    """Work until SIGTERM."""
    from participation.app import create_app
    from participation.jobs.worker import run_worker
    from tests.databases import settings_for

    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
    run_worker(
        create_app(settings_for(database_url, Path(folder))), threads=2, until=lambda: bool(asked)
    )
    os._exit(0)
