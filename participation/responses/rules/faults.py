"""Where in an answer of several boxes a problem is, so that it can be said there."""

from __future__ import annotations

from collections import Counter

from participation.consultations.rules.questions import Kind
from participation.responses.rules.answers import (
    Given,
    Problem,
    Question,
    box_names,
    longest_box,
    number_in,
)


def wrong_boxes(problem: Problem, given: Given, question: Question) -> tuple[str, ...]:
    """The boxes that a problem is about, in their order; none when it is about all of them."""
    names = box_names(question)
    typed = {name: given.box.get(name, "").strip() for name in names}
    numbers = {name: number_in(words) for name, words in typed.items() if words}
    match problem:
        case Problem.UNFINISHED:
            return tuple(name for name in names if not typed[name])
        case Problem.NOT_A_NUMBER:
            return tuple(name for name in names if name in numbers and numbers[name] is None)
        case Problem.NOT_WHOLE | Problem.TOO_SMALL if question.kind == Kind.BUDGET:
            wrong = []
            for name, number in numbers.items():
                if number is not None:
                    negative = number < 0
                    broken = number != number.to_integral_value()
                    if negative if problem is Problem.TOO_SMALL else broken:
                        wrong.append(name)
            return tuple(wrong)
        case Problem.NOT_A_PLACE:
            most = question.limits.most or len(question.options)
            return tuple(
                name
                for name, place in numbers.items()
                if place is None or place != place.to_integral_value() or not 1 <= place <= most
            )
        case Problem.SAME_PLACE:
            held = Counter(numbers.values())
            return tuple(name for name, place in numbers.items() if held[place] > 1)
        case Problem.TOO_LONG:
            return tuple(name for name in names if len(typed[name]) > longest_box(question, name))
        case Problem.NOT_A_DATE:
            return tuple(name for name in names if not typed[name])
        case _:
            return ()


def left_to_share(given: Given, question: Question) -> int:
    """How much of a budget isn't shared out yet; below zero when it is too much."""
    shared = sum(number_in(typed) or 0 for _name, typed in given.boxes)
    return int((question.limits.total or 0) - shared)
