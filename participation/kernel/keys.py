"""Secret keys: kept in one file outside the database, derived per purpose, rotated by adding one.

Each derived key is HKDF-SHA-256 (RFC 5869) of a master secret and the purpose's name, so a key
for signing forms says nothing of the key for receipts.
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32


class BadKeys(Exception):
    """The key file is missing, unreadable or too weak to start with."""


@lru_cache(maxsize=256)
def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(
        algorithm=hashes.SHA256(), length=32, salt=None, info=b"participation:" + purpose.encode()
    ).derive(secret)


@dataclass(frozen=True)
class Keyring:
    """Master secrets by key id. The last one signs; all of them verify."""

    masters: Mapping[str, bytes]

    @property
    def current(self) -> str:
        """The id of the key that signs from now on."""
        return next(reversed(list(self.masters)))

    def derive(self, purpose: str, key_id: str | None = None) -> bytes:
        """32 bytes for one purpose. Raises ``KeyError`` for a key id that isn't held."""
        return _derive(self.masters[key_id or self.current], purpose)

    def mac(self, purpose: str, data: bytes, key_id: str | None = None) -> bytes:
        """HMAC-SHA-256 of ``data`` under the purpose's key."""
        return hmac.new(self.derive(purpose, key_id), data, sha256).digest()

    @cached_property
    def fields(self) -> MultiFernet:
        """Encrypts fields at rest with the newest key and reads with any."""
        newest_first = reversed(list(self.masters))
        return MultiFernet(
            [
                Fernet(base64.urlsafe_b64encode(self.derive("fields", key_id)))
                for key_id in newest_first
            ]
        )


def new_keyring() -> Keyring:
    """A fresh keyring with one master secret."""
    return Keyring({"a": secrets.token_bytes(SHORTEST)})


def load_keys(path: Path, *, make: bool = False) -> Keyring:
    """Read the key file; with ``make``, write a new one (readable by its owner only) if absent.

    Raises :class:`BadKeys` when it is absent, isn't JSON of ``{"id": "hex"}``, or is too short.
    """
    if make and not path.exists():
        ring = new_keyring()
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({key_id: secret.hex() for key_id, secret in ring.masters.items()})
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return load_keys(path)
        with os.fdopen(descriptor, "w") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        return ring
    try:
        masters = {k: bytes.fromhex(v) for k, v in json.loads(path.read_text()).items()}
    except FileNotFoundError:
        raise BadKeys(f"there is no key file at {path}: run “participation keys make”") from None
    except (ValueError, AttributeError, TypeError) as error:
        raise BadKeys(f"{path} isn't a key file: JSON of key id to hex is expected") from error
    if not masters or any(len(secret) < SHORTEST for secret in masters.values()):
        raise BadKeys(f"{path} holds no key, or one shorter than {SHORTEST} bytes")
    return Keyring(masters)
