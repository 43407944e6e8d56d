"""Tables of counts about people, released so that no small group can be read out of them.

>>> age = Variable("age", ("16-24", "25-64", "65+"))
>>> view = Variable("view", ("for", "against"))
>>> rows = [("16-24", "for")] * 3 + [("16-24", "against")] * 17 + [("25-64", "for")] * 60
>>> rows += [("25-64", "against")] * 45 + [("65+", "for")] * 31 + [("65+", "against")] * 30
>>> family = Family.of_people(
...     (age, view), [("age", "view")], ({"age": a, "view": v} for a, v in rows)
... )
>>> release = protect(family).released(Audience.PUBLIC)
>>> release.count(age="16-24", view="for") is None
True
>>> release.count(age="65+")
60
"""

from participation.analysis.disclosure.protecting import (
    DEFAULT_RULES,
    Earlier,
    Protected,
    Rules,
    protect,
)
from participation.analysis.disclosure.releasing import (
    Audience,
    Release,
    due,
    rounded,
    share,
    small_count,
)
from participation.analysis.disclosure.tables import Cell, Family, Sum, Variable, cell

__all__ = [
    "DEFAULT_RULES",
    "Audience",
    "Cell",
    "Earlier",
    "Family",
    "Protected",
    "Release",
    "Rules",
    "Sum",
    "Variable",
    "cell",
    "due",
    "protect",
    "rounded",
    "share",
    "small_count",
]
