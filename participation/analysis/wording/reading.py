"""How old a reader has to be: Flesch and Kincaid's grade, as an age.

Kincaid, Fishburne, Rogers and Chissom (1975), *Derivation of new readability formulas for Navy
enlisted personnel*: grade = 0.39 words a sentence + 11.8 syllables a word − 15.59. A grade is a
year of school in the United States; a reader in grade 1 is six. Made for passages, so a short
question's figure is rough; it is for English alone.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"(?<=[.?!])[\s”’\"']+|\n+")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][A-Za-z]+)?")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, those with a word in them.

    >>> sentences("Is it safe? Say why.")
    ['Is it safe?', 'Say why.']
    """
    return [part.strip() for part in _SENTENCE.split(text) if _WORD.search(part)]


def words(text: str) -> list[str]:
    """The words of a text, without numbers."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables an English word has: groups of vowels, silent endings taken off.

    >>> [syllables(word) for word in ("bus", "table", "safe", "wanted", "closed", "consultation")]
    [1, 2, 1, 2, 1, 4]
    """
    plain = word.casefold().replace("’", "'").split("'")[0]
    count = len(_VOWELS.findall(plain))
    if re.search(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouyscxz]es$", plain):
        count -= 1
    if re.search(r"[^aeiou]i(?:o|a)(?!n)|eo|ual|[^tscg]ion$", plain):
        count += 1
    return max(1, count)


def reading_age(text: str) -> int | None:
    """The age of a reader who takes it in easily, from 5 up; nothing for under five words.

    >>> reading_age("What would make your street safer?")
    6
    """
    said, parts = words(text), sentences(text)
    if len(said) < 5:
        return None
    grade = (
        0.39 * len(said) / len(parts)
        + 11.8 * sum(syllables(word) for word in said) / len(said)
        - 15.59
    )
    return max(5, round(grade + 5))
