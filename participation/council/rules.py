"""Rules of the council's own settings: colours that can be read, logos, notices, plain text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from participation.kernel.errors import Refusal
from participation.kernel.languages import DEFAULT, SUPPORTED

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3: text against what is behind it, level AA."""

WHITE = "#ffffff"
BRAND = "#1f4e5f"
LINK = "#1a65a6"
LARGEST_LOGO = 200_000

UNNAMED = {"en": "Your council", "cy": "Eich cyngor"}
"""What the site is called before anybody has named it."""


class Notice(StrEnum):
    """The texts that the law asks for."""

    PRIVACY = "privacy_notice"
    ACCESSIBILITY = "accessibility_statement"


class CannotChangeCouncil(Refusal):
    """What was typed can't be used. Each problem is a code."""


@dataclass(frozen=True)
class Naming:
    """The council's name, and the languages its site speaks."""

    name: Mapping[str, str]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    """How residents reach whoever runs the site."""

    contact: Mapping[str, str]
    email: str
    telephone: str


@dataclass(frozen=True)
class Colours:
    """The colour of the header and of bars, and the colour of links, as ``#rrggbb``."""

    brand: str
    link: str


class Settled(Protocol):
    """What is asked of a council's settings to know what is missing."""

    languages: list[str]
    contact: dict[str, str]
    privacy_notice: dict[str, str]
    accessibility_statement: dict[str, str]
    email: str | None
    telephone: str | None


def missing_notices(council: Settled) -> tuple[str, ...]:
    """Codes of what staff must fill in before a consultation may open.

    A notice is missing while it is empty in any language that the site speaks.
    """
    missing = [
        notice.value
        for notice in Notice
        if not all(_words(getattr(council, notice.value), code) for code in council.languages)
    ]
    reachable = council.email or council.telephone
    if not reachable and not all(_words(council.contact, code) for code in council.languages):
        missing.append("contact")
    return tuple(missing)


def _words(words: Mapping[str, str] | None, language: str) -> str:
    return (words or {}).get(language, "").strip()


def languages_in_order(chosen: frozenset[str]) -> tuple[str, ...]:
    """The languages the site speaks. English is always one: every page has it."""
    return tuple(code for code in SUPPORTED if code == DEFAULT or code in chosen)


def tidy_colour(typed: str) -> str | None:
    """A colour as ``#rrggbb``, or ``None``.

    >>> tidy_colour(" 1F4E5F "), tidy_colour("#abc"), tidy_colour("teal")
    ('#1f4e5f', '#aabbcc', None)
    """
    digits = typed.strip().lstrip("#").casefold()
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}" if re.fullmatch(r"[0-9a-f]{6}", digits) else None


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 to 1, by WCAG 2.2."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, by WCAG 2.2.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_like(colour: str) -> str:
    """The nearest darker shade that can be read on white, and white on it.

    >>> readable_like("#1f4e5f")
    '#1f4e5f'
    >>> contrast(readable_like("#ffcc00"), WHITE) >= READABLE
    True
    """
    for part in range(100, -1, -1):
        channels = (int(colour[place : place + 2], 16) * part // 100 for place in (1, 3, 5))
        shade = "#" + "".join(f"{value:02x}" for value in channels)
        if contrast(shade, WHITE) >= READABLE:
            return shade
    raise AssertionError("black can be read on white")


def logo_kind(content: bytes) -> str | None:
    """What a picture is by its first bytes, whatever its name says: PNG, JPEG, or ``None``."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\0").endswith(b"\xff\xd9"):
        return "image/jpeg"
    return None


def logo_problem(content: bytes) -> str | None:
    """A code for what is wrong with a logo: ``logo_size``, ``logo_kind``, or nothing."""
    if len(content) > LARGEST_LOGO:
        return "logo_size"
    return None if logo_kind(content) else "logo_kind"


@dataclass(frozen=True)
class Part:
    """A run of words; ``href`` when it is an address that can be followed."""

    text: str
    href: str | None = None


@dataclass(frozen=True)
class Block:
    """A heading (``h2``, ``h3``), a paragraph (``p``) or a list (``ul``) of plain text."""

    kind: str
    lines: tuple[tuple[Part, ...], ...] = field(default=())


_ADDRESS = re.compile(
    r"https?://[^\s<>\"]{1,300}|[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
)
_MARKS = {"## ": "h2", "### ": "h3", "- ": "ul", "* ": "ul"}


def blocks(text: str) -> tuple[Block, ...]:
    """Plain text as blocks: ``## `` starts a heading, ``- `` an item, a blank line a paragraph.

    >>> [block.kind for block in blocks("## Why\\nBecause.\\n\\n- one\\n- two")]
    ['h2', 'p', 'ul']
    """
    found: list[tuple[str, list[str]]] = []
    fresh = True
    for line in text.splitlines():
        words = line.strip()
        mark = next((mark for mark in _MARKS if words.startswith(mark)), "")
        kind, words = _MARKS.get(mark, "p"), words.removeprefix(mark).strip()
        if not words:
            fresh = True
            continue
        if kind == "ul" and found and found[-1][0] == "ul" and not fresh:
            found[-1][1].append(words)
        elif kind == "p" and found and found[-1][0] in {"p", "ul"} and not fresh:
            found[-1][1][-1] += f" {words}"
        else:
            found.append((kind, [words]))
        fresh = kind in {"h2", "h3"}
    return tuple(Block(kind, tuple(parts(words) for words in lines)) for kind, lines in found)


def parts(words: str) -> tuple[Part, ...]:
    """A line with its web and e-mail addresses apart, so that they can be followed.

    >>> [part.href for part in parts("Write to ann@example.org.")]
    [None, 'mailto:ann@example.org', None]
    """
    made: list[Part] = []
    at = 0
    for match in _ADDRESS.finditer(words):
        address = match.group().rstrip(".,;:!?)’”")
        if match.start() > at:
            made.append(Part(words[at : match.start()]))
        is_web = address.startswith(("http://", "https://"))
        made.append(Part(address, address if is_web else f"mailto:{address}"))
        at = match.start() + len(address)
    if at < len(words):
        made.append(Part(words[at:]))
    return tuple(made)
