"""Heads of the chain noted in a file, so that cutting off the record's end shows too.

A chain alone can't tell that its newest links were removed. The file, kept with the site's data
and best copied elsewhere now and then, remembers the newest head and the last one of each day.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from participation.audit.queries import Head

NAME = "record-heads.json"


def note(folder: Path, head: Head) -> None:
    """Remember a head as the newest, and as today's."""
    path = folder / NAME
    said = _read(path)
    said["latest"] = str(head)
    days = said.setdefault("days", {})
    assert isinstance(days, dict)
    days[datetime.now(UTC).date().isoformat()] = str(head)
    partial = path.with_suffix(f".{os.getpid()}.part")
    partial.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)


def noted(folder: Path) -> dict[int, bytes]:
    """Every head that was noted, by its place in the chain. Raises ``ValueError`` if garbled."""
    said = _read(folder / NAME)
    heads = [said["latest"]] if "latest" in said else []
    days = said.get("days")
    if isinstance(days, dict):
        heads += days.values()
    return dict(parse(str(head)) for head in heads)


def parse(head: str) -> tuple[int, bytes]:
    """``12:ab…`` as a place and a hash. Raises ``ValueError``."""
    seq, _, digest = head.partition(":")
    return int(seq), bytes.fromhex(digest)


def _read(path: Path) -> dict[str, object]:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    if not isinstance(said, dict):
        raise ValueError(f"{path} isn't a list of heads")
    return said
