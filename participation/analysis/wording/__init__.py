"""Hints on how a question is worded: leading, two at once, absolute, hard to read, no way out.

Rules with lists that anybody can read (``words.py``), not a judgement: a hint says what was found
and leaves it to people. They follow what survey methodologists have long taught (Payne, *The Art of
Asking Questions*, 1951; Dillman, Smyth and Christian, *Internet, Phone, Mail, and Mixed-Mode
Surveys*, 2014) and, on objecting in principle, what the High Court said of a consultation in West
Dulwich Action Group v Lambeth [2025] EWHC 1111 (Admin).

>>> from participation.analysis.wording import hints
>>> [hint.code for hint in hints("Don’t you agree that our exciting new square is safe and clean?")]
['leading', 'loaded', 'two_at_once']
"""

from participation.analysis.wording.hints import Hint, can_object, hints, option_hints
from participation.analysis.wording.reading import reading_age, sentences, syllables

__all__ = [
    "Hint",
    "can_object",
    "hints",
    "option_hints",
    "reading_age",
    "sentences",
    "syllables",
]
