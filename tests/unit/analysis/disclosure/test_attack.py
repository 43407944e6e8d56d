"""Somebody reads every table and works out what they can: nothing about small groups."""

from __future__ import annotations

import os
import random
from collections.abc import Mapping, Sequence

import pytest

from participation.analysis.disclosure import (
    Audience,
    Cell,
    Earlier,
    Family,
    Protected,
    Rules,
    Sum,
    Variable,
    protect,
)
from tests.unit.analysis.disclosure.attacker import Attacker, recovered

People = list[dict[str, str]]
SHAPES: dict[str, tuple[int, list[tuple[str, ...]]]] = {
    "one question by age": (2, [("a", "b")]),
    "a question by two things": (3, [("a", "b"), ("a", "c")]),
    "a chain": (3, [("a", "b"), ("b", "c")]),
    "a circle": (3, [("a", "b"), ("b", "c"), ("a", "c")]),
    "three ways at once": (3, [("a", "b", "c")]),
    "two questions by two things": (4, [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]),
}


def variables_of(chance: random.Random, number: int) -> list[Variable]:
    return [
        Variable(
            name, tuple(f"{name}{place}" for place in range(chance.randint(2, 3 + (number < 4))))
        )
        for name in "abcd"[:number]
    ]


def people_of(chance: random.Random, variables: Sequence[Variable], number: int) -> People:
    likely = {v.name: [chance.random() ** 3 + 0.02 for _ in v.categories] for v in variables}
    return [
        {v.name: chance.choices(v.categories, likely[v.name])[0] for v in variables}
        for _ in range(number)
    ]


def attack(
    protected: Protected, figures: Mapping[Cell, int], round_to: int
) -> list[tuple[Cell, int, int]]:
    family = protected.family
    facts = {key: family.count(key) for key in family.facts}
    attacker = Attacker(
        {v.name: v.categories for v in family.variables.values()}, protected.rules.threshold
    )
    attacker.reads(figures, round_to=round_to, facts=facts)
    return recovered(attacker, protected.small)


