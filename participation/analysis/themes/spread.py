"""Work shared among processes in fixed blocks, with the same result for any number of them."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")

_WORK: tuple[Callable[..., Any], Any, int, tuple[Any, ...]] | None = None


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def _may_fork() -> bool:
    """Whether children can share our memory: they can't from a daemonic process."""
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and not multiprocessing.current_process().daemon
    )


def _run(begin: int) -> Any:
    assert _WORK is not None
    function, data, size, extra = _WORK
    return function(data[begin : begin + size], *extra)


def over_blocks(
    function: Callable[..., T],
    data: Sequence[Any] | Any,
    size: int,
    *extra: Any,
    processes: int = 1,
    tick: Callable[[float], None] | None = None,
) -> list[T]:
    """Call ``function(data[a:a+size], *extra)`` for each block, results in order.

    Children are forked, so ``data`` is shared and never copied; only results travel.
    With one process, one block, or where forking is impossible, the work is done here.
    """
    global _WORK
    begins = range(0, len(data), size)
    processes = min(processes, len(begins))
    results: list[T] = []

    def keep(result: T) -> None:
        results.append(result)
        if tick:
            tick(len(results) / len(begins))

    if processes < 2 or not _may_fork():
        for begin in begins:
            keep(function(data[begin : begin + size], *extra))
        return results
    _WORK = (function, data, size, extra)
    try:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            for result in pool.imap(_run, begins):
                keep(result)
    finally:
        _WORK = None
    return results
