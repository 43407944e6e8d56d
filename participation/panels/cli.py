"""Panels from the command line: draw one from files, publish a result, verify one."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import NoReturn

import click

from participation.analysis.draws.types import BadInput, Infeasible, Method

DRAW_FILES = ("chances.csv", "tickets.csv", "summary.json", "relaxations.json")
BAD_INPUT, INFEASIBLE = 2, 3
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("panels")
def group() -> None:
    """Citizen panels: draws on files."""


@group.command("draw")
@click.argument("pool", type=FILE)
@click.argument("quotas", type=FILE)
@click.option("--size", type=click.IntRange(min=1), required=True, help="Seats to fill.")
@click.option(
    "--household-column",
    help="The column that says who lives together. At most one of a household is drawn. "
    "Without this option a column named “household” is used if there is one.",
)
@click.option(
    "--method",
    type=click.Choice([method.value for method in Method]),
    default=Method.LEXIMIN.value,
    show_default=True,
    help="How chances are shared out.",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for chances.csv, tickets.csv and summary.json.",
)
def draw(
    pool: Path,
    quotas: Path,
    size: int,
    household_column: str | None,
    method: str,
    seed: int,
    output: Path,
) -> None:
    """Draw a panel from POOL by QUOTAS: everyone's chance and 1,000 equal tickets.

    Exits with 2 when a file makes no sense, and with 3 when no panel meets the quotas: the
    smallest changes that would let one are then in relaxations.json and on the screen.
    """
    from participation.analysis.draws.drawing import draw_panel
    from participation.analysis.draws.relaxations import in_words
    from participation.panels import files

    began = time.perf_counter()
    try:
        limits = files.read_quotas(quotas)
        categories = {quota.category for quota in limits}
        people = files.read_pool(pool, categories, household_column=household_column)
        result = draw_panel(people, limits, size, method=Method(method), seed=seed)
    except BadInput as refusal:
        _refuse(refusal.problems)
    except Infeasible as refusal:
        found = files.relaxation_files(refusal.relaxations)
        _write(output, found, DRAW_FILES)
        click.echo("No panel can meet these quotas. The smallest changes that let one:", err=True)
        for change in refusal.relaxations:
            click.echo(f"- {in_words(change)}", err=True)
        sys.exit(INFEASIBLE)
    seconds = time.perf_counter() - began
    _write(output, files.draw_files(result, people, limits, seconds=seconds), DRAW_FILES)
    click.echo(
        f"{len(result.chances)} people, {size} seats, {len(result.tickets)} tickets. "
        f"Smallest chance {min(result.chances.values()):.2%}, "
        f"largest {max(result.chances.values()):.2%}."
    )
    if result.excluded:
        click.echo(
            f"{len(result.excluded)} people are shut out by the quotas; summary.json says why."
        )


@group.command("seal")
@click.argument("pool", type=FILE)
@click.argument("quotas", type=FILE)
@click.argument("tickets", type=FILE)
@click.option("--salt-file", type=FILE, required=True, help="At least 16 secret bytes.")
@click.option("--household-column", help="As for the draw.")
@click.option("--digits", help="Once drawn: the three digits. Opens that ticket with its proof.")
@click.option("--output", type=FILE, required=True, help="The file to publish.")
def seal(
    pool: Path,
    quotas: Path,
    tickets: Path,
    salt_file: Path,
    household_column: str | None,
    digits: str | None,
    output: Path,
) -> None:
    """Write what is published: before the draw the digests, after it the ticket and its proof."""
    from participation.analysis.draws.verification import open_ticket, seal_draw
    from participation.panels import files

    try:
        categories = {quota.category for quota in files.read_quotas(quotas)}
        people = files.read_pool(pool, categories, household_column=household_column)
        drawn, salt = files.read_tickets(tickets), files.read_salt(salt_file)
        sealed = seal_draw(people, drawn, salt)
        record = files.record(
            sealed if digits is None else open_ticket(sealed, drawn, digits, salt)
        )
    except BadInput as refusal:
        _refuse(refusal.problems)
    except ValueError as refusal:
        _refuse([str(refusal).capitalize()])
    _write(output.parent, {output.name: record}, ())


@group.command("verify")
@click.argument("published", type=FILE)
@click.option("--sealed", type=FILE, help="What was published before the draw, kept by you.")
@click.option("--pool", type=FILE, help="For an auditor, with the next four.")
@click.option("--quotas", type=FILE)
@click.option("--tickets", type=FILE)
@click.option("--salt-file", type=FILE)
@click.option("--size", type=click.IntRange(min=1))
@click.option("--household-column", help="As for the draw.")
def verify(
    published: Path,
    sealed: Path | None,
    pool: Path | None,
    quotas: Path | None,
    tickets: Path | None,
    salt_file: Path | None,
    size: int | None,
    household_column: str | None,
) -> None:
    """Check a PUBLISHED result against what was sealed before the digits were drawn.

    An auditor adds the pool, quotas, tickets, salt and size, and every ticket is checked.
    Exits with 1 when something is wrong.
    """
    from participation.analysis.draws.verification import (
        verify_audit,
        verify_opening,
    )
    from participation.panels import files

    given = (pool, quotas, tickets, salt_file, size)
    try:
        opening = files.read_opening(published)
        if pool and quotas and tickets and salt_file and size:
            limits = files.read_quotas(quotas)
            categories = {quota.category for quota in limits}
            people = files.read_pool(pool, categories, household_column=household_column)
            salt, drawn = files.read_salt(salt_file), files.read_tickets(tickets)
            problems = verify_audit(opening, people, limits, size, drawn, salt)
        elif any(given):
            raise BadInput(["An audit needs the pool, quotas, tickets, salt file and size"])
        else:
            problems = verify_opening(opening)
        if sealed and files.read_seal(sealed) != opening.seal:
            problems.insert(0, "The digests are not those published before the draw")
    except BadInput as refusal:
        _refuse(refusal.problems)
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo(f"Ticket {opening.digits} is the one that was sealed; {len(opening.ids)} people.")


def _write(folder: Path, files_: dict[str, bytes], replaced: tuple[str, ...]) -> None:
    from participation.panels import files

    try:
        files.write_all(folder, files_, instead_of=replaced)
    except OSError as error:
        _refuse([f"{folder} can't be written: {error.strerror}"])


def _refuse(problems: list[str]) -> NoReturn:
    for problem in problems:
        click.echo(problem, err=True)
    sys.exit(BAD_INPUT)


if __name__ == "__main__":
    group()
