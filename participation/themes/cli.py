"""Commands on themes: find them in a file of answers."""

from __future__ import annotations

import platform
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from participation.analysis.discovery import Detail, Discovery, Grade, Progress, Refused
from participation.themes import files, values

if TYPE_CHECKING:
    from participation.analysis.themes.model import ThemeModel

STAGES = {
    "reading": "Reading the answers",
    "encoding": "Working out what they say",
    "grouping": "Grouping those that say the same",
    "coding": "Giving each answer its themes",
    "naming": "Naming the themes",
    "done": "Done",
}
INTERRUPTED = 130
OUTPUT = click.Path(path_type=Path, dir_okay=False)


@click.group("themes")
def group() -> None:
    """Find what many answers have in common."""


@group.command("discover")
@click.argument("answers", type=click.Path(path_type=Path))
@click.option("--text-column", required=True, help="The column that holds the answers.")
@click.option("--id-column", help="The column that tells answers apart. Default: row number.")
@click.option("--language-column", help="The column with each answer's language, such as cy.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--grade", type=click.Choice([grade.value for grade in Grade]), default="full",
              show_default=True, help="full reads sentences; light reads words, faster.")  # fmt: skip
@click.option("--detail", type=click.Choice([detail.value for detail in Detail]),
              default="medium", show_default=True, help="How finely to part the answers.")  # fmt: skip
@click.option("--about", type=click.IntRange(min=2), help="Ask for about this many themes.")
@click.option("--question", default="", help="The question asked; its words stay out of titles.")
@click.option("--drop-word", "drop_words", multiple=True, help="A word to keep out of titles.")
@click.option("--themes", "themes_path", type=OUTPUT, required=True, help="Write themes (JSON).")
@click.option("--assignments", "assignments_path", type=OUTPUT, required=True,
              help="Write each answer's themes (CSV).")  # fmt: skip
@click.option("--points", "points_path", type=OUTPUT, help="Write each point's theme (CSV).")
@click.option("--report", "report_path", type=OUTPUT, help="Write timings and host (JSON).")
@click.option("--save-model", "model_path", type=OUTPUT, help="Keep the themes for later (NPZ).")
@click.option("--known", "known_path", type=click.Path(path_type=Path),
              help="Give answers the themes of a kept model; find no new ones.")  # fmt: skip
@click.option("--earlier", "earlier_path", type=click.Path(path_type=Path),
              help="Match the themes with those of a kept model, by what they mean.")  # fmt: skip
def discover_in_file(
    answers: Path,
    text_column: str,
    id_column: str | None,
    language_column: str | None,
    seed: int,
    grade: str,
    detail: str,
    about: int | None,
    question: str,
    drop_words: tuple[str, ...],
    themes_path: Path,
    assignments_path: Path,
    points_path: Path | None,
    report_path: Path | None,
    model_path: Path | None,
    known_path: Path | None,
    earlier_path: Path | None,
) -> None:
    """Find the themes in a file of ANSWERS (CSV, TSV, XLSX, JSON Lines or Parquet)."""
    outputs = [themes_path, assignments_path, points_path, report_path, model_path]
    paths = [path for path in outputs if path is not None]
    started = time.perf_counter()
    timings: dict[str, float] = {}
    try:
        _check(paths, answers, known_path, model_path, earlier_path)
        held = files.read(
            answers,
            text_column=text_column,
            id_column=id_column,
            language_column=language_column,
        )
        timings["file"] = time.perf_counter() - started
        from participation.analysis.themes.model import ThemeModel

        earlier = ThemeModel.load(earlier_path) if earlier_path is not None else None
        if known_path is not None:
            model = ThemeModel.load(known_path)
        else:
            model = ThemeModel(grade=grade, detail=detail, about=about, question=question,
                               drop_words=drop_words, random_state=seed)  # fmt: skip
        with _Bar(timings) as tell:
            work = model.discover if known_path is None else model.code
            found = work(held.texts, languages=held.languages, progress=tell)
        if model_path is not None and found.themes:
            model.save(model_path)
        value = values.themes_value(found, held.ids, held.texts)
        _match(value, earlier, held, found)
        _write(found, held, value, themes_path, assignments_path, points_path)
        if report_path is not None:
            timings["total"] = time.perf_counter() - started
            files.write_all([(report_path, files.as_json(_report(found, timings)))])
    except (files.BadFile, Refused) as wrong:
        click.echo(f"Error: {wrong}", err=True)
        sys.exit(2)
    except OSError as wrong:
        click.echo(f"Error: cannot write: {wrong}", err=True)
        sys.exit(2)
    except KeyboardInterrupt:
        click.echo("Stopped; nothing was written.", err=True)
        sys.exit(INTERRUPTED)
    if model_path is not None and not found.themes:
        click.echo("No themes were found, so no model was kept.", err=True)
    if sys.stderr.isatty():
        click.echo(_summary(found), err=True)


