"""What a stored file may be: its kind told from its bytes, its size, and a name that is safe."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import unicodedata
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from participation.kernel.errors import Refusal

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LONGEST_NAME = 120
MOST_PARTS = 5000
"""What a zipped document may hold; more is no document that somebody wrote."""


class CannotKeep(Refusal):
    """The file can't be kept: ``none`` ``empty`` ``too_big`` ``kind`` ``markup`` ``macros``
    ``broken``."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: its media type, the endings its name may have (the first is added)."""

    media_type: str
    endings: tuple[str, ...]
    shown: bool = False
    """Whether a browser may show it in a page of ours: only what can hold no script."""

    @property
    def label(self) -> str:
        """Its kind in a word that is the same in every language, such as ``PDF``."""
        return self.endings[0].upper()


PDF = Kind("application/pdf", ("pdf",))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",))
PPTX = Kind(
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ("pptx",),
)
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",))
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",))
ODP = Kind("application/vnd.oasis.opendocument.presentation", ("odp",))
PNG = Kind("image/png", ("png",), shown=True)
JPEG = Kind("image/jpeg", ("jpg", "jpeg"), shown=True)
GIF = Kind("image/gif", ("gif",), shown=True)
TIFF = Kind("image/tiff", ("tif", "tiff"))
MP3 = Kind("audio/mpeg", ("mp3",))
WAV = Kind("audio/wav", ("wav",))
MP4 = Kind("video/mp4", ("mp4", "m4a", "m4v"))
CSV = Kind("text/csv", ("csv",))
TEXT = Kind("text/plain", ("txt",))
EMAIL = Kind("message/rfc822", ("eml",))
RTF = Kind("application/rtf", ("rtf",))
OFFICE = Kind("application/x-ole-storage", ("doc", "msg", "xls", "ppt"))

KINDS = {
    kind.media_type: kind
    for kind in (
        *(PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, GIF, TIFF, MP3, WAV, MP4),
        *(CSV, TEXT, EMAIL, RTF, OFFICE),
    )
}


class Purpose(StrEnum):
    """What a file is kept for, which says what kinds it may be."""

    DOCUMENT = "document"
    """What residents download."""
    ORIGINAL = "original"
    """What somebody sent: kept as it came, read by staff alone."""
    PICTURE = "picture"


ALLOWED: dict[Purpose, frozenset[Kind]] = {
    Purpose.DOCUMENT: frozenset(
        {PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, PNG, JPEG, MP3, MP4, CSV, TEXT}
    ),
    Purpose.ORIGINAL: frozenset(KINDS.values()),
    Purpose.PICTURE: frozenset({PNG, JPEG}),
}


@dataclass(frozen=True)
class Upload:
    """A file as it came: what its sender called it, and its bytes. Neither is believed."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    name: str
    kind: Kind
    digest: str
    content: bytes


def check(upload: Upload, purpose: Purpose, *, largest: int = LARGEST) -> Checked:
    """The file as it will be kept. Raises ``CannotKeep`` with what is wrong with it."""
    content = upload.content
    if not content:
        raise CannotKeep(["empty" if upload.name else "none"])
    if len(content) > largest:
        raise CannotKeep(["too_big"])
    kind = kind_of(content, upload.name)
    if kind is None or kind not in ALLOWED[purpose]:
        markup = kind is None and looks_like_markup(content)
        raise CannotKeep(["markup" if markup else "kind"])
    if purpose is not Purpose.ORIGINAL and has_macros(content):
        raise CannotKeep(["macros"])
    return Checked(clean_name(upload.name, kind), kind, digest_of(content), content)


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal: the file's own name for ever."""
    return hashlib.sha256(content).hexdigest()


_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"ID3", MP3),
    (b"{\\rtf", RTF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OFFICE),
)


