"""Same-wording replies, flags, setting many aside by two people, and counting in several ways."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from participation.audit.models import AuditEntry
from participation.consultations import queries as consultations
from participation.jobs.models import Job
from participation.kernel import clock
from participation.kernel.actors import SYSTEM
from participation.responses import jobs as response_jobs
from participation.responses import queries, services
from participation.responses.models import Flag, NetworkKey, Response, Signal, WordingMember
from participation.responses.queries import same_wording as wordings
from participation.responses.queries import ways as counting
from participation.responses.services import redacting, same_wording, setting_aside
from participation.responses.services.setting_aside import CannotAgree
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.consultations import make_consultation
from tests.factories.order import LETTER, OWN, find_wordings, make_wording
from tests.factories.responses import make_form_key, make_response, send_answers, stepping_aside


def _question(session, consultation):
    return wordings.text_questions(session, consultation.id)[0]


def test_everybody_who_sent_a_letter_counts_and_their_own_words_stand_apart(session):
    consultation = make_consultation(session)
    make_wording(session, consultation)
    make_response(session, consultation, "Something else altogether about the trees and the lake")
    find_wordings(session, consultation)
    (shown,) = wordings.wordings(session, _question(session, consultation))
    assert (shown.row.people, shown.counted, shown.row.texts, shown.row.with_own) == (4, 4, 2, 1)
    assert shown.text == LETTER
    (own,) = wordings.own_words(session, shown.row).rows
    assert own.text == OWN
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted) == (5, 5)
    ways = counting.ways_of_all(session, consultation.id)
    assert (ways.everything, ways.counted, ways.each_wording_once, ways.verified) == (5, 5, 2, 0)


def test_hidden_words_are_hidden_beside_a_shared_wording_too(session):
    consultation = make_consultation(session)
    wording_id = make_wording(session, consultation)
    shown = wordings.wording(session, wording_id)
    (own,) = wordings.own_words(session, shown.row).rows
    for answer_id, typed in ((own.answer_id, "My mother"), (shown.row.template_id, "chemist")):
        redacting.redact_words(
            session, actor=SYSTEM, answer_id=answer_id, typed=typed, why="private_life"
        )
    (own,) = wordings.own_words(session, shown.row).rows
    assert "mother" not in own.text
    assert "chemist" not in wordings.wording(session, wording_id).text


def test_a_wording_that_was_read_stays_read_when_more_send_it(session):
    consultation = make_consultation(session)
    wording_id = make_wording(session, consultation)
    officer = actor_with(session, "engagement_officer")
    same_wording.note_read(session, actor=officer, wording_id=wording_id)
    for _ in range(3):
        send_answers(session, consultation, [LETTER])
    find_wordings(session, consultation)
    (shown,) = wordings.wordings(session, _question(session, consultation))
    assert shown.row.people == 7
    assert shown.row.read_by == officer.id


def test_the_job_reads_groups_in_a_child_and_keeps(app, session):
    consultation = make_consultation(session)
    for _ in range(3):
        send_answers(session, consultation, [LETTER])
    officer = actor_with(session, "engagement_officer")
    for _ in range(2):
        same_wording.look_for_wordings(session, actor=officer, consultation_id=consultation.id)
    jobs = session.scalars(select(Job).where(Job.name == "responses.find_wordings")).all()
    assert len(jobs) == 1
    arguments = jobs[0].arguments
    session.commit()
    steps = []
    with app.app_context():
        for _ in range(2):
            response_jobs.find_wordings(
                **arguments, progress=lambda step, share: steps.append((step, share))
            )
    session.expire_all()
    (shown,) = wordings.wordings(session, _question(session, consultation))
    assert shown.row.people == 3
    assert wordings.run(session, shown.row.question_id).status == "done"
    assert steps


# Flags


def _send(session, consultation, text, at, *, network="192.0.2.1", seconds=60, trap=False):
    with clock.fixed_at(at):
        key = make_form_key(session, consultation, issued_at=at - timedelta(seconds=seconds))[1]
        sent = send_answers(session, consultation, [text], key=key)
        same_wording.note_signal(
            session,
            response_id=sent.response_id,
            consultation_id=consultation.id,
            opened_at=key.issued_at,
            received_at=at,
            network=network,
            trap=trap,
        )
    return sent.response_id


def test_a_library_full_of_people_is_never_flagged_and_a_copying_machine_always_is(session):
    consultation = make_consultation(session)
    begin = clock.now(session)
    people = [
        _send(
            session,
            consultation,
            f"Person {n} of the library thinks {uuid4()} about the {n % 7} trees",
            begin + timedelta(minutes=3 * n),
            network="198.51.100.7",
        )
        for n in range(60)
    ]
    copies = [
        _send(
            session,
            consultation,
            f"{LETTER} {n}",
            begin + timedelta(hours=5, seconds=n),
            network="203.0.113.9",
            seconds=1,
        )
        for n in range(40)
    ]
    session.flush()
    find_wordings(session, consultation)
    rows, total, _ = wordings.flagged(session, consultation.id)
    assert total == 40
    assert {row.response.id for row in rows} <= set(copies)
    assert not session.scalars(select(Flag).where(Flag.response_id.in_(people))).all()
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted) == (100, 100)


def test_a_letter_campaign_pasted_over_days_is_not_to_be_looked_at(session):
    consultation = make_consultation(session)
    begin = clock.now(session)
    for n in range(30):
        _send(
            session,
            consultation,
            LETTER,
            begin + timedelta(hours=n),
            network=f"192.0.2.{n}",
            seconds=9,
        )
    find_wordings(session, consultation)
    assert wordings.flagged(session, consultation.id)[1] == 0
    assert wordings.flag_counts(session, consultation.id) == {"same_text": 30}


def test_no_address_is_stored_and_the_key_is_destroyed_a_month_after_closing(session):
    consultation = make_consultation(session)
    now = clock.now(session)
    first = _send(session, consultation, "One", now, network="192.0.2.44")
    second = _send(session, consultation, "Two", now, network="192.0.2.44")
    other = make_consultation(session)
    third = _send(session, other, "Three", now, network="192.0.2.44")
    hashes = [session.get(Signal, one).network for one in (first, second, third)]
    assert hashes[0] == hashes[1] != hashes[2]
    assert b"192.0.2.44" not in session.get(NetworkKey, consultation.id).secret
    later = consultation.closes_at + timedelta(days=29)
    with clock.fixed_at(later):
        assert same_wording.destroy_network_keys(session) == 0
    with clock.fixed_at(later + timedelta(days=1, minutes=1)):
        consultation_keys = same_wording.destroy_network_keys(session)
    session.expire_all()
    assert consultation_keys == 2
    assert session.get(NetworkKey, consultation.id).secret is None
    assert session.scalars(select(Signal.network)).all() == [None, None, None]
    assert session.scalars(select(Signal.seconds)).all() == [60, 60, 60]


def test_sending_the_form_notes_how_and_refuses_nobody(app, session):
    consultation = make_consultation(session)
    written, key = make_form_key(session, consultation)
    session.commit()
    client = stepping_aside(app, session)
    client.post(f"/consultations/{consultation.slug}/start", data={"form_key": written})
    client.post(f"/reply/{written}/1", data={"answer": "Words"})
    page = client.get(f"/reply/{written}/check").text
    assert 'name="website"' in page
    for word in ("flood", "suspicious", "spam", "robot"):
        assert word not in page
    sent = client.post(f"/reply/{written}/send", data={"website": "http://x.example"})
    assert sent.status_code == 303
    signal = session.scalars(select(Signal)).one()
    assert signal.trap
    assert 290 <= signal.seconds <= 400
    assert len(signal.network) == 32
    again = client.post(f"/reply/{written}/send", data={})
    assert again.status_code == 303
    assert len(session.scalars(select(Signal)).all()) == 1
    assert queries.by_form(session, key).status == "counted"


# Setting many aside


def _twelve(session, consultation):
    return [make_response(session, consultation, f"Reply {n}").id for n in range(12)]


def _propose(session, consultation, ids, actor):
    return setting_aside.set_aside_many(
        session,
        actor=actor,
        consultation_id=consultation.id,
        response_ids=ids,
        reason="duplicate",
    )


def test_above_the_number_a_second_person_has_to_agree(session):
    consultation = make_consultation(session)
    ids = _twelve(session, consultation)
    first, second = (actor_with(session, "engagement_officer") for _ in range(2))
    done = _propose(session, consultation, ids, first)
    assert done.set_aside == 0
    assert queries.tally(session, consultation.id).counted == 12
    with pytest.raises(CannotAgree) as refusal:
        setting_aside.decide(session, actor=first, proposal_id=done.proposal_id, agree=True)
    assert refusal.value.problems == ("same_person",)
    services.withdraw(session, actor=second, response_id=ids[0])
    assert (
        setting_aside.decide(session, actor=second, proposal_id=done.proposal_id, agree=True) == 11
    )
    with pytest.raises(CannotAgree):
        setting_aside.decide(session, actor=second, proposal_id=done.proposal_id, agree=True)
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.counted, tally.set_aside, tally.withdrawn) == (12, 0, 11, 1)
    assert tally.balances


def test_one_by_one_adds_up_for_one_person(session):
    consultation = make_consultation(session)
    ids = _twelve(session, consultation)
    first = actor_with(session, "engagement_officer")
    for one in ids[:10]:
        assert _propose(session, consultation, [one], first).set_aside == 1
    assert _propose(session, consultation, [ids[10]], first).proposal_id is not None
    services.restore(session, actor=first, response_id=ids[0])
    assert _propose(session, consultation, [ids[11]], first).set_aside == 1


def test_whoever_doesnt_agree_leaves_them_in_the_count(session):
    consultation = make_consultation(session)
    first, second = (actor_with(session, "engagement_officer") for _ in range(2))
    done = _propose(session, consultation, _twelve(session, consultation), first)
    setting_aside.decide(session, actor=second, proposal_id=done.proposal_id, agree=False)
    assert queries.tally(session, consultation.id).counted == 12
    assert wordings.proposals(session, consultation.id) == []
    deeds = session.scalars(select(AuditEntry.deed)).all()
    assert "set_aside.proposed" in deeds
    assert "set_aside.refused" in deeds


def test_results_are_seen_with_and_without_what_was_set_aside(session):
    consultation = make_consultation(session, questions=["free_text", "single_choice"])
    ids = [make_response(session, consultation, LETTER, ["bus"]).id for _ in range(4)] + [
        make_response(session, consultation, f"Mine alone {n}", ["bike"]).id for n in range(2)
    ]
    find_wordings(session, consultation)
    services.set_aside(session, actor=SYSTEM, response_id=ids[0], reason="duplicate")
    session.get_one(Response, ids[5]).channel = "paper"
    session.flush()
    asked = consultations.asked(session, consultation.id)
    ways = counting.ways_by_option(session, asked[1].question_id)
    numbers = lambda one: (one.everything, one.counted, one.each_wording_once, one.verified)  # noqa: E731
    assert numbers(ways["bus"]) == (4, 3, 1, 0)
    assert numbers(ways["bike"]) == (2, 2, 2, 1)
    assert numbers(counting.ways_of_all(session, consultation.id)) == (6, 5, 3, 1)


def test_two_officers_on_screen(app, session):
    consultation = make_consultation(session)
    for _ in range(12):
        send_answers(session, consultation, [LETTER])
    find_wordings(session, consultation)
    (shown,) = wordings.wordings(session, _question(session, consultation))
    session.commit()
    client = stepping_aside(app, session)
    signed_in(client, session, "engagement_officer")
    base = f"/staff/consultations/{consultation.id}"
    url = f"{base}/same-wording/{shown.row.id}"
    assert "12 people" in client.get(f"{base}/same-wording").text
    assert LETTER[:60] in client.get(url).text
    token = token_of(client)
    client.post(f"{url}/read", data={"csrf_token": token})
    assert "To be read" not in client.get(url).text
    assert client.post(f"{url}/set-aside", data={"csrf_token": token}).status_code == 422
    aside = {"csrf_token": token, "reason": "not_a_reply"}
    page = client.post(f"{url}/set-aside", data=aside, follow_redirects=True).text
    assert "A colleague has to agree first" in page
    assert "You proposed it" in page
    assert "a colleague would set replies aside" not in client.get("/staff").text
    (proposal,) = wordings.proposals(session, consultation.id)
    decide = f"{base}/proposals/{proposal.id}"
    client.post(decide, data={"csrf_token": token, "agree": "y"})
    assert queries.tally(session, consultation.id).set_aside == 0
    signed_in(client, session, "moderator", consultation.id)
    assert "a colleague would set replies aside" in client.get("/staff").text
    client.post(decide, data={"csrf_token": token_of(client), "agree": "y"})
    session.expire_all()
    assert queries.tally(session, consultation.id).set_aside == 12
    counted = client.get(f"{base}/counted-in-several-ways").text
    assert "Each wording once" in counted


def test_members_go_with_nothing_left_behind_when_found_anew(session):
    consultation = make_consultation(session)
    make_wording(session, consultation)
    find_wordings(session, consultation)
    assert len(session.scalars(select(WordingMember)).all()) == 4


def test_everybody_can_see_the_replies_counted_in_several_ways_once_it_closed(session, client):
    consultation = make_consultation(session)
    make_wording(session, consultation)
    session.commit()
    url = f"/consultations/{consultation.slug}/how-answers-are-handled"
    assert "each shared wording taken as one" not in client.get(url).text
    consultation.closes_at = clock.now(session) - timedelta(minutes=1)
    session.commit()
    page = client.get(url).text
    assert "each shared wording taken as one" in page
    assert page.count('govuk-table__cell--numeric">4<') == 2
