"""Check the templates: they compile, are safe under our policy, and say what they take.

Prints what is wrong, a line each, and exits 1; says nothing when all is well.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from jinja2 import Environment, TemplateError

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
FORBIDDEN = {
    r"\|\s*safe\b": "marks words as markup: a resident's words could be run",
    r"\bautoescape\s+false": "switches escaping off",
    r"\sstyle\s*=": "an inline style, which the content security policy refuses",
    r"\son[a-z]+\s*=\s*[\"']": "an inline handler, which the content security policy refuses",
    r"javascript:": "a script in an address",
    r"(?:src|href)\s*=\s*[\"'](?:https?:)?//(?!{)": "something from elsewhere, or a link to it",
    r"<script(?![^>]*(?:\bsrc=|\bnonce=))": "an inline script without a nonce",
    r"<form(?![^>]*\bmethod=)": "a form that doesn't say its method",
}
LONGEST = 400
COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
MACRO = re.compile(r"{%-?\s*macro\s+(?!_)(\w+)\(([^)]*)\)")


def problems(templates: Path = TEMPLATES) -> list[str]:
    """What is wrong with each template."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    for name in _filters(templates):
        environment.filters.setdefault(name, str)
    found = []
    for path in sorted(templates.rglob("*.html")):
        name, source = path.relative_to(templates).as_posix(), path.read_text()
        try:
            environment.compile(source, name)
        except TemplateError as error:
            found.append(f"{name}: {error}")
        # Same length, so that line numbers still hold.
        code = COMMENT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source)
        for pattern, why in FORBIDDEN.items():
            for match in re.finditer(pattern, code):
                line = code.count("\n", 0, match.start()) + 1
                found.append(f"{name}:{line}: {match.group().strip()!r}: {why}")
        if source.count("\n") > LONGEST:
            found.append(f"{name}: more than {LONGEST} lines")
        if name.startswith("components/"):
            found += _undocumented(name, source)
    return found


def _filters(templates: Path) -> set[str]:
    """Filters of our own: any name after a bar. Whether they exist is for the pages' tests."""
    used = set()
    for path in templates.rglob("*.html"):
        used |= set(re.findall(r"\|\s*([a-z_]\w*)", path.read_text()))
    return used


def _undocumented(name: str, source: str) -> list[str]:
    """A component opens with a comment that names its file and each argument of its macros."""
    heading = re.match(r"{#-?(.*?)-?#}", source, re.DOTALL)
    if heading is None or f"templates/{name}" not in heading.group(1):
        return [f"{name}: doesn't open with {{#- templates/{name}: what it is. Its arguments. -#}}"]
    found = []
    for macro, arguments in MACRO.findall(source):
        for argument in re.findall(r"(?:^|,)\s*(\w+)", arguments):
            if not re.search(rf"\b{argument}\b", heading.group(1)):
                fault = f"{name}: {argument}, which {macro} takes, isn't explained at the top"
                found.append(fault)
    return found


if __name__ == "__main__":
    wrong = problems()
    print("\n".join(wrong), file=sys.stderr)
    sys.exit(1 if wrong else 0)
