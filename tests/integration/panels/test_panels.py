"""Panels: set up, names put forward once, a draw that anybody can check, members."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from participation.analysis.draws.verification import Opening, Seal, verify_opening
from participation.audit.models import AuditEntry
from participation.kernel.actors import RESIDENT, SYSTEM
from participation.kernel.errors import NotAllowed
from participation.panels import drawing, queries, rules, services
from participation.panels.models import Membership, Registrant
from participation.panels.services.panels import CannotChange
from tests.factories.accounts import actor_with, make_staff, sign_in
from tests.factories.council import make_council
from tests.factories.panels import AREA, fill, make_panel, put_forward


@pytest.fixture(autouse=True)
def council(session):
    return make_council(session)


def made(session, panel, *, test=False):
    """A draw with its tickets, as the job makes it."""
    run = services.prepare_draw(session, actor=SYSTEM, panel_id=panel.id, test=test)
    pool = [tuple(row) for row in services.unpack(run.pool)]
    found = drawing.draw(pool, run.quotas, run.size, method=run.method, seed=run.seed)
    return services.store_draw(session, run_id=run.id, found=found)


def held(session, panel, digits="417"):
    run = made(session, panel)
    services.seal_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=run.id)
    return services.hold_draw(
        session, actor=SYSTEM, panel_id=panel.id, run_id=run.id, digits=digits
    )


def test_contact_details_are_encrypted_and_stand_apart_from_what_people_are_like(session):
    panel = make_panel(session)
    done = put_forward(session, panel, name="Mair Price", address="1 Mill Street")
    row = session.get(Registrant, done.registrant_id)
    assert b"Mair" not in row.contact
    assert b"Mill" not in row.contact
    assert queries.contact_of(session, row).name == "Mair Price"
    said = json.dumps([entry.detail for entry in session.scalars(select(AuditEntry))])
    assert "Mair" not in said


def test_one_form_puts_a_name_down_once(session, client):
    panel = make_panel(session)
    session.commit()
    page = f"/panels/{panel.slug}/put-your-name-forward"
    key = client.get(page).text.split('name="form_key" value="')[1].split('"')[0]
    typed = {
        "form_key": key,
        "eligible": "y",
        "name": "Mair Price",
        "address": "1 Mill Street",
        "postcode": "LL11 1AB",
        "reach_by": "post",
        "consent": "y",
    } | {f"feature_{one.code}": one.features[0].code for one in panel.categories}
    answers = [client.post(page, data=typed) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len({answer.location for answer in answers}) == 1
    session.rollback()
    assert queries.counts(session, panel.id).registered == 1
    assert "Your reference" in client.get(answers[0].location).text


def test_what_is_missing_is_all_said_at_once_and_nothing_typed_is_lost(session, client):
    panel = make_panel(session)
    session.commit()
    answer = client.post(
        f"/panels/{panel.slug}/put-your-name-forward",
        data={
            "name": "Mair Price",
            "address": "Long Row",
            "postcode": "nowhere",
            "needs": "A ramp",
        },
    )
    assert answer.status_code == 422
    for words in (
        "Say that this is you",
        "full UK postcode",
        "Choose how",
        "Agree to this",
        "Area",
    ):
        assert words in answer.text
    for words in ("Mair Price", "Long Row", "nowhere", "A ramp"):
        assert words in answer.text
    assert "Set-Cookie" not in answer.headers


def test_names_are_taken_only_while_registration_is_open(session):
    panel = make_panel(session, "choosing")
    with pytest.raises(rules.CannotRegister):
        put_forward(session, panel)
    draft = make_panel(session, "draft")
    with pytest.raises(rules.CannotRegister):
        put_forward(session, draft)


def test_twice_the_same_person_is_noticed_and_households_are_told_apart(session):
    panel = make_panel(session)
    put_forward(session, panel, name="Siân Puw", address="12a Corn St., Marchwern")
    again = put_forward(session, panel, name="Sian Puw", address="Somewhere Else")
    put_forward(session, panel, name="Tomos Puw", address="12A Corn Street")
    assert again.again
    assert [number for _home, number in queries.same_household(session, panel.id)] == [2]


def test_a_draft_says_everything_that_it_lacks_before_the_public_sees_it(session):
    panel = make_panel(session, "draft", categories=())
    panel.purpose = {"en": "To think."}
    panel.retention_on = None
    session.flush()
    with pytest.raises(rules.CannotPublish) as refusal:
        services.publish_panel(session, actor=SYSTEM, panel_id=panel.id)
    assert set(refusal.value.problems) == {"missing:purpose:cy", "no_dates", "no_categories"}


def test_an_answer_that_somebody_gave_is_not_taken_out(session):
    panel = make_panel(session)
    put_forward(session, panel)
    area = panel.categories[0]
    with pytest.raises(CannotChange):
        services.keep_category(
            session,
            actor=SYSTEM,
            panel_id=panel.id,
            category_id=area.id,
            details=rules.CategoryDetails(area.words, AREA.features[1:]),
        )


def test_the_real_draw_waits_for_the_last_day_and_freezes_the_list(session):
    panel = make_panel(session)
    fill(session, panel)
    with pytest.raises(rules.CannotDraw) as refusal:
        services.prepare_draw(session, actor=SYSTEM, panel_id=panel.id, test=False)
    assert refusal.value.problems == ("still_registering",)
    test = made(session, panel, test=True)
    assert test.status == "ready"
    with pytest.raises(rules.CannotDraw):
        services.seal_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=test.id)
    assert panel.frozen_at is None


def test_a_draw_that_anybody_can_check(session, client):
    panel = make_panel(session, "choosing")
    fill(session, panel)
    run = made(session, panel)
    with pytest.raises(rules.CannotDraw):
        services.hold_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=run.id, digits="417")
    services.seal_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=run.id)
    session.commit()
    method = f"/panels/{panel.slug}/how-members-were-chosen"
    before = client.get(f"/panels/{panel.slug}/draws/{run.number}.json").json["seal"]
    assert before["tickets"] in client.get(method).text

    services.hold_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=run.id, digits="417")
    session.commit()
    after = client.get(f"/panels/{panel.slug}/draws/{run.number}.json").json
    opening = Opening(
        Seal(**after["seal"]),
        after["digits"],
        tuple(after["ids"]),
        after["salt"],
        tuple(after["path"]),
    )
    assert after["seal"] == before
    assert verify_opening(opening) == []
    assert len(after["ids"]) == panel.seats
    drawn = session.scalars(select(Membership).where(Membership.panel_id == panel.id)).all()
    assert len(drawn) == panel.seats
    assert "Ticket 417" in client.get(method).text
    # Once drawn it stands: the same digits again change nothing, others are refused.
    services.hold_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=run.id, digits="417")
    with pytest.raises(rules.CannotDraw):
        services.hold_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=run.id, digits="418")


def test_seats_that_nobody_can_fill_come_with_the_smallest_changes(session):
    panel = make_panel(session, "choosing")
    north = {"area": "north", "age": "under-40"}
    panel.registration_closes_at = panel.registration_opens_at.replace(year=2999)
    for number in range(6):
        put_forward(session, panel, name=f"N {number}", address=f"{number} High Row", **north)
    panel.registration_closes_at = panel.registration_opens_at
    run = made(session, panel)
    assert run.status == "infeasible"
    changes = {(one["feature"], one["direction"]) for one in run.problems}
    assert ("south", "lower_min") in changes
    assert queries.open_run(session, panel.id) is None


def test_a_place_that_falls_free_is_drawn_again_from_who_is_left(session):
    panel = make_panel(session, "choosing")
    fill(session, panel)
    held(session, panel)
    called = queries.calling_list(session, panel.id)
    first = called[0].membership
    services.record_outcome(
        session,
        actor=SYSTEM,
        panel_id=panel.id,
        membership_id=first.id,
        outcome=rules.Outcome.DECLINED,
    )
    staying, gone = queries.numbers_staying(session, panel.id)
    assert len(staying) == panel.seats - 1
    run = queries.drawn_run(session, panel.id)
    pool = [tuple(row) for row in services.unpack(queries.run_whole(session, run.id).pool)]
    plan = drawing.replacements(
        pool,
        run.quotas,
        panel.seats,
        staying=[services.shown_number(n) for n in staying],
        unavailable=[services.shown_number(n) for n in gone],
    )
    assert plan["seats"] == 1
    again = services.prepare_replacement(
        session,
        actor=SYSTEM,
        panel_id=panel.id,
        quotas=plan["exact"]["quotas"],
        pool=plan["pool"],
        seats=1,
    )
    rows = [tuple(row) for row in services.unpack(again.pool)]
    found = drawing.draw(rows, again.quotas, 1, method=again.method, seed=again.seed)
    services.store_draw(session, run_id=again.id, found=found)
    services.seal_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=again.id)
    services.hold_draw(session, actor=SYSTEM, panel_id=panel.id, run_id=again.id, digits="000")
    assert len(queries.members_now(session, panel.id)) == panel.seats
    assert first.registrant_id not in queries.members_now(session, panel.id)


def test_every_reading_of_somebodys_details_is_on_the_record(session, client):
    panel = make_panel(session)
    done = put_forward(session, panel)
    officer = make_staff(session, "panel_officer")
    sign_in(client, session, officer)
    page = client.get(f"/staff/panels/{panel.id}/people/{done.registrant_id}")
    assert "Mair Price" in page.text
    session.rollback()
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.deed == "panel.contact_read")
    ).all()
    assert [entry.actor_id for entry in entries] == [officer.id]
    listed = client.get(f"/staff/panels/{panel.id}/people").text
    assert "Mair" not in listed


def test_only_the_panel_officer_sees_people_or_draws(session):
    panel = make_panel(session, "choosing")
    for role in ("administrator", "engagement_officer", "leader"):
        actor = actor_with(session, role)
        with pytest.raises(NotAllowed):
            services.prepare_draw(session, actor=actor, panel_id=panel.id, test=True)
        with pytest.raises(NotAllowed):
            services.note_reading(session, actor=actor, panel_id=panel.id, registrant_id=panel.id)
    with pytest.raises(NotAllowed):
        services.prepare_draw(session, actor=RESIDENT, panel_id=panel.id, test=True)


def test_an_officers_way_from_census_table_to_check(session, client):
    make_panel(session)
    sign_in(client, session, make_staff(session, "panel_officer"))
    token = client.get("/staff/panels/new").text.split('name="csrf_token" value="')[1].split('"')[0]

    def post(page, **typed):
        return client.post(page, data={"csrf_token": token, **typed})

    made_at = post("/staff/panels/new", kind="jury", title_en="Jury", seats="12").location
    pasted = "Age\tPeople\n16 to 39\t30,000\n40 and over\t70,000\nTotal\t100,000"
    seats = post(f"{made_at}/mirror", name_en="Age", table=pasted).location
    page = client.get(seats).text
    assert 'value="3"' in page
    assert 'value="4"' in page
    wrong = post(f"{made_at}/mirror", name_en="Age", table="just words\nmore words")
    assert wrong.status_code == 422
    checked = post(f"{made_at}/pool")
    assert checked.status_code == 200
    assert "can’t be filled yet" in checked.text
