"""Watches over the processes of the site: starts them, starts them again, ends them all.

It imports nothing of the site, so it is small and can't be broken by it. Each process leads a
group of its own that ends with it, and is told by the kernel when this one dies.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import click

from participation.jobs.child import child_environment, die_with_parent

LOOK = 0.1
PATIENCE = 8.0
"""Seconds that processes have to leave in good order before they are killed."""
HEALTHY = 30.0
"""A process that ran this long before it died is started again at once."""
LONGEST_WAIT = 10.0
TRIES_BEFORE_READY = 3


class PortTaken(Exception):
    """Something else listens there, or this may not. The message says which."""


def listen(host: str, port: int) -> socket.socket:
    """A socket listening there, to be handed on. Raises :class:`PortTaken`."""
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError as error:
        raise PortTaken(f"{host} isn't an address of this machine ({error.strerror})") from error
    listener = socket.socket(family, kind, number)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(512)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTaken(
                f"Port {port} is in use by another program. Choose another with --port."
            ) from error
        raise PortTaken(f"Can't listen on {host} port {port}: {error.strerror}") from error
    return listener


@dataclass
class Program:
    """One process of the site, and how its starting goes."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    hand_on: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start it, in a session of its own, to end when this process does."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            env=dict(self.environment),
            pass_fds=self.hand_on,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(die_with_parent, os.getpid(), signal.SIGTERM),  # noqa: PLW1509
        )

    def died(self) -> bool:
        """Whether it ran and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def bury(self) -> None:
        """End what is left of its group, and set when it is started again."""
        assert self.process is not None
        self.signal(signal.SIGTERM)
        lived = time.monotonic() - self.began
        self.deaths = 0 if lived > HEALTHY else self.deaths + 1
        wait = 0.0 if self.deaths <= 1 else min(LONGEST_WAIT, 0.5 * 2.0 ** (self.deaths - 2))
        self.start_at = time.monotonic() + wait
        self.process = None

    def signal(self, number: int) -> None:
        """Send a signal to its whole group."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


@dataclass
class Supervisor:
    """Runs programs until it is told to stop by SIGINT or SIGTERM."""

    say: Callable[[str], None] = click.echo
    stopping: int = 0
    before: dict[int, Any] = field(default_factory=dict)

    def __enter__(self) -> Supervisor:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self.before[number] = signal.signal(number, self._stop)
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self.before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, frame: object) -> None:
        self.stopping += 1

    def run_once(self, program: Program) -> int:
        """Run a program to its end. Gives its exit code; 0 when told to stop meanwhile."""
        program.start()
        assert program.process is not None
        while (code := program.process.poll()) is None:
            if self.stopping:
                self.end([program])
                return 0
            time.sleep(LOOK)
        program.signal(signal.SIGKILL)
        return code

    def watch(
        self, programs: Sequence[Program], *, is_ready: Callable[[], bool], on_ready: str
    ) -> int:
        """Keep every program running until told to stop. Gives the exit code to leave with."""
        ready = False
        try:
            while not self.stopping:
                for program in programs:
                    if program.died():
                        assert program.process is not None
                        code = program.process.returncode
                        program.bury()
                        self.say_aside(f"{program.name} ended ({code}); starting it again")
                        if not ready and program.deaths >= TRIES_BEFORE_READY:
                            self.say_aside(f"{program.name} won't start: the log above says why")
                            return 1
                    if program.process is None and time.monotonic() >= program.start_at:
                        program.start()
                if not ready and is_ready():
                    ready = True
                    self.say(on_ready)
                time.sleep(LOOK)
        finally:
            self.end(programs)
        return 0

    def end(self, programs: Sequence[Program]) -> None:
        """End every program and all they started; a second signal, or the time, kills them."""
        asked, began = self.stopping, time.monotonic()
        for program in programs:
            program.signal(signal.SIGTERM)
        while any(program.process and not program.died() for program in programs):
            if self.stopping > max(asked, 1) or time.monotonic() - began > PATIENCE:
                break
            time.sleep(0.05)
        for program in programs:
            program.signal(signal.SIGKILL)
            if program.process is not None:
                program.process.wait()

    @staticmethod
    def say_aside(words: str) -> None:
        """Tell whoever watches the terminal, apart from what programs read."""
        click.echo(words, err=True)


def answers(host: str, port: int, path: str = "/health") -> bool:
    """Whether the site answers there with 200."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def python(*arguments: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *arguments]


def environment(**more: str) -> dict[str, str]:
    """The environment for a program of the site."""
    return child_environment() | more | {"PYTHONUNBUFFERED": "1"}
