"""How good, how fast and how firm theme discovery is: one table, one run, one machine.

    python benchmarks/themes.py --data ../shared/data [--only quality,speed,...] [--json OUT]

Quality is measured with the number of themes unknown and everybody given one (an answer
without a theme counts as a theme of its own kind). The data lies outside the project.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from participation.analysis.discovery import Discovery, discover

FLOORS = {
    ("argkp per motion", "light"): (0.42, 0.48),
    ("argkp all motions", "light"): (0.90, 0.93),
    ("clinc75", "light"): (0.74, 0.88),
    ("argkp per motion", "full"): (0.44, 0.48),
    ("argkp all motions", "full"): (0.92, 0.93),
    ("clinc75", "full"): (0.80, 0.88),
}
SECONDS = {
    "light": {1_000: (1, 0.3), 10_000: (2, 1), 100_000: (6, 3), 1_000_000: (15, 6)},
    "full": {1_000: (3, 3), 10_000: (12, 12), 100_000: (15, 15), 1_000_000: (22, 22)},
}
STABILITY = {"argkp per motion": (0.70, 0.80), "argkp all motions": (0.90, 0.90),
             "clinc75": (0.80, 0.80)}  # fmt: skip

Row = dict[str, Any]


class Table:
    """Rows printed as they come, kept for the JSON file."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def add(self, what: str, case: str, figure: float, floor: object = "", aim: object = "",
            note: str = "") -> None:  # fmt: skip
        self.rows.append(
            {"what": what, "case": case, "figure": figure, "floor": floor, "aim": aim, "note": note}
        )
        print(f"{what:<22} {case:<34} {figure:>10.3f} {floor!s:>7} {aim!s:>6}  {note}", flush=True)


def _columns(path: Path) -> dict[str, list[Any]]:
    import pyarrow.parquet

    held: dict[str, list[Any]] = pyarrow.parquet.read_table(path).to_pydict()
    return held


