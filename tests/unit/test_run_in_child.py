"""Long sums in a process of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest

from participation.jobs.child import ChildFailed, child_environment, run_in_child, stop_asked
from participation.jobs.registry import Stopped
from tests.support import chores


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def soon(condition, seconds: float = 10.0) -> bool:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_gives_back_the_result_and_says_how_far_it_is():
    seen: list[tuple[str, float]] = []

    result = run_in_child(
        chores.double, [1, 2], factor=3, progress=lambda step, share: seen.append((step, share))
    )

    assert result == [3, 6]
    assert seen == [("doubling", 0.5), ("doubling", 1.0)]


def test_runs_elsewhere_with_one_thread_for_sums():
    assert run_in_child(os.getpid) != os.getpid()
    assert run_in_child(chores.threads_wanted) == "1"


def test_a_failure_names_its_kind_and_place_but_not_its_words():
    with pytest.raises(ChildFailed) as failure:
        run_in_child(chores.breaks)

    assert failure.value.code == "ValueError"
    assert "what somebody wrote" not in repr(failure.value.places)
    assert any("chores.py" in place for place in failure.value.places)


def test_a_child_that_is_killed_is_a_failure():
    with pytest.raises(ChildFailed, match="died:9"):
        run_in_child(chores.dies)


def test_a_result_that_cannot_be_carried_is_a_failure():
    with pytest.raises(ChildFailed):
        run_in_child(open, __file__)


def test_refuses_a_function_that_another_process_cannot_find():
    with pytest.raises(ValueError, match="can't be found by name"):
        run_in_child(lambda: None)


def test_time_out_kills_the_child(tmp_path: Path):
    with pytest.raises(Stopped, match="took_too_long"):
        run_in_child(chores.stay, str(tmp_path / "pid"), timeout=1.5)

    assert not alive(int((tmp_path / "pid").read_text()))


def test_cancelling_the_job_around_it_kills_the_child(tmp_path: Path):
    path = tmp_path / "pid"
    told: list[str] = []
    caught: list[str] = []

    def work() -> None:
        stop_asked.set(lambda: told[0] if told else None)
        try:
            run_in_child(chores.stay, str(path))
        except Stopped as stopped:
            caught.append(stopped.code)

    thread = Thread(target=work)
    thread.start()
    assert soon(lambda: path.exists() and path.read_text())
    told.append("cancelled")
    thread.join(10)

    assert caught == ["cancelled"]
    assert not alive(int(path.read_text()))


def test_the_child_dies_when_its_parent_is_killed(tmp_path: Path):
    path = tmp_path / "pid"
    script = (
        "from participation.jobs.child import run_in_child; from tests.support import chores;"
        f"run_in_child(chores.stay, {str(path)!r})"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], env=child_environment())
    assert soon(lambda: path.exists() and path.read_text(), 20)
    child = int(path.read_text())
    assert alive(child)

    parent.kill()
    parent.wait()

    assert soon(lambda: not alive(child))
