"""Form keys: one for each form that is opened, signed and stateless, so that no cookie is needed.

A key holds its signing key's id, the consultation, a 128-bit nonce and when it was made, under 128
bits of HMAC-SHA-256. Whoever holds it may fill in that one form; only the nonce's hash is stored.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from participation.kernel.errors import NotFound
from participation.kernel.keys import Keyring

PURPOSE = "form"
NONCE = 16
MAC = 16
TIME = 5
FIXED = 16 + NONCE + TIME


class BadFormKey(NotFound):
    """Not a form key that this site made."""


@dataclass(frozen=True)
class FormKey:
    """A form key that was read and found to be ours."""

    consultation_id: UUID
    issued_at: datetime
    key_id: str
    nonce: bytes = field(repr=False)

    @property
    def form_hash(self) -> bytes:
        """What drafts and responses are found by; the nonce can't be had from it."""
        return sha256(self.nonce).digest()


def _signed(keys: Keyring, key: FormKey) -> bytes:
    name = key.key_id.encode()
    body = bytes([len(name)]) + name + key.consultation_id.bytes + key.nonce
    body += int(key.issued_at.timestamp()).to_bytes(TIME, "big")
    return body + keys.mac(PURPOSE, body, key.key_id)[:MAC]


def new_form_key(keys: Keyring, consultation_id: UUID, now: datetime) -> str:
    """A key for one more form of a consultation, as letters that fit in an address."""
    key = FormKey(consultation_id, now, keys.current, secrets.token_bytes(NONCE))
    return written_form_key(keys, key)


def written_form_key(keys: Keyring, key: FormKey) -> str:
    """A key as it is written."""
    return base64.urlsafe_b64encode(_signed(keys, key)).decode().rstrip("=")


def read_form_key(keys: Keyring, written: str) -> FormKey:
    """Read a key made with any signing key still held. Raises :class:`BadFormKey`."""
    try:
        raw = base64.b64decode(
            written.encode("ascii") + b"=" * (-len(written) % 4), altchars=b"-_", validate=True
        )
        name, rest = raw[1 : 1 + raw[0]].decode(), raw[1 + raw[0] :]
        if len(rest) != FIXED + MAC or name not in keys.masters:
            raise BadFormKey
        key = FormKey(
            consultation_id=UUID(bytes=rest[:16]),
            issued_at=datetime.fromtimestamp(int.from_bytes(rest[32:FIXED], "big"), UTC),
            key_id=name,
            nonce=rest[16:32],
        )
        good = hmac.compare_digest(raw, _signed(keys, key))
    except (ValueError, IndexError, OverflowError, OSError, binascii.Error):
        raise BadFormKey from None
    # One key has one spelling: spare bits at the end would be another address for the same form.
    if not good or base64.urlsafe_b64encode(raw).decode().rstrip("=") != written:
        raise BadFormKey
    return key
