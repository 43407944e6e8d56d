"""``participation audit``: check the record, and say its newest link."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from flask import Flask

from participation.audit import queries, witness
from participation.extensions import reading

MOST_SHOWN = 50
MEANING = {
    "gap": "links are missing here",
    "unlinked": "it isn't chained to the one before",
    "deleted": "its entry is gone",
    "altered": "the entry or its hash was changed",
    "unknown_form": "it is written in a form this version doesn't know",
    "truncated": "the record once reached this far, and no longer does",
    "forked": "another link stood here when it was noted",
}


def _app() -> Flask:
    from participation.server.starting import app_or_exit

    return app_or_exit()


@click.group()
def group() -> None:
    """The record of deeds: check that nothing in it was changed."""


@group.command()
@click.option("--head", "heads", multiple=True, help="A head noted earlier, as SEQ:HASH.")
@click.option(
    "--noted-in",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help=f"A folder with a copy of {witness.NAME} to check against as well.",
)
def verify(heads: tuple[str, ...], noted_in: Path | None) -> None:
    """Check the whole chain. Exits 1 when anything was changed, removed or reordered."""
    app = _app()
    try:
        known = witness.noted(app.config["PARTICIPATION"].data)
        if noted_in:
            known |= witness.noted(noted_in)
        known |= dict(witness.parse(head) for head in heads)
    except ValueError as error:
        raise click.BadParameter(f"not a head: {error}") from error
    with app.app_context():
        verdict = queries.verify(reading(), known)
    for fault in verdict.faults[:MOST_SHOWN]:
        about = f" (entry {fault.entry_id})" if fault.entry_id else ""
        click.echo(f"seq {fault.seq}: {fault.code}: {MEANING[fault.code]}{about}")
    if len(verdict.faults) > MOST_SHOWN:
        click.echo(f"and {len(verdict.faults) - MOST_SHOWN} more")
    click.echo(f"{verdict.sealed} sealed, {verdict.unsealed} waiting to be sealed")
    if verdict.oldest_unsealed > timedelta(minutes=1):
        click.echo("An entry has waited over a minute: is the job worker running?")
    if verdict.head:
        click.echo(f"head {verdict.head}")
    click.echo("The record is intact." if verdict.intact else "The record was TAMPERED WITH.")
    if not verdict.intact:
        raise SystemExit(1)


@group.command("head")
def show_head() -> None:
    """Say the newest link, to note somewhere that nobody here can change."""
    with _app().app_context():
        newest = queries.head(reading())
    click.echo(str(newest) if newest else "Nothing is sealed yet.")
