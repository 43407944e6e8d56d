"""Check what is kept here: no package registry's address, no path of a machine, one head.

Prints what is wrong, a line each, and exits 1; says nothing when all is well.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FORBIDDEN = {
    r"registry\.(?:npmjs|yarnpkg)\.\w+": "the address of a package registry",
    r"(?:files\.pythonhosted|pypi\.python)\.org": "the address of a package registry",
    r"pypi\.org/(?:simple|packages)": "the address of a package registry",
    r"(?<![\w.~/:-])/(?:work|root)/\w+": "a path of somebody's machine",
    r"(?<![\w.~-])/(?:home|Users)/\w+/": "a path of somebody's machine",
    r"index-url|--extra-index|\bresolved\"\s*:": "where packages come from: each machine's to say",
    r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----": "a private key",
    r"^(?:<{7}|>{7}) ": "a merge left unfinished",
}
LONGEST = 430
LONG_FILES_MAY = ("migrations/", "tests/", "participation/demo/", "benchmarks/")
BINARY = {".png", ".jpg", ".ico", ".xlsx", ".parquet", ".npz", ".woff2", ".gz", ".br"}
OURSELVES = "scripts/check_repository.py"


def problems(root: Path = ROOT) -> list[str]:
    """What is wrong with the files that are kept."""
    found = []
    for name in tracked(root):
        path = root / name
        if name == OURSELVES or path.suffix in BINARY or not path.is_file():
            continue
        source = path.read_text(errors="replace")
        for pattern, why in FORBIDDEN.items():
            for match in re.finditer(pattern, source, re.MULTILINE):
                line = source.count("\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: {match.group()!r}: {why}")
        long = source.count("\n") > LONGEST and not name.startswith(LONG_FILES_MAY)
        if path.suffix == ".py" and long:
            found.append(f"{name}: more than {LONGEST} lines")
    return found + two_heads(root / "migrations" / "versions")


def tracked(root: Path) -> list[str]:
    """The files that git keeps; in an archive without git, every file of ours."""
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return [name for name in done.stdout.split("\0") if name]
    folders = ("participation", "templates", "migrations", "tests", "scripts", "docs", "benchmarks")
    return sorted(
        path.relative_to(root).as_posix()
        for folder in folders
        for path in (root / folder).rglob("*")
        if path.is_file() and "vendor" not in path.parts and "__pycache__" not in path.parts
    )


def two_heads(versions: Path) -> list[str]:
    """More than one latest migration: one must be put after the other."""
    revisions: dict[str, set[str]] = {}
    for path in sorted(versions.glob("*.py")):
        source = path.read_text()
        named = re.search(r"^revision\b[^=]*=\s*[\"'](\w+)[\"']", source, re.MULTILINE)
        before = re.search(r"^down_revision\b[^=]*=\s*(.+)$", source, re.MULTILINE)
        if named and before:
            revisions[named.group(1)] = set(re.findall(r"[\"'](\w+)[\"']", before.group(1)))
    heads = sorted(set(revisions) - set().union(*revisions.values()))
    if len(heads) > 1:
        return [f"migrations/versions: {len(heads)} heads: {', '.join(heads)}"]
    return []


if __name__ == "__main__":
    wrong = problems()
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1 if wrong else 0)
