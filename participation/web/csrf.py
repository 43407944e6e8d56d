"""Posts come from our own pages: fetch metadata or origin for all, a token for the signed in.

The token is masked afresh in each page, so that compression gives nothing away (BREACH).
"""

import base64
import hmac
import secrets

from flask import Request, Response, abort, g, request

from participation.extensions import keys, settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def _secret() -> bytes:
    return keys().mac("csrf", str(g.get("staff_session_id", "")).encode())


def csrf_token() -> str:
    """A masked token for this session, for a hidden field named ``csrf_token``."""
    mask = secrets.token_bytes(32)
    mixed = bytes(a ^ b for a, b in zip(mask, _secret(), strict=True))
    return base64.urlsafe_b64encode(mask + mixed).decode()


def _token_is_ours(token: str) -> bool:
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii", "replace"))
    except ValueError:
        return False
    if len(raw) != 64:
        return False
    plain = bytes(a ^ b for a, b in zip(raw[:32], raw[32:], strict=True))
    return hmac.compare_digest(plain, _secret())


def _from_our_pages(asked: Request, signed_in: bool) -> bool:
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = asked.headers.get("Origin")
    if origin is None:
        return True
    if origin == "null":
        # Pages sent with no-referrer post a null origin from browsers without fetch metadata.
        # Without a session there is nothing for another site to ride on.
        return not signed_in
    return origin in {settings().origin, asked.host_url.rstrip("/")}


def check_post() -> Response | None:
    """Refuse a state-changing request that another site could have made. A before_request."""
    if request.method in SAFE:
        return None
    signed_in = "staff_session_id" in g
    if not _from_our_pages(request, signed_in):
        abort(403)
    if signed_in and not _token_is_ours(request.form.get("csrf_token", "")):
        abort(403)
    return None
