"""“If you saw a receipt, your answer is stored, once, as you wrote it.”"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from participation.audit.models import AuditEntry
from participation.consultations import queries as consultations
from participation.consultations.models import Question
from participation.extensions import transaction
from participation.kernel import clock
from participation.kernel.actors import RESIDENT, SYSTEM
from participation.kernel.keys import Keyring
from participation.responses import queries, services
from participation.responses.models import (
    Answer,
    AnswerChoice,
    Draft,
    Response,
    ResponseVersion,
)
from participation.responses.queries import words as read_words
from participation.responses.rules import (
    GRACE,
    LONGEST,
    NotTaken,
    Problem,
    code_for,
    read_form_key,
)
from participation.responses.services import NothingToSend, NotReady
from tests.factories.consultations import make_consultation
from tests.factories.responses import fill_in, make_form_key, send_answers

ALL_KINDS = ("free_text", "single_choice", "multiple_choice", "agreement")


@pytest.fixture
def consultation(session):
    return make_consultation(session, questions=ALL_KINDS)


def send(session, key, language="en", word_hash=None):
    return services.send(session, actor=RESIDENT, key=key, language=language, word_hash=word_hash)


def everything(session):
    """How many rows each table of the ledger has."""
    tables = (Response, ResponseVersion, Answer, AnswerChoice)
    return tuple(session.scalar(select(func.count()).select_from(table)) for table in tables)


def test_what_is_sent_is_stored_once_as_it_was_written(session, consultation):
    words = "  Zoë’s “street”\n\n— no 🚲 path\t\u202e ŵ ŷ  \n"
    _, key = make_form_key(session, consultation)
    fill_in(session, key, [words, ["bus"], ["walk", "bike"], ["agree"]])
    sent = send(session, key)

    assert everything(session) == (1, 1, 4, 4)
    assert sent.new
    assert sent.version == 1
    first = session.scalars(select(Answer).where(Answer.text.is_not(None))).one()
    session.expire_all()
    assert first.text == words
    assert read_words.seen_text(session, first.id) == words
    shown = queries.answers_of(session, sent.response_id)
    assert [one.codes for one in shown] == [(), ("bus",), ("bike", "walk"), ("agree",)]


def test_the_receipt_opens_it_however_it_is_typed(session, consultation):
    sent = send_answers(session, consultation)
    for typed in (sent.code, sent.code.lower(), " ".join(sent.code)):
        found = queries.by_receipt(session, typed)
        assert found is not None
        assert found.id == sent.response_id
    assert queries.by_receipt(session, "0000 0000 0000 0000") is None
    assert queries.by_receipt(session, "") is None


def test_neither_nonce_nor_reference_is_in_the_database(session, consultation):
    _, key = make_form_key(session, consultation)
    sent = send_answers(session, consultation, key=key, word="blue teapot")
    session.flush()
    for table in reversed(Response.metadata.sorted_tables):
        for row in session.execute(select(table)):
            for value in row:
                said = value if isinstance(value, bytes) else str(value).encode()
                assert key.nonce not in said
                assert key.nonce.hex().encode() not in said
                assert sent.code.encode() not in said
                assert b"teapot" not in said


def test_the_same_again_gives_the_same_receipt_and_nothing_new(session, consultation):
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["Words"])
    first = send(session, key)
    again = send(session, key)
    assert again == replace(first, new=False)
    assert everything(session) == (1, 1, 1, 0)
    deeds = session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.like("response.%")))
    assert deeds.all() == ["response.received"]


def test_other_words_make_a_version_under_the_same_receipt(session, consultation):
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["First words", ["bus"]])
    first = send(session, key)
    fill_in(session, key, ["Second words", []])
    second = send(session, key)

    assert (second.code, second.response_id) == (first.code, first.response_id)
    assert (second.version, second.new) == (2, True)
    assert second.received_at == first.received_at
    texts = session.execute(select(Answer.text, Answer.live)).all()
    assert set(texts) == {("First words", False), (None, False), ("Second words", True)}
    question = consultations.asked(session, consultation.id)[0].question_id
    assert [text for _, text, _ in queries.texts_of(session, question)] == ["Second words"]
    assert [one.text for one in queries.answers_of(session, first.response_id, 1)] == [
        "First words",
        None,
    ]
    assert queries.tally(session, consultation.id).received == 1


def test_back_to_the_first_words_is_a_third_version(session, consultation):
    _, key = make_form_key(session, consultation)
    for words in ("One", "Two", "One"):
        fill_in(session, key, [words])
        sent = send(session, key)
    assert sent.version == 3
    assert [version.number for version in queries.versions_of(session, sent.response_id)] == [
        3,
        2,
        1,
    ]


def test_required_answers_are_asked_for_and_nothing_is_stored(session):
    consultation = make_consultation(
        session,
        questions=[
            {"kind": "free_text", "required": True},
            {"kind": "single_choice"},
            {"kind": "multiple_choice", "required": True},
        ],
    )
    _, key = make_form_key(session, consultation)
    fill_in(session, key, {0: "x" * (LONGEST + 1), 1: ["teleport"]})
    with pytest.raises(NotReady) as refused:
        send(session, key)
    assert list(refused.value.by_question.values()) == [
        Problem.TOO_LONG,
        Problem.UNKNOWN_OPTION,
        Problem.MISSING,
    ]
    assert everything(session) == (0, 0, 0, 0)
    draft = queries.draft_of(session, key)
    kept = queries.kept_in(draft)
    assert max(len(one.given.text) for one in kept.values()) == LONGEST + 1


def test_an_answer_keeps_the_language_it_was_written_in(session, consultation):
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["Mwy o goed", ["bus"]], "cy")
    # Looked at on the English page and left as it was: the words are Welsh still.
    fill_in(session, key, {0: "Mwy o goed"}, "en")
    fill_in(session, key, {1: ["bike"]}, "en")
    sent = send(session, key, "en")
    assert [one.language for one in queries.answers_of(session, sent.response_id)] == ["cy", "en"]
    assert session.scalars(select(Response.language)).one() == "en"


def test_a_form_opened_26_hours_ago_is_taken(session, consultation):
    now = clock.now(session)
    _, key = make_form_key(session, consultation, now - timedelta(hours=26))
    with clock.fixed_at(now - timedelta(hours=26)):
        fill_in(session, key, ["Typed yesterday"])
    assert send(session, key).new


def test_keys_rotated_while_a_form_was_open_change_nothing(session, consultation):
    old = session.info["keys"]
    written, key = make_form_key(session, consultation)
    fill_in(session, key, ["Before"])
    session.info["keys"] = Keyring({**old.masters, "u": b"a newer key that signs from now on.."})
    later = read_form_key(session.info["keys"], written)
    sent = send(session, later)
    assert sent.code == code_for(old, key)
    fill_in(session, later, ["After"])
    assert send(session, later).code == sent.code
    found = queries.by_receipt(session, sent.code)
    assert found is not None
    assert found.current == 2


@pytest.mark.parametrize(
    ("late", "opened_before", "taken", "grace"),
    [
        (timedelta(seconds=-1), True, True, False),
        (timedelta(0), True, True, True),
        (GRACE - timedelta(seconds=1), True, True, True),
        (GRACE, True, False, False),
        (timedelta(0), False, False, False),
    ],
)
def test_closing_time_and_its_grace(session, late, opened_before, taken, grace):
    closes = clock.now(session).replace(microsecond=0) + timedelta(days=3)
    consultation = make_consultation(session, closes_at=closes)
    issued = closes - timedelta(hours=1) if opened_before else closes
    _, key = make_form_key(session, consultation, issued)
    with clock.fixed_at(closes - timedelta(minutes=30)):
        fill_in(session, key, ["Just in time?"])
    with clock.fixed_at(closes + late):
        if taken:
            send(session, key)
            assert session.scalars(select(Response.in_grace)).one() is grace
        else:
            with pytest.raises(NotTaken):
                send(session, key)
            assert everything(session) == (0, 0, 0, 0)


def test_a_retry_after_closing_still_shows_the_receipt_but_takes_no_change(session):
    consultation = make_consultation(session)
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["In time"])
    sent = send(session, key)
    with clock.fixed_at(consultation.closes_at + timedelta(hours=1)):
        assert send(session, key).code == sent.code
        with pytest.raises(NotTaken):
            fill_in(session, key, ["Too late"])
    assert everything(session) == (1, 1, 1, 0)


@pytest.mark.parametrize("stage", ["draft", "scheduled", "closed", "withdrawn"])
def test_nothing_is_taken_unless_it_is_open(session, stage):
    consultation = make_consultation(session, stage)
    _, key = make_form_key(session, consultation)
    with pytest.raises(NotTaken):
        services.open_draft(session, actor=RESIDENT, key=key, language="en")


def test_there_is_nothing_to_send_without_a_draft(session, consultation):
    with pytest.raises(NothingToSend):
        send(session, make_form_key(session, consultation)[1])


def test_pressing_start_twice_makes_one_draft_and_keeps_what_is_in_it(session, consultation):
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["Kept"])
    services.open_draft(session, actor=RESIDENT, key=key, language="en")
    assert session.scalar(select(func.count()).select_from(Draft)) == 1
    assert queries.kept_in(queries.draft_of(session, key))


def test_a_page_left_open_until_its_draft_is_gone_loses_no_words(session, consultation):
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["First words", ["bus"]])
    sent = send(session, key)
    with clock.fixed_at(clock.now(session) + timedelta(hours=3)):
        assert services.purge_drafts(session) == 1
        # The same words again, with no draft: the same receipt.
        assert send(session, key).code == sent.code
        fill_in(session, key, {0: "Other words"})
        assert send(session, key).version == 2
    assert [(one.text, one.codes) for one in queries.answers_of(session, sent.response_id)] == [
        ("Other words", ()),
        (None, ("bus",)),
    ]


def test_drafts_last_28_days_from_the_last_change(session, consultation):
    now = clock.now(session)
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["Unfinished"])
    with clock.fixed_at(now + timedelta(days=27)):
        assert services.purge_drafts(session) == 0
    with clock.fixed_at(now + timedelta(days=29)):
        assert services.purge_drafts(session) == 1


def test_only_what_counts_is_counted(session, consultation):
    choice = next(
        question
        for question in session.scalars(select(Question))
        if question.kind == "multiple_choice"
    )
    sent = [
        send_answers(session, consultation, ["Words", [], codes])
        for codes in (["bus"], ["bus", "walk"], ["walk"])
    ]
    assert queries.choice_counts(session, choice.id) == {"bus": 2, "walk": 2}
    services.withdraw(session, actor=SYSTEM, response_id=sent[0].response_id)
    assert queries.choice_counts(session, choice.id) == {"bus": 1, "walk": 2}
    assert queries.answered(session, choice.id) == 2
    text = consultations.asked(session, consultation.id)[0].question_id
    found = list(queries.texts_of(session, text))
    assert len(found) == 2
    assert [id_ for id_, _, _ in found] == sorted(id_ for id_, _, _ in found)


def test_a_word_opens_ones_own_answers_and_guessing_is_slowed(session, consultation):
    sent = send_answers(session, consultation, ["My own words"], word="Blue Teapot")
    opening = services.open_with_word(session, sent.code.lower(), "blue  teapot")
    assert opening.outcome == "opened"
    assert [one.text for one in opening.answers] == ["My own words"]
    outcomes = [
        services.open_with_word(session, sent.code, f"guess {number}").outcome
        for number in range(12)
    ]
    assert outcomes == ["wrong"] * 9 + ["too_many"] * 3
    assert services.open_with_word(session, sent.code, "blue teapot").outcome == "too_many"
    with clock.fixed_at(clock.now(session) + timedelta(hours=1, seconds=1)):
        assert services.open_with_word(session, sent.code, "blue teapot").outcome == "opened"


def test_however_a_reference_is_typed_its_guesses_are_counted_together(session, consultation):
    sent = send_answers(session, consultation, word="blue teapot")
    for number in range(10):
        typed = sent.code.lower() if number % 2 else " ".join(sent.code)
        services.open_with_word(session, typed, "a guess")
    assert services.open_with_word(session, sent.code, "blue teapot").outcome == "too_many"


def test_without_a_word_nothing_opens(session, consultation):
    sent = send_answers(session, consultation)
    assert services.open_with_word(session, sent.code, "").outcome == "wrong"
    assert services.open_with_word(session, "nonsense", "blue teapot").outcome == "wrong"


def test_the_record_holds_no_words(session, consultation):
    _, key = make_form_key(session, consultation)
    sent = send_answers(session, consultation, ["A very particular sentence"], key=key)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "response.received")).one()
    assert entry.object_id == sent.response_id
    assert (entry.actor_kind, entry.actor_id) == ("anonymous", None)
    assert entry.detail == {
        "consultation": str(consultation.id),
        "version": 1,
        "answers": 1,
        "language": "en",
        "in_grace": False,
    }


def test_sending_takes_few_statements_however_many_answers(app, session):
    """Nothing slow, nothing that grows, on the way to the receipt."""
    counts = []
    for kinds in (ALL_KINDS, ALL_KINDS * 5):
        consultation = make_consultation(session, questions=kinds)
        _, key = make_form_key(session, consultation)
        said = {"free_text": "Words", "agreement": ["agree"]}
        fill_in(session, key, [said.get(kind, ["bus"]) for kind in kinds])
        session.commit()
        seen = []
        engine = session.get_bind()

        def note(connection, cursor, statement, parameters, context, executemany, seen=seen):
            seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            with transaction() as own:
                services.send(own, actor=RESIDENT, key=key, language="en")
        finally:
            event.remove(engine, "before_cursor_execute", note)
        counts.append(sum(not one.startswith(("PRAGMA", "BEGIN")) for one in seen))
        assert not any("count(" in one.lower() for one in seen)
    assert counts[0] == counts[1]
    assert counts[0] <= 13


def _send_and_fail(key):
    with transaction() as own:
        services.send(own, actor=RESIDENT, key=key, language="en")
        raise ZeroDivisionError


def test_a_transaction_that_fails_stores_nothing(app, session, consultation):
    _, key = make_form_key(session, consultation)
    fill_in(session, key, ["Words"])
    session.commit()
    with pytest.raises(ZeroDivisionError):
        _send_and_fail(key)
    session.rollback()
    assert everything(session) == (0, 0, 0, 0)
    assert queries.by_form(session, key) is None
