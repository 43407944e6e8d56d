"""Leximin over every panel that exists, by listing them all: slow, simple, independent."""

from __future__ import annotations

import itertools
import random

import numpy as np
from scipy.optimize import linprog

from participation.analysis.draws import Person, Quota, panel_problems


def every_panel(people, quotas, size):
    known = {person.id: person for person in people}
    return [
        ids
        for ids in itertools.combinations(sorted(known), size)
        if not panel_problems(ids, known, quotas, size)
    ]


def leximin_by_listing(people, quotas, size):
    """Everyone's chance, person by person: no merging, no pricing, no cuts."""
    ids = sorted(person.id for person in people)
    panels = every_panel(people, quotas, size)
    holds = np.array([[who in panel for panel in map(set, panels)] for who in ids], dtype=float)
    fixed = {}
    while len(fixed) < len(ids):
        free = [i for i in range(len(ids)) if i not in fixed]
        rows = [np.append(-holds[i], 1.0) for i in free]
        rows += [np.append(-holds[i], 0.0) for i in fixed]
        ends = [0.0] * len(free) + [-value + 1e-9 for value in fixed.values()]
        answer = linprog(
            np.append(np.zeros(len(panels)), -1.0),
            A_ub=rows,
            b_ub=ends,
            A_eq=[np.append(np.ones(len(panels)), 0.0)],
            b_eq=[1.0],
            bounds=[(0, 1)] * (len(panels) + 1),
        )
        level = -answer.fun
        duals = -answer.ineqlin.marginals[: len(free)]
        stuck = [i for i, dual in zip(free, duals, strict=True) if dual > 1e-6]
        if not stuck:
            assert level > 1 - 1e-7
            stuck = free
        fixed |= dict.fromkeys(stuck, level)
    return {ids[i]: value for i, value in fixed.items()}


def loose_pool(seed):
    """A small pool with quotas around some group's own numbers, and a few shared households."""
    rng = random.Random(seed)
    n = rng.randint(4, 11)
    size = rng.randint(1, min(5, n - 1))
    features = {
        f"c{j}": [f"f{x}" for x in range(rng.randint(2, 3))] for j in range(rng.randint(1, 4))
    }
    people = [_person(rng, i, features, alone=2) for i in range(n)]
    picked = rng.sample(people, size)
    tight = rng.random()
    quotas = []
    for category, names in features.items():
        for name in names:
            have = sum(person.values[category] == name for person in picked)
            low = max(0, have - (rng.random() > tight))
            quotas.append(Quota(category, name, low, have + (rng.random() > tight)))
    return people, quotas, size


def matching_pool(seed):
    """A seat for each feature of every category: the plain bound is often out of reach."""
    rng = random.Random(seed)
    size = rng.choice([3, 4, 4])
    n = rng.randint(12, 14)
    features = {
        f"c{j}": [f"f{x}" for x in range(size - (rng.random() < 0.3))]
        for j in range(rng.randint(3, 4))
    }
    people = [_person(rng, i, features, alone=4) for i in range(n)]
    quotas = [
        Quota(category, name, 1, 1 if len(names) == size else 2)
        for category, names in features.items()
        for name in names
    ]
    return people, quotas, size


def _person(rng, number, features, *, alone):
    values = {category: rng.choice(names) for category, names in features.items()}
    home = rng.choice([*[None] * alone, f"h{rng.randint(0, 4)}"])
    return Person(f"p{number:02d}", values, home)
