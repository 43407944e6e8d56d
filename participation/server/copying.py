"""Backups: a consistent copy of the database while it is in use, checked before it counts."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

from sqlalchemy import make_url


class BackupFailed(Exception):
    """No good copy was made; nothing that was there before was touched."""


def backup(url: str, target: Path) -> int:
    """Copy the database at ``url`` to ``target``, whole or not at all. Gives the size in bytes."""
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if url.startswith("sqlite:"):
            _copy_sqlite(Path(str(make_url(url).database)), partial)
        else:
            _dump_postgres(url, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupFailed(f"No backup was made: {error.strerror or error}") from error
    except sqlite3.Error as error:
        raise BackupFailed(f"No backup was made: {error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise BackupFailed(f"There is no database at {source}.")
    target.touch(mode=0o600)
    with (
        contextlib.closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        # In one step, so that a busy site can't make it start over.
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        (state,) = copy.execute("PRAGMA integrity_check").fetchone()
    if state != "ok":
        raise BackupFailed(f"The copy isn't sound: {state}")


def _dump_postgres(url: str, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupFailed(
            "pg_dump isn't installed here. On a machine that has it, run:\n"
            "  pg_dump --format=custom --file=FILE DATABASE-URL"
        )
    address = make_url(url).set(drivername="postgresql")
    environment = os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})
    shown = address.set(password=None).render_as_string(hide_password=False)
    command = [program, "--format=custom", f"--file={target}", f"--dbname={shown}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(f"pg_dump: {done.stderr.strip()}")
