"""The check before opening: what it sees, what it asks, and that nothing opens past it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.evidence.rules import OptionFacts, ParticularsFacts, Told, gate
from participation.evidence.rules.bodies import BodyDetails, Heard, dates_problem, heard
from participation.evidence.rules.gate import Approval, Facts, Period, State

FIRST, LAST = date(2030, 5, 1), date(2030, 6, 30)
LANGUAGES = ("en", "cy")


def both(words: str) -> dict[str, str]:
    return {"en": words, "cy": words}


def option(standing: str = "put_forward", **changes: object) -> OptionFacts:
    values = {
        "standing": standing,
        "title": both("A crossing"),
        "words": both("It is built."),
        "in_favour": both("Safer."),
        "against": both("Dearer."),
        "why_discarded": both("No room.") if standing == "discarded" else {},
        "id": uuid4(),
        "position": 1,
    } | changes
    return OptionFacts(**values)  # type: ignore[arg-type]


PARTICULARS = ParticularsFacts(
    decides_on=LAST + timedelta(30),
    contact=both("Ask Jo."),
    on_paper=both("In libraries."),
    by_telephone=both("Ring."),
    letters_to=both("Town Hall."),
    equality=both("Nobody more than others."),
    equality_reference="EIA 7",
    late_rule="counted",
)
WHOLE = Facts(
    told=Told(PARTICULARS, (option(), option("discarded")), ()),
    languages=LANGUAGES,
    opens_on=FIRST,
    last_day=LAST,
    bodies=1,
    answers=dict.fromkeys(gate.ASKED, "Because."),
    approval=Approval(approved=True, approver="R. Ahmed", on=FIRST),
)


def lacks(facts: Facts) -> tuple[str, ...]:
    return gate.problems(gate.checklist(facts))


def states(facts: Facts) -> dict[str, State]:
    return {item.code: item.state for item in gate.checklist(facts)}


def told(**changes: object) -> Facts:
    return replace(WHOLE, told=replace(WHOLE.told, **changes))


def test_nothing_is_missing_from_the_whole():
    assert lacks(WHOLE) == ()


@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        (replace(WHOLE, decided=True), "decided"),
        (told(particulars=replace(PARTICULARS, decides_on=None)), "decides_on"),
        (told(particulars=replace(PARTICULARS, decides_on=LAST)), "decides_first"),
        (told(options=()), "options"),
        (told(options=(option("discarded"),)), "options"),
        (told(options=(option(words={"en": "Only English"}),)), "option_words:1:cy"),
        (told(options=(option(), option("discarded", why_discarded={}))), "option_words:2:en"),
        (told(particulars=replace(PARTICULARS, on_paper={"en": "x"})), "route:on_paper:cy"),
        (told(particulars=replace(PARTICULARS, by_telephone={})), "route:by_telephone:en"),
        (told(particulars=replace(PARTICULARS, letters_to={"cy": " "})), "route:letters_to:cy"),
        (told(particulars=replace(PARTICULARS, contact={})), "route:contact:en"),
        (told(particulars=replace(PARTICULARS, late_rule="")), "late_rule"),
        (told(particulars=replace(PARTICULARS, equality={})), "route:equality:en"),
        (replace(WHOLE, approval=Approval()), "approval"),
        (replace(WHOLE, approval=Approval(stale=True)), "approval_stale"),
    ],
)
def test_each_thing_that_is_missing_is_named(facts: Facts, problem: str):
    assert problem in lacks(facts)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (WHOLE, "formative"),
        (told(options=(option(),)), "no_discarded"),
        (WHOLE, "no_documents"),
        (WHOLE, "time_reason"),
        (WHOLE, "affected"),
        (WHOLE, "consideration"),
        (told(particulars=replace(PARTICULARS, equality_reference="")), "no_equality"),
        (WHOLE, "data_protection"),
        (WHOLE, "duty"),
        (replace(WHOLE, bodies=0), "no_bodies"),
        (
            replace(WHOLE, calendar=(Period("pre_election", "Poll", FIRST, FIRST),)),
            "election_reason",
        ),
    ],
)
def test_what_the_site_cant_know_is_asked_and_spaces_are_no_answer(facts: Facts, code: str):
    assert code in gate.answers_wanted(facts)
    silent = replace(facts, answers={**facts.answers, code: "  "})
    assert f"answer:{code}" in lacks(silent)
    assert lacks(facts) == ()


def test_an_open_question_needs_no_options():
    facts = told(options=(), particulars=replace(PARTICULARS, open_question=True))
    assert lacks(facts) == ()
    assert "no_discarded" not in gate.answers_wanted(facts)


def test_what_is_known_is_not_asked():
    assert not {"no_discarded", "no_equality", "no_bodies", "election_reason"} & set(
        gate.answers_wanted(WHOLE)
    )


def test_a_week_is_very_short_and_cautions_never_stand_in_the_way():
    facts = replace(WHOLE, opens_on=date(2030, 12, 22), last_day=date(2030, 12, 28))
    facts = replace(
        facts,
        told=replace(facts.told, particulars=replace(PARTICULARS, decides_on=date(2031, 1, 2))),
    )
    (length,) = [item for item in gate.checklist(facts) if item.code == "length"]
    assert length.facts["days"] == 7
    assert length.facts["working_days"] == 3
    assert length.facts["very_short"]
    assert [day.day for day in length.facts["bank_holidays"]] == [25, 26]
    assert states(facts)["decides_after"] is State.CAUTION
    assert lacks(facts) == ()


def test_the_councils_own_holidays_count():
    extra = Period("bank_holiday", "A coronation", date(2030, 6, 11), date(2030, 6, 11))
    (length,) = [i for i in gate.checklist(WHOLE) if i.code == "length"]
    (longer,) = [i for i in gate.checklist(replace(WHOLE, calendar=(extra,))) if i.code == "length"]
    assert longer.facts["working_days"] == length.facts["working_days"] - 1
    assert date(2030, 6, 11) in longer.facts["bank_holidays"]


def test_one_who_wrote_it_approves_only_where_nobody_else_could():
    assert not gate.may_approve(author=True, others=1)
    assert gate.may_approve(author=True, others=0)
    assert gate.may_approve(author=False, others=0)


some_words = st.fixed_dictionaries(
    {"en": st.sampled_from(["", " ", "x"]), "cy": st.sampled_from(["", "y"])}
)
some_days = st.none() | st.dates(date(2029, 1, 1), date(2032, 12, 31))
some_periods = st.lists(
    st.builds(
        lambda kind, first, days: Period(kind, "P", first, first + timedelta(days)),
        st.sampled_from([*gate.PeriodKind]),
        st.dates(date(2029, 1, 1), date(2032, 12, 31)),
        st.integers(0, 60),
    ),
    max_size=4,
).map(tuple)
some_options = st.lists(
    st.builds(
        lambda standing, title, words, why: option(
            standing, title=title, words=words, why_discarded=why
        ),
        st.sampled_from(["put_forward", "preferred", "discarded"]),
        some_words,
        some_words,
        some_words,
    ),
    max_size=4,
).map(tuple)
some_facts = st.builds(
    lambda words, days, options, periods, answers, flags: Facts(
        told=Told(
            ParticularsFacts(
                decides_on=days[2],
                contact=words[0],
                on_paper=words[1],
                by_telephone=words[2],
                letters_to=words[3],
                equality=words[4],
                equality_reference="E" if flags[0] else " ",
                late_rule="read" if flags[1] else "",
                open_question=flags[2],
            ),
            options,
            (),
        ),
        languages=LANGUAGES,
        opens_on=days[0],
        last_day=days[1],
        decided=flags[3],
        calendar=periods,
        bodies=int(flags[4]),
        answers=answers,
        approval=Approval(approved=flags[5], stale=flags[6] and not flags[5]),
    ),
    st.tuples(*[some_words] * 5),
    st.tuples(some_days, some_days, some_days),
    some_options,
    some_periods,
    st.dictionaries(st.sampled_from(gate.ASKED), st.sampled_from(["", " ", "Because."])),
    st.tuples(*[st.booleans()] * 7),
)


@given(some_facts)
def test_every_item_has_one_state_and_a_problem_exactly_where_it_is_missing(facts: Facts):
    items = gate.checklist(facts)
    assert len({item.code for item in items}) == len(items)
    for item in items:
        assert bool(item.problems) is (item.state is State.MISSING)
    found = gate.problems(items)
    assert len(set(found)) == len(found)


@given(some_facts)
def test_what_stands_in_the_way_goes_when_it_is_mended_and_nothing_else_comes(facts: Facts):
    answered = replace(facts, answers=dict.fromkeys(gate.ASKED, "Because."))
    before, after = set(lacks(facts)), set(lacks(answered))
    assert after == {code for code in before if not code.startswith("answer:")}


@given(some_facts)
def test_no_decision_before_the_last_day_and_no_election_passes_in_silence(facts: Facts):
    found = lacks(facts)
    decides = facts.told.particulars.decides_on
    if decides and facts.last_day and decides <= facts.last_day:
        assert "decides_first" in found
    overlaps = [
        period
        for period in facts.calendar
        if period.kind == "pre_election"
        and facts.opens_on
        and facts.last_day
        and max(period.starts_on, facts.opens_on) <= min(period.ends_on, facts.last_day)
    ]
    asks = "election_reason" in gate.answers_wanted(facts)
    assert asks is bool(overlaps)


TODAY = date(2030, 5, 20)


@pytest.mark.parametrize(
    ("body", "last_day", "stands"),
    [
        (BodyDetails("B"), None, Heard.NOT_INVITED),
        (BodyDetails("B", invited_on=date(2030, 5, 15)), date(2030, 7, 1), Heard.INVITED),
        (BodyDetails("B", invited_on=date(2030, 5, 15)), date(2030, 5, 25), Heard.TO_CHASE),
        (BodyDetails("B", invited_on=date(2030, 5, 6)), date(2030, 7, 1), Heard.TO_CHASE),
        (
            BodyDetails("B", invited_on=date(2030, 5, 1), chased_on=date(2030, 5, 19)),
            date(2030, 7, 1),
            Heard.CHASED,
        ),
        (BodyDetails("B", invited_on=date(2030, 5, 1), replied_on=TODAY), None, Heard.REPLIED),
    ],
)
def test_where_a_body_stands(body: BodyDetails, last_day: date | None, stands: Heard):
    assert heard(body, today=TODAY, last_day=last_day) is stands


def test_the_days_of_a_body_come_in_order():
    first, last = date(2030, 5, 1), date(2030, 5, 9)
    assert dates_problem(BodyDetails("B", invited_on=last, replied_on=first)) == "order"
    assert dates_problem(BodyDetails("B", chased_on=first)) == "not_invited"
    assert dates_problem(BodyDetails("B", invited_on=first, chased_on=last)) is None
