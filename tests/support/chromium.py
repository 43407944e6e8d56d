"""Finding a Chromium, or fetching one: no test of pages is ever left out."""

from __future__ import annotations

import io
import json
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import brotli

from tests.support import npm

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HINT = (
    "No browser for the tests. Install Chromium or Chrome, or set CHROMIUM to its path; on x86-64 "
    "Linux one is fetched by npm, which has just failed:\n"
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    """A browser's program, and what must be in its environment."""

    path: str
    environment: dict[str, str] = field(default_factory=dict)


def find() -> Chromium:
    """``$CHROMIUM``, else one on the path, else one fetched. Raises ``RuntimeError``."""
    if named := os.environ.get("CHROMIUM"):
        return Chromium(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Chromium(found)
    try:
        return _fetched()
    except (RuntimeError, OSError) as error:
        raise RuntimeError(f"{HINT}{error}") from error


def _fetched() -> Chromium:
    package = npm.installed(browser=True) / "@sparticuz" / "chromium"
    version = json.loads((package / "package.json").read_text())["version"]
    home = npm.CACHE / f"chromium-{version}"
    with npm.held(home):
        if not home.is_dir():
            with tempfile.TemporaryDirectory(dir=npm.CACHE, prefix=".chromium-") as temporary:
                work = Path(temporary) / "work"
                work.mkdir()
                _unpack(package / "bin", work)
                work.rename(home)
    (home / "fonts.conf").write_text(FONTS.format(fonts=home / "fonts", cache=home / "font-cache"))
    return Chromium(
        str(home / "chromium"),
        {"LD_LIBRARY_PATH": str(home / "lib"), "FONTCONFIG_FILE": str(home / "fonts.conf")},
    )


def _unpack(packed: Path, into: Path) -> None:
    program = into / "chromium"
    program.write_bytes(brotli.decompress((packed / "chromium.br").read_bytes()))
    program.chmod(0o755)
    for name in ("al2023", "fonts", "swiftshader"):
        raw = brotli.decompress((packed / f"{name}.tar.br").read_bytes())
        with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
            for member in archive.getmembers():
                target = (into / member.name).resolve()
                if not target.is_relative_to(into.resolve()):
                    raise RuntimeError(f"{name} holds a file outside its folder")
                if member.isdir():
                    target.mkdir(parents=True, exist_ok=True)
                elif (content := archive.extractfile(member)) is not None:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(content.read())
                    target.chmod(member.mode)
