"""A judge of markup: html-validate, on any number of pages at once."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tests.support import npm

RULES = {
    "extends": ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
    "root": True,
    "rules": {
        # How the source is laid out is nobody's business but ours.
        "attribute-boolean-style": "off",
        "attribute-empty-style": "off",
        "no-trailing-whitespace": "off",
        "void-style": "off",
        "doctype-style": "off",
        "long-title": "off",
        # GOV.UK Frontend: a role that repeats the element's own, for browsers that forget it.
        "no-redundant-role": "off",
        "prefer-native-element": "off",
        "require-sri": "off",
        # A picture that is pressed says where, which no button does.
        "prefer-button": "off",
        # References are letters and digits, groups of which look like telephone numbers.
        "tel-non-breaking": "off",
        "form-dup-name": ["error", {"shared": ["radio", "checkbox", "submit", "button"]}],
        # A summary of errors and a banner have an h2 and come before the page's h1, by design.
        "heading-level": ["error", {"minInitialRank": "any"}],
        "no-inline-style": "error",
        "input-missing-label": "error",
        "no-missing-references": "error",
        "unique-landmark": "error",
    },
}


def problems(pages: Mapping[str, str]) -> list[str]:
    """What is wrong with each page's markup, one line each: ``name:line: rule: message``."""
    program = npm.installed() / "html-validate" / "bin" / "html-validate.mjs"
    with tempfile.TemporaryDirectory(prefix="participation-html-") as temporary:
        folder = Path(temporary)
        (folder / ".htmlvalidate.json").write_text(json.dumps(RULES))
        names = {}
        for number, (name, markup) in enumerate(pages.items()):
            (folder / f"{number}.html").write_text(markup)
            names[f"{number}.html"] = name
        done = subprocess.run(
            [str(npm.NODE), str(program), "--formatter", "json", *names],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise RuntimeError(f"html-validate failed:\n{done.stderr}")
    return [
        f"{names[Path(page['filePath']).name]}:{said['line']}: {said['ruleId']}: {said['message']}"
        for page in json.loads(done.stdout)
        for said in page["messages"]
    ]


def expect_valid(pages: Mapping[str, str]) -> None:
    """Fail unless every page is valid HTML."""
    found = problems(pages)
    assert not found, "\n".join(found)
