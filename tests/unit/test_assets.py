"""Styles and scripts: light, lasting, ours to use, and the same whatever the language."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from participation.web import assets
from tests.support.face import small_site

BUDGET = 60_000
"""Bytes over the wire, compressed, of a resident's first page: markup, style and script."""


@pytest.fixture
def client() -> FlaskClient:
    return small_site().test_client()


def path_of(name: str) -> str:
    return f"/static/vendor/{assets.manifest()[name]}"


@pytest.mark.parametrize(
    ("takes", "gets", "unpack"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("gzip;q=0, br;q=0", None, bytes),
        ("", None, bytes),
    ],
)
def test_a_file_comes_in_the_form_that_the_browser_takes(
    client: FlaskClient, takes: str, gets: str | None, unpack: object
) -> None:
    answer = client.get(path_of("resident.css"), headers={"Accept-Encoding": takes})
    assert answer.headers.get("Content-Encoding") == gets
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.mimetype == "text/css"
    plain = (assets.STATIC / "vendor" / assets.manifest()["resident.css"]).read_bytes()
    assert unpack(answer.data) == plain  # type: ignore[operator]


def test_a_file_is_kept_for_ever_and_asked_for_once(client: FlaskClient) -> None:
    answer = client.get(path_of("resident.js"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(path_of("resident.js"), headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "name", ["nothing.css", "../settings.py", "%2e%2e/settings.py", "vendor", "vendor/x.css.br", ""]
)
def test_nothing_else_is_sent(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_the_packed_forms_cannot_be_asked_for_by_name(client: FlaskClient) -> None:
    assert client.get(path_of("resident.css") + ".br").status_code == 404


def test_our_own_pictures_change_address_when_they_change() -> None:
    with small_site().test_request_context("/"):
        address = assets.static_url("images/icon.svg")
    assert address.startswith("/static/images/icon.svg?v=")
    assert "missing" not in address


def test_an_address_is_the_same_in_every_language() -> None:
    place = {"SCRIPT_NAME": "/say/cy", "participation.root": "/say"}
    with small_site().test_request_context("/", environ_overrides=place):
        assert assets.static_url("resident.css") == "/say" + path_of("resident.css")


@pytest.mark.parametrize("path", ["/", "/form", "/keep", "/receipt"])
def test_a_first_visit_is_light(client: FlaskClient, path: str) -> None:
    weight = len(gzip.compress(client.get(path).data, 6))
    for name in ("resident.css", "resident.js"):
        packed = client.get(path_of(name), headers={"Accept-Encoding": "gzip"})
        weight += len(packed.data)
    assert weight < BUDGET / 2, "half of the budget is for what pages add"


@pytest.mark.parametrize("name", ["resident.css", "staff.css"])
def test_no_font_crown_or_address_of_others_is_in_the_styles(name: str) -> None:
    styles = (assets.STATIC / "vendor" / assets.manifest()[name]).read_text()
    assert "@font-face" not in styles
    assert "GDS Transport" not in styles
    assert "crest" not in styles
    assert "url(" not in styles
