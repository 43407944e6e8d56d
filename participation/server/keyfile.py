"""Making a key file and adding a new key to it."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from participation.kernel.keys import SHORTEST, BadKeys, Keyring, load_keys


def make(path: Path) -> Keyring:
    """Write a new key file. Raises :class:`BadKeys` when there is one already."""
    if path.exists():
        raise BadKeys(f"there is a key file at {path} already: add to it with “keys rotate”")
    return load_keys(path, make=True)


def rotate(path: Path) -> Keyring:
    """Add a key that signs from now on. The older ones go on verifying and decrypting."""
    held = load_keys(path)
    masters = dict(held.masters) | {_next_id(held): secrets.token_bytes(SHORTEST)}
    partial = path.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({key_id: secret.hex() for key_id, secret in masters.items()}, file)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return Keyring(masters)


def _next_id(held: Keyring) -> str:
    number = len(held.masters)
    while (name := _letters(number)) in held.masters:
        number += 1
    return name


def _letters(number: int) -> str:
    """0 is a, 25 is z, 26 is aa."""
    name = ""
    number += 1
    while number:
        number, last = divmod(number - 1, 26)
        name = chr(ord("a") + last) + name
    return name
