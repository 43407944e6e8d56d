"""What somebody says of themselves and of what may be done with their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class RespondentKind(StrEnum):
    """For whom somebody replies."""

    RESIDENT = "resident"
    REPRESENTATIVE = "representative"
    ORGANISATION = "organisation"


class Channel(StrEnum):
    """How a reply came."""

    WEB = "web"
    PAPER = "paper"
    TELEPHONE = "telephone"
    EMAIL = "email"
    LETTER = "letter"
    PETITION = "petition"
    EVENT = "event"
    EASY_READ = "easy_read"
    BSL = "bsl"
    AUDIO = "audio"
    OTHER = "other"
    IMPORT = "import"


LONGEST_NAME = 300
LONGEST_SOURCE = 40


@dataclass(frozen=True)
class About:
    """What a response says of who sent it, beside its answers.

    ``speaks_for`` is how many people an organisation speaks for, as it says. ``may_quote`` is
    ``None`` where they weren't asked or didn't say. ``consents`` holds, by purpose, whether they
    agreed. ``area_code`` is all that is kept of a postcode. ``source`` tags the link they came by.
    """

    kind: RespondentKind = RespondentKind.RESIDENT
    organisation: str = ""
    speaks_for: int | None = None
    may_quote: bool | None = None
    consents: Mapping[str, bool] = field(default_factory=dict)
    area_code: str | None = None
    source: str | None = None

    def stored(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "kind": self.kind.value,
            "organisation": self.organisation,
            "speaks_for": self.speaks_for,
            "may_quote": self.may_quote,
            "consents": dict(self.consents),
            "area_code": self.area_code,
            "source": self.source,
        }

    def columns(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        organisation = self.kind is RespondentKind.ORGANISATION
        return {
            "respondent_kind": self.kind.value,
            "organisation": (self.organisation or None) if organisation else None,
            "speaks_for": self.speaks_for if organisation else None,
            "may_quote": self.may_quote,
            "consents": dict(self.consents),
            "area_code": self.area_code,
            "source": self.source,
        }


def may_be_quoted(said: bool | None, *, asked: bool) -> bool:
    """Whether somebody's words may be quoted: if they were asked, only once they said yes.

    >>> may_be_quoted(None, asked=True), may_be_quoted(None, asked=False)
    (False, True)
    """
    return not asked if said is None else said


def about_from(stored: Mapping[str, Any] | None) -> About:
    """What a draft keeps of it; of somebody who said nothing, a resident."""
    if not stored:
        return About()
    return About(
        kind=RespondentKind(stored.get("kind", RespondentKind.RESIDENT)),
        organisation=stored.get("organisation") or "",
        speaks_for=stored.get("speaks_for"),
        may_quote=stored.get("may_quote"),
        consents=stored.get("consents") or {},
        area_code=stored.get("area_code"),
        source=stored.get("source"),
    )
