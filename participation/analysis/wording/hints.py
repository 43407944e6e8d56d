"""What was found in a question's words, and in what it offers to choose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from participation.analysis.wording import words as lists
from participation.analysis.wording.reading import reading_age, sentences, words

LONGEST = 25
"""Words in a sentence. Beyond it people begin to lose the thread."""
OLDEST = 13
"""The reading age from which a hint is given. Half of adults read at or below what 11 to 14 do."""

MEASURING = frozenset(
    {"agreement", "single_choice", "scale", "matrix", "number", "ranking", "budget"}
)
"""Kinds of question whose answer is one mark, which can't say yes to this and no to that."""


@dataclass(frozen=True)
class Hint:
    """Something to look at again. ``found`` is the words it is about, or a figure."""

    code: str
    found: str = ""
    better: str = ""


def hints(text: str, language: str = "en", *, kind: str = "agreement") -> tuple[Hint, ...]:
    """What is worth another look in the words of a question, the gravest first.

    Codes: ``leading`` ``one_sided`` ``loaded`` ``two_at_once`` ``two_questions``
    ``double_negative`` ``absolute`` ``long_sentence`` ``reading_age`` ``hard_word``
    ``short_form``.

    >>> hints("How much do you support the plan?", kind="scale")
    (Hint(code='one_sided', found='How much do you support', better=''),)
    >>> hints("Should we close the road?", kind="single_choice")
    ()
    """
    return tuple(_once(_found(text.strip(), language, kind)))


def _once(found: Iterable[Hint]) -> Iterator[Hint]:
    seen: set[tuple[str, str]] = set()
    for hint in found:
        key = (hint.code, hint.found.casefold())
        if key not in seen:
            seen.add(key)
            yield hint


def _found(text: str, language: str, kind: str) -> Iterator[Hint]:
    if not text:
        return
    yield from _all("leading", lists.LEADING.get(language), text)
    balanced = kind in {"agreement", "matrix"}  # the scale offers both sides
    if language == "en" and not balanced and (match := lists.ONE_SIDED.search(text)):
        yield Hint("one_sided", match.group())
    yield from _all("loaded", lists.LOADED.get(language), text)
    yield from _several(text, language, kind)
    if kind in MEASURING:
        settled = lists.NOT_ABSOLUTE.sub(" ", text)
        yield from _all("absolute", lists.ABSOLUTE.get(language), settled)
    yield from _hard(text, language)


def _all(code: str, pattern: re.Pattern[str] | None, text: str) -> Iterator[Hint]:
    if pattern is not None:
        for match in pattern.finditer(text):
            yield Hint(code, match.group())


def _several(text: str, language: str, kind: str) -> Iterator[Hint]:
    if text.count("?") > 1:
        yield Hint("two_questions", "?")
    if language != "en":
        return
    single = lists.PAIRS.sub(" ", text)
    if kind in MEASURING:
        joined = lists.ADDED if kind == "single_choice" else lists.JOINED
        if match := joined.search(single):
            yield Hint("two_at_once", _around(single, match))
        if match := lists.DOUBLE_NEGATIVE.search(text):
            yield Hint("double_negative", match.group())
    elif text.count("?") < 2 and (match := lists.SECOND_QUESTION.search(single)):
        yield Hint("two_questions", match.group())


def _around(text: str, match: re.Match[str]) -> str:
    """The joining word with its neighbours."""
    before = text[: match.start()].split()[-1:]
    after = text[match.end() :].split()[:1]
    return " ".join([*before, match.group(), *after]).strip(" ,.?!")


def _hard(text: str, language: str) -> Iterator[Hint]:
    for sentence in sentences(text):
        if (length := len(words(sentence))) > LONGEST:
            yield Hint("long_sentence", str(length))
    if language != "en":
        return
    age = reading_age(text)
    if age is not None and age > OLDEST:
        yield Hint("reading_age", str(age))
    for match in lists.HARD.finditer(text):
        yield Hint("hard_word", match.group(), lists.PLAIN[match.group().casefold()])
    for match in lists.SHORT.finditer(text):
        if match.group().rstrip("s") not in lists.KNOWN_SHORT and not text.isupper():
            yield Hint("short_form", match.group())


def option_hints(
    options: Sequence[str], language: str = "en", *, something_else: bool = False
) -> tuple[Hint, ...]:
    """What is worth another look in what a question offers to choose.

    Codes: ``no_way_out`` (nothing for somebody who wants none of it), ``leans`` (more on one side
    than on the other), ``twice`` (the same words again).

    >>> option_hints(["Plan A", "Plan B"])
    (Hint(code='no_way_out', found='', better=''),)
    >>> option_hints(["Plan A", "Plan B", "Neither: leave it as it is"])
    ()
    """
    said = [words.strip() for words in options if words.strip()]
    found: list[Hint] = []
    if len(said) < 2:
        return ()
    sides = _sides(said, language)
    if not something_else and not sides[1] and not _way_out(said, language):
        found.append(Hint("no_way_out"))
    if any(sides) and sides[0] != sides[1]:
        found.append(Hint("leans", f"{sides[0]}:{sides[1]}"))
    folded = [words.casefold() for words in said]
    found += [Hint("twice", one) for one in sorted({w for w in folded if folded.count(w) > 1})]
    return tuple(found)


def _way_out(options: Sequence[str], language: str) -> bool:
    pattern = lists.OBJECTING.get(language)
    return pattern is None or any(pattern.search(words) for words in options)


def _sides(options: Sequence[str], language: str) -> tuple[int, int]:
    if language != "en":
        return 0, 0
    against = [words for words in options if lists.AGAINST.search(words)]
    in_favour = [words for words in options if words not in against and lists.FOR.search(words)]
    neutral = re.compile(r"\b(neither|nor|don['’]t know|unsure|no opinion)\b", re.IGNORECASE)
    return (
        sum(not neutral.search(words) for words in in_favour),
        sum(not neutral.search(words) for words in against),
    )


def can_object(kinds: Iterable[tuple[str, Sequence[str], bool]], language: str = "en") -> bool:
    """Whether somebody who is against it all can say so somewhere in the whole.

    Each question is ``(kind, options, something_else)``. Own words, a scale of agreement, a choice
    with an option that objects, or room for something else will do.
    """
    for kind, options, something_else in kinds:
        if kind in {"free_text", "agreement", "matrix"} or something_else:
            return True
        if kind in {"single_choice", "multiple_choice"} and _way_out(options, language):
            return True
    return False
