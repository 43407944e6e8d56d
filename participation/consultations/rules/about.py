"""What a consultation asks people of themselves, beside its questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from participation.consultations.rules.questions import Option

MOST_PURPOSES = 3


@dataclass(frozen=True)
class AsksAbout:
    """``kind``: for whom they reply. ``quote``: whether their words may be quoted. ``postcode``:
    the postcode, of which only the area is kept. ``purposes``: what else they may agree to.
    """

    kind: bool = True
    quote: bool = True
    postcode: bool = False
    purposes: tuple[Option, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is anything to ask."""
        return self.kind or self.quote or self.postcode or bool(self.purposes)

    def stored(self) -> dict[str, Any]:
        """As a column keeps it."""
        return {
            "kind": self.kind,
            "quote": self.quote,
            "postcode": self.postcode,
            "purposes": [{"code": one.code, "words": dict(one.words)} for one in self.purposes],
        }


def asks_from(stored: Mapping[str, Any] | None) -> AsksAbout:
    """As a column keeps it; nothing stored means what is asked by default.

    >>> asks_from({}).quote, asks_from({"quote": False}).quote
    (True, False)
    """
    kept = stored or {}
    return AsksAbout(
        kind=bool(kept.get("kind", True)),
        quote=bool(kept.get("quote", True)),
        postcode=bool(kept.get("postcode", False)),
        purposes=tuple(Option(one["code"], one["words"]) for one in kept.get("purposes", ())),
    )
