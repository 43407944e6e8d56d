"""The canonical form of an entry, and the hash that links it to the one before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

FORM = "v1"
START = bytes(32)
"""What the first link is chained to."""


def canonical(
    *,
    seq: int,
    id: UUID,  # noqa: A002
    at: datetime,
    actor_kind: str,
    actor_id: UUID | None,
    deed: str,
    object_kind: str,
    object_id: UUID | None,
    detail: Mapping[str, Any],
) -> bytes:
    """An entry as bytes that any program can make again: JSON, keys sorted, no spaces, UTF-8.

    Moments are UTC to the microsecond. ``form`` says which version of these rules was used.
    """
    said = {
        "form": FORM,
        "seq": seq,
        "id": str(id),
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "actor_kind": actor_kind,
        "actor_id": str(actor_id) if actor_id else None,
        "deed": deed,
        "object_kind": object_kind,
        "object_id": str(object_id) if object_id else None,
        "detail": detail,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def link(prev: bytes, entry: bytes) -> bytes:
    """SHA-256(0x02 | prev | entry): the next link of the chain.

    >>> link(START, b"{}").hex()[:16]
    'dce01aae18197284'
    """
    return sha256(b"\x02" + prev + entry).digest()
