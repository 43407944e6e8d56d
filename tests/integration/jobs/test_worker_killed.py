"""A worker killed in mid-job: another does the job within seconds, and no child is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flask import Flask

from participation.jobs.child import child_environment
from tests.integration.jobs.test_queue import look, put
from tests.support import chores
from tests.unit.test_run_in_child import alive, soon

PATIENCE = 60.0


def start_worker(url: str, folder: Path) -> subprocess.Popen[bytes]:
    script = "import sys; from tests.support.chores import main; main(*sys.argv[1:])"
    command = [sys.executable, "-c", script, url, str(folder)]
    return subprocess.Popen(command, env=child_environment(), start_new_session=True)


def end(*workers: subprocess.Popen[bytes]) -> None:
    for worker in workers:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def test_kill_nine_in_mid_job_and_it_is_run_again(app: Flask, database_url: str, tmp_path: Path):
    job_id = put(app, "chores.long", folder=str(tmp_path), seconds=4)
    first, second = start_worker(database_url, tmp_path), None
    try:
        assert soon(lambda: len(chores.diary(tmp_path)) == 1, PATIENCE)
        second = start_worker(database_url, tmp_path)
        assert soon(lambda: look(app, job_id).progress > 0.1, PATIENCE)
        first.kill()
        first.wait()

        assert soon(lambda: look(app, job_id).status == "done", PATIENCE)
    finally:
        end(*filter(None, (first, second)))

    lines = chores.diary(tmp_path)
    assert lines == [f"began {first.pid}", f"began {second.pid}", f"ended {second.pid}"]
    assert look(app, job_id).attempts == 2


def test_a_killed_workers_child_dies_with_it(app: Flask, database_url: str, tmp_path: Path):
    path = tmp_path / "pid"
    put(app, "chores.in_child", path=str(path))
    worker = start_worker(database_url, tmp_path)
    try:
        assert soon(lambda: path.exists() and bool(path.read_text()), PATIENCE)
        child = int(path.read_text())
        worker.kill()
        worker.wait()
        assert soon(lambda: not alive(child))
    finally:
        end(worker)


def test_a_worker_asked_to_leave_gives_back_its_job_at_once(
    app: Flask, database_url: str, tmp_path: Path
):
    job_id = put(app, "chores.long", folder=str(tmp_path), seconds=60)
    worker = start_worker(database_url, tmp_path)
    try:
        assert soon(lambda: len(chores.diary(tmp_path)) == 1, PATIENCE)
        asked = time.monotonic()
        worker.terminate()
        assert worker.wait(PATIENCE) == 0
        assert time.monotonic() - asked < 10
    finally:
        end(worker)

    job = look(app, job_id)
    assert (job.status, job.attempts) == ("queued", 0)
