"""Residents by the hundred: each fills in a form over HTTP, and remembers what they were told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.support.gunicorn import Served

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
GROUP = re.compile(rb'app-reference__group">(\w{4})<')


@dataclass
class Resident:
    """Somebody with a form key and words of their own. ``told`` is the reference they saw."""

    written: str
    words: str
    sent: bool = False
    told: str | None = None
    gave_up: bool = False
    mishaps: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The path of their form."""
        return f"/reply/{self.written}"


class Unanswered(Exception):
    """No answer came, or an answer that says to try again."""


class Line:
    """One person's connection, opened again after it breaks."""

    def __init__(self, site: Served) -> None:
        self.site = site
        self.connection: HTTPConnection | None = None

    def ask(
        self, method: str, path: str, fields: dict[str, str] | None = None
    ) -> tuple[int, str, bytes]:
        """Status, location and page. Raises :class:`Unanswered`."""
        if self.connection is None:
            self.connection = self.site.connection()
        body = urlencode(fields).encode() if fields is not None else None
        try:
            self.connection.request(method, path, body, FORM if body is not None else {})
            answer = self.connection.getresponse()
            page = answer.read()
        except (OSError, HTTPException) as error:
            self.close()
            raise Unanswered(type(error).__name__) from error
        if answer.status >= 500:
            raise Unanswered(str(answer.status))
        return answer.status, answer.headers.get("Location", ""), page

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None


def press_send(line: Line, resident: Resident) -> None:
    """Send, until the site says that it's stored and where the receipt is.

    Raises :class:`Unanswered`.
    """
    status, location, page = line.ask("POST", f"{resident.base}/send", {"word": ""})
    assert status == 303, page.decode()
    assert location == f"{resident.base}/receipt"
    resident.sent = True


def read_receipt(line: Line, resident: Resident) -> str:
    """Read the reference on the receipt. Raises :class:`Unanswered`."""
    status, _, page = line.ask("GET", f"{resident.base}/receipt")
    assert status == 200, page.decode()
    groups = GROUP.findall(page)
    assert len(groups) == 4, page.decode()
    resident.told = b"".join(groups).decode()
    return resident.told


def whole_journey(line: Line, resident: Resident, slug: str) -> str:
    """From the start page's button to the receipt. Raises :class:`Unanswered`."""
    status, location, page = line.ask(
        "POST", f"/consultations/{slug}/start", {"form_key": resident.written}
    )
    assert (status, location) == (303, f"{resident.base}/1"), page.decode()
    status, _, page = line.ask("GET", location)
    assert status == 200, page.decode()
    status, location, page = line.ask("POST", location, {"answer": resident.words})
    assert (status, location) == (303, f"{resident.base}/check"), page.decode()
    press_send(line, resident)
    return read_receipt(line, resident)
