"""Gather ``docs/changes/*.md`` into ``CHANGELOG.md``, so that changes made at once never collide.

    python -m scripts.changelog [--release 0.2.0]

Each file is one room's list of what people will notice. They come under “Not yet released”, room
by room. With ``--release`` that part gets the number and today's date, and the files are removed.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHANGES = ROOT / "docs" / "changes"
CHANGELOG = ROOT / "CHANGELOG.md"
WAITING = "## Not yet released"


def fragments(folder: Path = CHANGES) -> list[Path]:
    """The files of changes, by the name of their room."""
    return sorted(path for path in folder.glob("*.md") if path.stem != "README")


def part(paths: list[Path], title: str = WAITING) -> str:
    """One release's part of the changelog: a heading for each room, then its list."""
    said = [title]
    for path in paths:
        lines = [line for line in path.read_text().strip().splitlines() if line[:2] != "# "]
        said.append(
            f"### {path.stem.replace('-', ' ').capitalize()}\n\n" + "\n".join(lines).strip()
        )
    return "\n\n".join(said) + "\n"


def gathered(changelog: str, new: str) -> str:
    """The changelog with ``new`` in place of what waited, above the releases there were."""
    before, _, after = changelog.partition(WAITING)
    at = after.find("\n## ")
    releases = after[at + 1 :] if at >= 0 else ""
    return before.rstrip() + "\n\n" + new + (f"\n{releases}" if releases else "")


def main() -> None:
    """Write the changelog afresh."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--release", help="the number that what waited is released under")
    asked = parser.parse_args()
    found = fragments()
    title = WAITING
    if asked.release:
        title = f"{WAITING}\n\n## {asked.release}, {datetime.now(UTC).date().isoformat()}"
    CHANGELOG.write_text(gathered(CHANGELOG.read_text(), part(found, title)))
    if asked.release:
        for path in found:
            path.unlink()


if __name__ == "__main__":
    main()
