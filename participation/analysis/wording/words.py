"""The lists that the hints are made from, in English and Welsh."""

from __future__ import annotations

import re
from collections.abc import Iterable


def phrases(several: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words, whatever their case or apostrophe."""
    longest_first = sorted(several, key=len, reverse=True)
    made = "|".join(re.escape(one).replace("'", "['’]") for one in longest_first)
    return re.compile(rf"(?<![\w’'])(?:{made})(?![\w])", re.IGNORECASE)


LEADING = {
    "en": phrases(
        [
            *("don't you", "do you not", "wouldn't you", "would you not", "shouldn't we"),
            *("isn't it", "aren't you", "surely", "obviously", "of course", "clearly"),
            *("as you know", "as everyone knows", "everyone knows", "most people agree"),
            *("it is well known", "we all know", "we all want", "do you agree that we must"),
            *("how can we make this good idea", "given the benefits", "given that we must"),
        ]
    ),
    "cy": phrases(
        [
            "onid ydych",
            "onid yw",
            "oni fyddech",
            "oni ddylem",
            "wrth gwrs",
            "yn amlwg",
            "mae pawb yn gwybod",
        ]
    ),
}
"""Words that tell people which answer is wanted."""

ONE_SIDED = re.compile(
    r"\bhow (?:much|strongly|far|well|keen)\b[^?.]{0,40}?\b"
    r"(agree|support|like|welcome|favour|value|benefit)\b(?![^?.]*\b(?:disagree|oppose|dislike|not)\b)",
    re.IGNORECASE,
)
"""Asks how much people are for it, as if nobody were against."""

LOADED = {
    "en": phrases(
        [
            *("exciting", "much-needed", "much needed", "vital", "world-class", "vibrant"),
            *("sensible", "common-sense", "common sense", "innovative", "transformational"),
            *("wasteful", "unfair", "unacceptable", "outdated", "eyesore", "disgraceful"),
            *("fantastic", "wonderful", "terrible", "successful", "improved", "better use of"),
        ]
    ),
    "cy": phrases(
        [
            "cyffrous",
            "hanfodol",
            "synhwyrol",
            "arloesol",
            "gwastraffus",
            "annerbyniol",
            "hen ffasiwn",
        ]
    ),
}
"""Words that judge what people are asked to judge."""

ABSOLUTE = {
    "en": phrases(
        [
            *("always", "never", "every", "everyone", "everybody", "nobody", "no one", "none"),
            *("all", "completely", "entirely", "totally", "absolutely", "whatever the cost"),
        ]
    ),
    "cy": phrases(["bob amser", "byth", "pawb", "neb", "popeth", "yn gyfan gwbl", "yn llwyr"]),
}
"""Words that few can agree with, however much they lean that way."""

NOT_ABSOLUTE = phrases(
    [
        *(
            "all that apply",
            "all the options that apply",
            "after all",
            "at all",
            "all of the above",
        ),
        *("none of these", "none of the above", "every day", "every week", "every month"),
        *("every year", "all together", "overall", "all ages", "not at all"),
    ]
)

PAIRS = phrases(
    [
        *("agree or disagree", "disagree or agree", "support or oppose", "oppose or support"),
        *("for or against", "yes or no", "more or less", "why or why not", "like or dislike"),
        *("health and safety", "terms and conditions", "walking and cycling", "trial and error"),
        *("black and white", "arts and crafts", "bed and breakfast", "research and development"),
        *("policy and practice", "wales and england", "england and wales", "one or more"),
        *("and tell us why", "and why", "parks and gardens", "now and then", "up and down"),
        *("men and women", "women and girls", "children and young people", "two and three"),
    ]
)
"""Two words that people say as one thing, or the two ends of one scale."""

JOINED = re.compile(r"\b(and/or|and|or|as well as|plus)\b", re.IGNORECASE)
ADDED = re.compile(r"\b(and/or|and|as well as|plus)\b", re.IGNORECASE)
"""Joins two things; "or" between the things that people choose from is no fault."""

SECOND_QUESTION = re.compile(
    r"\b(?:and|or)\s+(?:what|how|why|where|when|who|which|do|does|would|should|is|are|can|will)\b",
    re.IGNORECASE,
)
DOUBLE_NEGATIVE = re.compile(
    r"\b(?:not|never|no|don['’]t|disagree|oppose|against)\b[^.?!;]{0,60}"
    r"\b(?:not|never|no longer|without|stop|remove|ban|unless|don['’]t|shouldn['’]t)\b",
    re.IGNORECASE,
)

PLAIN = {
    "utilise": "use",
    "utilisation": "use",
    "facilitate": "help",
    "commence": "start",
    "terminate": "end",
    "endeavour": "try",
    "prior to": "before",
    "subsequent to": "after",
    "in order to": "to",
    "with regard to": "about",
    "in respect of": "about",
    "regarding": "about",
    "stakeholders": "people, or say which",
    "stakeholder": "somebody, or say who",
    "going forward": "from now on",
    "robust": "strong, or say how",
    "leverage": "use",
    "deliverables": "what will be done",
    "modal shift": "people changing how they travel",
    "active travel": "walking, wheeling and cycling",
    "public realm": "streets and squares",
    "mitigate": "make less",
    "implement": "carry out",
    "ascertain": "find out",
    "approximately": "about",
    "additional": "more",
    "sufficient": "enough",
    "purchase": "buy",
    "require": "need",
    "demonstrate": "show",
}
HARD = phrases(PLAIN)
"""Council words, each with a plainer one."""

KNOWN_SHORT = frozenset(
    ["BBC", "BSL", "CCTV", "DVD", "GP", "ID", "MP", "NHS", "PDF", "PO", "SMS", "TV", "UK", "VAT"]
)
SHORT = re.compile(r"\b[A-Z]{3,6}s?\b")

OBJECTING = {
    "en": phrases(
        [
            *("none", "no", "not", "neither", "oppose", "object", "against", "disagree", "don't"),
            *("do not", "keep things as they are", "leave it as it is", "no change", "nothing"),
            *("other", "something else", "another", "stop", "unacceptable", "reject", "never"),
        ]
    ),
    "cy": phrases(
        [
            *("dim", "na", "nac", "nid", "ddim", "yr un", "gwrthwynebu", "yn erbyn", "anghytuno"),
            *("rhywbeth arall", "arall", "gadael fel y mae", "dim newid", "peidio", "neb"),
        ]
    ),
}
"""Something to choose for somebody who wants none of what is offered."""

FOR = phrases(
    [
        *("strongly support", "support", "agree", "strongly agree", "good", "very good", "better"),
        *("satisfied", "very satisfied", "like", "excellent", "positive", "in favour"),
    ]
)
AGAINST = phrases(
    [
        *("strongly oppose", "oppose", "disagree", "strongly disagree", "bad", "very bad", "worse"),
        *("dissatisfied", "very dissatisfied", "dislike", "poor", "very poor", "negative"),
        "against",
    ]
)
