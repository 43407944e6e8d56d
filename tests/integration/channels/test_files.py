"""Files in and out: every row accounted for, nothing half done, the same bytes there and back."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from participation.audit.models import AuditEntry
from participation.jobs.models import Job
from participation.kernel.actors import SYSTEM
from participation.kernel.errors import NotAllowed, NotFound
from participation.responses import queries, services
from participation.responses.jobs.importing import check_file, read_file, store_file
from participation.responses.models import Answer, ExportMade, ImportFile, ImportRow, Response
from participation.responses.queries import channels, exporting
from participation.responses.queries.importing import import_file, row_counts
from participation.responses.rules import Channel, code_for
from participation.responses.rules.sheets.writing import csv_pieces, xlsx_pieces
from participation.responses.services import importing
from participation.responses.services.exporting import note_export
from tests.factories.accounts import actor_with, signed_in, token_of
from tests.factories.channels import key_in, take_in
from tests.factories.consultations import make_consultation
from tests.factories.responses import make_response, stepping_aside
from tests.integration.channels.test_entering import ALL, TYPED


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


@pytest.fixture
def consultation(session):
    return make_consultation(
        session, questions=["free_text", "single_choice", {"kind": "multiple_choice"}, "agreement"]
    )


def as_csv(rows, encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


HEAD = ["Question 1?", "Question 2?", "Question 3?", "Question 4?"]
MAPPING = {0: "q1", 1: "q2", 2: "q3", 3: "q4"}


def test_a_file_is_read_by_its_questions_words_and_every_row_is_accounted_for(
    session, consultation
):
    rows = [
        HEAD,
        ["The bus is late", "By bus", "By bike, On foot", "Strongly agree"],
        ["", "", "", ""],
        ["Mae’r bws yn hwyr", "Ar droed", "", "Cytuno"],
        ["No such option", "By boat", "", ""],
        ["Too wide", "By bus", "", "", "more"],
    ]
    row = take_in(session, consultation, as_csv(rows))
    assert row_counts(session, row.id) == {"stored": 2, "blank": 1, "refused": 2}
    assert row.found["rows"] == 6
    faults = {
        one.number: one.faults
        for one in session.scalars(select(ImportRow).where(ImportRow.state == "refused"))
    }
    assert faults == {5: ["1:unknown_option"], 6: ["4:too_many_cells"]}
    said = {
        response.id: [
            (one.text, sorted(one.codes)) for one in queries.answers_of(session, response.id)
        ]
        for response in session.scalars(select(Response))
    }
    assert sorted(said.values()) == [
        [
            ("Mae’r bws yn hwyr", []),
            (None, ["walk"]),
            (None, ["agree"]),
        ],
        [
            ("The bus is late", []),
            (None, ["bus"]),
            (None, ["bike", "walk"]),
            (None, ["strongly_agree"]),
        ],
    ]
    assert channels.tallies(session, consultation.id)["import"].balances


def test_the_same_row_imported_twice_is_known_again(session, consultation):
    rows = [HEAD, ["One", "", "", ""], ["Same", "", "", ""], ["Same", "", "", ""]]
    first = take_in(session, consultation, as_csv(rows))
    assert row_counts(session, first.id) == {"stored": 3}
    assert first.found["twins"] == 1
    rows.append(["Same", "", "", ""])
    again = take_in(session, consultation, as_csv(rows))
    assert row_counts(session, again.id) == {"known": 3, "stored": 1}
    assert queries.tally(session, consultation.id).received == 4


def test_two_imports_that_wait_at_once_store_a_row_once(session, consultation):
    rows = as_csv([HEAD, ["One", "", "", ""]])
    first = take_in(session, consultation, rows, store=False)
    second = take_in(session, consultation, rows, store=False)
    for row in (first, second):
        importing.confirm(session, actor=SYSTEM, import_id=row.id)
    assert importing.store_rows(session, import_id=first.id) == 1
    assert importing.store_rows(session, import_id=second.id) == 0
    assert importing.store_rows(session, import_id=first.id) == 0
    assert queries.tally(session, consultation.id).received == 1


def test_a_dry_run_stores_nothing_and_can_be_done_again_with_other_columns(session, consultation):
    row = take_in(session, consultation, as_csv([HEAD, ["One", "By bus", "", ""]]), store=False)
    assert session.scalar(select(func.count()).select_from(Response)) == 0
    assert row.state == "checked"
    importing.choose(
        session,
        actor=SYSTEM,
        import_id=row.id,
        mapping={0: "q1"},
        channel="email",
        language="en",
        count_late=True,
    )
    assert row.state == "checking"


def test_each_row_has_a_reference_that_can_be_given_back(session, consultation):
    row = take_in(session, consultation, as_csv([HEAD, ["One", "", "", ""]]))
    stored = session.scalars(select(ImportRow).where(ImportRow.state == "stored")).one()
    key = importing.reference_key(session.info["keys"], row, stored.number, stored.receipt_key)
    found = queries.by_receipt(session, code_for(session.info["keys"], key))
    assert found.id == stored.id
    assert stored.cells == []
    assert import_file(session, row.id).content is None


def test_qualtrics_files_have_three_rows_of_headings(session, consultation):
    rows = [
        ["StartDate", "RecordedDate", "ResponseId", "Q12", "Q13_1"],
        ["Start Date", "Recorded Date", "Response ID", "Question 1?", "Question 2?"],
        [json.dumps({"ImportId": name}) for name in ("s", "r", "i", "QID1_TEXT", "QID2")],
        ["2026-01-02 10:00:00", "2026-01-03 10:00:00", "R_1", "Words", "By bike"],
    ]
    row = take_in(session, consultation, as_csv(rows))
    assert row.found["layout"] == "qualtrics"
    assert row_counts(session, row.id) == {"stored": 1}
    assert row.settings["mapping"] == {"1": "received_on", "3": "q1", "4": "q2"}
    assert channels.entry_of(session, session.scalars(select(Response.id)).one()).came_on == date(
        2026, 1, 3
    )


def test_nobody_imports_without_leave_or_before_it_opens(session, consultation):
    with pytest.raises(NotAllowed):
        importing.begin(
            session,
            actor=actor_with(session, "analyst"),
            consultation_id=consultation.id,
            name="x.csv",
            content=b"a",
        )
    with pytest.raises(importing.CannotImport):
        take_in(session, make_consultation(session, "draft"), as_csv([HEAD, ["x"]]))


def test_late_rows_are_marked_and_set_aside_if_so_chosen(session):
    consultation = make_consultation(session, "closed")
    rows = as_csv([["Question 1?"], ["One"], ["Two"]])
    take_in(session, consultation, rows, count_late=False)
    tally = queries.tally(session, consultation.id)
    assert (tally.received, tally.set_aside, tally.by_reason) == (2, 2, {"late": 2})


# There and back

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60
)
HOSTILE = st.sampled_from(
    ["=1+1", "'=1", " \u200b=cmd", "＝1", "-1 to all of this", "@x", "+44", "\t=1", "''", "_x0041_",
     "a\rb", "\r\n", "=\n", "-", "\ufeff=1", "“Zoë”", "#N/A", "1e5", "007", "true"]
)  # fmt: skip


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(TEXT | HOSTILE, min_size=1, max_size=8), seed=st.integers(0, 10**6))
def test_what_goes_out_and_comes_in_and_goes_out_is_the_same_bytes(session, texts, seed):
    first = make_consultation(session, questions=ALL)
    rng = random.Random(seed)
    for text in texts:
        asked = {name.partition("-")[0] for name in TYPED}
        left_out = {name for name in asked if rng.random() < 0.3}
        typed = {
            name: said for name, said in TYPED.items() if name.partition("-")[0] not in left_out
        }
        key_in(
            session,
            first,
            {**typed, "q1": text, "q8": rng.choice(["12", "£1,250", "-3"])},
            channel=rng.choice([Channel.PAPER, Channel.EMAIL, Channel.TELEPHONE]),
        )
    for kind in ("csv", "xlsx"):
        second = make_consultation(session, questions=ALL)
        before = exported(session, first, kind)
        row = take_in(session, second, before, name=f"x.{kind}")
        number = len(list(exporting.rows(session, first.id)))
        assert row_counts(session, row.id) == {"stored": number}
        assert exported(session, second, kind) == before
    session.rollback()


def exported(session, consultation, kind):
    table = exporting.table(session, consultation.id)
    pieces = csv_pieces(table) if kind == "csv" else xlsx_pieces([("replies", table)])
    return b"".join(pieces)


def test_no_cell_of_an_export_is_a_formula(session, consultation):
    for text in ("=1+1", " +1", "-2+3", "@SUM(A1)", "\t=1", "＝1", "\u200b=1"):
        make_response(session, consultation, text)
    rows = list(csv.reader(io.StringIO(exported(session, consultation, "csv").decode("utf-8-sig"))))
    place = rows[0].index("q1")
    assert all(row[place].startswith("'") for row in rows[1:])
    book = openpyxl.load_workbook(io.BytesIO(exported(session, consultation, "xlsx")))
    cells = [cell for line in book.active.iter_rows() for cell in line if cell.value is not None]
    assert all(cell.data_type in {"s", "n", "inlineStr"} for cell in cells)
    assert "=1+1" in [cell.value for cell in cells]


def test_columns_keep_their_names_when_a_question_is_added_or_retired(session, consultation):
    from participation.consultations.models import Question
    from participation.kernel import clock
    from tests.factories.consultations import make_question

    make_response(session, consultation, "Words")
    before = next(exporting.table(session, consultation.id))
    make_question(session, consultation, position=0, name="q9")
    first = session.scalars(select(Question).where(Question.name == "q1")).first()
    first.retired_at = clock.now(session)
    session.flush()
    after = next(exporting.table(session, consultation.id))
    assert set(before) < set(after)
    assert "Words" in list(exporting.table(session, consultation.id))[1]


def test_withdrawn_and_erased_words_never_go_out_and_hidden_words_stay_hidden(
    session, consultation
):
    from participation.responses.rules.redaction import Span
    from participation.responses.services import redacting

    kept = make_response(session, consultation, "Ring me on 01632 960001 please")
    gone = make_response(session, consultation, "Canary taken back")
    services.withdraw(session, actor=SYSTEM, response_id=gone.id)
    answer = session.scalars(
        select(Answer).where(Answer.text.is_not(None), Answer.text.like("Ring%"))
    ).one()
    redacting.redact(session, actor=SYSTEM, answer_id=answer.id, chosen=[(Span(11, 23), "contact")])
    session.flush()
    for kind in ("csv", "xlsx"):
        out = exported(session, consultation, kind)
        assert b"Canary" not in out
    assert b"960001" not in exported(session, consultation, "csv")
    assert kept.status == "counted"


def test_an_export_is_on_the_record_with_its_reason_and_trials_never_go_out(session, consultation):
    officer = actor_with(session, "engagement_officer")
    note_export(
        session, actor=officer, consultation_id=consultation.id, kind="csv", reason="Analysis"
    )
    assert session.scalars(select(ExportMade.reason)).all() == ["Analysis"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.deed == "responses.exported")).one()
    assert "Analysis" not in str(entry.detail)
    with pytest.raises(NotAllowed):
        note_export(
            session,
            actor=actor_with(session, "analyst"),
            consultation_id=consultation.id,
            kind="csv",
            reason="x",
        )
    trial = make_consultation(session, trial_of_id=consultation.id)
    with pytest.raises(NotFound):
        note_export(session, actor=SYSTEM, consultation_id=trial.id, kind="csv", reason="x")


# As the jobs do it, and on the pages


def test_a_file_goes_the_whole_way_on_the_pages(app, client, session, consultation):
    signed_in(client, session, "engagement_officer")
    token = {"csrf_token": token_of(client)}
    place = f"/staff/consultations/{consultation.id}/import"
    content = as_csv([HEAD, ["Zoë says", "By bus", "", ""], ["x", "=By boat", "", ""]])
    upload = {"file": (io.BytesIO(content), "replies.csv")} | token
    answer = client.post(place, data=upload, content_type="multipart/form-data")
    assert answer.status_code == 303
    row_id = str(session.scalars(select(ImportFile.id)).one())
    assert "Being read" in client.get(answer.location).text

    def work(job):
        session.commit()
        with app.app_context():
            if "progress" in job.__code__.co_varnames[: job.__code__.co_argcount]:
                job(row_id, progress=lambda step, share: None)
            else:
                job(row_id)
        session.expire_all()

    work(read_file)
    page = client.get(answer.location).text
    assert "Zoë says" in page
    data = {f"c{at}": name for at, name in MAPPING.items()} | token
    refused = client.post(f"{answer.location}/columns", data=data)
    assert refused.status_code == 422
    data |= {"channel": "email", "language": "en", "count_late": "yes"}
    assert client.post(f"{answer.location}/columns", data=data).status_code == 303
    work(check_file)
    page = client.get(answer.location).text
    assert "Store 1 reply" in page
    table = client.get(f"{answer.location}/refused.csv").text
    assert "No option is called that" in table
    assert "'=By boat" in table
    client.post(f"{answer.location}/store", data=token)
    work(store_file)
    assert "Stored" in client.get(answer.location).text
    assert queries.tally(session, consultation.id).counted == 1
    lines = client.get(f"{answer.location}/references.csv").text.split("\r\n")
    assert queries.by_receipt(session, lines[1].split(",")[1])
    assert session.scalars(select(Job.name)).all()


def test_an_export_streams_the_file_of_each_kind(client, session, consultation):
    signed_in(client, session, "engagement_officer")
    token = {"csrf_token": token_of(client)}
    make_response(session, consultation, "Words, “quoted”", ["bus"])
    place = f"/staff/consultations/{consultation.id}/export"
    assert client.post(place, data=token).status_code == 422
    for kind in ("csv", "xlsx", "jsonl", "dictionary"):
        answer = client.post(place, data={"format": kind, "reason": "Reading"} | token)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
    line = json.loads(
        client.post(place, data={"format": "jsonl", "reason": "Reading"} | token).text
    )
    assert line["answers"] == {"q1": "Words, “quoted”", "q2": "bus"}
    assert "Reading" in client.get(place).text


def test_hostile_files_never_break_the_reading(app, session, consultation):
    from tests.support.hostile_sheets import HOSTILE_SHEETS

    for name in ("bomb.xlsx", "unclosed.csv", "far-cell.xlsx"):
        content, problem = HOSTILE_SHEETS[name]
        row = importing.begin(
            session, actor=SYSTEM, consultation_id=consultation.id, name=name, content=content
        )
        row_id = str(row.id)
        session.commit()
        with app.app_context():
            read_file(row_id, progress=lambda step, share: None)
        session.expire_all()
        found = import_file(session, row.id)
        if problem:
            assert (name, found.state, found.problem) == (name, "failed", problem)
        else:
            assert (name, found.state) == (name, "read")
            below = sum(row_counts(session, row.id).values())
            assert found.found["rows"] == below + 1
