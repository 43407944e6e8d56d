"""A council's files: loaded whole or not at all, and looked up."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.audit.models import AuditEntry
from participation.geography import queries, rules, services
from participation.geography.models import Area, PostcodeArea
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed
from participation.kernel.languages import speaking
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.geography import AREAS, POSTCODES, geojson, make_areas, square

MADE_UP = {"actor": SYSTEM, "source": "Made up"}


def test_a_postcode_leads_to_its_area_however_it_is_typed(session: Session) -> None:
    make_areas(session)
    for typed in ("MW1 1AA", "mw11aa", " mw1  1aa. ", "MW1 IAA"):
        found = queries.area_for(session, typed)
        assert found is not None, typed
        assert found.code == "X01"


@pytest.mark.parametrize("typed", ["MW9 9ZZ", "SY1 1AA", "MW3 3CC", "MW1", "", None, "🏠" * 30])
def test_a_postcode_that_is_unknown_elsewhere_or_ended_leads_nowhere(
    session: Session, typed: str | None
) -> None:
    make_areas(session)
    assert queries.area_for(session, typed) is None


def test_areas_have_their_names_in_the_language_spoken(session: Session) -> None:
    make_areas(session)
    with speaking("cy"):
        assert queries.names(session) == {"X01": "Y Gogledd", "X02": "Southside"}


def test_people_add_up_over_the_areas_unless_the_whole_was_loaded(session: Session) -> None:
    make_areas(session)
    assert queries.population(session, "age_band")["X01"] == {"16-24": 600, "25-34": 1400}
    assert queries.margins(session, "age_band") == {"16-24": 900, "25-34": 2100}
    more = AREAS + "X06,Northgate,\n"
    services.load_areas(session, content=more.encode(), **MADE_UP)
    services.load_areas(session, content=b"code,name,kind\nX07,The borough,district\n", **MADE_UP)
    services.load_people(
        session, content=b"code,variable,category,people\nX07,sex,female,31\n", **MADE_UP
    )
    assert queries.margins(session, "sex") == {"female": 31}
    assert queries.margins(session, "age_band") == {"16-24": 900, "25-34": 2100}


def test_a_later_list_keeps_past_areas_and_their_names(session: Session) -> None:
    make_areas(session)
    services.load_areas(session, content=b"code,name\nX01,Northside and Hill\n", **MADE_UP)
    assert [area.code for area in queries.areas(session)] == ["X01"]
    assert queries.names(session) == {"X01": "Northside and Hill", "X02": "Southside"}
    assert queries.area_for(session, "MW2 2BB") is None
    services.load_areas(session, content=AREAS.encode(), **MADE_UP)
    assert session.get_one(Area, "X02").retired_at is None


def test_postcodes_are_replaced_and_what_is_passed_over_is_counted(session: Session) -> None:
    make_areas(session)
    file = services.load_postcodes(session, content=POSTCODES.encode(), **MADE_UP)
    assert (file.used, file.passed_over) == (3, 3)
    services.load_postcodes(session, content=b"pcd7,WD24CD\nMW1 1AC,X02\n", **MADE_UP)
    assert session.scalars(select(PostcodeArea.postcode)).all() == ["MW11AC"]


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        (b"", {"empty"}),
        (b"\0\0", {"not_csv"}),
        (b"title,name\n", {"no_column_code"}),
        (b"code,code,name\nX1,X2,a\n", {"columns_twice"}),
        (b"code,name\n", {"empty"}),
        (
            b"code,name,kind\n!!,a,\nX1,,\nX2,a,\nX2,b,\nX3,c,planet\n",
            {"bad_code", "no_name", "twice", "bad_kind"},
        ),
    ],
)
def test_a_bad_list_of_areas_changes_nothing_and_says_everything(
    session: Session, content: bytes, codes: set[str]
) -> None:
    make_areas(session)
    with pytest.raises(rules.BadFile) as refusal:
        services.load_areas(session, content=content, **MADE_UP)
    assert set(refusal.value.problems) == codes
    assert [area.code for area in queries.areas(session)] == ["X01", "X02"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 100_000, "not_geojson"),
        ('{"type": "FeatureCollection", "features": [NaN]}', "not_geojson"),
        ('{"type": "FeatureCollection", "features": []}', "no_boundary"),
        (
            '{"type": "FeatureCollection", "crs": {"name": "EPSG:27700"}, "features": [1]}',
            "not_degrees",
        ),
        (geojson(("X99", square(-3, 52))), "no_boundary"),
        (geojson(("X01", square(312000, 245000))), "not_degrees"),
        (geojson(("X01", square(52, -3))), "elsewhere"),
        (geojson(("X01", [[-3, 52], [-3, 52.1], [-3, 52]])), "not_polygon"),
        (geojson(("X01", [[-3, "52"], [-3, 52.1], [-3.1, 52], [-3, 52]])), "not_polygon"),
        (geojson(("X01", [[-3, 52 + n / 1e6] for n in range(400_002)])), "too_many_points"),
    ],
)
def test_bad_boundaries_are_refused(session: Session, content: str, code: str) -> None:
    make_areas(session)
    with pytest.raises(rules.BadFile) as refusal:
        services.load_boundaries(session, content=content.encode(), **MADE_UP)
    assert code in refusal.value.problems
    assert len(queries.shapes(session)) == 2


def test_outlines_are_thinned_and_say_who_lies_inside(session: Session) -> None:
    make_areas(session)
    shapes = queries.shapes(session)
    found = rules.area_at(-2.95, 52.15, shapes)
    assert found is not None
    assert found.code == "X01"
    assert rules.area_at(-2.95, 52.35, shapes) is None
    wavy = [[-3.0 + n / 10_000, 52.0] for n in range(1000)]
    wavy += [[-2.9, 52.0 + n / 10_000] for n in range(1000)]
    services.load_boundaries(
        session, content=geojson(("X01", [*wavy, wavy[0]])).encode(), **MADE_UP
    )
    assert len(queries.shapes(session)[0].rings[0]) < 10


def test_only_those_who_may_edit_the_council_load_files(session: Session) -> None:
    with pytest.raises(NotAllowed):
        services.load_areas(
            session,
            actor=actor_with(session, "engagement_officer"),
            content=AREAS.encode(),
            source="x",
        )


def load(client: FlaskClient, kind: str, content: bytes, **more: object) -> int:
    data: dict[str, object] = {
        "source": "ONS, May 2026",
        "csrf_token": token_of(client),
        "kind": "ward",
    }
    data |= {"file": (io.BytesIO(content), "file.csv")} | more
    return client.post(f"/staff/areas/{kind}", data=data).status_code


def test_an_administrator_loads_files_and_sees_them(client: FlaskClient, session: Session) -> None:
    signed_in(client, session, "administrator")
    assert client.get("/areas.svg").status_code == 404
    assert load(client, "areas", AREAS.encode()) == 303
    assert load(client, "postcodes", POSTCODES.encode()) == 303
    both = geojson(("X01", square(-3.0, 52.1)), ("X02", square(-3.0, 52.0)))
    assert load(client, "boundaries", both.encode()) == 303
    page = client.get("/staff/areas").text
    for words in ("Northside", "X02", "ONS, May 2026", "<svg", "Southside"):
        assert words in page
    picture = client.get("/areas.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    deeds = session.scalars(
        select(AuditEntry.detail).where(AuditEntry.deed == "geography.loaded")
    ).all()
    assert {detail["kind"] for detail in deeds} == {"areas", "postcodes", "boundaries"}


def test_a_file_that_cannot_be_loaded_says_why_on_which_line(
    client: FlaskClient, session: Session
) -> None:
    signed_in(client, session, "administrator")
    data = {"csrf_token": token_of(client), "source": "", "kind": "ward"}
    answer = client.post("/staff/areas/areas", data=data)
    assert answer.status_code == 422
    assert "Choose a file" in answer.text
    assert "Enter where the file came from" in answer.text
    data |= {"source": "x", "file": (io.BytesIO(b"code,name\nX1,\n"), "a.csv")}
    answer = client.post("/staff/areas/areas", data=data)
    assert answer.status_code == 422
    assert "Line 2" in answer.text
