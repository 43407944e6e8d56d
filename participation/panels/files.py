"""Draws on files: the pool and quotas read, the results written whole or not at all."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import platform
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from participation.analysis.draws.checker import gini
from participation.analysis.draws.relaxations import in_words
from participation.analysis.draws.types import BadInput, Draw, Person, Quota, Relaxation
from participation.analysis.draws.verification import (
    Opening,
    Seal,
    canonical_pool,
    canonical_quotas,
)

QUOTA_COLUMNS = ("category", "feature", "min", "max")
USUAL_HOUSEHOLD = "household"


def read_quotas(path: Path) -> list[Quota]:
    """The quotas of a file with columns category, feature, min, max.

    Raises:
        BadInput: with every line that can't be read.
    """
    header, rows = _read(path)
    if missing := [name for name in QUOTA_COLUMNS if name not in header]:
        raise BadInput([f"{path.name} has no column “{name}”" for name in missing])
    quotas, problems = [], []
    for line, row in rows:
        ends = [_whole(row[name]) for name in ("min", "max")]
        if not row["category"] or not row["feature"]:
            problems.append(f"{path.name} line {line}: the category or the feature is blank")
        elif ends[0] is None or ends[1] is None:
            problems.append(f"{path.name} line {line}: min and max are whole numbers")
        else:
            quotas.append(Quota(row["category"], row["feature"], ends[0], ends[1]))
    if problems:
        raise BadInput(problems[:20])
    return quotas


def read_pool(
    path: Path, categories: Iterable[str], *, household_column: str | None = None
) -> list[Person]:
    """The people of a file with columns id, each category, and perhaps the household.

    Parameters:
        household_column: where the household stands; None for ``household`` if there is such a
            column, an empty text for no household rule. A blank household is a person alone.

    Raises:
        BadInput: when a column is missing or a line can't be read.
    """
    header, rows = _read(path)
    wanted = sorted(set(categories))
    problems = [
        f"{path.name} has no column “{name}”" for name in ["id", *wanted] if name not in header
    ]
    if household_column and household_column not in header:
        problems.append(f"{path.name} has no column “{household_column}”")
    if problems:
        raise BadInput(problems)
    home = household_column
    if home is None and USUAL_HOUSEHOLD in header and USUAL_HOUSEHOLD not in wanted:
        home = USUAL_HOUSEHOLD
    people = []
    for line, row in rows:
        blank = [name for name in ["id", *wanted] if not row[name]]
        problems += [f"{path.name} line {line}: the {name} is blank" for name in blank]
        household = (row[home] or None) if home else None
        people.append(Person(row["id"], {name: row[name] for name in wanted}, household))
    if problems:
        raise BadInput(problems[:20])
    return people


def read_tickets(path: Path) -> list[tuple[str, ...]]:
    """Tickets from a file with columns ticket, id, in order of number.

    Raises:
        BadInput: when numbers are missing or the file isn't such a file.
    """
    header, rows = _read(path)
    if "ticket" not in header or "id" not in header:
        raise BadInput([f"{path.name} needs the columns ticket and id"])
    found: dict[int, list[str]] = {}
    for line, row in rows:
        number = _whole(row["ticket"])
        if number is None:
            raise BadInput([f"{path.name} line {line}: “{row['ticket']}” is no ticket number"])
        found.setdefault(number, []).append(row["id"])
    if sorted(found) != list(range(len(found))):
        raise BadInput([f"{path.name} skips a ticket number"])
    return [tuple(found[number]) for number in range(len(found))]


def chances_csv(draw: Draw) -> bytes:
    """``id,chance,tickets``, a line for each person of the pool."""
    counts = draw.counts
    rows = [[who, f"{chance:.6f}", counts[who]] for who, chance in draw.chances.items()]
    return _csv(["id", "chance", "tickets"], rows)


def tickets_csv(draw: Draw) -> bytes:
    """``ticket,id``, a line for each seat of each ticket; tickets 000 to 999."""
    width = len(str(len(draw.tickets) - 1))
    rows = [[f"{number:0{width}d}", who] for number, ids in enumerate(draw.tickets) for who in ids]
    return _csv(["ticket", "id"], rows)


def summary(
    draw: Draw, people: Sequence[Person], quotas: Sequence[Quota], *, seconds: float
) -> dict[str, object]:
    """The figures of a draw. Everything but ``seconds`` is equal for equal input and versions."""
    chances = list(draw.chances.values())
    out = {exclusion.id for exclusion in draw.excluded}
    eligible = [chance for who, chance in draw.chances.items() if who not in out]
    return {
        "method": draw.method.value,
        "seed": draw.seed,
        "size": draw.size,
        "people": len(chances),
        "bound": round(draw.bound, 6),
        "min": round(min(chances), 6),
        "max": round(max(chances), 6),
        "gini": round(gini(chances), 6),
        "panels": draw.panels,
        "tickets": len(draw.tickets),
        "largest_move": round(draw.largest_move, 6),
        "bound_attained": draw.attained,
        "eligible": {
            "people": len(eligible),
            "bound": round(draw.eligible_bound, 6),
            "min": round(min(eligible), 6),
        },
        "excluded": [
            {"id": one.id, "would_need": [in_words(change) for change in one.quotas]}
            for one in draw.excluded
        ],
        "seconds": round(seconds, 3),
        "versions": versions(),
        "digests": {
            "pool": _sha256(canonical_pool(people)),
            "quotas": _sha256(canonical_quotas(quotas)),
            "chances": _sha256(chances_csv(draw)),
            "tickets": _sha256(tickets_csv(draw)),
        },
    }


def draw_files(
    draw: Draw, people: Sequence[Person], quotas: Sequence[Quota], *, seconds: float
) -> dict[str, bytes]:
    """The three files of a draw, by name."""
    return {
        "chances.csv": chances_csv(draw),
        "tickets.csv": tickets_csv(draw),
        "summary.json": json_bytes(summary(draw, people, quotas, seconds=seconds)),
    }


def relaxation_files(relaxations: Iterable[Relaxation]) -> dict[str, bytes]:
    """The file that says how infeasible quotas could give way."""
    return {
        "relaxations.json": json_bytes(
            [
                {
                    "category": change.category,
                    "feature": change.feature,
                    "min": change.new_min,
                    "max": change.new_max,
                    "direction": change.direction.value,
                    "by": change.by,
                    "words": in_words(change),
                }
                for change in relaxations
            ]
        )
    }


def read_salt(path: Path) -> bytes:
    """The secret salt of a seal.

    Raises:
        BadInput: when it can't be read or is too short to be secret.
    """
    try:
        salt = path.read_bytes().strip()
    except OSError as error:
        raise BadInput([f"{path.name} can't be read: {error.strerror}"]) from error
    if len(salt) < 16:
        raise BadInput([f"{path.name} needs at least 16 bytes"])
    return salt


def record(published: Seal | Opening) -> bytes:
    """What is published, as JSON: a seal before the draw, an opening after it."""
    return json_bytes(asdict(published))


def read_seal(path: Path) -> Seal:
    """What was published before a draw.

    Raises:
        BadInput: when the file isn't such a record.
    """
    return _seal(path, _object(path))


def read_opening(path: Path) -> Opening:
    """A published result.

    Raises:
        BadInput: when the file isn't such a record.
    """
    found = _object(path)
    seal, digits, salt = found.get("seal"), found.get("digits"), found.get("salt")
    ids, proof = found.get("ids"), found.get("path")
    if (
        isinstance(seal, dict)
        and isinstance(digits, str)
        and isinstance(salt, str)
        and isinstance(ids, list)
        and isinstance(proof, list)
        and all(isinstance(text, str) for text in [*ids, *proof])
    ):
        return Opening(_seal(path, seal), digits, tuple(ids), salt, tuple(proof))
    raise BadInput([f"{path.name} is not a published result"])


def write_all(folder: Path, files: Mapping[str, bytes], *, instead_of: Iterable[str] = ()) -> None:
    """Write every file or none, and drop the outputs of an earlier run that no longer hold.

    Each is written beside its place and synced first, then all are renamed.

    Raises:
        OSError: when the folder can't be written; nothing new is left behind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    ready: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            handle, place = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
            ready.append((Path(place), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(place).chmod(0o644)
        for name in instead_of:
            if name not in files:
                (folder / name).unlink(missing_ok=True)
        for place_, target in ready:
            place_.replace(target)
    except BaseException:
        for place_, _ in ready:
            place_.unlink(missing_ok=True)
        raise


def versions() -> dict[str, str]:
    """The versions that a replay needs."""
    found = {"python": platform.python_version()}
    for package in ("participation", "highspy", "numpy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed as a package"
    return found


def json_bytes(value: object) -> bytes:
    """Readable JSON in UTF-8 with a final line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def _read(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadInput([f"{path.name} can't be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise BadInput([f"{path.name} is not UTF-8 text"]) from error
    try:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        header = [name.strip() for name in next(reader, [])]
        if not header:
            raise BadInput([f"{path.name} is empty"])
        if len(set(header)) < len(header):
            raise BadInput([f"{path.name} has two columns of the same name"])
        rows = []
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                where = f"{path.name} line {reader.line_num}"
                raise BadInput([f"{where}: {len(cells)} cells for {len(header)} columns"])
            named = zip(header, (cell.strip() for cell in cells), strict=True)
            rows.append((reader.line_num, dict(named)))
    except csv.Error as error:
        raise BadInput([f"{path.name} is not a CSV file: {error}"]) from error
    return header, rows


def _object(path: Path) -> dict[str, object]:
    try:
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise BadInput([f"{path.name} can't be read: {error.strerror}"]) from error
    except ValueError as error:
        raise BadInput([f"{path.name} is not JSON"]) from error
    if not isinstance(found, dict):
        raise BadInput([f"{path.name} is not a published record"])
    return found


def _seal(path: Path, found: Mapping[str, object]) -> Seal:
    pool, tickets, count = found.get("pool"), found.get("tickets"), found.get("count")
    if isinstance(pool, str) and isinstance(tickets, str) and isinstance(count, int):
        return Seal(pool, tickets, count)
    raise BadInput([f"{path.name} is not a published seal"])


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _csv(header: list[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
