"""Check that each floor of a room knows only those after it, and only libraries of its own.

doors (``views`` ``jobs`` ``cli``) → ``forms`` → ``services`` → ``queries`` → ``models`` →
``rules``.
Prints what is wrong, a line each, and exits 1; says nothing when all is well.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "participation"
FLOORS = {"rules": 0, "models": 1, "queries": 2, "services": 3, "forms": 4}
DOORS = {"views": 5, "jobs": 5, "cli": 5}
HEIGHT = FLOORS | DOORS
WEB = ("flask", "flask_babel", "flask_login", "flask_migrate", "flask_sqlalchemy", "wtforms")
OUTSIDE = ("participation.web", "participation.extensions", "participation.app")
NOT_KNOWN_TO = {
    "rules": (*WEB, *OUTSIDE, "sqlalchemy"),
    "models": (*WEB, *OUTSIDE),
    "queries": (*WEB, *OUTSIDE),
    "services": (*WEB, *OUTSIDE),
    "forms": ("sqlalchemy", "flask_sqlalchemy", "participation.extensions"),
}
NO_FLOORS = {"kernel", "analysis", "web", "static", "translations"}
PURE = (*WEB, *OUTSIDE, "sqlalchemy")
"""What the methods in ``analysis/`` don't know."""


def problems(package: Path = PACKAGE) -> list[str]:
    """Every import that reaches up, or out to a library of another floor."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        for line, name in _imports(path):
            if fault := _fault(parts, name):
                found.append(f"{path.relative_to(package.parent)}:{line}: {fault}")
    return found


def _fault(parts: tuple[str, ...], name: str) -> str | None:
    room, floor = parts[0], parts[1] if len(parts) > 1 else ""
    if room == "analysis":
        return f"analysis/ doesn't know {name}" if _is_in(name, PURE) else None
    if room in NO_FLOORS or floor not in HEIGHT:
        return None
    if _is_in(name, NOT_KNOWN_TO.get(floor, ())):
        return f"{floor} doesn't know {name}"
    target = name.split(".")
    if target[:2] == ["participation", room] and len(target) > 2:
        above = HEIGHT.get(target[2], -1) > HEIGHT[floor]
        return f"{floor} is below {target[2]}" if above else None
    return None


def _is_in(name: str, families: tuple[str, ...]) -> bool:
    return any(name == family or name.startswith(f"{family}.") for family in families)


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Each name imported, whole: ``from participation.themes import views`` gives both parts."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


if __name__ == "__main__":
    wrong = problems()
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1 if wrong else 0)
