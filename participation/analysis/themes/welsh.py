"""Welsh answers read into English word by word, so that they lie beside what others said.

No table or encoder that we may use knows Welsh. A list of everyday words and what they mean,
written for this purpose, stands in: each word of a Welsh answer that is on it is replaced by
its English one, little words are left out, and what is not on it (names, mostly) stays. The
result is for placing the answer only. Nobody ever sees it; titles and quotes are made from
what was written.

A Welsh word changes its first letters after certain others ("pont", "bont", "phont", "mhont")
and its end with number and person; both are undone where the list has the word behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from participation.analysis.themes import words
from participation.analysis.themes.tokens import WORD, Tokens

_LEFT_OUT = "-"

# What a first letter may have been before the word was mutated (soft, nasal, aspirate).
_BEFORE = (
    ("ngh", ("c",)), ("mh", ("p",)), ("nh", ("t",)), ("ph", ("p",)), ("th", ("t",)),
    ("ch", ("c",)), ("dd", ("d",)), ("ng", ("g",)), ("f", ("b", "m")), ("b", ("p",)),
    ("d", ("t",)), ("g", ("c",)), ("l", ("ll", "gl")), ("r", ("rh", "gr")), ("m", ("b",)),
    ("n", ("d",)), ("h", ("",)), ("w", ("gw",)),
)  # fmt: skip
_VOWELS = "aeiouwyâêîôûŵŷ"
_ENDINGS = (
    "iannau", "iadau", "iaeth", "oedd", "iaid", "ydd", "iau", "ion", "iad", "odd", "wch", "wyd",
    "ith", "ent", "asai", "ais", "wyr", "wr", "ir", "af", "wn", "au", "on", "en", "io", "an", "od",
    "ed", "ol", "a", "u", "o", "i",
)  # fmt: skip
_STEM_AT_LEAST = 3
_CALENDAR = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december welsh english wales england christmas
    easter
"""
# On the list, and English words or names in English texts as well: no sign of Welsh.
_ALSO_ENGLISH = """
    to is at help go car person problem system man doctor cost post offer staff math landlord
    tenant bag ill tan camera cant alcohol solar tarmac pump dan bin dementia de pan grant radio
    plant petrol dull band bil pa carbon pram ramp mam dad hen her can bore fan bed pen gwen bron
    tad march mis bar ton sail mud hunt list lori taxi parc bryn heol ysgol stryd
"""


@cache
def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


@cache
def _listed() -> tuple[dict[str, str], dict[str, str]]:
    """The list as it stands, and by stem where no form is the same."""
    forms: dict[str, str] = {}
    lines = files("participation.analysis.themes").joinpath("welsh_gloss.tsv")
    for line in lines.read_text(encoding="utf-8").splitlines():
        welsh, _, english = line.partition("\t")
        for form in welsh.split():
            forms.setdefault(form, english.strip())
    stems: dict[str, str] = {}
    for form, english in forms.items():
        if english != _LEFT_OUT:
            stems.setdefault(_stem(form), english)
    return forms, stems


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM_AT_LEAST:
            return word[: -len(ending)].rstrip("i")
    return word.rstrip("i")


def _radicals(word: str) -> list[str]:
    """The word, and what it may be a mutated form of."""
    found = [word]
    for start, before in _BEFORE:
        if word.startswith(start):
            found += [first + word[len(start) :] for first in before]
            break
    if word[:1] in _VOWELS:
        found.append("g" + word)
    return found


def meaning(word: str) -> str | None:
    """The English of a Welsh word in small letters: "" for a little word, None if not known.

    >>> meaning("bysiau"), meaning("fysiau"), meaning("ngorsaf"), meaning("mae'r")
    ('bus', 'bus', 'station', '')
    >>> meaning("chesbury") is None
    True
    """
    base = word.split("'", maxsplit=1)[0] or word.lstrip("'")
    forms, stems = _listed()
    for table, shape in ((forms, str), (stems, _stem)):
        for candidate in _radicals(base):
            if (english := table.get(shape(candidate))) is not None:
                return "" if english == _LEFT_OUT else english
    return None


def english(text: str) -> tuple[str, int, int]:
    """A Welsh text word by word in English, how many words that were known, and of how many.

    >>> english("Mwy o fysiau i'r dref")
    ('more bus town', 5, 5)
    """
    said: list[str] = []
    known = total = 0
    text = text.replace("’", "'")
    for match in WORD.finditer(text):
        word = match.group().lower()
        total += 1
        found = meaning(word)
        # A capital inside a sentence is a name's, unless it is a day's, a month's or a country's.
        if found and match.group()[0].isupper() and not _opens(text, match.start()):
            found = found if found in _set(_CALENDAR) else None
        known += found is not None
        if found is None:
            said.append(word)
        elif found:
            said.append(found)
    return " ".join(said), known, total


def _opens(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \"'(")
    return not before or before[-1] in ".!?:;\n" or text.isupper()


@cache
def _tells() -> tuple[frozenset[str], frozenset[str]]:
    """Common words that only Welsh has, and those that other listed languages have."""
    welsh = words.stop_words("cy")
    others = frozenset().union(
        *(words.stop_words(code) for code in words.listed_languages() if code != "cy")
    )
    return welsh - others, others - welsh


def _on_the_list(word: str) -> bool:
    """Whether a word is surely Welsh: on the list, mutated or not, and no English word."""
    forms, _ = _listed()
    if word in _set(_ALSO_ENGLISH) or len(word) < 3:
        return False
    return word in forms or (len(word) > 4 and any(each in forms for each in _radicals(word)))


def which(tokens: Tokens, told: Sequence[str] | None = None) -> NDArray[np.bool_]:
    """Which texts are in Welsh.

    Those where more of the common words are Welsh's alone than any other listed language's;
    of texts without either, those in which half of the words are on the list, and those that
    ``told`` says are (a code for each text).
    """
    welsh, others = _tells()
    words_here = tokens.vocabulary
    tell = np.fromiter(
        ((word in welsh) - (word in others) for word in words_here), np.int64, len(words_here)
    )
    listed = np.zeros(len(words_here), np.int64)
    if (tell > 0).any():
        listed[:] = [tell[at] >= 0 and _on_the_list(word) for at, word in enumerate(words_here)]

    def of_texts(by_word: NDArray[np.int64]) -> NDArray[np.int64]:
        total = np.concatenate(([0], np.cumsum(by_word[tokens.flat])))
        return np.asarray(total[tokens.starts[1:]] - total[tokens.starts[:-1]])

    more = of_texts(tell)
    unsure = more == 0
    sign = of_texts(listed) * 2 >= np.maximum(1, tokens.lengths)
    if told is not None:
        sign |= np.fromiter((code == "cy" for code in told), bool, len(told))
    return np.asarray((more > 0) | (unsure & sign))
