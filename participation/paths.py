"""Where the files that aren't Python are: inside the package (a wheel) or beside it."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """The folder ``name``, such as ``templates``. Raises ``FileNotFoundError``."""
    for place in (PACKAGE / name, PACKAGE.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"the folder {name!r} came with neither the wheel nor the checkout")
