"""Letters and other documents: words out of files, weighed part by part, never as one row."""

from __future__ import annotations

import io
import zipfile

import pytest

from participation.files.rules import Upload
from participation.kernel.actors import SYSTEM
from participation.responses import services
from participation.responses.jobs.documents import read_document
from participation.responses.queries import channels
from participation.responses.queries import documents as held
from participation.responses.rules import Channel
from participation.responses.rules.documents import NoWords, Part, extract, parts_of_text
from participation.responses.services import documents
from participation.themes.queries import documents as weighing
from participation.themes.services.considering import CannotMark, mark_section
from tests.factories.accounts import signed_in, token_of
from tests.factories.channels import key_in, make_document
from tests.factories.consultations import make_consultation
from tests.factories.responses import stepping_aside

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"


def packed(name, xml):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr(name, xml)
    return out.getvalue()


def docx(*paragraphs):
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        for style, words in paragraphs
    )
    xml = f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
    return packed("word/document.xml", xml)


def pdf(*pages):
    """A small PDF with one line of words on each page."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids ["
        + " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
        + "] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, words in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    out = "%PDF-1.4\n"
    places = []
    for number, words in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{words}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("latin-1")


def test_words_come_out_of_each_kind_part_by_part():
    assert extract(pdf("Too fast", "Too few"), "application/pdf") == [
        Part("1", "Too fast"),
        Part("2", "Too few"),
    ]
    found = extract(
        docx(("Heading1", "Roads"), ("", "Too fast"), ("Heading1", "Trees"), ("", "Too few")), DOCX
    )
    assert found == [Part("Roads", "Too fast"), Part("Trees", "Too few")]
    odt = (
        '<o xmlns:text="urn:t"><text:h>Roads</text:h><text:p>Too fast</text:p>'
        "<text:h>Trees</text:h><text:p>Too few</text:p></o>"
    )
    assert extract(packed("content.xml", odt), ODT) == found
    assert extract(b"# Roads\r\nToo fast\r\n# Trees\r\nToo few", "text/plain") == found


def test_a_title_with_no_words_of_its_own_stands_above_the_next_part():
    parts = parts_of_text("# Our letter\n# Roads\nToo fast\n# Trees\nToo few\n# Empty")
    assert parts == [Part("Our letter – Roads", "Too fast"), Part("Trees", "Too few")]


def test_a_long_text_without_headings_is_cut_between_paragraphs():
    words = "\n\n".join(f"Paragraph {n}. " + "word " * 100 for n in range(30))
    parts = parts_of_text(words)
    assert len(parts) > 3
    said = "\n\n".join(part.text for part in parts)
    assert "".join(said.split()) == "".join(words.split())


@pytest.mark.parametrize(
    ("content", "media_type", "problem"),
    [
        (b"%PDF-1.4 nonsense", "application/pdf", "broken"),
        (pdf(""), "application/pdf", "no_text"),
        (packed("word/document.xml", b"<w:p>"), DOCX, "broken"),
        (packed("word/document.xml", b"<!DOCTYPE x><p/>"), DOCX, "broken"),
        (packed("word/document.xml", b" " * 61 * 1024 * 1024), DOCX, "bomb"),
        (b"\x89PNG", "image/png", "kind"),
    ],
)
def test_what_has_no_words_is_said_so(content, media_type, problem):
    with pytest.raises(NoWords) as refusal:
        extract(content, media_type)
    assert refusal.value.problems == (problem,)


@pytest.fixture
def consultation(session):
    return make_consultation(session)


@pytest.fixture
def client(app, session):
    return stepping_aside(app, session)


def test_a_letter_is_considered_only_when_every_part_is_marked(session, consultation):
    document = make_document(session, consultation)
    first, second = held.sections_of(session, document.id)
    assert weighing.unconsidered(session, consultation.id) == 1
    with pytest.raises(CannotMark):
        mark_section(session, actor=SYSTEM, section_id=first.id, themes=(), no_new_point=False)
    mark_section(session, actor=SYSTEM, section_id=first.id, themes=(), no_new_point=True)
    found = weighing.one_weighed(session, document)
    assert (found.marked, found.parts, found.considered) == (1, 2, False)
    mark_section(session, actor=SYSTEM, section_id=second.id, themes=(), no_new_point=True)
    assert weighing.one_weighed(session, document).considered
    assert weighing.unconsidered(session, consultation.id) == 0


def test_a_letter_without_words_is_not_considered(session, consultation):
    document = make_document(session, consultation, read=False)
    documents.note_unread(session, document_id=document.id, problem="no_text")
    assert not weighing.one_weighed(session, document).considered
    documents.transcribe(
        session, actor=SYSTEM, document_id=document.id, parts=[Part("", "Typed by hand")]
    )
    part = held.sections_of(session, document.id)[0]
    mark_section(session, actor=SYSTEM, section_id=part.id, themes=(), no_new_point=True)
    assert weighing.one_weighed(session, document).considered


def test_parts_that_are_put_right_lose_their_marks_and_others_keep_them(session, consultation):
    document = make_document(session, consultation)
    first, second = held.sections_of(session, document.id)
    for one in (first, second):
        mark_section(session, actor=SYSTEM, section_id=one.id, themes=(), no_new_point=True)
    documents.transcribe(
        session,
        actor=SYSTEM,
        document_id=document.id,
        parts=[Part("Buses", "New"), Part("Roads", "Too fast."), Part("Trees", "Put right")],
    )
    assert [one.heading for one in held.sections_of(session, document.id)] == [
        "Buses",
        "Roads",
        "Trees",
    ]
    assert set(weighing.marks_of(session, document.id)) == {first.id}


def test_an_erased_reply_leaves_no_word_of_its_letter(session, consultation):
    document = make_document(session, consultation)
    services.erase(session, actor=SYSTEM, response_id=document.response_id)
    session.flush()
    assert held.documents_of(session, document.response_id) == []


def test_an_officer_has_a_letter_read_and_weighs_it(app, client, session, consultation):
    signed_in(client, session, "engagement_officer")
    token = {"csrf_token": token_of(client)}
    letter = Upload("letter.pdf", pdf("Too fast by the school", "Too few trees"))
    done = key_in(session, consultation, channel=Channel.LETTER, originals=(letter,))
    file_id = channels.originals_of(session, done.response_id)[0].id
    place = f"/staff/consultations/{consultation.id}"
    answer = client.post(f"{place}/replies/{done.response_id}/originals/{file_id}/read", data=token)
    assert "The computer is reading it" in client.get(answer.location).text
    document_id = answer.location.split("/")[-2]
    with app.app_context():
        read_document(document_id)
    assert "Too fast by the school" in client.get(answer.location).text
    page = client.get(f"/staff/documents/{document_id}").text
    assert "0 of 2 parts weighed" in page
    parts = held.sections_of(session, document_id=held.document(session, _id(document_id)).id)
    for part in parts:
        address = f"/staff/documents/{document_id}/parts/{part.id}"
        assert client.post(address, data=token).status_code == 422
        assert client.post(address, data={"says": "none"} | token).status_code == 303
    assert "Every part is weighed" in client.get(f"/staff/documents/{document_id}").text
    assert "considered" in client.get(f"{place}/documents").text


def _id(written):
    from uuid import UUID

    return UUID(written)
