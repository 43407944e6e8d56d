"""The sums of a draw, in a child process: plain rows in, plain rows out, no database, no web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = tuple[str, str, Mapping[str, str]]
"""Somebody as a draw knows them: an id, a household, features by category."""


def _people(pool: Sequence[Row]) -> list[Any]:
    from participation.analysis.draws.types import Person

    return [Person(id_, dict(values), household or None) for id_, household, values in pool]


def _quotas(quotas: Sequence[Mapping[str, Any]]) -> list[Any]:
    from participation.analysis.draws.types import Quota

    return [Quota(q["category"], q["feature"], q["min"], q["max"]) for q in quotas]


def _changes(relaxations: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {
            "category": change.category,
            "feature": change.feature,
            "direction": change.direction.value,
            "by": change.by,
            "min": change.new_min,
            "max": change.new_max,
        }
        for change in relaxations
    ]


def check(pool: Sequence[Row], quotas: Sequence[Mapping[str, Any]], size: int) -> dict[str, Any]:
    """Whether the quotas can be met by this pool; the smallest changes if not; who is shut out.

    Gives ``feasible``, ``changes`` and ``problems`` (words of input that makes no sense).
    """
    from participation.analysis.draws.problem import build_problem
    from participation.analysis.draws.relaxations import check_quotas
    from participation.analysis.draws.types import BadInput

    try:
        found = check_quotas(build_problem(_people(pool), _quotas(quotas), size))
    except BadInput as refusal:
        return {"feasible": False, "changes": [], "problems": refusal.problems}
    return {
        "feasible": found.feasible,
        "changes": _changes(found.relaxations),
        "problems": [],
    }


def draw(
    pool: Sequence[Row],
    quotas: Sequence[Mapping[str, Any]],
    size: int,
    *,
    method: str,
    seed: int,
) -> dict[str, Any]:
    """Everybody's chance, a thousand tickets, and the figures that a methodology page tells."""
    from importlib.metadata import version

    from participation.analysis.draws.checker import gini
    from participation.analysis.draws.drawing import draw_panel
    from participation.analysis.draws.types import BadInput, Infeasible, Method

    people, limits = _people(pool), _quotas(quotas)
    try:
        made = draw_panel(people, limits, size, method=Method(method), seed=seed)
    except BadInput as refusal:
        return {"status": "refused", "problems": refusal.problems}
    except Infeasible as refusal:
        return {"status": "infeasible", "problems": _changes(refusal.relaxations)}
    chances = list(made.chances.values())
    return {
        "status": "ready",
        "problems": [],
        "tickets": [list(ticket) for ticket in made.tickets],
        "chances": dict(made.chances),
        "summary": {
            "people": len(people),
            "households": len({household for _id, household, _values in pool}),
            "size": size,
            "least": round(min(chances), 4),
            "most": round(max(chances), 4),
            "bound": round(made.bound, 4),
            "eligible_bound": round(made.eligible_bound, 4),
            "gini": round(gini(chances), 4),
            "panels": made.panels,
            "largest_move": round(made.largest_move, 4),
            "excluded": len(made.excluded),
            "versions": {
                name: version(name) for name in ("participation", "highspy", "numpy", "scipy")
            },
        },
    }


def replacements(
    pool: Sequence[Row],
    quotas: Sequence[Mapping[str, Any]],
    size: int,
    *,
    staying: Sequence[str],
    unavailable: Sequence[str],
) -> dict[str, Any]:
    """What the quotas leave for the empty seats, and one wider where that shuts people out."""
    from participation.analysis.draws.replacements import plan_replacements
    from participation.analysis.draws.types import BadInput

    try:
        plan = plan_replacements(
            _people(pool), _quotas(quotas), size, staying=staying, unavailable=unavailable
        )
    except BadInput as refusal:
        return {"problems": refusal.problems}

    def told(option: Any) -> dict[str, Any] | None:
        return option and {
            "quotas": [
                {"category": q.category, "feature": q.feature, "min": q.min, "max": q.max}
                for q in option.quotas
            ],
            "feasible": option.feasible,
            "eligible": option.eligible,
            "excluded": len(option.excluded),
            "changes": _changes(option.relaxations),
            "blamed": [
                {"category": category, "feature": feature, "people": number}
                for (category, feature), number in option.blamed.items()
            ],
        }

    return {
        "problems": [],
        "seats": plan.seats,
        "pool": [person.id for person in plan.pool],
        "housemates": len(plan.housemates),
        "exact": told(plan.exact),
        "proposed": told(plan.proposed),
    }
