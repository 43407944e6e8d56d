"""The parts of serving that need no site: keys, ports, and the watch over processes."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import pytest

from participation.kernel.keys import BadKeys, load_keys
from participation.server import copying, keyfile
from participation.server.supervisor import (
    PortTaken,
    Program,
    Supervisor,
    answers,
    environment,
    listen,
    python,
)
from tests.unit.test_run_in_child import alive, soon

SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def program(code: str, name: str = "a program") -> Program:
    return Program(name, python("-c", code), environment())


def test_a_rotated_key_signs_and_the_old_one_still_opens(tmp_path: Path):
    path = tmp_path / "keys.json"
    old = keyfile.make(path)
    token = old.fields.encrypt(b"cyfrinach")

    new = keyfile.rotate(path)

    assert load_keys(path) == new
    assert (old.current, new.current) == ("a", "b")
    assert new.fields.decrypt(token) == b"cyfrinach"
    assert new.mac("form", b"x", "a") == old.mac("form", b"x")
    assert new.mac("form", b"x") != old.mac("form", b"x")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_overwritten(tmp_path: Path):
    path = tmp_path / "keys.json"
    before = keyfile.make(path)

    with pytest.raises(BadKeys, match="already"):
        keyfile.make(path)

    assert load_keys(path) == before


def test_many_rotations_keep_every_key(tmp_path: Path):
    path = tmp_path / "keys.json"
    keyfile.make(path)
    for _ in range(30):
        ring = keyfile.rotate(path)

    assert len(ring.masters) == 31
    assert ring.current == "ae"


def test_a_port_in_use_is_said_plainly():
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_said_plainly():
    with pytest.raises(PortTaken, match=r"192\.0\.2\.1"):
        listen("192.0.2.1", 8000)


def test_nothing_answers_where_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert not answers("127.0.0.1", port)


def test_what_dies_is_started_again_and_all_end_together():
    programs = [program(SLEEP, "one"), program(SLEEP, "two")]
    seen: list[int] = []

    def kill_first() -> None:
        assert programs[0].process
        seen.append(programs[0].process.pid)
        os.kill(seen[0], signal.SIGKILL)

    said: list[str] = []
    with Supervisor(say=said.append) as supervisor:
        Timer(0.5, kill_first).start()
        Timer(2.5, lambda: seen.extend(p.process.pid for p in programs if p.process)).start()
        Timer(3.0, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
        code = supervisor.watch(programs, is_ready=lambda: True, on_ready="Ready: here")

    assert code == 0
    assert said == ["Ready: here"]
    first, again, other = seen
    assert len({first, again, other}) == 3
    assert not any(alive(pid) for pid in seen)


def test_ready_is_said_only_when_it_is():
    said: list[str] = []
    tries = iter([False, False, True])
    with Supervisor(say=said.append) as supervisor:
        Timer(1.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        supervisor.watch([program(SLEEP)], is_ready=lambda: next(tries), on_ready="Ready: here")

    assert said == ["Ready: here"]
    assert next(tries, "asked no more") == "asked no more"


def test_what_never_starts_is_given_up(capsys: pytest.CaptureFixture[str]):
    with Supervisor() as supervisor:
        code = supervisor.watch(
            [program("raise SystemExit(3)", "the site")], is_ready=lambda: False, on_ready="Ready"
        )

    assert code == 1
    assert "the site won't start" in capsys.readouterr().err


def test_what_will_not_leave_is_killed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("participation.server.supervisor.PATIENCE", 0.5)
    stubborn = program(STUBBORN)
    with Supervisor() as supervisor:
        Timer(1.0, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
        assert supervisor.watch([stubborn], is_ready=lambda: False, on_ready="") == 0

    assert stubborn.process
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_program_and_its_children_end_when_the_supervisor_is_killed(tmp_path: Path):
    path = tmp_path / "pid"
    script = f"""
import os, time
from pathlib import Path
from participation.server.supervisor import Program, Supervisor, environment, python
child = Program("child", python("-c", {SLEEP!r}), environment())
child.start()
Path({str(path)!r}).write_text(str(child.process.pid))
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment())
    assert soon(lambda: path.exists() and bool(path.read_text()), 20)
    child = int(path.read_text())
    assert alive(child)

    parent.kill()
    parent.wait()

    assert soon(lambda: not alive(child))


def test_run_once_gives_the_exit_code():
    with Supervisor() as supervisor:
        assert supervisor.run_once(program("raise SystemExit(2)")) == 2


def test_run_once_ends_when_told_to():
    with Supervisor() as supervisor:
        Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        assert supervisor.run_once(program(SLEEP)) == 0
        assert time.monotonic() - began < 10


def test_a_backup_is_whole_and_made_while_somebody_writes(tmp_path: Path):
    source, target = tmp_path / "live.sqlite3", tmp_path / "copies" / "copy.sqlite3"
    live = sqlite3.connect(source)
    live.execute("PRAGMA journal_mode=WAL")
    live.execute("CREATE TABLE answer (words TEXT)")
    live.execute("INSERT INTO answer VALUES ('kept')")
    live.commit()
    live.execute("INSERT INTO answer VALUES ('not yet kept')")

    copying.backup(f"sqlite:///{source}", target)

    live.rollback()
    live.close()
    assert sqlite3.connect(target).execute("SELECT words FROM answer").fetchall() == [("kept",)]
    assert [path.name for path in target.parent.iterdir()] == ["copy.sqlite3"]
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_backup_that_fails_leaves_the_last_one(tmp_path: Path):
    target = tmp_path / "copy.sqlite3"
    target.write_text("the last one")
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"no database" * 1000)

    for source in (broken, tmp_path / "absent.sqlite3"):
        with pytest.raises(copying.BackupFailed):
            copying.backup(f"sqlite:///{source}", target)

    assert target.read_text() == "the last one"
