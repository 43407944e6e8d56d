"""Words out of documents: PDF, DOCX, ODT and plain text, in parts that can be weighed one by one.

:func:`extract_limited` runs in a process of its own with little memory and time. What can't be read
(a scan, a recording) is typed by hand instead.
"""

from __future__ import annotations

import io
import re
import resource
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from participation.kernel.errors import Refusal
from participation.responses.rules.answers import tidy_text
from participation.responses.rules.sheets.csvs import decode
from participation.responses.rules.sheets.limits import BadSheet

LONGEST = 2_000_000
"""The most characters of one document: some seven hundred pages."""

A_PART = 3000
"""About how long a part is where a document has neither headings nor pages."""

MOST_UNPACKED = 60 * 1024 * 1024
MEMORY = 400 * 1024 * 1024
SECONDS = 90


class NoWords(Refusal):
    """No words: ``kind`` ``encrypted`` ``no_text`` ``bomb`` ``broken`` ``too_long``."""


@dataclass(frozen=True)
class Part:
    """One part of a document."""

    heading: str
    text: str


def extract_limited(content: bytes, media_type: str) -> list[tuple[str, str]] | str:
    """:func:`extract` with little memory and time; a code where no words could be had."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        pages = int(statm.read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY + 4 * len(content)
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    try:
        return [(part.heading, part.text) for part in extract(content, media_type)]
    except NoWords as refusal:
        return refusal.problems[0]
    except MemoryError:
        return "bomb"


def extract(content: bytes, media_type: str) -> list[Part]:
    """The parts of a document. Raises :class:`NoWords`."""
    if content.startswith(b"%PDF-"):
        parts = _parts_of_pdf(content)
    elif content.startswith(b"PK\x03\x04") and "wordprocessingml" in media_type:
        parts = _by_headings(_docx(content))
    elif content.startswith(b"PK\x03\x04") and "opendocument.text" in media_type:
        parts = _by_headings(_odt(content))
    elif media_type.startswith("text/plain"):
        try:
            parts = parts_of_text(decode(content).words)
        except BadSheet:
            raise NoWords(["broken"]) from None
    else:
        raise NoWords(["kind"])
    if not any(part.text.strip() for part in parts):
        raise NoWords(["no_text"])
    if sum(len(part.text) for part in parts) > LONGEST:
        raise NoWords(["too_long"])
    return [Part(tidy_text(part.heading)[:300], tidy_text(part.text)) for part in parts]


def parts_of_text(words: str) -> list[Part]:
    """The parts of plain words. A line that begins with ``#`` is the heading of a new part.

    >>> [part.heading for part in parts_of_text("# Roads\\nToo fast.\\n# Trees\\nToo few.")]
    ['Roads', 'Trees']
    """
    lines = [
        (True, line.lstrip("#").strip()) if line.startswith("#") else (False, line)
        for line in words.replace("\r\n", "\n").split("\n")
    ]
    return _by_headings(lines)


def text_of_parts(parts: Sequence[Part]) -> str:
    """The other way, for a box to type in."""
    return "\n".join(
        f"# {part.heading}\n{part.text}" if part.heading else part.text for part in parts
    )


def _by_headings(lines: Sequence[tuple[bool, str]]) -> list[Part]:
    parts: list[tuple[str, list[str]]] = [("", [])]
    for is_heading, words in lines:
        if is_heading and words:
            parts.append((words, []))
        else:
            parts[-1][1].append(words)
    found: list[Part] = []
    above = ""
    for heading, said in parts:
        text = "\n".join(said).strip("\n")
        title = f"{above} – {heading}" if above and heading else above or heading
        # A title with no words of its own stands above the part that follows it.
        if not text.strip():
            above = title
            continue
        found.append(Part(title, text))
        above = ""
    return found if len(found) > 1 else [one for part in found for one in _cut(part)]


def _cut(part: Part) -> Iterator[Part]:
    """Cut one long part between paragraphs."""
    held: list[str] = []
    size = 0
    for paragraph in re.split(r"(?<=\n)\n+", part.text):
        if held and size + len(paragraph) > A_PART:
            yield Part(part.heading, "".join(held).strip("\n"))
            held, size = [], 0
        held.append(paragraph)
        size += len(paragraph)
    if held:
        yield Part(part.heading, "".join(held).strip("\n"))


def _parts_of_pdf(content: bytes) -> list[Part]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise NoWords(["encrypted"])
        pages = [page.extract_text() or "" for page in reader.pages]
    except NoWords:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        raise NoWords(["broken"]) from None
    return [Part(f"{number}", words) for number, words in enumerate(pages, 1) if words.strip()]


def _xml(content: bytes, part: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed, packed.open(part) as stream:
            words = stream.read(MOST_UNPACKED + 1)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError):
        raise NoWords(["broken"]) from None
    if len(words) > MOST_UNPACKED:
        raise NoWords(["bomb"])
    return words


class _Paragraphs:
    """Paragraphs of an office document, with whether each is a heading."""

    def __init__(self, paragraph: set[str], heading: set[str]) -> None:
        self.lines: list[tuple[bool, str]] = []
        self._paragraph, self._heading = paragraph, heading
        self._said: list[str] = []
        self._is_heading = False
        self._deep = 0

    def start(self, tag: str, values: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name in self._paragraph | self._heading:
            if self._deep == 0:
                self._said, self._is_heading = [], name in self._heading
            self._deep += 1
        elif name == "pStyle":
            style = next((v for k, v in values.items() if k.endswith("val")), "")
            self._is_heading = self._is_heading or bool(re.match(r"(heading|title)", style, re.I))
        elif name in {"tab", "s"}:
            self._said.append(" ")
        elif name in {"br", "line-break"}:
            self._said.append("\n")

    def data(self, words: str) -> None:
        if self._deep:
            self._said.append(words)

    def end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] in self._paragraph | self._heading:
            self._deep -= 1
            if self._deep == 0:
                self.lines.append((self._is_heading, "".join(self._said)))


def _paragraphs(xml: bytes, paragraph: set[str], heading: set[str]) -> list[tuple[bool, str]]:
    found = _Paragraphs(paragraph, heading)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = found.start
    parser.EndElementHandler = found.end
    parser.CharacterDataHandler = found.data
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise NoWords(["broken"]) from None
    return found.lines


def _refuse(*_args: object) -> None:
    raise NoWords(["broken"])


def _docx(content: bytes) -> list[tuple[bool, str]]:
    return _paragraphs(_xml(content, "word/document.xml"), {"p"}, set())


def _odt(content: bytes) -> list[tuple[bool, str]]:
    return _paragraphs(_xml(content, "content.xml"), {"p"}, {"h"})
