"""A place: pressed on the picture, chosen from the list, or by postcode; without scripts."""

from __future__ import annotations

import pytest

from participation.responses.rules import Mark
from participation.web.charts.maps import Frame, Outline
from tests.factories.consultations import make_consultation
from tests.factories.council import make_council
from tests.factories.geography import make_areas, square
from tests.integration.answering.conftest import words_of

FRAME = Frame.around(
    [Outline("X01", "", [square(-3.0, 52.1)]), Outline("X02", "", [square(-3.0, 52.0)])], 288
)


@pytest.fixture
def placing(session, begin):
    make_council(session)
    make_areas(session)
    kinds = ({"kind": "map_pin"}, "free_text")
    return begin(make_consultation(session, questions=kinds))


def press(somebody, lon, lat, **more):
    x, y = FRAME.place(lon, lat)
    at = {"answer-map.x": str(round(x)), "answer-map.y": str(round(y))}
    return somebody.client.post(f"{somebody.base}/1", data={**at, **more})


def test_a_press_on_the_picture_marks_the_place_and_shows_it_before_going_on(placing):
    page = placing.read(1).text
    assert 'type="image"' in page
    assert 'width="288"' in page
    assert placing.went_to(press(placing, -2.95, 52.15)) == "1#answer"
    box = placing.kept("q1").box
    assert box["area"] == "X01"
    assert float(box["lon"]) == pytest.approx(-2.95, abs=0.001)
    assert float(box["lat"]) == pytest.approx(52.15, abs=0.001)
    page = placing.read(1)
    assert "The red dot is the place you marked" in words_of(page)
    assert f"lat={box['lat']}" in page.text
    picture = placing.client.get(f"/places.svg?lat={box['lat']}&lon={box['lon']}")
    assert picture.mimetype == "image/svg+xml"
    assert "<circle" in picture.text
    assert "Set-Cookie" not in picture.headers
    kept = {"answer-lat": box["lat"], "answer-lon": box["lon"], "answer-area": "X01"}
    got = placing.client.post(f"{placing.base}/1", data=kept)
    assert placing.went_to(got) == "2"
    assert "Northside" in words_of(placing.read("check"))
    placing.post("send")
    marks = placing.answers()["Question 1?"].marks
    assert [one.row for one in marks] == ["area", "lat", "lon"]
    assert marks[0] == Mark("area", "X01")


def test_another_area_from_the_list_takes_the_mark_away(placing):
    press(placing, -2.95, 52.15)
    box = placing.kept("q1").box
    other = {"answer-lat": box["lat"], "answer-lon": box["lon"], "answer-area": "X02"}
    placing.client.post(f"{placing.base}/1", data=other)
    assert placing.kept("q1").box == {"area": "X02"}
    placing.client.post(f"{placing.base}/1", data={**other, "answer-area": ""})
    assert placing.kept("q1").blank


def test_a_press_outside_says_what_to_do_and_takes_nothing_away(placing):
    placing.post(1, answer__area="X02")
    got = placing.client.post(
        f"{placing.base}/1",
        data={"answer-map.x": "1", "answer-map.y": "1", "answer-area": "X02"},
    )
    assert got.status_code == 422
    assert "That place is outside the area" in words_of(got)
    assert placing.kept("q1").box == {"area": "X02"}


def test_a_map_pressed_by_a_key_is_no_place(placing):
    data = {"answer-map.x": "0", "answer-map.y": "0", "answer-area": "X02"}
    got = placing.client.post(f"{placing.base}/1", data=data)
    assert placing.went_to(got) == "2"
    assert placing.kept("q1").box == {"area": "X02"}


def test_a_postcode_gives_its_area_and_is_kept_nowhere(session, placing):
    assert placing.went_to(placing.post(1, answer__postcode="mw2 2bb")) == "2"
    assert placing.kept("q1").box == {"area": "X02"}
    got = placing.post(1, answer__postcode="ZZ9 9ZZ", answer__area="X01")
    assert got.status_code == 422
    assert "We don’t know that postcode" in words_of(got)
    assert placing.kept("q1").box == {"area": "X01"}


def test_without_areas_a_place_is_named(session, begin):
    make_council(session)
    somebody = begin(make_consultation(session, questions=({"kind": "map_pin"},)))
    assert "Name the place" in words_of(somebody.read(1))
    somebody.post(1, answer__area="By the bridge")
    assert somebody.kept("q1").box == {"area": "By the bridge"}
    assert somebody.post(1, answer__area="x" * 81).status_code == 422
