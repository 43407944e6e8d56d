"""Fixtures: a real Chromium, and pages in it, each in a fresh context."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support import chromium as finder
from tests.support.npm import NODE

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
PATIENCE = 15_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run. It fails with a hint, and is never left out."""
    found = finder.find()
    # Playwright's own Node needs a library that a bare machine lacks; the wheel's does not.
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path,
            env={**os.environ, **found.environment},
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=en-GB"],
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open further pages, each as a different person: ``new_page(java_script_enabled=False)``."""
    contexts = []

    def make(**options: object) -> Page:
        options = {"viewport": DESK, "locale": "en-GB"} | options
        context = chromium.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.mistakes = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.mistakes.append(str(error)))  # type: ignore[attr-defined]
        page.on("console", lambda said: _hear(page, said))
        return page

    yield make
    for context in contexts:
        context.close()


def _hear(page: Page, said: object) -> None:
    """Keep what the browser complains of, such as a breach of the content security policy."""
    if said.type == "error" and "Failed to load resource" not in said.text:  # type: ignore[attr-defined]
        page.mistakes.append(said.text)  # type: ignore[attr-defined]


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Iterator[Page]:
    """Somebody at a desk, with scripts. The test fails if the browser complained."""
    page = new_page()
    yield page
    assert page.mistakes == []  # type: ignore[attr-defined]


@pytest.fixture
def phone(new_page: Callable[..., Page]) -> Page:
    """Somebody on a small phone whose scripts don't run."""
    return new_page(viewport=PHONE, java_script_enabled=False)
