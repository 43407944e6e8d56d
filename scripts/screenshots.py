"""Take the pictures of ``docs/images`` from a demo that is started for them and thrown away.

    python -m scripts.screenshots [--url URL] [--to FOLDER] [--all]

It needs the packages of ``.[test]``. With ``--url`` it uses a demo that runs already; ``--all``
takes every page at both widths, to look at, where otherwise only the kept pictures are taken.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from participation.demo.loader import SIGN_INS
from tests.support import chromium
from tests.support.npm import NODE

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "docs" / "images"
WIDE, NARROW = 1280, 360
TALL = {WIDE: 960, NARROW: 740}
HEAVIEST = 150_000


@dataclass(frozen=True)
class Shot:
    """One picture: whose page, how to get there, how wide it is kept (if it is)."""

    name: str
    path: str
    role: str = ""
    press: tuple[str, ...] = ()
    scroll_to: str = ""
    kept_at: int = 0


CORN_STREET = "/consultations/corn-street-and-the-towns-buses"
WARM_HOMES = "/consultations/cold-damp-and-mould-what-would-help-at-home"
OFFICER, LEADER = "engagement_officer", "leader"
SHOTS = (
    Shot("home", "/"),
    Shot("start", WARM_HOMES),
    Shot("question", WARM_HOMES, press=("Start now",), kept_at=NARROW),
    Shot("outcome", f"{CORN_STREET}/outcome", kept_at=WIDE),
    Shot("outcome-welsh", f"/cy{CORN_STREET}/outcome"),
    Shot("reference", "/reference"),
    Shot("desk", "/staff", role=OFFICER),
    Shot(
        "themes",
        "/staff",
        role=OFFICER,
        press=("Corn Street", "What people said"),
        scroll_to="Every answer",
        kept_at=WIDE,
    ),
    Shot("at-a-glance", "/staff", role=LEADER, press=("A borough you can get about in",)),
)


@contextmanager
def demo() -> Iterator[str]:
    """A demo of its own in a temporary folder; gives its address."""
    with tempfile.TemporaryDirectory(prefix="participation-pictures-") as folder:
        command = [sys.executable, "-m", "participation", "demo", "--data", folder, "--port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        try:
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                if ready := re.match(r"Ready: (\S+)", line):
                    yield ready.group(1)
                    return
            raise SystemExit("the demo ended before it was ready")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


@contextmanager
def browser() -> Iterator[Browser]:
    """The browser that the tests use."""
    found = chromium.find()
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=found.path,
            env={**os.environ, **found.environment},
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--lang=en-GB"],
        )
        yield opened
        opened.close()


def sign_in(page: Page, url: str, role: str) -> None:
    """Sign in as the demo's first person with that role."""
    email, password = next((email, word) for held, email, word in SIGN_INS if held == role)
    page.goto(f"{url}/staff/sign-in")
    page.locator("input[name=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    page.locator("main button[type=submit]").click()


def take(page: Page, url: str, shot: Shot, target: Path) -> None:
    """Go there as a person would, and take the picture of what they would see first."""
    if shot.role:
        sign_in(page, url, shot.role)
    page.goto(f"{url}{shot.path}")
    for words in shot.press:
        found = (
            page.locator("main")
            .get_by_role("link", name=words)
            .or_(page.locator("main").get_by_role("button", name=words))
        )
        found.first.click()
        page.wait_for_load_state()
    if shot.scroll_to:
        page.get_by_role("heading", name=shot.scroll_to).first.evaluate("e => e.scrollIntoView()")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target)
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB", flush=True)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a demo that runs already")
    parser.add_argument("--to", type=Path, default=KEPT, help="the folder for the pictures")
    parser.add_argument("--all", action="store_true", help="every page, at both widths")
    asked = parser.parse_args()
    with demo() if asked.url is None else nullcontext(asked.url) as url, browser() as opened:
        for shot in SHOTS:
            widths = (WIDE, NARROW) if asked.all else (shot.kept_at,) if shot.kept_at else ()
            for width in widths:
                context = opened.new_context(
                    viewport={"width": width, "height": TALL[width]}, locale="en-GB"
                )
                target = asked.to / (
                    f"{shot.name}-{width}.png" if asked.all else f"{shot.name}.png"
                )
                take(context.new_page(), url, shot, target)
                context.close()
                if not asked.all and target.stat().st_size > HEAVIEST:
                    sys.exit(f"{target} weighs more than {HEAVIEST} bytes: choose a plainer page")


if __name__ == "__main__":
    main()
