"""What a letter may be, and what an address of a mail server says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

LONGEST_SUBJECT = 200
LONGEST_ADDRESS = 254


class MailStatus(StrEnum):
    """Where a letter has got to."""

    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    """There is no mail server: it is kept in the outbox for staff to read."""
    NOT_SENT = "not_sent"
    FAILED = "failed"


@dataclass(frozen=True)
class Letter:
    """A letter's address and words."""

    to: str
    subject: str
    text: str


@dataclass(frozen=True)
class MailServer:
    """Where letters are handed over."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls_from_start: bool = False
    must_encrypt: bool = False


class BadMailServer(ValueError):
    """The address of the mail server can't be used."""


def clean_subject(subject: str) -> str:
    """A subject on one line, not too long: nothing in it can become another header."""
    return " ".join(subject.split())[:LONGEST_SUBJECT]


def clean_address(address: str) -> str:
    """An address as it may stand in a header. Raises ``ValueError`` for what can't be one."""
    address = address.strip()
    name, at, host = address.rpartition("@")
    odd = any(c.isspace() or c in '<>,;:"()[]\\' or not c.isprintable() for c in address)
    if not (name and at and host) or odd or len(address) > LONGEST_ADDRESS:
        raise ValueError("not an e-mail address")
    return address


def server_at(url: str) -> MailServer:
    """``smtp://user:password@host:587`` or ``smtps://…:465``. Raises :class:`BadMailServer`.

    With a password, or ``?tls=required``, ``smtp`` refuses a server that doesn't offer STARTTLS.

    >>> server_at("smtps://mail.example").port
    465
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or port == -1:
        raise BadMailServer("PARTICIPATION_SMTP_URL must be like smtp://user:password@host:587")
    from_start = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if from_start else 587 if parts.username else 25),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls_from_start=from_start,
        must_encrypt=bool(parts.username) or "tls=required" in parts.query,
    )
