"""Changing what is asked while people can answer: what is a slip of the pen, and what isn't."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from participation.consultations.rules.questions import Asked, Option, QuestionDetails
from participation.kernel.orm import Words

REVISION_REASONS = ("corrected", "added", "people_asked", "clearer", "advice")
MOST_WORDS = 3
"""How many words of one text a correction of spelling may touch."""

_NO = frozenset(
    {
        *("no", "not", "never", "none", "nor", "neither", "without", "only", "all", "any", "every"),
        *("more", "less", "fewer", "most", "least", "na", "nac", "nad", "ni", "nid", "nis", "heb"),
        *("byth", "dim", "pob", "mwy", "llai", "unrhyw", "unig"),
    }
)
"""Words that turn a sentence round, in both languages."""

_TOKEN = re.compile(r"[\w’'-]+")


@dataclass(frozen=True)
class ToldOfChange:
    """Why what is asked changes while people can answer, in words that everyone sees."""

    reason: str
    words: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A text that changes. ``part`` is ``wording`` ``help`` ``unit`` ``low`` ``high``, or
    ``option`` or ``row`` with its code in ``code``."""

    part: str
    code: str
    language: str
    before: str
    after: str


def differences(
    before: Asked, after: QuestionDetails, languages: Sequence[str]
) -> tuple[Difference, ...]:
    """Every text that changes, in the order of the page."""
    pairs: list[tuple[str, str, Mapping[str, str], Mapping[str, str]]] = [
        ("wording", "", before.wording, after.wording),
        ("help", "", before.help, after.help),
        *_listed("option", before.options, after.options),
        *_listed("row", before.rows, after.rows),
    ]
    pairs += [
        (name, "", getattr(before.limits, name), getattr(after.limits, name))
        for name in ("unit", "low", "high")
    ]
    return tuple(
        Difference(part, code, language, one.get(language, ""), other.get(language, ""))
        for part, code, one, other in pairs
        for language in languages
        if one.get(language, "") != other.get(language, "")
    )


def _listed(
    part: str, before: Sequence[Option], after: Sequence[Option]
) -> list[tuple[str, str, Mapping[str, str], Mapping[str, str]]]:
    held = {option.code: option.words for option in before}
    kept = {option.code: option.words for option in after if option.code in held}
    found: list[tuple[str, str, Mapping[str, str], Mapping[str, str]]] = [
        (part, code, words, kept.get(code, {})) for code, words in held.items()
    ]
    found += [(part, "", {}, option.words) for option in after if option.code not in held]
    return found


def same_structure(before: Asked, after: QuestionDetails) -> bool:
    """Whether nothing but words differs: the same options in the same order, the same limits."""
    one, other = before.limits.stored(), after.limits.stored()
    for name in ("unit", "low", "high"):
        if bool(one.pop(name, None)) != bool(other.pop(name, None)):
            return False
    return (
        one == other
        and before.required == after.required
        and before.word_guide == after.word_guide
        and [option.code for option in before.options] == [option.code for option in after.options]
        and [option.code for option in before.rows] == [option.code for option in after.rows]
    )


def spelling_problems(
    before: Asked, after: QuestionDetails, languages: Sequence[str]
) -> tuple[str, ...]:
    """Why a change is more than spelling: ``structure``, or ``meaning`` of some text."""
    if not same_structure(before, after):
        return ("structure",)
    changed = differences(before, after, languages)
    if any(not is_spelling(one.before, one.after) for one in changed):
        return ("meaning",)
    return ()


def recoded(before: Sequence[Option], after: Sequence[Option]) -> tuple[Option, ...]:
    """Options without the codes of those that say something else by now: they get new ones."""
    held = {option.code: option.words for option in before}
    return tuple(
        replace(option, code="")
        if any(
            words and not is_spelling(held.get(option.code, {}).get(language, words), words)
            for language, words in option.words.items()
        )
        else option
        for option in after
    )


def is_spelling(before: str, after: str) -> bool:
    """Whether a text differs from another by its spelling alone, as far as that can be told.

    A few words may each change by a letter or two; none may be put in or taken out (but for one
    said twice), no number may change, nor a word that turns a sentence round.

    >>> is_spelling("How offen do yuo go?", "How often do you go?")
    True
    >>> is_spelling("Do you agree?", "Do you disagree?"), is_spelling("for 10 days", "for 11 days")
    (False, False)
    >>> is_spelling("It is now safe", "It is not safe"), is_spelling("", "Any words")
    (False, False)
    """
    if before == after:
        return True
    one, other = _TOKEN.findall(before), _TOKEN.findall(after)
    if not one or not other:
        return False
    touched = 0
    lower = ([word.casefold() for word in one], [word.casefold() for word in other])
    for what, i, j, k, m in SequenceMatcher(None, *lower, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = lower[0][i:j], lower[1][k:m]
        if what == "delete" and i and gone == [lower[0][i - 1]]:
            touched += 1
            continue
        if what == "delete" and j < len(lower[0]) and gone == [lower[0][j]]:
            touched += 1
            continue
        if what != "replace" or not _near("".join(gone), "".join(come)):
            return False
        if len(gone) == len(come) and not all(map(_near, gone, come)):
            return False
        touched += max(len(gone), len(come))
    return touched <= MOST_WORDS


def _near(before: str, after: str) -> bool:
    """Whether one word may be another, mistyped."""
    if before == after:
        return True
    if (before in _NO) != (after in _NO) or (before in _NO and after in _NO):
        return False
    if re.sub(r"\D", "", before) != re.sub(r"\D", "", after):
        return False
    if before.endswith(("n’t", "n't")) != after.endswith(("n’t", "n't")):
        return False
    plain = [word.replace("’", "").replace("'", "").replace("-", "") for word in (before, after)]
    if plain[0] == plain[1]:
        return True
    length = min(len(word) for word in plain)
    apart = _apart(*plain)
    if apart == 1:
        return length >= 2
    return apart == 2 and length >= 6 and plain[0][:2] == plain[1][:2]


def _apart(one: str, other: str) -> int:
    """How many letters must be put in, taken out, changed or swapped with the next."""
    rows = [list(range(len(other) + 1))]
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, wanted in enumerate(other, 1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return rows[-1][-1]
