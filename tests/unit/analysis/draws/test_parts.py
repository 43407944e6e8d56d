"""The parts of a draw on their own: counting, tickets, relaxations, replacements, proof."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.analysis.draws import (
    BadInput,
    Direction,
    Infeasible,
    Method,
    Person,
    Quota,
    check_quotas,
    draw_panel,
    gini,
    in_words,
    panel_problems,
    relax,
    ticket_problems,
)
from participation.analysis.draws.problem import build_problem
from participation.analysis.draws.replacements import plan_replacements
from participation.analysis.draws.tickets import multiplicities
from participation.analysis.draws.verification import (
    open_ticket,
    pool_digest,
    seal_draw,
    verify_audit,
    verify_opening,
)

SALT = b"sixteen bytes or more"


def people(*rows, homes=()):
    found = []
    for i, values in enumerate(rows):
        household = homes[i] if i < len(homes) else None
        found.append(Person(f"p{i}", {"sex": values[0], "area": values[1]}, household))
    return found


def quotas(women, men, north, south):
    return [
        Quota("sex", "F", *women),
        Quota("sex", "M", *men),
        Quota("area", "N", *north),
        Quota("area", "S", *south),
    ]


class TestTheChecker:
    pool = {p.id: p for p in people("FN", "MS", "FS", homes=["h", "h", None])}  # noqa: RUF012
    exact = quotas((1, 1), (1, 1), (1, 1), (1, 1))

    def test_two_people_of_one_household_are_found(self):
        assert "2 people of one household" in panel_problems(["p0", "p1"], self.pool, self.exact, 2)

    def test_a_broken_quota_a_stranger_and_a_double_seat_are_found(self):
        assert len(panel_problems(["p0", "p2"], self.pool, self.exact, 2)) == 2
        assert "“x” is not in the pool" in panel_problems(["p0", "x"], self.pool, self.exact, 2)
        assert "“p0” has 2 seats" in panel_problems(["p0", "p0"], self.pool, self.exact, 2)

    def test_a_missing_ticket_is_found(self):
        assert ticket_problems([], [], [], 1, expected=1) == ["0 tickets instead of 1"]

    def test_gini_of_one_person_with_everything(self):
        assert gini([0.0, 0.0, 0.0, 1.0]) == pytest.approx(0.75)


class TestTypes:
    def test_people_of_one_household_with_equal_values_share_one_seat(self):
        problem = build_problem(
            people("FN", "FN", "MS", "MS", homes=["h", "h"]),
            quotas((0, 2), (0, 2), (0, 2), (0, 2)),
            2,
        )
        assert problem.types == 2
        assert sorted(problem.capacity.tolist()) == [1, 2]

    def test_every_problem_of_bad_input_is_named_at_once(self):
        with pytest.raises(BadInput) as refusal:
            build_problem(people("FN", "XN"), quotas((3, 1), (0, 1), (-1, 1), (0, 1)), 3)
        assert len(refusal.value.problems) == 4


class TestBalanced:
    def test_it_lowers_the_highest_chance_and_keeps_its_share_of_the_least(self):
        pool = people(*["FN"] * 8, *["MN"] * 4, "FS", "MS", "MS")
        limits = quotas((2, 3), (1, 2), (2, 3), (1, 2))
        fairest = draw_panel(pool, limits, 4)
        balanced = draw_panel(pool, limits, 4, method=Method.BALANCED, give_up=0.2)
        assert min(balanced.chances.values()) >= 0.8 * fairest.bound - 1e-4
        assert max(balanced.chances.values()) <= max(fairest.chances.values()) + 1e-4


class TestTickets:
    @settings(max_examples=40, deadline=None)
    @given(st.integers(0, 10**6))
    def test_no_chance_moves_by_more_than_half_a_point(self, seed):
        rng = np.random.default_rng(seed)
        kinds = int(rng.integers(2, 30))
        panels = rng.integers(0, 2, size=(int(rng.integers(2, 60)), kinds))
        weights = rng.dirichlet(np.ones(len(panels)))
        counts = rng.integers(1, 4, size=kinds).astype(float)
        given_ = multiplicities(panels, weights, counts)
        assert given_.sum() == 1000
        assert given_.min() >= 0
        moved = np.abs((given_ / 1000 - weights) @ panels / counts).max()
        plain = np.floor(weights * 1000)
        plain[np.argsort(plain - weights * 1000)[: 1000 - int(plain.sum())]] += 1
        assert moved <= max(0.004, np.abs((plain / 1000 - weights) @ panels / counts).max())

    def test_interchangeable_people_differ_by_one_ticket_at_most(self):
        draw = draw_panel(people(*["FN"] * 7), quotas((2, 2), (0, 0), (2, 2), (0, 0)), 2)
        counts = draw.counts.values()
        assert max(counts) - min(counts) <= 1


class TestRelaxations:
    def test_the_smallest_change_is_found_and_said(self):
        pool = people("FN", "FN", "MN")
        answer = check_quotas(build_problem(pool, quotas((1, 2), (1, 1), (1, 2), (1, 1)), 3))
        assert not answer.feasible
        moves = {(r.feature, r.direction, r.by) for r in answer.relaxations}
        assert moves == {("N", Direction.RAISE_MAX, 1), ("S", Direction.LOWER_MIN, 1)}
        assert (
            in_words(answer.relaxations[0])
            == "Accept 1 more with area “N”: a maximum of 3 instead of 2"
        )

    def test_minima_above_the_seats_are_lowered(self):
        pool = people("FN", "FN", "MS", "MS")
        limits = quotas((2, 2), (2, 2), (0, 2), (0, 2))
        with pytest.raises(Infeasible) as refusal:
            draw_panel(pool, limits, 3)
        assert sum(change.by for change in refusal.value.relaxations) == 1
        draw_panel(pool, relax(limits, refusal.value.relaxations), 3)

    def test_feasible_quotas_need_none(self):
        assert check_quotas(
            build_problem(people("FN", "MS"), quotas((1, 1), (1, 1), (1, 1), (1, 1)), 2)
        ).feasible


class TestReplacements:
    pool = people(*["FN", "FS", "MN", "MS"] * 5, homes=["h0", "h0"])
    limits = quotas((2, 2), (2, 2), (2, 2), (2, 2))

    def test_exact_quotas_shut_people_out_and_wider_ones_let_them_in(self):
        plan = plan_replacements(
            self.pool, self.limits, 4, staying=["p0", "p4", "p3"], unavailable=["p7"]
        )
        assert plan.seats == 1
        assert plan.housemates == ("p1",)
        assert plan.exact.eligible == 3
        assert {one.id for one in plan.exact.excluded} >= {"p8", "p2"}
        assert set(plan.exact.blamed) <= {(q.category, q.feature) for q in self.limits}
        assert plan.proposed.eligible == len(plan.pool)
        assert plan.proposed.excluded == ()

    def test_everyone_eligible_has_a_chance_and_a_ticket(self):
        plan = plan_replacements(self.pool, self.limits, 4, staying=["p0", "p4"])
        for option in (plan.exact, plan.proposed):
            draw = draw_panel(plan.pool, option.quotas, plan.seats)
            out = {one.id for one in draw.excluded}
            assert out == {one.id for one in option.excluded}
            assert all(draw.counts[who] > 0 for who in draw.chances if who not in out)

    def test_quotas_already_passed_are_named(self):
        plan = plan_replacements(self.pool, self.limits, 4, staying=["p0", "p4", "p8"])
        assert [(q.category, q.feature) for q in plan.overfull] == [("area", "N"), ("sex", "F")]

    def test_nobody_to_replace_and_strangers_are_refused(self):
        with pytest.raises(BadInput):
            plan_replacements(self.pool, self.limits, 4, staying=["p0", "p3", "p4", "p7"])
        with pytest.raises(BadInput):
            plan_replacements(self.pool, self.limits, 4, staying=["nobody"])


class TestProof:
    pool = people(*["FN", "MS"] * 6)
    limits = quotas((1, 1), (1, 1), (1, 1), (1, 1))

    def sealed(self):
        tickets = draw_panel(self.pool, self.limits, 2).tickets
        return tickets, seal_draw(self.pool, tickets, SALT)

    @pytest.mark.parametrize("digits", ["000", "417", "999"])
    def test_an_honest_result_holds_in_public_and_for_an_auditor(self, digits):
        tickets, seal = self.sealed()
        opening = open_ticket(seal, tickets, digits, SALT)
        assert verify_opening(opening) == []
        assert verify_audit(opening, self.pool, self.limits, 2, tickets, SALT) == []

    def test_another_ticket_or_other_digits_do_not_pass(self):
        tickets, seal = self.sealed()
        opening = open_ticket(seal, tickets, "417", SALT)
        for forged in (
            dataclasses.replace(opening, ids=("p0", "p99")),
            dataclasses.replace(opening, digits="418"),
            dataclasses.replace(opening, digits="41"),
            dataclasses.replace(opening, path=opening.path[:-1]),
            dataclasses.replace(opening, salt="zz"),
        ):
            assert verify_opening(forged)

    def test_an_auditor_sees_a_changed_pool_and_a_changed_ticket(self):
        tickets, seal = self.sealed()
        opening = open_ticket(seal, tickets, "417", SALT)
        assert verify_audit(opening, self.pool[:-1], self.limits, 2, tickets, SALT)
        swapped = (tickets[1], tickets[0], *tickets[2:])
        if tickets[0] != tickets[1]:
            assert verify_audit(opening, self.pool, self.limits, 2, swapped, SALT)

    def test_the_pool_digest_needs_the_salt_and_not_the_order(self):
        assert pool_digest(self.pool, SALT) == pool_digest(self.pool[::-1], SALT)
        assert pool_digest(self.pool, SALT) != pool_digest(self.pool, SALT + b"!")

    def test_tickets_that_are_no_power_of_two_open_at_every_place(self):
        for count in (1, 2, 3, 5, 6, 7, 11):
            tickets = [(f"p{i}",) for i in range(count)]
            seal = seal_draw(self.pool, tickets, SALT)
            width = len(str(count - 1))
            for i in range(count):
                assert not verify_opening(open_ticket(seal, tickets, f"{i:0{width}d}", SALT))