def labelled(data: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """(set, texts, labels); a text without a label has an empty one and isn't scored."""
    held = _columns(data / "argkp_dev.parquet")
    for motion in sorted(set(held["question"])):
        here = [at for at, question in enumerate(held["question"]) if question == motion]
        yield (
            "argkp per motion",
            [held["text"][at] for at in here],
            [held["label"][at] for at in here],
        )
    yield "argkp all motions", held["text"], held["question"]
    held = _columns(data / "clinc75_dev.parquet")
    yield "clinc75", held["text"], held["label"]


def main_themes(found: Discovery) -> list[str]:
    """Each answer's main theme; one common label for those without."""
    return [row.theme_id or "" for row in found.assignments if row.primary]


def b_cubed(labels: Sequence[str], groups: Sequence[str]) -> float:
    """B-cubed F1 (Bagga and Baldwin, 1998)."""
    _, one = np.unique(labels, return_inverse=True)
    _, two = np.unique(groups, return_inverse=True)
    table = np.zeros((one.max() + 1, two.max() + 1))
    np.add.at(table, (one, two), 1)
    precision = (table**2 / table.sum(axis=0)).sum() / len(one)
    recall = (table**2 / table.sum(axis=1)[:, None]).sum() / len(one)
    return float(2 * precision * recall / (precision + recall))


Method = Callable[[list[str]], Sequence[Any]]


def methods(grades: list[str], bertopic: Path | None) -> dict[str, Method]:
    """What is compared: our grades, scikit-learn's own parts, and BERTopic where it is at hand."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    def groups(texts: list[str]) -> int:
        # The usual rule of thumb, as none of these says how many there are.
        return max(2, round(len(texts) ** 0.5 / 2))

    def tfidf(texts: list[str]) -> Any:
        return TfidfVectorizer(stop_words="english", sublinear_tf=True).fit_transform(texts)

    def kmeans(texts: list[str]) -> Sequence[Any]:
        found = KMeans(groups(texts), n_init=3, random_state=0).fit_predict(tfidf(texts))
        return list(found)

    def nmf(texts: list[str]) -> Sequence[Any]:
        found = NMF(groups(texts), random_state=0, max_iter=300).fit_transform(tfidf(texts))
        return list(found.argmax(1))

    def lda(texts: list[str]) -> Sequence[Any]:
        bags = CountVectorizer(stop_words="english").fit_transform(texts)
        found = LatentDirichletAllocation(groups(texts), random_state=0).fit_transform(bags)
        return list(found.argmax(1))

    found: dict[str, Method] = {
        grade: lambda texts, grade=grade: main_themes(discover(texts, grade=grade))  # type: ignore[misc]
        for grade in grades
    }
    found |= {"TF-IDF + KMeans": kmeans, "TF-IDF + NMF": nmf, "LDA": lda}
    if bertopic is not None:
        found["BERTopic"] = lambda texts: _bertopic(bertopic, texts)
    return found


_BERTOPIC = """
import json, sys
from bertopic import BERTopic
texts = json.load(sys.stdin)
model = BERTopic()
topics, _ = model.fit_transform(texts)
if -1 in topics and len(set(topics)) > 1:
    topics = model.reduce_outliers(texts, topics)
json.dump([int(topic) for topic in topics], sys.stdout)
"""


def _bertopic(python: Path, texts: list[str]) -> list[int]:
    """BERTopic at its defaults, outliers given to their nearest topic, in its own environment."""
    run = subprocess.run(
        [str(python), "-c", _BERTOPIC], input=json.dumps(texts), capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return [int(topic) for topic in json.loads(run.stdout.splitlines()[-1])]


def quality(table: Table, data: Path, compared: dict[str, Method]) -> None:
    """Agreement with people's labels, ours beside the others'."""
    from sklearn.metrics import adjusted_mutual_info_score

    sets = list(labelled(data))
    for method, group in compared.items():
        scores: dict[str, list[tuple[float, float, float]]] = {}
        used = time.process_time()
        for name, texts, labels in sets:
            groups = list(map(str, group(texts)))
            scored = [at for at, label in enumerate(labels) if label]
            mine, theirs = [groups[at] for at in scored], [labels[at] for at in scored]
            agreed = adjusted_mutual_info_score(theirs, mine)
            row = (agreed, b_cubed(theirs, mine), len(set(groups) - {""}))
            scores.setdefault(name, []).append(row)
        used = time.process_time() - used
        for name, each in scores.items():
            ami, f1, themes = np.mean(each, axis=0)
            floor, aim = FLOORS.get((name, method), ("", ""))
            table.add("AMI", f"{name}, {method}", ami, floor, aim, f"{themes:.0f} groups")
            table.add("B-cubed F1", f"{name}, {method}", f1)
        table.add("processor seconds", f"all sets, {method}", used)


def demo(table: Table, grades: list[str], show: bool) -> None:
    """Against the key that the writers of the demo's answers kept.

    A theme stands for the code that most of its answers were written to express, learnt on
    one half of the answers and scored on the other, both ways.
    """
    from sklearn.metrics import adjusted_mutual_info_score

    import participation.demo

    folder = Path(next(iter(participation.demo.__path__))) / "content"
    rows = [json.loads(line) for line in (folder / "respondents.jsonl").open(encoding="utf-8")]
    for question in sorted({name for row in rows for name in row["key"]}):
        here = [row for row in rows if question in row["texts"] and question in row["key"]]
        texts = [row["texts"][question] for row in here]
        keys = [set(row["key"][question]["codes"]) for row in here]
        for grade in grades:
            found = discover(texts, grade=grade)
            given: list[set[str]] = [set() for _ in texts]
            for one in found.assignments:
                given[one.index].add(one.theme_id or one.state.value)
            groups = main_themes(found)
            alone = [at for at, key in enumerate(keys) if len(key) == 1]
            ami = adjusted_mutual_info_score(
                [min(keys[at]) for at in alone], [groups[at] for at in alone]
            )
            right = made = wanted = 0
            for half in (0, 1):
                name = _codes([(given[at], keys[at]) for at in range(len(texts)) if at % 2 == half])
                for at in range(1 - half, len(texts), 2):
                    mine = {name[theme] for theme in given[at] if theme in name}
                    right += len(mine & keys[at])
                    made += len(mine)
                    wanted += len(keys[at])
            f1 = 2 * right / max(1, made + wanted)
            table.add("demo AMI", f"{question}, {grade}", ami, note=f"{len(found.themes)} themes")
            table.add("demo micro-F1", f"{question}, {grade}", f1,
                      note=f"{made / len(texts):.2f} codes an answer, "
                           f"key {wanted / len(texts):.2f}")  # fmt: skip
            if show:
                for theme in found.themes:
                    print("   ", theme.id, theme.size, theme.label)


def _codes(pairs: list[tuple[set[str], set[str]]]) -> dict[str, str]:
    votes: dict[str, dict[str, float]] = {}
    for themes, codes in pairs:
        for theme in themes:
            for code in codes:
                mine = votes.setdefault(theme, {})
                mine[code] = mine.get(code, 0) + 1 / len(codes)
    return {theme: min(mine, key=lambda code: (-mine[code], code)) for theme, mine in votes.items()}


def stability(table: Table, data: Path, grades: list[str]) -> None:
    """Adjusted Rand index between runs over seeds, and over 80 % resamples, on common answers."""
    from sklearn.metrics import adjusted_rand_score

    for grade in grades:
        seeds: dict[str, list[float]] = {}
        parts: dict[str, list[float]] = {}
        for name, texts, _ in labelled(data):
            runs = [np.array(main_themes(discover(texts, grade=grade, seed=s))) for s in (0, 1, 2)]
            seeds.setdefault(name, []).extend(
                adjusted_rand_score(runs[a], runs[b]) for a, b in ((0, 1), (0, 2), (1, 2))
            )
            for salt in (1, 2):
                keep = sorted(random.Random(salt).sample(range(len(texts)), len(texts) * 4 // 5))
                again = discover([texts[at] for at in keep], grade=grade, seed=salt)
                parts.setdefault(name, []).append(
                    adjusted_rand_score(runs[0][keep], main_themes(again))
                )
        for name, found in seeds.items():
            both = float(np.mean([np.mean(found), np.mean(parts[name])]))
            table.add("stability (ARI)", f"{name}, {grade}", both, *STABILITY[name],
                      note=f"seeds {np.mean(seeds[name]):.2f}, "
                      f"80 % resamples {np.mean(parts[name]):.2f}")  # fmt: skip


def made_up(data: Path, n: int, seed: int = 0) -> list[str]:
    """n twenty-word answers, resampled from the words of real ones."""
    pool = [
        text.split()
        for name in ("argkp_dev", "clinc75_dev", "polis_bowling_green")
        for text in _columns(data / f"{name}.parquet")["text"]
    ]
    draw = random.Random(seed)
    texts = []
    for _ in range(n):
        words: list[str] = []
        while len(words) < 20:
            real = draw.choice(pool)
            at = draw.randrange(max(1, len(real) - 4))
            words += real[at : at + 5]
        texts.append(" ".join(words[:20]))
    return texts


def _peak() -> float:
    """The most memory this program ever held, in MB. What ``getrusage`` tells comes down from
    the parent, so it says nothing of a child that needs less."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _timed(data: Path, n: int, grade: str, answer: Any) -> None:
    discover(made_up(data, 60), grade=grade)
    texts = made_up(data, n)
    gc.collect()
    before = _peak()
    started, used = time.perf_counter(), sum(os.times()[:4])
    found = discover(texts, grade=grade)
    seconds, used = time.perf_counter() - started, sum(os.times()[:4]) - used
    after = _peak()
    answer.send((seconds, used, after - before, len(found.themes)))


def speed(table: Table, data: Path, grades: list[str], largest: int) -> None:
    """Wall time in a fresh process after imports, and peak memory beyond the texts."""
    for grade in grades:
        for n, (most, aim) in SECONDS[grade].items():
            if n > largest:
                continue
            ours, theirs = multiprocessing.Pipe()
            child = multiprocessing.get_context("spawn").Process(
                target=_timed, args=(data, n, grade, theirs)
            )
            child.start()
            theirs.close()
            seconds, used, memory, themes = ours.recv()
            child.join()
            table.add("seconds", f"{n:,} answers, {grade}", seconds, most, aim, f"{themes} themes")
            table.add("processor seconds", f"{n:,} answers, {grade}", used)
            table.add("memory beyond texts", f"{n:,} answers, {grade}, MB", memory, 700)
    texts = made_up(data, min(largest, 1_000_000))
    used = time.process_time()
    word, seen = re.compile(r"[^\W_]+"), {"": 0}
    for begin in range(0, len(texts), 2_000):
        for each in word.findall(" ".join(texts[begin : begin + 2_000]).lower()):
            seen.setdefault(each, len(seen))
    used = time.process_time() - used
    table.add("tokenising alone", f"{len(texts):,} answers, processor", used,
              note="the least that any method in Python needs, shared among cores")  # fmt: skip


def campaigns(table: Table, data: Path) -> None:
    """100,000 answers, 5 % of them in 50 letter-writing campaigns, edited and added to."""
    from participation.analysis.themes.campaigns import find
    from participation.analysis.themes.tokens import tokenise

    texts, truth = planted(data, 100_000)
    started = time.perf_counter()
    groups = find(tokenise(texts, processes=os.cpu_count() or 1))
    seconds = time.perf_counter() - started
    pairs: Callable[[np.ndarray], int] = lambda counts: int((counts * (counts - 1) // 2).sum())  # noqa: E731
    inside = pairs(np.bincount(truth[truth >= 0]))
    right = found = 0
    for group in np.unique(groups[groups >= 0]):
        members = truth[groups == group]
        if (members >= 0).any():
            found += pairs(np.array([len(members)]))
            right += pairs(np.bincount(members[members >= 0]))
    table.add("campaigns", "seconds for 100,000", seconds, 4, 4)
    table.add("campaigns", "pair precision", right / max(1, found), 0.99, 0.99)
    table.add("campaigns", "pair recall", right / inside, 0.82, 0.93)


def planted(data: Path, n: int) -> tuple[list[str], np.ndarray]:
    """Answers and the campaign each belongs to, -1 for none."""
    draw = random.Random(7)
    texts = made_up(data, n, seed=7)
    truth = np.full(n, -1)
    templates = made_up(data, 150, seed=8)
    words = sorted({word for text in templates for word in text.split()})
    for at in range(n // 20):
        campaign = draw.randrange(50)
        letter = " ".join(templates[campaign * 3 : campaign * 3 + 3]).split()
        edits = draw.uniform(0, 0.15)
        letter = [draw.choice(words) if draw.random() < edits else word for word in letter]
        if draw.random() < 0.4:
            letter += draw.choice(texts[n // 20 :]).split()
        texts[at], truth[at] = " ".join(letter), campaign
    return texts, truth


PARTS = ("quality", "baselines", "demo", "stability", "campaigns", "speed")


def main(arguments: list[str] | None = None) -> int:
    """Measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = os.environ.get("PARTICIPATION_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(default))
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--grade", default="light,full")
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--titles", action="store_true", help="print the demo's titles")
    parser.add_argument(
        "--bertopic", type=Path, metavar="PYTHON",
        help="the Python of a separate environment that holds BERTopic and its encoder",
    )  # fmt: skip
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args(arguments)
    if not asked.data.is_dir():
        print(f"no data at {asked.data}", file=sys.stderr)
        return 2
    parts, grades, table = asked.only.split(","), asked.grade.split(","), Table()
    print(f"{'what':<22} {'case':<34} {'figure':>10} {'floor':>7} {'aim':>6}")
    if "quality" in parts:
        compared = methods(grades, asked.bertopic)
        if "baselines" not in parts:
            compared = {name: each for name, each in compared.items() if name in grades}
        quality(table, asked.data, compared)
    if "demo" in parts:
        demo(table, grades, asked.titles)
    if "stability" in parts:
        stability(table, asked.data, grades)
    if "campaigns" in parts:
        campaigns(table, asked.data)
    if "speed" in parts:
        speed(table, asked.data, grades, asked.largest)
    if asked.json:
        asked.json.write_text(json.dumps(table.rows, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
