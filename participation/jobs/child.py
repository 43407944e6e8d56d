"""Long sums in a process of their own, so that pages and other jobs stay quick.

``python -m participation.jobs.child FD`` is the other end: it reads a function's name and its
arguments from a socket, runs it, and sends back progress and the result. The child dies with its
parent, however the parent dies.
"""

from __future__ import annotations

import contextlib
import ctypes
import inspect
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from importlib import import_module
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import Any, TypeVar

from participation.jobs.registry import Progress, Stopped

log = logging.getLogger(__name__)

T = TypeVar("T")

stop_asked: ContextVar[Callable[[], str | None] | None] = ContextVar("stop_asked", default=None)
"""Set by a worker around each job: gives a code when the job should stop."""

_LOOK = 0.2
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
)


class ChildFailed(Exception):
    """The function raised, or its process died. The code is the error's kind, never its words."""

    def __init__(self, code: str, places: tuple[str, ...] = ()) -> None:
        self.code = code
        self.places = places
        super().__init__(code)


def run_in_child(
    function: Callable[..., T],
    *args: object,
    progress: Progress | None = None,
    timeout: float | None = None,
    **options: object,
) -> T:
    """Call ``function(*args, **options)`` in a fresh process, and give back what it gives.

    The function is named at the top of a module. If it has a ``progress`` parameter, what it
    says there reaches ``progress`` here. Raises :class:`Stopped` when the job around it is
    cancelled or ``timeout`` seconds are over (the process is killed), :class:`ChildFailed` when
    it raised or died.
    """
    name = f"{function.__module__}:{function.__qualname__}"
    if "<" in name or function.__module__ == "__main__":
        raise ValueError(f"{name} can't be found by name in another process")
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "participation.jobs.child", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env=child_environment() | _ONE_THREAD | {"PARTICIPATION_PARENT": str(os.getpid())},
        )
    link = Connection(ours.detach())
    deadline = None if timeout is None else time.monotonic() + timeout
    try:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            # A child that died at once is found out by what it doesn't say.
            link.send((name, args, options))
        result: T = _listen(link, process, progress, deadline)
        return result
    finally:
        link.close()
        if process.poll() is None:
            process.kill()
        process.wait()


def _listen(
    link: Connection,
    process: subprocess.Popen[bytes],
    progress: Progress | None,
    deadline: float | None,
) -> Any:
    asked = stop_asked.get()
    while True:
        if link.poll(_LOOK):
            try:
                kind, value = link.recv()
            except (EOFError, ConnectionResetError):
                code = process.wait()
                raise ChildFailed(f"died:{-code}" if code < 0 else f"left:{code}") from None
            if kind == "done":
                return value
            if kind == "failed":
                log.warning("a child process failed: %s at %s", value[0], ", ".join(value[1]))
                raise ChildFailed(value[0], value[1])
            if progress is not None:
                progress(*value)
        if asked is not None and (why := asked()):
            raise Stopped(why)
        if deadline is not None and time.monotonic() > deadline:
            raise Stopped("took_too_long")


def child_environment() -> dict[str, str]:
    """This process's environment, such that a child finds the package where this one did."""
    from participation.paths import PACKAGE

    environment = dict(os.environ)
    home = str(PACKAGE.parent)
    if PACKAGE.parent.name not in {"site-packages", "dist-packages"}:
        others = [p for p in environment.get("PYTHONPATH", "").split(os.pathsep) if p]
        environment["PYTHONPATH"] = os.pathsep.join([home, *(p for p in others if p != home)])
    return environment


def die_with_parent(parent: int, how: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process ``how`` when its parent dies (Linux only)."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, how)
    if os.getppid() != parent:
        os._exit(1)


def _main(descriptor: int) -> None:
    die_with_parent(int(os.environ["PARTICIPATION_PARENT"]))
    with contextlib.suppress(OSError):
        os.nice(5)
    link = Connection(descriptor)
    try:
        name, args, options = link.recv()
    except EOFError:
        return
    finished = Event()
    Thread(target=_leave_at_hang_up, args=(link, finished), daemon=True).start()
    try:
        module, _, path = name.partition(":")
        function: Any = import_module(module)
        for part in path.split("."):
            function = getattr(function, part)
        if "progress" in inspect.signature(function).parameters:
            options = {**options, "progress": lambda step, share: _say(link, step, share)}
        answer: tuple[str, object] = ("done", function(*args, **options))
    except Exception as error:
        answer = ("failed", (type(error).__name__, _places(error)))
    finished.set()
    try:
        link.send(answer)
    except (BrokenPipeError, ConnectionResetError):
        return
    except Exception as error:  # what it gave back can't be carried
        link.send(("failed", (type(error).__name__, _places(error))))


def _say(link: Connection, step: str, share: float) -> None:
    link.send(("progress", (str(step), float(share))))


def _places(error: BaseException) -> tuple[str, ...]:
    places, trace = [], error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.rsplit("/", 2)[-1]
        places.append(f"{file}:{trace.tb_lineno}")
        trace = trace.tb_next
    return tuple(places[-8:])


def _leave_at_hang_up(link: Connection, finished: Event) -> None:
    """End this process when the parent's end closes, where the kernel didn't see to it."""
    with contextlib.suppress(OSError, EOFError):
        while not finished.is_set():
            if link.poll(1.0):
                link.recv()
        return
    if not finished.is_set():
        os._exit(1)


if __name__ == "__main__":
    _main(int(sys.argv[1]))
