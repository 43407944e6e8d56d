"""Titles for readers to judge: a sheet with titles and quotes alone, and a tally of what they said.

    python benchmarks/titles.py --sheet sheet.md --form form.csv [--detail medium] [--grade full]
    python benchmarks/titles.py --tally anna.csv ben.csv cerys.csv

The sheet shows, for each theme that the computer finds in the demo's answers, its title, its
key phrases and its quotes, and nothing else: no size, no key, no method. A reader who took no
part in building it fills the form's ``rating`` with one word for each title:

* ``clear``: from the title alone you would know what the answers are about, and the quotes agree;
* ``vague``: not wrong, but you would have to read the quotes to know;
* ``wrong``: the quotes are about something else, or the title makes no sense.

``--data FILE --text-column NAME --question WORDS`` makes a sheet of any other file of answers.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from participation.analysis.discovery import Discovery, discover
from participation.themes import files

RATINGS = ("clear", "vague", "wrong")
FORM = ("number", "question", "title", "rating", "remark")


def demo_questions() -> Iterator[tuple[str, list[str], list[str], tuple[str, ...]]]:
    """Each free-text question of the demo: its words, the answers, languages, the place."""
    import participation.demo

    folder = Path(next(iter(participation.demo.__path__))) / "content"
    rows = [json.loads(line) for line in (folder / "respondents.jsonl").open(encoding="utf-8")]
    held = json.loads((folder / "consultations.json").read_text(encoding="utf-8"))
    council = json.loads((folder / "council.json").read_text(encoding="utf-8"))
    wording = dict(_wordings(held))
    place = tuple(word for name in council["name"].values() for word in name.split())
    for key in sorted({key for row in rows for key in row["texts"]}):
        here = [row for row in rows if key in row["texts"]]
        yield (
            " ".join(wording.get(key, {}).values()),
            [row["texts"][key] for row in here],
            [row["language"] for row in here],
            place,
        )


def _wordings(held: object) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(held, dict):
        if "key" in held and "wording" in held:
            yield held["key"], held["wording"]
        for value in held.values():
            yield from _wordings(value)
    elif isinstance(held, list):
        for value in held:
            yield from _wordings(value)


def sheet_of(
    question: str, found: Discovery, first: int
) -> tuple[list[str], list[dict[str, object]]]:
    """Lines to read and rows to fill in, numbered from ``first``."""
    lines = [f"## {question or 'Answers'}", ""]
    form: list[dict[str, object]] = []
    for number, theme in enumerate(found.themes, first):
        title = f"A mixture: {theme.label}" if theme.mixed else theme.label
        lines += [f"### {number}. {title}", ""]
        lines += [f"*In {code}:* {said}\n" for code, said in theme.titles]
        lines += [f"Words that mark it: {', '.join(theme.keyphrases)}", ""]
        for quote in theme.quotes:
            mark = "Another view: " if quote.kind == "dissenting" else ""
            lines += [f"> {mark}“{' '.join(quote.text.split())}”", ">"]
        lines += [""]
        form.append({"number": number, "question": question[:40], "title": title,
                     "rating": "", "remark": ""})  # fmt: skip
    return lines, form


def tally(paths: list[Path]) -> str:
    """A table of all readers' ratings, as Markdown."""
    said: dict[tuple[str, str], list[str]] = {}
    remarks: list[str] = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                rating = row["rating"].strip().lower()
                if rating not in RATINGS:
                    raise SystemExit(f"{path}: title {row['number']} is rated {rating!r}, "
                                     f"not one of {', '.join(RATINGS)}")  # fmt: skip
                said.setdefault((row["number"], row["title"]), []).append(rating)
                if row.get("remark", "").strip():
                    remarks.append(f"- {row['title']}: {row['remark'].strip()}")
    lines = ["| title | " + " | ".join(RATINGS) + " |", "| --- |" + " ---: |" * len(RATINGS)]
    for (_, title), ratings in said.items():
        counted = Counter(ratings)
        lines.append(f"| {title} | " + " | ".join(str(counted[one]) for one in RATINGS) + " |")
    every = Counter(rating for ratings in said.values() for rating in ratings)
    total = max(1, every.total())
    shares = [f"**{every[one]} ({round(100 * every[one] / total)} %)**" for one in RATINGS]
    lines.append(f"| **All** | {' | '.join(shares)} |")
    agreed = sum(len(set(ratings)) == 1 for ratings in said.values())
    lines += ["", f"All readers gave the same rating to {agreed} of {len(said)} titles."]
    return "\n".join([*lines, *(["", "What they remarked:", *remarks] if remarks else [])])


def main(arguments: list[str] | None = None) -> int:
    """Write a sheet and its form, or tally filled-in forms."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sheet", type=Path, help="write what readers read (Markdown)")
    parser.add_argument("--form", type=Path, help="write what readers fill in (CSV)")
    parser.add_argument("--tally", type=Path, nargs="+", help="add up filled-in forms")
    parser.add_argument("--grade", default="full")
    parser.add_argument("--detail", default="medium")
    parser.add_argument("--about", type=int)
    parser.add_argument("--data", type=Path, help="a file of answers instead of the demo's")
    parser.add_argument("--text-column", default="text")
    parser.add_argument("--question", default="")
    asked = parser.parse_args(arguments)
    if asked.tally:
        print(tally(asked.tally))
        return 0
    if asked.data:
        held = files.read(asked.data, text_column=asked.text_column)
        sets = [(asked.question, held.texts, None, ())]
    else:
        sets = list(demo_questions())
    lines = ["# Titles to judge", "", "For each title: **clear**, **vague** or **wrong**?", ""]
    form: list[dict[str, object]] = []
    for question, texts, languages, place in sets:
        found = discover(texts, question=question, languages=languages, drop_words=place,
                         grade=asked.grade, detail=asked.detail, about=asked.about)  # fmt: skip
        more, rows = sheet_of(question, found, len(form) + 1)
        lines += more
        form += rows
    text = "\n".join(lines)
    if asked.sheet:
        asked.sheet.write_text(text, encoding="utf-8")
    else:
        print(text)
    if asked.form:
        with asked.form.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, FORM)
            writer.writeheader()
            writer.writerows(form)
    return 0


if __name__ == "__main__":
    sys.exit(main())
