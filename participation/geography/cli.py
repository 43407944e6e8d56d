"""Commands that load the council's areas, postcodes, people and boundaries from files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from participation.app import create_app
from participation.extensions import transaction
from participation.geography import services
from participation.geography.forms import said_of_file
from participation.geography.rules import KINDS, USUAL_KIND, BadFile
from participation.kernel.actors import SYSTEM

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
SOURCE = click.option("--source", required=True, help="Where it came from; shown beside figures.")
AS_OF = click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day it tells of.")
KIND = click.option("--kind", type=click.Choice(KINDS), default=USUAL_KIND, show_default=True)


@click.group()
def group() -> None:
    """Areas, their boundaries and people, and postcodes. Load areas first."""


def _load(deed: Callable[..., Any], file: Path, as_of: datetime | None, **more: Any) -> None:
    with create_app().test_request_context():
        try:
            with transaction() as session:
                loaded = deed(
                    session,
                    actor=SYSTEM,
                    content=file.read_bytes(),
                    as_of=as_of.date() if as_of else None,
                    **more,
                )
                used, passed = loaded.used, loaded.passed_over
        except BadFile as refusal:
            for problem in refusal.found:
                click.echo(said_of_file(problem), err=True)
            raise SystemExit(2) from refusal
    click.echo(f"{used} loaded, {passed} passed over.")


@group.command("load-areas")
@FILE
@SOURCE
@AS_OF
@KIND
def load_areas(file: Path, source: str, as_of: datetime | None, kind: str) -> None:
    """Load a CSV FILE of areas: code, name, and perhaps name_cy and kind (or ONS names)."""
    _load(services.load_areas, file, as_of, source=source, kind=kind)


@group.command("load-postcodes")
@FILE
@SOURCE
@AS_OF
@KIND
@click.option("--postcode-column", help="Found by itself in the ONS layouts (pcds, pcd8 ...).")
@click.option("--area-column", help="Found by itself in the ONS layouts (osward, wd25cd ...).")
def load_postcodes(
    file: Path,
    source: str,
    as_of: datetime | None,
    kind: str,
    postcode_column: str | None,
    area_column: str | None,
) -> None:
    """Load a CSV FILE of postcodes in the ONS layout; those of other areas are passed over."""
    _load(
        services.load_postcodes,
        file,
        as_of,
        source=source,
        kind=kind,
        postcode_column=postcode_column,
        area_column=area_column,
    )


@group.command("load-people")
@FILE
@SOURCE
@AS_OF
def load_people(file: Path, source: str, as_of: datetime | None) -> None:
    """Load a CSV FILE with area, variable, category, people, such as census counts."""
    _load(services.load_people, file, as_of, source=source)


@group.command("load-boundaries")
@FILE
@SOURCE
@AS_OF
def load_boundaries(file: Path, source: str, as_of: datetime | None) -> None:
    """Load a GeoJSON FILE with the outlines of areas, in degrees (WGS 84)."""
    _load(services.load_boundaries, file, as_of, source=source)