@pytest.mark.parametrize("shape", SHAPES)
def test_nothing_small_can_be_worked_out_of_random_tables(shape: str) -> None:
    number, tables = SHAPES[shape]
    given_away = small = hidden = 0
    for seed in range(int(os.environ.get("DISCLOSURE_TABLES", "24")) // len(SHAPES)):
        chance = random.Random(f"{shape}{seed}")
        variables = variables_of(chance, number)
        family = Family.of_people(
            variables, tables, people_of(chance, variables, chance.choice([40, 120, 400]))
        )
        protected = protect(family)
        assert protected.guarded
        assert not protected.betrayed
        small += len(protected.small)
        hidden += len(protected.hidden)
        for audience, round_to in ((Audience.LEADERS, 1), (Audience.PUBLIC, 5)):
            figures = protected.released(audience).figures
            assert not set(figures) & protected.hidden
            assert attack(protected, figures, round_to) == []
        # With nothing more hidden than the small groups themselves, the attacker succeeds.
        naive = {key: family.count(key) for key in family.cells if key not in protected.small}
        given_away += len(attack(protected, naive, 1))
    assert small
    assert given_away > small / 20
    assert hidden < 4 * small


@pytest.mark.parametrize("round_to", [1, 5])
def test_rounding_alone_does_not_protect(round_to: int) -> None:
    a, b = Variable("a", ("x", "y")), Variable("b", ("m", "n"))
    people = [{"a": "x", "b": "m"}] * 100 + [{"a": "x", "b": "n"}] * 3
    people += [{"a": "y", "b": "m"}] * 60 + [{"a": "y", "b": "n"}] * 40
    family = Family.of_people([a, b], [("a", "b")], people)
    protected = protect(family)
    naive = {
        key: (family.count(key) + round_to // 2) // round_to * round_to
        for key in family.cells
        if key not in protected.small
    }
    assert attack(protected, naive, round_to)
    assert len(protected.hidden) == 4


def earlier_of(protected: Protected, audience: Audience) -> Earlier:
    release = protected.released(audience)
    return Earlier(
        tables=protected.family.tables,
        counts=protected.family.counts,
        shown=frozenset(release.figures) - release.old,
        figures=release.figures,
    )


@pytest.mark.parametrize("only_came", [True, False])
def test_two_releases_tell_nothing_of_the_few_who_came_or_went_between(only_came: bool) -> None:
    tables = [("a", "b"), ("a", "c")]
    given_away = changed = shown_again = 0
    for seed in range(12):
        chance = random.Random(f"time {seed}")
        variables = variables_of(chance, 3)
        people = people_of(chance, variables, 200)
        first = protect(Family.of_people(variables, tables, people))
        before = earlier_of(first, Audience.LEADERS)
        stayed = people if only_came else people[chance.randint(1, 8) :]
        newcomers = people_of(chance, variables, 18 if seed % 2 else 120)
        family = Family.of_people(variables, tables, stayed + newcomers)
        second = protect(family, earlier=[before])
        release = second.released(Audience.LEADERS, [before])
        anew = {key: n for key, n in release.figures.items() if key not in release.old}
        shown_again += len(anew)

        def attacker(now: Mapping[Cell, int], family: Family = family) -> Attacker:
            mine = Attacker({v.name: v.categories for v in variables}, 10)  # noqa: B023
            mine.reads(before.figures, facts={(): first.family.count(())})  # noqa: B023
            mine.reads(now, facts={(): family.count(())})
            if only_came:
                mine.knows_that_nobody_left()
            return mine

        few = [
            key
            for key in family.cells
            if 0 < family.count(key) - first.family.count(key) < 10 and key not in family.facts
        ]
        changed += len(few)
        assert recovered(attacker(anew), second.small) == []
        assert recovered(attacker(anew), few, since=0) == []
        alone = protect(family).released(Audience.LEADERS).figures
        given_away += len(recovered(attacker(alone), few, since=0))
    assert changed
    assert given_away
    assert shown_again


def test_what_cannot_be_shown_anew_is_shown_as_it_was() -> None:
    a = Variable("a", ("x", "y"))
    first = protect(Family.of_people([a], [("a",)], [{"a": "x"}] * 50 + [{"a": "y"}] * 40), Rules())
    before = earlier_of(first, Audience.PUBLIC)
    family = Family.of_people([a], [("a",)], [{"a": "x"}] * 57 + [{"a": "y"}] * 48)
    release = protect(family, earlier=[before]).released(Audience.PUBLIC, [before])
    assert release.count() == 105
    assert release.count(a="x") == 50
    assert release.count(a="y") == 40
    assert release.old == {(("a", "x"),), (("a", "y"),)}


def test_facts_that_betray_are_named() -> None:
    a, c = Variable("a", ("x", "y")), Variable("c", ("post", "web"))
    people = [{"a": "x", "c": "post"}] * 2 + [{"a": "y", "c": "post"}] * 1
    people += [{"a": "x", "c": "web"}] * 90 + [{"a": "y", "c": "web"}] * 80
    facts = [(), (("c", "post"),), (("c", "web"),)]
    family = Family.of_people([a, c], [("a", "c")], people, facts=facts)
    protected = protect(family)
    assert protected.betrayed == {
        (("a", "x"), ("c", "post")),
        (("a", "y"), ("c", "post")),
    }
    assert [
        found[1:] for found in attack(protected, protected.released(Audience.LEADERS).figures, 1)
    ] == [
        (0, 3),
        (0, 3),
    ]


def test_sub_totals_give_nothing_away() -> None:
    groups = {"young": ("a0", "a1"), "old": ("a2", "a3")}
    for seed in range(8):
        chance = random.Random(f"groups {seed}")
        age = Variable("a", ("a0", "a1", "a2", "a3"), groups)
        view = Variable("b", ("b0", "b1", "b2"))
        people = people_of(chance, [age, view], 150)
        family = Family.of_people([age, view], [("a", "b")], people)
        protected = protect(family)
        attacker = Attacker({"a": age.categories, "b": view.categories}, 10)
        shown = protected.released(Audience.LEADERS).figures
        plain = {key: n for key, n in shown.items() if dict(key).get("a") not in groups}
        attacker.reads(plain, facts={(): 150})
        for key, figure in shown.items():
            if key not in plain:
                within = [
                    attacker.members(tuple(sorted((dict(key) | {"a": part}).items())))
                    for part in groups[dict(key)["a"]]
                ]
                attacker._knows(sum(within), figure, figure)
        inside = [key for key in protected.small if dict(key).get("a") not in groups]
        assert recovered(attacker, inside) == []
        assert any(dict(key).get("a") in groups for key in shown)


def test_the_same_people_under_two_names_give_nothing_away() -> None:
    """Whoever skips a question skips each of its options: no table may tell what another hides."""
    answers = {"yes": 0, "no": 1, "": 2}
    bus = {("f", "yes"): 3, ("f", "no"): 97, ("f", ""): 40, ("m", "yes"): 50, ("m", "no"): 50}
    bike = {("f", "yes"): 45, ("f", "no"): 55, ("f", ""): 40, ("m", "yes"): 60, ("m", "no"): 40}
    counts: dict[Cell, int] = {}
    for name, mine in (("bike", bike), ("bus", bus)):
        for (sex, answer), number in {**mine, ("m", ""): 60}.items():
            counts[((name, answer), ("sex", sex))] = number
    facts = {(): 300} | {
        ((name, answer),): sum(counts[((name, answer), ("sex", sex))] for sex in "fm")
        for name in ("bus", "bike")
        for answer in answers
    }
    ties = [Sum((("bike", ""), ("sex", sex)), ((("bus", ""), ("sex", sex)),)) for sex in ("f", "m")]

    def found(tied: list[Sum]) -> list[tuple[Cell, int, int]]:
        family = Family.of_counts(
            [Variable(name, tuple(answers)) for name in ("bus", "bike")]
            + [Variable("sex", ("f", "m"))],
            [("bus", "sex"), ("bike", "sex")],
            counts,
            facts=facts,
            ties=tied,
        )
        protected = protect(family)
        attacker = Attacker(
            {"bus": tuple(answers), "bike": tuple(answers), "sex": ("f", "m")},
            10,
            lambda person: (person["bus"] == "") == (person["bike"] == ""),
        )
        attacker.reads(protected.released(Audience.LEADERS).figures, facts=facts)
        return recovered(attacker, protected.small)

    assert found(ties) == []
    assert found([]) != []
