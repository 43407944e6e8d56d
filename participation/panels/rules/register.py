"""Who put their name forward: told to be the same person, or of the same household."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from participation.kernel.errors import Refusal


class CannotRegister(Refusal):
    """Nobody can put their name forward now."""


@dataclass(frozen=True)
class Contact:
    """How to reach somebody, and what they need. Encrypted wherever it is kept."""

    name: str
    address: str
    postcode: str
    email: str = ""
    telephone: str = ""
    needs: str = ""
    reach_by: str = "post"

    def sealed(self) -> bytes:
        """As it goes into encryption."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()


def contact_from(opened: bytes) -> Contact:
    """What :meth:`Contact.sealed` made."""
    known = {name: value for name, value in json.loads(opened).items() if name in _FIELDS}
    return Contact(**known)


_FIELDS = tuple(Contact.__dataclass_fields__)

_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})")


def tidy_postcode(typed: str) -> str | None:
    """A UK postcode in its usual spelling, or ``None`` when it can't be one.

    >>> tidy_postcode(" ll11  1ab"), tidy_postcode("nowhere")
    ('LL11 1AB', None)
    """
    found = _POSTCODE.fullmatch(re.sub(r"[\s.-]", "", typed).upper())
    return f"{found[1]} {found[2]}" if found else None


# How people write one street, told to be the same: what the Royal Mail's address guide abbreviates.
_SAME: Mapping[str, str] = {
    "st": "street",
    "rd": "road",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "cres": "crescent",
    "ct": "court",
    "dr": "drive",
    "gdns": "gardens",
    "gr": "grove",
    "la": "lane",
    "ln": "lane",
    "pl": "place",
    "sq": "square",
    "ter": "terrace",
    "terr": "terrace",
    "wk": "walk",
    "apt": "flat",
    "apartment": "flat",
    "no": "",
    "number": "",
}


def _words(typed: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", typed).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"['’.]", "", plain)
    words = re.findall(r"[a-z]+|\d+[a-z]?", plain)
    return [word for word in (_SAME.get(word, word) for word in words) if word]


def household_of(address: str, postcode: str) -> str:
    """What two people of one household share: the start of the address and the postcode.

    >>> household_of("Flat 2, 14 Mill St.\\nMarchwern", "LL11 1AB")
    'flat 2 14 mill street|LL11 1AB'
    """
    parts = [part for part in re.split(r"[\n,]", address) if part.strip()]
    words = _words(parts[0]) if parts else []
    # A flat, a number or a house's name alone says too little: the street is in the next part.
    short = len(words) <= 2 or not any(word[0].isdigit() for word in words)
    if short and len(parts) > 1:
        words += _words(parts[1])
    return f"{' '.join(words)}|{tidy_postcode(postcode) or postcode.strip().upper()}"


def person_of(name: str, postcode: str) -> str:
    """What tells that somebody registered twice: the same name at the same postcode.

    >>> person_of(" Siân  Puw ", "ll111ab") == person_of("Sian Puw", "LL11 1AB")
    True
    """
    return f"{' '.join(sorted(_words(name)))}|{tidy_postcode(postcode) or postcode.strip().upper()}"


@dataclass(frozen=True)
class Registration:
    """Somebody putting their name forward: contact, features by category, consents."""

    contact: Contact
    features: Mapping[str, str]
    consents: Mapping[str, bool] = field(default_factory=dict)