def _check(
    paths: list[Path], answers: Path, known: Path | None, model: Path | None, earlier: Path | None
) -> None:
    """Say before the work what can't be done."""
    if len({path.resolve() for path in [*paths, answers]}) <= len(paths):
        raise files.BadFile("each file needs a name of its own")
    if known is not None and model is not None:
        raise files.BadFile("--known finds no new themes, so there is nothing to --save-model")
    if known is not None and earlier is not None:
        raise files.BadFile("--known finds no new themes to match with --earlier")
    files.check_writable(paths)


def _match(
    value: dict[str, Any], earlier: ThemeModel | None, held: files.Answers, found: Discovery
) -> None:
    if earlier is None:
        return
    from participation.analysis.themes.matching import match_earlier

    values.add_earlier(value, earlier.themes_, match_earlier(earlier, held.texts, found))


def _write(
    found: Discovery,
    held: files.Answers,
    value: dict[str, Any],
    themes: Path,
    assignments: Path,
    points: Path | None,
) -> None:
    outputs: list[tuple[Path, Callable[[IO[str]], None]]] = [
        (themes, files.as_json(value)),
        (assignments, files.as_assignments(found, held.ids)),
    ]
    if points is not None:
        outputs.append((points, files.as_points(found, held.ids)))
    files.write_all(outputs)


def _report(found: Discovery, timings: dict[str, float]) -> dict[str, object]:
    """What may differ between equal runs: how long it took, and where it ran."""
    return {
        "seconds": {stage: round(seconds, 3) for stage, seconds in timings.items()},
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "host": {"system": platform.platform(), "python": platform.python_version()},
        "answers": sum(found.run.counts.values()),
        "themes": len(found.themes),
        "notices": list(found.run.notices),
    }


def _summary(found: Discovery) -> str:
    counts = ", ".join(f"{count} {state}" for state, count in found.run.counts.items() if count)
    return f"{len(found.themes)} themes; answers: {counts or 'none'}"


class _Bar:
    """A progress bar on a terminal, and nothing in a pipe; keeps the time of each stage."""

    def __init__(self, timings: dict[str, float]) -> None:
        self._timings = timings
        self._stage = ""
        self._since = time.perf_counter()
        self._shown = sys.stderr.isatty()

    def __enter__(self) -> Progress:
        return self._tell

    def __exit__(self, *_: object) -> None:
        self._close_stage()
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def _close_stage(self) -> None:
        now = time.perf_counter()
        if self._stage and self._stage != "done":
            self._timings[self._stage] = self._timings.get(self._stage, 0) + now - self._since
        self._since = now

    def _tell(self, stage: str, done: float) -> None:
        if stage != self._stage:
            self._close_stage()
            self._stage = stage
        if self._shown:
            full = int(30 * done)
            bar = "#" * full + "-" * (30 - full)
            words = STAGES.get(stage, stage)
            click.echo(f"\r\x1b[K[{bar}] {done:4.0%} {words}", nl=False, err=True)


if __name__ == "__main__":
    group()
