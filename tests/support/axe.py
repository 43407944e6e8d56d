"""A judge of pages: axe, with every rule of WCAG 2.2 AA and of good practice."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
}


def problems(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now, one line each."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(node['target'])}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
    ]


def expect_accessible(page: Page) -> None:
    """Fail unless axe finds nothing, and the page fits its window without scrolling sideways."""
    found = problems(page)
    assert not found, "\n".join(found)
    too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert too_wide <= 0, f"the page is {too_wide} px wider than its window"
