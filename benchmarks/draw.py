"""How fast and how fair panel draws are, on public instances and on generated pools.

Run ``python benchmarks/draw.py --data DIR --json draw.json``. Every case runs in a process of
its own on one thread, so that memory is its own too. Generated pools come from a seed: people
who put their names forward lean older, whiter and better off than the population whose
shares make the quotas, and one in eight shares a household with another.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

POPULATION: dict[str, dict[str, float]] = {
    "gender": {"Female": 0.51, "Male": 0.485, "Other": 0.005},
    "age": {
        "16-24": 0.14,
        "25-34": 0.17,
        "35-44": 0.16,
        "45-54": 0.16,
        "55-64": 0.15,
        "65-74": 0.12,
        "75+": 0.10,
    },
    "area": {"North": 0.24, "South": 0.22, "East": 0.20, "West": 0.19, "Central": 0.15},
    "ethnicity": {"White": 0.80, "Asian": 0.10, "Black": 0.05, "Mixed": 0.03, "Other": 0.02},
    "deprivation": {"1-2": 0.22, "3-4": 0.21, "5-6": 0.20, "7-8": 0.19, "9-10": 0.18},
    "disability": {"Limited": 0.18, "Not limited": 0.82},
    "tenure": {"Owned": 0.6, "Rented": 0.4},
}
KEENNESS: dict[str, list[float]] = {
    "age": [0.35, 0.6, 0.8, 1.0, 1.4, 1.8, 1.2],
    "ethnicity": [1.15, 0.6, 0.6, 0.8, 0.6],
    "deprivation": [0.5, 0.8, 1.0, 1.2, 1.5],
    "tenure": [1.3, 0.6],
}
CASES = [(200, 24, 4, 1), (500, 45, 6, 1), (1000, 70, 6, 1), (1000, 80, 7, 1), (2000, 110, 7, 1)]
LIMITS = {200: 5.0, 500: 15.0, 1000: 30.0, 2000: 120.0}


def generate(n: int, size: int, categories: int, seed: int) -> tuple[list[dict[str, str]], list]:
    """A pool and quotas that some panel meets."""
    rng = random.Random(seed)
    names = list(POPULATION)[:categories]
    pool = []
    for i in range(n):
        row = {"id": f"R{i:05d}"}
        for name in names:
            shares = POPULATION[name]
            keen = KEENNESS.get(name, [1.0] * len(shares))
            weights = [share * k for share, k in zip(shares.values(), keen, strict=True)]
            row[name] = rng.choices(list(shares), weights)[0]
        row["household"] = f"H{i:05d}"
        pool.append(row)
    for i in rng.sample(range(n), n // 16):
        pool[i]["household"] = pool[rng.randrange(n)]["household"]
    quotas = []
    for name in names:
        for feature, share in POPULATION[name].items():
            have = sum(row[name] == feature for row in pool)
            exact = share * size
            low = min(max(0, int(exact) - 1), have)
            quotas.append((name, feature, low, int(exact) + 2))
    return pool, quotas


def run_case(case: dict[str, object]) -> dict[str, object]:
    """One draw, or one replacement draw, measured."""
    from participation.analysis.draws import Person, Quota, draw_panel, gini, ticket_problems

    pool, quotas, size = case["pool"], case["quotas"], int(str(case["size"]))
    limits = [Quota(c, f, int(low), int(high)) for c, f, low, high in quotas]
    names = {q.category for q in limits}
    people = [Person(r["id"], {c: r[c] for c in names}, r.get("household")) for r in pool]
    found: dict[str, object] = {"case": case["name"], "people": len(people), "size": size}
    began, worked = time.perf_counter(), time.process_time()
    draw = draw_panel(people, limits, size)
    found["seconds"] = round(time.perf_counter() - began, 2)
    found["cpu"] = round(time.process_time() - worked, 2)
    chances = list(draw.chances.values())
    found |= {
        "bound": round(draw.eligible_bound, 6),
        "min": round(min(c for c in chances if c > 0), 6),
        "gini": round(gini(chances), 5),
        "panels": draw.panels,
        "move": round(100 * draw.largest_move, 3),
        "excluded": len(draw.excluded),
        "cuts_needed": not draw.attained,
        "wrong_tickets": len(ticket_problems(draw.tickets, people, limits, size)),
    }
    if case.get("replace"):
        found |= replacement(people, limits, size, draw)
    found["MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    if "reference" in case:
        found["gini_off"] = round(abs(gini(chances) - case["reference"]["gini"]), 5)
    return found


def replacement(people: list, limits: list, size: int, draw: object) -> dict[str, object]:
    """Twelve in a hundred of a drawn panel leave: the plan, and a draw by it."""
    from participation.analysis.draws import draw_panel, ticket_problems
    from participation.analysis.draws.replacements import plan_replacements

    panel = draw.tickets[417]
    rng = random.Random(7)
    left = set(rng.sample(panel, max(1, round(0.12 * size))))
    staying = [who for who in panel if who not in left]
    began = time.perf_counter()
    plan = plan_replacements(people, limits, size, staying=staying, unavailable=left)
    planned = time.perf_counter() - began
    found: dict[str, object] = {"plan_s": round(planned, 2), "proposed": plan.proposed is not None}
    for name, option in (("exact", plan.exact), ("wider", plan.proposed)):
        if option is None or not option.feasible:
            continue
        began, worked = time.perf_counter(), time.process_time()
        again = draw_panel(plan.pool, option.quotas, plan.seats, explain=False)
        found[f"{name}_s"] = round(time.perf_counter() - began, 2)
        found[f"{name}_cpu"] = round(time.process_time() - worked, 2)
        found[f"{name}_out"] = len(again.excluded)
        found[f"{name}_min"] = round(again.eligible_bound, 5)
        found[f"{name}_cuts"] = not again.attained
        found[f"{name}_move"] = round(100 * again.largest_move, 3)
        found[f"{name}_wrong"] = len(
            ticket_problems(again.tickets, plan.pool, option.quotas, plan.seats)
        )
    return found


def public_cases(folder: Path) -> list[dict[str, object]]:
    """The instances under ``folder``/panels, if it is there."""
    cases = []
    for place in sorted(folder.glob("panels/*/")):
        with (place / "respondents.csv").open() as file:
            pool = list(csv.DictReader(file))
        with (place / "categories.csv").open() as file:
            quotas = [tuple(row.values()) for row in csv.DictReader(file)]
        reference = json.loads((place / "reference.json").read_text())
        cases.append(
            {
                "name": place.name,
                "pool": pool,
                "quotas": quotas,
                "size": reference["k"],
                "reference": reference,
            }
        )
    return cases


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    usual = os.environ.get("PARTICIPATION_DATA", "../shared/data")
    parser.add_argument("--data", type=Path, default=Path(usual))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--largest", type=int, default=2000, help="skip larger generated pools")
    parser.add_argument("--replacements", action="store_true", help="measure these as well")
    wanted = parser.parse_args()
    cases = public_cases(wanted.data)
    for n, size, categories, seed in CASES:
        if n <= wanted.largest:
            pool, quotas = generate(n, size, categories, seed)
            name = f"made{n}_{size}_{categories}"
            cases.append({"name": name, "pool": pool, "quotas": quotas, "size": size})
    results = []
    for case in cases:
        case["replace"] = wanted.replacements
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as alone:
            result = alone.submit(run_case, case).result()
        results.append(result)
        print("  ".join(f"{key} {value}" for key, value in result.items()), flush=True)
    if wanted.json:
        wanted.json.write_text(json.dumps(results, indent=2) + "\n")
    bad = [r["case"] for r in results if r["wrong_tickets"]]
    slow = [
        r["case"]
        for r in results
        if str(r["case"]).startswith("made") and r["seconds"] > LIMITS[r["people"]]
    ]
    if bad or slow:
        sys.exit(f"wrong tickets: {bad}; too slow: {slow}")


if __name__ == "__main__":
    main()
