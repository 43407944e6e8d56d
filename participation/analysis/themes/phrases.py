"""Phrases as people spoke them: whole runs of words between pauses, never cut in the middle.

A run of content words that stands between common words or pauses is kept whole ("river
path", not "path"), and neighbouring runs are joined by the small words between them
("lights on the river path"), as in rapid automatic keyword extraction (Rose and others,
2010), which leaves such joins out unless they come back.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from participation.analysis.themes import words
from participation.analysis.themes.tokens import WORD, plain_word, words_of

Key = tuple[str, ...]

MOST_RUNS = 3
MOST_BETWEEN = 3
LONGEST = 48
"""Characters of a phrase."""
ALWAYS = 0.95
"""The share of uses with a large letter from which a word that somebody wrote small gets one."""

_PAUSE = re.compile(r"[.,;:!?()\[\]{}<>\"“”/|…\n*&+=]|\s[-–—']+\s|[–—]")


def _set(spaced: str) -> frozenset[str]:
    return frozenset(spaced.split())


# Common words that carry meaning in what residents write about a place.
_CONTENT = _set(
    """
    side fire empty front full bill system cry bottom top fill part serious sincere interest mill
    thick thin found move detail amount computer people big little left right start nice best
    """
)
_OPENERS: Mapping[str, frozenset[str]] = {
    "en": _set("more less fewer better no not enough too never without every"),
    "cy": _set("mwy llai gwell dim rhy digon heb rhagor bob"),
}
# What joins two runs without turning them into a sentence.
_JOINERS: Mapping[str, frozenset[str]] = {
    "en": _set(
        """
        a an the of for to in on at and or by from with without into near round through between
        before after until over under up down off out per as than that who no not more less fewer
        better enough too very all every each per own same other its it's come comes going
        """
    ),
    "cy": _set(
        """
        y yr 'r a ac i'r o'r a'r o i yn ym ar at am gan heb dan dros drwy rhwng wrth ger cyn er mwy
        llai fwy neu â ag bob pob sy sydd na nag rhy
        """
    ),
}
# Words of time and manner, and verbs that want more, that leave a phrase hanging at its end.
_POOR_END = _set(
    """
    said say says told ask asked wants went came makes made gives give given puts let lets tell
    tells called live lived lives happen happens seem seems become becomes today yesterday tomorrow
    ago away back anyway instead soon later often usually simply finally suddenly nearly almost
    currently certainly obviously basically honestly personally hardly frankly ensure ensures allow
    allows lead leads help helps require requires provide provides create creates cause causes
    """
)
_POOR_START = _set(
    """
    said say told ask asked went came live ago away back anyway instead soon later usually simply
    finally suddenly nearly almost currently certainly obviously basically honestly personally
    frankly moved lived required needed allowed supposed says
    """
)
# Content beside another word ("older people"), nothing by themselves.
_WEAK = _set(
    """
    people person folk folks ones half bobl somebody someone anybody anyone everybody everyone
    nobody something anything everything rhywun pawb neb
    """
)
# Counting and telling the time: true of anything.
_FAINT = _set(
    """
    minute min hour o'clock year old week month day number today nos dydd blwyddyn flwyddyn
    munud awr wythnos mis sort kind type lot way thing agree disagree idea opinion answer question
    survey comment sorry proposal change syniad cynnig barn
    """
)
_MANNERS = _set("please pls plz thanks thankyou thx ta ps diolch plis")
_NUMBERS = _set(
    """
    two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty
    sixty hundred thousand million dau ddau tri dri pedwar pump chwech saith wyth naw deg ugain
    """
)
_WISH = _set(
    """
    more less fewer better no not enough never without every bob cheaper safer cleaner slower
    quieter keep
    stop let leave mwy llai gwell dim rhy digon heb rhagor rhatach diogelach
    """
)
_FINITE = _set(
    """
    is are was were be been am has have had do does did can can't cannot will won't would could
    should may might must isn't aren't wasn't don't doesn't didn't they're it's mae yw ydy oes
    """
)
_PARTICLES = _set("up out off away back down alone")
_BELONGING = _set("at in of to on for from by with near")
_UNDER = _set("when if because so while where that who which unless until pan os achos")
_WANTED = _set(
    "a an the their our my his its your them it him her us me these they we you i he she people"
)
_OURS = _set("i we i've we've i'm we're i'd we'd he she ni")
_OF = frozenset(["of", "o"])
_I = _set("i i'm i've i'd i'll me my mine myself rwy'n dwi'n dw fi fy")


@dataclass
class Phrase:
    """One way of putting a thing.

    ``key`` are its content words, folded; ``said`` counts the ways it was written; ``texts``
    are those that hold it; ``cost`` is how far it is from a phrase that stands on its own.
    """

    key: Key
    said: Counter[str] = field(default_factory=Counter)
    texts: list[int] = field(default_factory=list)
    cost: float = 9.0
    shown: str = ""


@dataclass(frozen=True)
class _Word:
    plain: str
    key: str
    start: int
    end: int
    kind: int  # 2 content, 1 common, 0 dropped

    @property
    def number(self) -> bool:
        return self.plain in _NUMBERS or any(map(str.isdigit, self.plain))


@cache
def _common(language: str) -> frozenset[str]:
    return (words.stop_words(language) - _CONTENT) | _MANNERS


def common_words(language: str = "") -> frozenset[str]:
    """Common words of a language whose name is known, else of all of them."""
    return _common(language if language in words.listed_languages() else "")


def folded(phrases: Iterable[str]) -> frozenset[str]:
    """The words of some phrases as they are compared, common ones left out."""
    common = common_words()
    return frozenset(
        words.singular(word) for phrase in phrases for word in words_of(phrase)
        if word not in common
    )  # fmt: skip


def _words(part: str, offset: int, common: frozenset[str], out: frozenset[str]) -> list[_Word]:
    found = []
    for match in WORD.finditer(part):
        plain = plain_word(match.group().lower())
        key = words.singular(plain)
        lone = len(plain) < 2 and plain.isascii()
        kind = 1 if plain in common or lone or plain.isdigit() else 0 if key in out else 2
        found.append(_Word(plain, key, match.start() + offset, match.end() + offset, kind))
    return found


def _breaths(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    at = start
    for match in _PAUSE.finditer(text, start, end):
        yield at, text[at : match.start()]
        at = match.end()
    yield at, text[at:end]


def content_words(text: str, out: frozenset[str], common: frozenset[str]) -> set[str]:
    """The content words of a text, folded."""
    return {
        key
        for word in words_of(text)
        if word not in common
        and (len(word) > 1 or not word.isascii())
        and not word.isdigit()
        and (key := words.singular(word)) not in out
    }


def in_text(
    text: str, start: int, end: int, *, language: str = "", out: frozenset[str] = frozenset()
) -> Iterator[tuple[Key, str, float]]:
    """Phrases of one stretch of text, as ``(key, as written, cost)``.

    >>> [said for _, said, _ in in_text("We need lights on the river path.", 0, 33, language="en")]
    ['lights', 'lights on the river path', 'river path']
    """
    common = common_words(language)
    openers = _OPENERS.get(language, frozenset().union(*_OPENERS.values()))
    joiners = _JOINERS.get(language, frozenset().union(*_JOINERS.values()))
    for offset, part in _breaths(text, start, end):
        said = _words(part, offset, common, out)
        runs = _runs(said)
        for first, (low, _) in enumerate(runs):
            for last in range(first, min(first + MOST_RUNS, len(runs))):
                high = runs[last][1]
                between = [said[at] for at in range(low, high) if said[at].kind == 1]
                gaps = [runs[at + 1][0] - runs[at][1] for at in range(first, last)]
                if any(gap > MOST_BETWEEN for gap in gaps):
                    break
                if any(said[at].kind == 0 for at in range(low, high)):
                    break
                begin = _opened(said, low, openers)
                written = " ".join(text[said[begin].start : said[high - 1].end].split())
                key = tuple(word.key for word in said[low:high] if word.kind == 2)
                if len(written) > LONGEST or len(key) > 5 or len(set(key)) < len(key):
                    continue
                cost = 0.12 * sum(word.plain not in joiners for word in between)
                clause = any(word.plain in _FINITE for word in between)
                cost += (0.2 + 0.3 * (begin > 0)) * clause
                # "staff at the | hospital can't park": who can't is left out.
                cost += 0.6 * (clause and _of_something(said, begin))
                cost += 0.3 * any(word.plain in _I for word in between)
                cost += 0.35 * (said[high - 1].plain in _POOR_END)
                cost += 0.25 * (said[low].plain in _POOR_START)
                cost += 0.2 * (said[high - 1].key in _FAINT)
                cost += 0.25 * any(word.number for word in said[low:high])
                cost += 0.35 * (begin > 0 and said[begin - 1].plain in _OURS)
                # "25 | minute walk", "pick | up", "when the customers | don't": cut short.
                cost += 0.4 * (begin > 0 and said[begin - 1].number)
                cost += 0.35 * (high < len(said) and said[high].plain in _PARTICLES)
                under = any(word.plain in _UNDER for word in between)
                cost += 0.4 * (under and high < len(said) and said[high].plain in _FINITE)
                # "ensure | their": a verb that wants what was cut off.
                cost += 0.3 * (high < len(said) and said[high].plain in _WANTED)
                # A word that may not be said was next to it: something is missing.
                cost += 0.3 * (begin > 0 and said[begin - 1].kind == 0)
                cost += 0.4 * (high < len(said) and said[high].kind == 0)
                yield key, written, cost


def _of_something(said: list[_Word], begin: int) -> bool:
    """Whether what comes before says that a phrase only belongs to something else."""
    before = [word.plain for word in said[max(0, begin - 2) : begin]]
    return bool(before) and any(word in _BELONGING for word in before)


def _opened(said: list[_Word], low: int, openers: frozenset[str]) -> int:
    """Where a phrase begins once "more", "no", "mwy o" and their like before it are taken in."""
    begin = low
    if begin > 1 and said[begin - 1].plain in _OF and said[begin - 2].plain in openers:
        begin -= 1
    number = begin > 0 and said[begin - 1].number and said[begin - 1].kind == 1
    if begin > 1 and number and said[begin - 2].plain in openers:
        begin -= 1
    while begin > 0 and said[begin - 1].plain in openers and low - begin < 3:
        begin -= 1
    return begin


def _runs(said: list[_Word]) -> list[tuple[int, int]]:
    """Stretches of content words, numbers between them taken in."""
    runs = []
    at = 0
    while at < len(said):
        if said[at].kind != 2:
            at += 1
            continue
        end = at
        while end < len(said) and said[end].kind == 2:
            end += 1
        if any(word.plain not in _WEAK for word in said[at:end]):
            runs.append((at, end))
        at = end
    return runs


def wishes(phrase: str) -> bool:
    """Whether a phrase says which way people would have a thing go."""
    return not _WISH.isdisjoint(phrase.lower().split())


def faint(word: str) -> bool:
    """Whether a folded word tells too little to lead a title."""
    return word in _FAINT or word in _WEAK


class Casing:
    """How each word is written in the middle of a sentence by most: "Bailey", "NHS", "bus"."""

    def __init__(self, texts: Iterable[str]) -> None:
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        pairs: defaultdict[str, Counter[bool]] = defaultdict(Counter)
        for text in texts:
            shouted = text.isupper()
            for offset, part in _breaths(text, 0, len(text)):
                before = ""
                for place, match in enumerate(WORD.finditer(part)):
                    word = match.group()
                    first = place == 0 and not _comma_before(text, offset)
                    if not first and not shouted:
                        seen[word.lower()][word] += 1
                    if place and not shouted:
                        named = before[:1].isupper() and word[:1].isupper()
                        pairs[f"{before} {word}".lower()][named] += 1
                    before = word
        self._pairs = {pair for pair, said in pairs.items() if said[True] > said[False]}
        self._usual: dict[str, str] = {}
        self._always: dict[str, str] = {}
        for word, forms in seen.items():
            best = min(forms, key=lambda form: (-forms[form], form))
            if best != word:
                self._usual[word] = best
                if forms[best] >= max(3, ALWAYS * forms.total()):
                    self._always[word] = best

    def is_name(self, word: str) -> bool:
        """Whether most write a word with a large letter wherever it stands."""
        return word in self._usual or f"{word}s" in self._usual

    def __call__(self, phrase: str, *, begin: bool = True) -> str:
        """A phrase with each word as most write it, its first letter large."""

        found = list(WORD.finditer(phrase))
        low = [match.group().lower() for match in found]
        said = phrase
        for at in reversed(range(len(found))):
            word = found[at].group()
            known = self._always if word.islower() else self._usual
            now = known.get(low[at], low[at])
            if any(f"{low[i]} {low[i + 1]}" in self._pairs for i in (at - 1, at)
                   if 0 <= i < len(low) - 1) and now == low[at]:  # fmt: skip
                now = now[:1].upper() + now[1:]
            said = said[: found[at].start()] + now + said[found[at].end() :]
        return said[:1].upper() + said[1:] if begin else said


def _comma_before(text: str, offset: int) -> bool:
    return offset > 0 and text[offset - 1] in ",;:/|&"


def gather(
    texts: Sequence[str],
    spans: Sequence[tuple[int, int]],
    *,
    language: str = "",
    out: frozenset[str] = frozenset(),
) -> dict[Key, Phrase]:
    """All phrases of some texts by their key; each text counts once for each."""
    found: dict[Key, Phrase] = {}
    for at, (text, (start, end)) in enumerate(zip(texts, spans, strict=True)):
        here: set[Key] = set()
        for key, written, cost in in_text(text, start, end, language=language, out=out):
            phrase = found.get(key)
            if phrase is None:
                phrase = found[key] = Phrase(key)
            if key not in here:
                here.add(key)
                phrase.texts.append(at)
            phrase.said[written] += 1
            phrase.cost = min(phrase.cost, cost)
    return found
