"""The demo's post: a paper batch, one half done, calls, an email, a petition, a letter in parts.

A file that visitors can take in themselves is written beside the database.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from participation.consultations import queries as consultations
from participation.demo.papers import text_document
from participation.extensions import keys, settings, transaction
from participation.files.rules import ODT, Upload
from participation.kernel import clock
from participation.kernel.actors import Actor
from participation.responses.queries import channels
from participation.responses.queries import documents as held
from participation.responses.rules import About, Channel, FormKey, RespondentKind
from participation.responses.rules.documents import extract
from participation.responses.rules.entering import BatchDetails, EntryDetails, given_from_boxes
from participation.responses.services import batches, documents
from participation.responses.services.entering import enter
from participation.themes.queries import documents as weighing
from participation.themes.services.considering import mark_section

FILE = "try-this-import.csv"
"""A file of replies for visitors to take in."""

Typed = Mapping[str, str]

# Keyed in by the numbers on the form: home, warm enough, problems, what would help, who first.
PAPER: tuple[Typed, ...] = (
    {
        "q1": "2",
        "q2": "5",
        "q3": "1 3",
        "q4": "Fix the extractor fan. I have asked three times and the black mould comes back "
        "every November behind my lad’s bed.",
        "q5": "Familys with babies. They cant go and sit in the library all day",
    },
    {
        "q1": "1",
        "q2": "4",
        "q3": "1 2",
        "q4": "Loft insulation. We are pensioners and the man said the boards would have to "
        "come up",
        "q5": "Old people on their own, they wont ask for help so somebody should knock",
    },
    {"q1": "3", "q2": "5", "q3": "1 2 3 4", "q4": "A landlord who picks up the phone."},
    {
        "q1": "2",
        "q2": "2",
        "q3": "1",
        "q4": "Cheaper standing charge. I pay for gas I have not used",
        "q5": "Anybody on a prepayment meter",
    },
    {"q1": "1", "q2": "1", "q3": "5", "q5": "People with bad chests. My neighbour has COPD"},
    {
        "q1": "3",
        "q2": "4",
        "q3": "2 3",
        "q4": "Windows that close. I have put cling film on them",
    },
    {
        "q1": "1",
        "q2": "3",
        "q3": "2",
        "q4": "Advice from somebody who isn’t selling anything. Three firms, three different "
        "prices",
        "q5": "Those with the coldest houses, never mind who owns them",
    },
    {"q1": "4", "q2": "5", "q3": "1", "q4": "My own front door. Six of us in my mum’s"},
    {"q1": "2", "q2": "4", "q3": "3 4", "q4": "The boiler man to come the same week he says"},
)
SECOND: tuple[Typed, ...] = (
    {"q1": "1", "q2": "4", "q3": "1", "q4": "Help with the first bill of the winter."},
    {"q1": "3", "q2": "5", "q3": "3", "q4": "Somewhere to report mould that isn’t my landlord."},
)
WELSH: Typed = {
    "q1": "1",
    "q2": "4",
    "q3": "1 2",
    "q4": "Cyngor yn Gymraeg am inswleiddio waliau cerrig. Mae’r tŷ yn hen ac nid yw’r cwmnïau’n "
    "gwybod beth i’w wneud.",
    "q5": "Pobl hŷn yn y pentrefi, ymhell o bob man.",
}
CALL: Typed = {
    "q1": "2",
    "q2": "5",
    "q3": "1 3",
    "q4": "She says the heating is on for an hour at six and an hour at nine, and that is all. A "
    "grant is no use if you have to fill in a form on a computer.",
    "q5": "People like her who can’t get out",
}
PETITION: Typed = {
    "q4": "We, the undersigned, ask the Council to make every rented home on the Alway estate free "
    "of damp before next winter, and to publish a list of which have been inspected.",
}
LETTER = (
    (
        "Who we are",
        (
            "Marchwern Tenants Together has 214 members, most of them renting from private "
            "landlords east of the river. We met on two evenings to agree this letter."
        ),
    ),
    (
        "Corn Street",
        (
            "Most of us come into town by bus. Seven of the eleven people who spoke want Corn "
            "Street closed to cars on Saturdays, so that the number 6 isn’t stuck behind people "
            "looking for parking. Four were worried for the traders, and for their own parents, "
            "who are driven to the door."
        ),
    ),
    (
        "The last bus home",
        (
            "Members who work at the hospital and in the hotels finish after the last bus. A taxi "
            "is an hour’s wage. Whatever is done to Corn Street, please ask the operator for one "
            "more bus at 11.30."
        ),
    ),
    (
        "With thanks",
        "Thank you for asking. We would be glad to come and talk to the officers about it.",
    ),
)
IMPORT_HEAD = (
    "Response ID",
    "Date submitted",
    "Is your home yours or rented?",
    "How far do you agree: “Last winter I could keep my home as warm as I needed”?",
    "Which of these did you have at home last winter?",
    "What would make the most difference to you or to somebody you know?",
)


def load(
    ids: Mapping[str, UUID], officer: Actor, now: datetime, say: Callable[[str], None]
) -> None:
    """Key in the post as an officer does, and write the file to try."""
    say("the post: a paper batch, calls, a petition, a letter in parts")
    homes = ids["warm-homes-now"]
    with clock.fixed_at(now - timedelta(days=2, hours=3)), transaction() as session:
        codes = batches.allocate_slips(
            session, actor=officer, consultation_id=homes, number=25, language="en"
        )
        today = clock.day_in_london(clock.now(session))
        box = batches.open_batch(
            session,
            actor=officer,
            consultation_id=homes,
            details=BatchDetails(Channel.PAPER, "Library box, Maindee", "en", today, 10),
        )
        for number, typed in enumerate(PAPER):
            _enter(
                session,
                officer,
                homes,
                f"paper {number}",
                typed,
                Channel.PAPER,
                batch=box.id,
                slip=codes[number],
            )
        batches.note_spoiled(session, actor=officer, batch_id=box.id, reason="blank")
        batches.close_batch(session, actor=officer, batch_id=box.id)
        half = batches.open_batch(
            session,
            actor=officer,
            consultation_id=homes,
            details=BatchDetails(Channel.PAPER, "Post of the day", "en", today, 5),
        )
        for number, typed in enumerate(SECOND):
            _enter(session, officer, homes, f"post {number}", typed, Channel.PAPER, batch=half.id)
        _enter(session, officer, homes, "call", CALL, Channel.TELEPHONE)
        _enter(session, officer, homes, "welsh", WELSH, Channel.EMAIL, language="cy")
        _enter(session, officer, homes, "petition", PETITION, Channel.PETITION, signatures=412)
    _letter(ids["corn-street"], officer, now)
    _write_file(settings().data / FILE)


def _enter(
    session: object,
    officer: Actor,
    consultation_id: UUID,
    name: str,
    typed: Typed,
    channel: Channel,
    *,
    batch: UUID | None = None,
    slip: str = "",
    language: str = "en",
    signatures: int | None = None,
    originals: tuple[Upload, ...] = (),
    about: About | None = None,
    came: datetime | None = None,
) -> UUID:
    asked = consultations.asked(session, consultation_id)  # type: ignore[arg-type]
    at = clock.now(session)  # type: ignore[arg-type]
    nonce = sha256(f"demo post {name}".encode()).digest()[:16]
    done = enter(
        session,  # type: ignore[arg-type]
        actor=officer,
        key=FormKey(consultation_id, at, keys().current, nonce),
        details=EntryDetails(
            channel=channel,
            language=language,
            came_on=clock.day_in_london(came or at),
            answers={one.question_id: given_from_boxes(one, typed) for one in asked},
            slip_code=slip,
            signatures=signatures,
            originals=originals,
            about=about or About(),
        ),
        batch_id=batch,
    )
    return done.response_id


def _letter(consultation_id: UUID, officer: Actor, now: datetime) -> None:
    """A tenants' letter that came in time, read by the computer, weighed but for its last part."""
    words = "\n\n".join(f"## {heading}\n\n{text}" for heading, text in LETTER)
    letter = Upload("Tenants Together, Corn Street.odt", text_document("Corn Street", words))
    with transaction() as session:
        closes = consultations.get(session, consultation_id).closes_at or now
    with clock.fixed_at(closes + timedelta(hours=9)), transaction() as session:
        response_id = _enter(
            session,
            officer,
            consultation_id,
            "letter",
            {},
            Channel.LETTER,
            originals=(letter,),
            about=About(
                kind=RespondentKind.ORGANISATION,
                organisation="Marchwern Tenants Together",
                speaks_for=214,
                may_quote=True,
            ),
            came=closes - timedelta(days=3),
        )
        original = channels.originals_of(session, response_id)[0]
        document = documents.read_original(
            session, actor=officer, response_id=response_id, file_id=original.id
        )
        documents.keep_extracted(
            session,
            document_id=document.id,
            parts=extract(letter.content, ODT.media_type),
        )
    with clock.fixed_at(now - timedelta(days=20)), transaction() as session:
        parts = held.sections_of(session, document.id)
        themes = weighing.themes_in(session, consultation_id)
        for part in parts[:-1]:
            said = [] if part.number <= 2 or not themes else [themes[part.number % len(themes)].id]
            mark_section(
                session,
                actor=officer,
                section_id=part.id,
                themes=said,
                no_new_point=not said,
            )


def _write_file(path: Path) -> None:
    """Thirty rows as another tool writes them; two can't be read, so that a visitor sees why."""
    help_ = (
        "A smaller bill",
        "Draught strips on the doors, which cost nothing",
        "Someone to explain the boiler",
        "The damp in the back bedroom",
        "Thicker curtains, honestly",
    )
    homes = ("I own it, or am buying it", "I rent from a private landlord")
    agree = ("Agree", "Disagree", "Strongly disagree", "Neither agree nor disagree")
    problems = (
        "Bills I couldn’t afford, Damp or mould",
        "Draughts, or heat going through the roof or walls",
        "None of these",
    )
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(IMPORT_HEAD)
        for number in range(1, 31):
            home = "A boat" if number == 12 else homes[number % 2]
            row = [
                f"ANON-{number:04d}",
                "",
                home,
                agree[number % 4],
                problems[number % 3],
                help_[number % 5],
            ]
            writer.writerow([*row, "a cell too many"] if number == 20 else row)
