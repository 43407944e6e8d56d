"""The commands as somebody runs them, in processes of their own."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from participation.jobs.child import child_environment
from tests.unit.test_run_in_child import alive, soon

PATIENCE = 90.0


class Running:
    """A command in an empty folder of its own."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        clean = {k: v for k, v in child_environment().items() if not k.startswith("PARTICIPATION_")}
        self.folder = folder
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "participation", *arguments],
            cwd=folder,
            env=clean | environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def said(self) -> str:
        return (self.folder / "log").read_text()

    def wait_ready(self) -> None:
        found = soon(lambda: "Ready:" in self.said() or self.process.poll() is not None, PATIENCE)
        assert found, self.said()
        assert "Ready:" in self.said(), self.said()

    def children(self) -> list[tuple[int, str]]:
        return descendants(self.process.pid)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - began

    def close(self) -> None:
        family = [pid for pid, _ in self.children()] if self.process.poll() is None else []
        for pid in [self.process.pid, *family]:
            if self.process.poll() is None or pid != self.process.pid:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.log.close()


def descendants(pid: int) -> list[tuple[int, str]]:
    """The processes that a process started, and all that those did."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rsplit(")", 1)[1].split()[1])
            command = (status.parent / "cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == pid:
            child = int(status.parent.name)
            found += [(child, command), *descendants(child)]
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def status_of(port: int, path: str = "/health") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def site(tmp_path: Path, port: int) -> Iterator[Running]:
    """``participation serve`` in an empty folder, ready."""
    running = Running(tmp_path, "serve", "--port", str(port))
    try:
        running.wait_ready()
        yield running
    finally:
        running.close()


def test_serves_from_an_empty_folder_and_leaves_nobody_behind(site: Running, port: int):
    said = site.said()
    assert said.rstrip().endswith(f"Ready: http://127.0.0.1:{port}")
    assert "participation staff add EMAIL --role administrator" in said
    assert status_of(port) == 200
    assert (site.folder / "var" / "participation.sqlite3").exists()

    def running(name: str) -> int:
        return sum(name in command for _, command in site.children())

    assert soon(lambda: running("gunicorn") == 3, 10)  # the master and two workers
    assert soon(lambda: running("participation worker") == 1, 10)
    family = [pid for pid, _ in site.children()]

    code, took = site.end(signal.SIGINT)

    assert code == 0
    assert took < 10
    assert soon(lambda: not any(alive(pid) for pid in family), 5)
    assert "Traceback" not in site.said()


def test_a_killed_worker_and_a_killed_site_come_back(site: Running, port: int):
    before = descendants(site.process.pid)
    direct = [pid for pid, _ in before if parent_of(pid) == site.process.pid]
    assert len(direct) == 2
    for pid in direct:
        os.kill(pid, signal.SIGKILL)

    def back() -> bool:
        now = {pid for pid, _ in site.children() if parent_of(pid) == site.process.pid}
        return len(now) == 2 and not now & set(direct) and status_of(port) == 200

    assert soon(back, PATIENCE)
    assert soon(lambda: not any(alive(pid) for pid, _ in before), 10)
    assert site.end()[0] == 0


def parent_of(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except FileNotFoundError:
        return 0


def test_all_end_when_the_command_itself_is_killed(site: Running):
    family = [pid for pid, _ in site.children()]
    assert family

    site.process.kill()
    site.process.wait()

    assert soon(lambda: not any(alive(pid) for pid in family), 15)


def test_a_taken_port_is_said_and_exits_2(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        running = Running(tmp_path, "serve", "--port", str(port))
        assert running.process.wait(PATIENCE) == 2
    assert f"Port {port} is in use" in running.said()
    assert not (tmp_path / "var").exists()
    running.close()


def test_a_bad_setting_is_said_and_exits_2(tmp_path: Path, port: int):
    running = Running(
        tmp_path, "serve", "--port", str(port), PARTICIPATION_DATABASE_URL="mysql://here"
    )
    assert running.process.wait(PATIENCE) == 2
    assert "PARTICIPATION_DATABASE_URL" in running.said()
    assert "Traceback" not in running.said()
    running.close()


def test_with_a_queue_of_its_own_the_worker_is_started_apart(tmp_path: Path, port: int):
    apart = {
        "PARTICIPATION_JOBS_URL": f"sqlite:///{tmp_path / 'queue.sqlite3'}",
        "PARTICIPATION_DATA": str(tmp_path / "data"),
        "PARTICIPATION_LOG_LEVEL": "info",
    }
    (tmp_path / "w").mkdir()
    worker = Running(tmp_path / "w", "worker", **apart)
    site = Running(tmp_path, "serve", "--port", str(port), **apart)
    try:
        site.wait_ready()
        assert not any("participation worker" in command for _, command in site.children())
        assert soon(lambda: "worker ready" in worker.said(), PATIENCE), worker.said()
        assert worker.end()[0] == 0
        assert site.end()[0] == 0
    finally:
        worker.close()
        site.close()


def test_the_demo_shows_its_progress_and_keeps_what_was_entered(tmp_path: Path, port: int):
    first = Running(tmp_path, "demo", "--port", str(port))
    try:
        first.wait_ready()
        said = first.said()
        assert "finding themes" in said
        assert "100 %" in said
        assert "administrator" in said
        assert status_of(port, "/consultations") == 200
        assert first.end(signal.SIGINT)[0] == 0
    finally:
        first.close()
    assert "Traceback" not in first.said()
    database = tmp_path / "var" / "demo" / "participation.sqlite3"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("UPDATE staff SET name = 'Somebody Entered'")
        connection.commit()
        responses = connection.execute("SELECT count(*) FROM response").fetchone()
    assert responses[0] >= 400

    again = Running(tmp_path, "demo", "--port", str(port))
    try:
        again.wait_ready()
        assert "is kept" in again.said()
        assert again.end()[0] == 0
    finally:
        again.close()
    with contextlib.closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT count(*) FROM response").fetchone() == responses
        names = connection.execute("SELECT DISTINCT name FROM staff").fetchall()
    assert names == [("Somebody Entered",)]


def test_the_web_side_never_loads_the_methods(tmp_path: Path):
    script = (
        "import sys; from participation.app import create_app; create_app();"
        # numpy alone is light, and pages need it to protect small numbers.
        "print([n for n in ('sklearn', 'scipy', 'highspy', 'sknetwork') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=child_environment() | {"PARTICIPATION_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"
