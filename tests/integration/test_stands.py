"""What tests stand on is real: nothing is pretended, and nothing is left out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text

from tests.support import chromium as finder
from tests.support import htmlcheck


@pytest.mark.postgres
def test_the_postgresql_is_real_and_in_production_versions(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        number = int(connection.scalar(text("SHOW server_version_num")))
        encoding = connection.scalar(text("SHOW server_encoding"))
    engine.dispose()
    assert number >= 140000
    assert encoding == "UTF8"


@pytest.mark.e2e
def test_the_browser_is_real(chromium: Browser) -> None:
    assert re.match(r"\d{3}\.", chromium.version)


def test_no_browser_is_a_failure_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(finder.shutil, "which", lambda name: None)

    def refuse() -> None:
        raise RuntimeError("no network")

    monkeypatch.setattr(finder, "_fetched", refuse)
    with pytest.raises(RuntimeError, match="set CHROMIUM to its path"):
        finder.find()


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ('<img src="x.png">', "wcag/h37"),
        ('<p style="color: red">x</p>', "no-inline-style"),
        ("<p><div>x</div></p>", "close-order"),
        ('<label for="nothing">x</label>', "no-missing-references"),
        ('<input type="text" name="a">', "input-missing-label"),
        ("<p>x", "no-implicit-close"),
    ],
)
def test_the_judge_of_markup_finds_faults(fault: str, rule: str) -> None:
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>x</title></head>'
        f"<body>{fault}</body></html>"
    )
    assert rule in " ".join(htmlcheck.problems({"bad": page}))
