"""Weights that come inside packages: where they lie, and whether they are the ones we read.

The digests are those of the files in the pinned packages. A file that differs is not
used: an unknown table would change every result without a word.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path


class Missing(Exception):
    """A package or a file in it is absent, or isn't the one that was checked."""


def checked_file(package: str, inside: str, sha256: str) -> Path:
    """The path of a file in an installed package whose digest is as expected.

    Raises
    ------
    Missing
        When the package or file is not there, or its digest differs.
    """
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Missing(f"the package {package} is not installed")
    path = Path(next(iter(spec.submodule_search_locations)), inside)
    if not path.is_file():
        raise Missing(f"{package} holds no {inside}")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise Missing(f"{package}/{inside} is not the version that was checked")
    return path


def versions(*distributions: str) -> dict[str, str]:
    """Installed versions, for the record of a run."""
    found = {}
    for name in distributions:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
