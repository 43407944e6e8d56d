"""Postcodes and boundaries as plain values."""

from __future__ import annotations

import doctest

from hypothesis import given
from hypothesis import strategies as st

from participation.geography.rules import boundaries, normal_postcode, postcodes, shown_postcode
from participation.web.charts import Dot, Frame, Outline, area_map, maps, svg

LON = st.floats(-5, 1)
LAT = st.floats(50, 58)


def test_examples_run() -> None:
    for module in (boundaries, postcodes, maps, svg):
        assert doctest.testmod(module).failed == 0


@given(st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", fullmatch=True))
def test_every_postcode_is_understood_with_and_without_its_space(typed: str) -> None:
    found = normal_postcode(typed)
    assert found == typed.replace(" ", "")
    assert normal_postcode(shown_postcode(found).lower()) == found


@given(st.text(max_size=60))
def test_nothing_typed_is_too_odd(typed: str) -> None:
    found = normal_postcode(typed)
    assert found is None or (found.isascii() and 5 <= len(found) <= 7)


@given(LON, LAT, st.floats(0.05, 1), st.floats(0.05, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_place_in_the_picture_is_the_place_pointed_at(
    west: float, south: float, wide: float, high: float, x: float, y: float
) -> None:
    frame = Frame(west, south, west + wide, south + high, 320)
    lon, lat = west + x * wide, south + y * high
    across, down = frame.place(lon, lat)
    assert 0 <= across <= 320
    assert 0 <= down <= frame.height
    back = frame.pointed_at(across, down)
    assert abs(back[0] - lon) < 1e-9
    assert abs(back[1] - lat) < 1e-9


def test_a_map_says_what_it_shows_and_hides_nothing_in_its_words() -> None:
    square = ((-3.0, 52.0), (-2.9, 52.0), (-2.9, 52.1), (-3.0, 52.1))
    drawn = str(
        area_map(
            [Outline("X1", "North <b>side</b>", [square]), Outline("X2", "South", [square])],
            name="m",
            title="Pins & places",
            description="Most are in the north",
            shades={"X1": 3},
            words={"X1": "25"},
            dots=[Dot(-2.95, 52.05), Dot(9, 9)],
        )
    )
    assert "<b>" not in drawn
    assert "Pins &amp; places" in drawn
    assert 'role="img"' in drawn
    assert drawn.count("<circle") == 1
    assert "url(#m-hatch)" in drawn
    assert "style=" not in drawn


def test_no_areas_draw_nothing() -> None:
    assert area_map([], name="m", title="", description="") == ""
