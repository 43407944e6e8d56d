"""The fairest lottery over panels, with a certificate.

The loop keeps two things: panels that exist (they span every lottery found so far) and an outer
polytope that holds every lottery. It asks the outer polytope for its fairest chances and the
decomposition for a lottery with just these. Where one exists, it is the fairest of all: nothing
in a larger set is fairer. Where none exists, the decomposition proves so with an inequality that
all panels keep, which joins the outer polytope, and the question is asked again. First draws
almost never need a cut; replacement draws with exact quotas usually do.

LEXIMIN: Flanigan, Gölz, Gupta, Hennig and Procaccia, *Fair algorithms for selecting citizens'
assemblies*, Nature 596 (2021). Proven cuts in place of one column generation for each level are
our own: all levels share what was learnt.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from participation.analysis.draws.decomposition import LARGE, Decomposition, Reached
from participation.analysis.draws.marginals import (
    Cut,
    Marginals,
    Outer,
    balanced_marginals,
    leximin_marginals,
)
from participation.analysis.draws.pricing import Pricing
from participation.analysis.draws.problem import Floats, Ints, Problem
from participation.analysis.draws.types import Method

# Panels gathered before the first mix, for each type: a large mix is slow to solve again.
HERD, HERD_LARGE = 1.4, 1.6
GIVE_UP = 0.05


@dataclass(frozen=True)
class FairLottery:
    """Panels and their weights, with what proves them fairest.

    Attributes:
        panels: shape (panels, types), each a panel.
        weights: shape (panels,), summing to 1.
        chances: for each type, a person's chance, shape (types,).
        target: the certified chances, within 2e-5 of ``chances``.
        least: no lottery gives every eligible person more than this.
        can: for each type, whether any panel holds it.
        cuts: how many proven inequalities were needed; 0 when the plain bound was attained.
    """

    panels: Ints
    weights: Floats
    chances: Floats
    target: Floats
    least: float
    can: NDArray[np.bool_]
    cuts: int


def fair_lottery(
    problem: Problem,
    *,
    method: Method = Method.LEXIMIN,
    seed: int = 0,
    give_up: float = GIVE_UP,
) -> FairLottery:
    """The fairest lottery over the problem's panels.

    Parameters:
        problem: one that has a panel (see ``check_quotas``).
        method: leximin, maximin, or balanced.
        seed: for the solver; the chances don't depend on it beyond the tolerance.
        give_up: for balanced, the share of the least chance that may be lost.

    Raises:
        SolverFailed: when the problem has no panel, or HiGHS gives up.
    """
    pricing = Pricing(problem, seed=seed)
    mix = Decomposition(problem, pricing, seed=seed)
    everyone = np.ones(problem.types, dtype=bool)
    first = _target(Outer(problem, everyone, (), seed), method, give_up)
    mix.herd(first.chances, 2 * math.ceil(problem.types / problem.size))
    can = coverable(mix, pricing)
    cuts: list[Cut] = []
    goal = first if can.all() else _target(Outer(problem, can, cuts, seed), method, give_up)
    mix.start_again()
    mix.herd(
        goal.chances, math.ceil((HERD_LARGE if problem.types > LARGE else HERD) * problem.types)
    )
    while True:
        answer = mix.reach(goal.chances)
        if isinstance(answer, Reached):
            break
        cuts.extend(answer.cuts)
        goal = _target(Outer(problem, can, cuts, seed), method, give_up)
    used = answer.weights > 1e-9
    panels = np.array(mix.panels)[used]
    weights = answer.weights[used] / answer.weights[used].sum()
    return FairLottery(
        panels=panels,
        weights=weights,
        chances=(weights @ panels) / problem.counts,
        target=goal.chances,
        least=goal.least,
        can=can,
        cuts=len(cuts),
    )


def coverable(mix: Decomposition, pricing: Pricing) -> NDArray[np.bool_]:
    """Which types some panel holds; adds panels until every such type is in one."""
    while True:
        missing: NDArray[np.bool_] = mix.held() == 0
        if not missing.any():
            return ~missing
        priced = pricing.best(missing.astype(np.float64), slack=0.5)
        if priced.value < 0.5:
            return ~missing
        mix.add(priced.panel)


def _target(outer: Outer, method: Method, give_up: float) -> Marginals:
    if method is Method.LEXIMIN:
        return leximin_marginals(outer)
    return balanced_marginals(outer, give_up=give_up if method is Method.BALANCED else 0.0)