def kind_of(content: bytes, name: str = "") -> Kind | None:
    """What a file is by its bytes. The name only tells apart what is all plain text."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return WAV
    if content[4:8] == b"ftyp":
        return MP4
    if content[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return MP3
    if content.startswith(b"PK\x03\x04"):
        return _zipped_kind(content)
    return _text_kind(content, name)


def _text_kind(content: bytes, name: str) -> Kind | None:
    ending = name.rpartition(".")[2].casefold()
    if ending == "eml" and re.match(rb"(?:[\x21-\x39\x3b-\x7e]+:|From )", content):
        return EMAIL
    if looks_like_markup(content) or not _is_text(content):
        return None
    return CSV if ending == "csv" else TEXT


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            words = content.decode("utf-16")
        except UnicodeDecodeError:
            return False
    else:
        words = content.decode("utf-8", "replace")
        if "\ufffd" in words:
            words = content.decode("cp1252", "replace")
    return not re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]", words)


_MARKUP = re.compile(
    rb"<\s*(?:!doctype|!--|\?xml|html|head|body|script|svg|iframe|img|a|div|p|table|style)\b", re.I
)


def looks_like_markup(content: bytes) -> bool:
    """Whether some browser could take it for a page or a drawing with scripts in it."""
    start = content[:4096].replace(b"\0", b"")
    return bool(re.match(rb"\s*<", start.removeprefix(b"\xef\xbb\xbf")) or _MARKUP.search(start))


def _names_in(content: bytes) -> list[str] | None:
    """The names inside a zip, from its directory alone: nothing is unpacked. None if broken."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if end < 0 or len(content) < end + 22:
        return None
    (parts,) = struct.unpack("<H", content[end + 10 : end + 12])
    if parts > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return None
    return names if len(names) <= MOST_PARTS else None


def _zipped_kind(content: bytes) -> Kind | None:
    names = _names_in(content)
    if names is None:
        return None
    if "[Content_Types].xml" in names:
        for part, kind in (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX)):
            if any(name.startswith(part) for name in names):
                return kind
        return None
    if names[:1] == ["mimetype"]:  # OpenDocument: first, stored, its media type as it is
        said = content[38 : 38 + 80]
        return next(
            (kind for kind in (ODT, ODS, ODP) if said.startswith(kind.media_type.encode())), None
        )
    return None


def has_macros(content: bytes) -> bool:
    """Whether an office document carries programs of its own."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    names = _names_in(content) or []
    return any(
        name.casefold().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/"))
        for name in names
    )


_HIDDEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.I)


def clean_name(name: str, kind: Kind) -> str:
    """A name that is safe to save under anywhere, with an ending that tells the truth.

    >>> clean_name("C:\\\\Reports\\\\..\\\\Plan*.PDF", PDF)
    'Plan-.pdf'
    >>> clean_name("invoice.pdf.exe", PDF), clean_name("", PNG)
    ('invoice.pdf.exe.pdf', 'file.png')
    """
    words = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    words = "".join(" " if unicodedata.category(one) in _HIDDEN else one for one in words)
    words = re.sub(r'[<>:"/|?*%;]', "-", re.sub(r"\s+", " ", words)).strip(" .")
    stem, dot, ending = words.rpartition(".")
    if not dot or ending.casefold() not in kind.endings:
        stem, ending = words, kind.endings[0]
    stem = stem.strip(" .") or "file"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip(' .')}.{ending.casefold()}"


def size_label(size: int) -> str:
    """A size as people say it.

    >>> size_label(900), size_label(48_000), size_label(2_500_000)
    ('1 kB', '47 kB', '2.4 MB')
    """
    if size < MEGABYTE:
        return f"{max(1, round(size / 1024))} kB"
    return f"{size / MEGABYTE:.1f} MB"


@dataclass(frozen=True)
class FileFacts:
    """What a page says of a file."""

    id: UUID
    name: str
    media_type: str
    size: int
    digest: str

    @property
    def label(self) -> str:
        """Its kind in a word, such as ``PDF``."""
        kind = KINDS.get(self.media_type)
        return kind.label if kind else self.media_type

    @property
    def size_label(self) -> str:
        """Its size as people say it."""
        return size_label(self.size)
