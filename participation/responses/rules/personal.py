"""Where a text may tell who somebody is: formats used in the United Kingdom, in English and Welsh.

These are suggestions for an officer to look at, never a decision: some are wrong, and a person
can be told from words that no pattern knows. Every pattern is bounded, so that a long text costs
no more than its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from participation.responses.rules.redaction import Span, Why

READ_AT_MOST = 50_000
"""Characters of one answer that are looked at."""


class Personal(StrEnum):
    """What a suggestion takes the words to be."""

    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    NI_NUMBER = "ni_number"
    NHS_NUMBER = "nhs_number"
    CARD = "card"
    ADDRESS = "address"
    HOUSE = "house"
    NAME = "name"
    BIRTH = "birth"
    VEHICLE = "vehicle"


WHY_BY_KIND = {
    Personal.EMAIL: Why.CONTACT,
    Personal.PHONE: Why.CONTACT,
    Personal.POSTCODE: Why.ADDRESS,
    Personal.NI_NUMBER: Why.NUMBER,
    Personal.NHS_NUMBER: Why.NUMBER,
    Personal.CARD: Why.NUMBER,
    Personal.ADDRESS: Why.ADDRESS,
    Personal.HOUSE: Why.ADDRESS,
    Personal.NAME: Why.NAMES_SOMEBODY,
    Personal.BIRTH: Why.NAMES_SOMEBODY,
    Personal.VEHICLE: Why.NAMES_SOMEBODY,
}


@dataclass(frozen=True)
class Suggestion:
    """A part of a text that may tell who somebody is."""

    span: Span
    kind: Personal

    @property
    def why(self) -> Why:
        """The reason that hiding it would be given."""
        return WHY_BY_KIND[self.kind]


def luhn(digits: str) -> bool:
    """Whether a card number's last digit is right (ISO/IEC 7812).

    >>> luhn("4539578763621486"), luhn("4539578763621487")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def nhs_check(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last is right, modulus 11.

    >>> nhs_check("9434765919"), nhs_check("9434765918")
    (True, False)
    """
    if len(digits) != 10:
        return False
    check = 11 - sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
    return check != 10 and check % 11 == int(digits[9])


_EMAIL = re.compile(
    r"(?<![\w.%+-])[\w.%+'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])", re.UNICODE
)
_DIGITS = re.compile(
    r"(?<![\w@])(?:\+|\()?\d(?:[ ().\u00a0\u2011\u2013-]{0,2}\d){8,18}(?!\w)", re.ASCII
)
_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])(?:GIR ?0AA|(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}"
    r"|[A-PR-UWYZ][0-9][A-HJKPS-UW]|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRV-Y])"
    r"[ \u00a0]{0,2}[0-9][ABD-HJLNP-UW-Z]{2})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NI = re.compile(
    r"(?<![A-Za-z0-9])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?: ?-?\d\d){3} ?-?[A-D](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_VEHICLE = re.compile(r"(?<![A-Za-z0-9])[A-HJ-PR-Y][A-HJ-PR-Y]\d\d ?[A-HJ-PR-Z]{3}(?![A-Za-z0-9])")
_STREET = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Drive|Dr|Way|Crescent|Cres|Court|Ct|Place|Pl"
    r"|Terrace|Gardens|Gdns|Grove|Square|Sq|Row|Walk|Mews|Hill|Rise|Park|View|Green|Parade|Wharf)"
)
_NAMED = r"[A-ZÂÊÎÔÛŴŶ][\w'’-]{1,30}"
_HOUSE_NUMBER = r"\d{1,4} ?[A-Ha-h]?"
_FLAT = r"(?:[Ff]lat \d{1,4}[A-Za-z]?,? )?"
_ADDRESS = re.compile(
    rf"(?<!\w){_FLAT}{_HOUSE_NUMBER},? (?:{_NAMED} ){{1,3}}{_STREET}(?!\w)"
    rf"|(?<!\w){_HOUSE_NUMBER},? "
    r"(?:Heol|Stryd|Ffordd|Lôn|Rhodfa|Clos|Maes|Bryn|Cwrt|Parc|Tai|Rhes)"
    rf"(?: (?:y|yr|Y|Yr|{_NAMED})){{1,3}}(?!\w)",
    re.UNICODE,
)
_PERSON = (
    r"(?:neighbours?|man|woman|lady|gentleman|bloke|guy|chap|lad|lads|boys?|girls?|family|couple"
    r"|people|person|tenants?|owners?|landlord|kids|children|son|daughter|cymydog|cymdogion"
    r"|teulu|dyn|dynes|menyw|pobl)"
)
_HOUSE = re.compile(
    rf"(?<!\w)(?:(?:my|our|the|that|his|her|their|fy|ein|y|yr) )?(?:{_PERSON} )?"
    r"(?:(?:who |that )?(?:lives?|living|sy’n byw|sy'n byw|yn byw) )?(?:next door |drws nesaf )?"
    r"(?:at|in|from|of|yn|o) (?:number|no\.?|nr\.?|flat|house|rhif|fflat) ?\d{1,4} ?[a-h]?(?!\w)"
    rf"|(?<!\w)(?:my|our|the|that) (?:next[- ]door )?{_PERSON} "
    r"(?:at|from|in) \d{1,4}[a-h]?(?!\w)",
    re.IGNORECASE | re.UNICODE,
)
_NAMES = rf"{_NAMED}(?: {_NAMED}){{0,2}}"
_KIN = (
    r"(?:son|daughter|husband|wife|mother|mum|mam|dad|father|brother|sister|partner|friend"
    r"|neighbour|nan|gran|grandson|granddaughter|uncle|aunt|boss|landlord|carer)"
)
_NAME = re.compile(
    rf"(?<!\w)(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Rev|Revd|Sgt|Nurse|Parch)\.? {_NAMES}"
    rf"|(?<=\b[Mm]y name is ){_NAMES}"
    rf"|(?<=\b[Ff]y enw i yw ){_NAMES}"
    rf"|(?<!\w)[Mm]y (?:late )?{_KIN},? {_NAMED}(?: {_NAMED})?",
    re.UNICODE,
)
_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Ion|Chw|Maw|Ebr|Mai|Meh|Gor|Aws|Med|Hyd"
    r"|Tach|Rhag)\w{0,8}"
)
_BIRTH = re.compile(
    r"(?<!\w)(?:born|d\.?o\.?b\.?|date of birth|birthday|ganed|ganwyd|dyddiad geni)"
    r"(?: (?:is|on|in|ar|yn))?:? "
    rf"(?:the )?(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}"
    r"(?: \d{4})?)",
    re.IGNORECASE | re.UNICODE,
)
_STOP = {"The", "A", "An", "I", "We", "It", "And", "But", "So", "He", "She", "They", "This", "Not"}


def _numbers(text: str) -> Iterator[Suggestion]:
    for found in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        kind: Personal | None = None
        if digits.startswith(("44", "0044")) and found.group().startswith(("+", "00")):
            national = digits.removeprefix("00").removeprefix("44").removeprefix("0")
            kind = Personal.PHONE if len(national) in (9, 10) else None
        elif digits[0] == "0" and len(digits) in (10, 11) and digits[1] in "123578":
            kind = Personal.PHONE
        elif 13 <= len(digits) <= 19 and digits[0] in "23456" and luhn(digits):
            kind = Personal.CARD
        elif len(digits) == 10 and nhs_check(digits):
            kind = Personal.NHS_NUMBER
        if kind:
            yield Suggestion(Span(*found.span()), kind)


def _matches(pattern: re.Pattern[str], kind: Personal) -> Callable[[str], Iterator[Suggestion]]:
    def find(text: str) -> Iterator[Suggestion]:
        for found in pattern.finditer(text):
            yield Suggestion(Span(*found.span()), kind)

    return find


def _names(text: str) -> Iterator[Suggestion]:
    for found in _NAME.finditer(text):
        if found.group().split()[-1] not in _STOP:
            yield Suggestion(Span(*found.span()), Personal.NAME)


# The surer kinds first: where two overlap, the earlier one in this list stands.
_FINDERS: tuple[Callable[[str], Iterator[Suggestion]], ...] = (
    _matches(_EMAIL, Personal.EMAIL),
    _numbers,
    _matches(_NI, Personal.NI_NUMBER),
    _matches(_BIRTH, Personal.BIRTH),
    _matches(_ADDRESS, Personal.ADDRESS),
    _matches(_POSTCODE, Personal.POSTCODE),
    _matches(_VEHICLE, Personal.VEHICLE),
    _matches(_HOUSE, Personal.HOUSE),
    _names,
)


def suggestions(text: str) -> tuple[Suggestion, ...]:
    """Parts of a text that may tell who somebody is, in order; none overlaps another.

    >>> [(s.kind.value, s.span.start) for s in suggestions("Ring me on 01970 496 123, ta")]
    [('phone', 11)]
    """
    looked = text[:READ_AT_MOST]
    kept: list[Suggestion] = []
    for finder in _FINDERS:
        for found in finder(looked):
            span = found.span
            if not any(other.span.touches(span.start, span.end) for other in kept):
                kept.append(found)
    return tuple(sorted(kept, key=lambda found: found.span))
