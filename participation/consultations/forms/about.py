"""What an officer chooses to ask people of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from participation.consultations.rules import MOST_PURPOSES, AsksAbout, Option
from participation.web.words import WordsField, WordsForm


class AsksAboutForm(WordsForm):
    """Ticks, and up to three further things that people may agree to."""

    kind = BooleanField(
        _l("Who they reply for"),
        description=_l("Themselves, somebody they care for, or an organisation"),
    )
    quote = BooleanField(
        _l("Whether we may quote their words"),
        description=_l("Where somebody says no, their words are never shown as a quote"),
    )
    postcode = BooleanField(
        _l("Their postcode"),
        description=_l(
            "Only the ward it lies in is kept, never the postcode. Ask only if you will use it: "
            "postcodes must be loaded first"
        ),
    )
    purpose_1 = WordsField(_l("First thing that they may agree to"), most=300)
    purpose_2 = WordsField(_l("Second thing"), most=300)
    purpose_3 = WordsField(_l("Third thing"), most=300)

    @classmethod
    def of(cls, asks: AsksAbout, typed: Any, languages: Iterable[str]) -> AsksAboutForm:
        """The form as it is kept, or as it was posted."""
        kept: dict[str, Any] = {"kind": asks.kind, "quote": asks.quote, "postcode": asks.postcode}
        for place, purpose in enumerate(asks.purposes, 1):
            kept[f"purpose_{place}"] = dict(purpose.words)
        return cls(typed, languages=languages, data=kept)

    def asks(self, held: AsksAbout) -> AsksAbout:
        """The choice as a plain value. A purpose keeps its code while its place isn't emptied."""
        codes = [one.code for one in held.purposes] + [""] * MOST_PURPOSES
        purposes = []
        for place in range(MOST_PURPOSES):
            words = self[f"purpose_{place + 1}"].words()
            if any(words.values()):
                purposes.append(Option(codes[place], words))
        return AsksAbout(
            kind=bool(self.kind.data),
            quote=bool(self.quote.data),
            postcode=bool(self.postcode.data),
            purposes=tuple(purposes),
        )
