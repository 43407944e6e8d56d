"""What a file may be: told from its bytes, named so that it is safe anywhere."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.files import rules
from participation.files.rules import CannotKeep, Purpose, Upload, check
from tests.factories.files import PDF, docx, odt


def refused(content: bytes, name: str, purpose: Purpose = Purpose.DOCUMENT) -> tuple[str, ...]:
    with pytest.raises(CannotKeep) as refusal:
        check(Upload(name, content), purpose)
    return refusal.value.problems


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "plan.pdf", rules.PDF),
        (PDF, "plan.html", rules.PDF),
        (docx(), "plan.docx", rules.DOCX),
        (odt(), "plan.odt", rules.ODT),
        (b"ward,homes\nEast,4\n", "homes.csv", rules.CSV),
        (b"ward,homes\nEast,4\n", "homes.txt", rules.TEXT),
        ("Caf\u00e9".encode("cp1252"), "note.txt", rules.TEXT),
        ("Dŵr".encode("utf-16"), "note.txt", rules.TEXT),
        (b"ID3\x04\0\0", "read aloud.mp3", rules.MP3),
        (b"\0\0\0\x18ftypmp42", "signed.mp4", rules.MP4),
    ],
)
def test_the_bytes_say_what_it_is(content: bytes, name: str, kind: rules.Kind):
    assert check(Upload(name, content), Purpose.DOCUMENT).kind is kind


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "plan.pdf"),
        (b"\n <svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "map.png"),
        (b"\xef\xbb\xbf<!doctype html>", "page.txt"),
        (b"<?xml version='1.0'?><svg/>", "map.svg"),
        (b"hello <script>alert(1)</script>", "note.txt"),
    ],
)
def test_pages_and_drawings_are_refused_whatever_their_name(content: bytes, name: str):
    assert refused(content, name) == ("markup",)


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        (b"", "", "none"),
        (b"", "plan.pdf", "empty"),
        (b"MZ\x90\0\x03\0", "setup.pdf", "kind"),
        (b"PK\x03\x04 and no more", "plan.docx", "kind"),
        (docx("xl/vbaProject.bin"), "sheet.docx", "macros"),
        (b"Received: by\n\nHello", "letter.eml", "kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old.doc", "kind"),
        (b"%PDF-" + b"x" * rules.LARGEST, "huge.pdf", "too_big"),
    ],
)
def test_what_residents_download_is_of_few_kinds(content: bytes, name: str, problem: str):
    assert refused(content, name) == (problem,)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"Received: by\n\n<html>Hello</html>", "letter.eml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "letter.msg"),
        (docx("word/vbaProject.bin"), "letter.docx"),
        (b"II*\0 a scan", "letter.tif"),
    ],
)
def test_an_original_is_kept_as_it_came(content: bytes, name: str):
    kept = check(Upload(name, content), Purpose.ORIGINAL)
    assert kept.content == content
    assert kept.name == name


def test_a_zip_that_claims_thousands_of_parts_is_never_opened(monkeypatch: pytest.MonkeyPatch):
    packed = bytearray(docx())
    end = packed.rfind(b"PK\x05\x06")
    packed[end + 10 : end + 12] = (65_000).to_bytes(2, "little")

    def opened(*_args: object) -> None:
        raise AssertionError("it was opened")

    monkeypatch.setattr(zipfile, "ZipFile", opened)
    assert refused(bytes(packed), "bomb.docx") == ("kind",)


def test_a_zip_with_real_thousands_of_parts_is_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("[Content_Types].xml", "")
        for number in range(rules.MOST_PARTS):
            packed.writestr(f"word/{number}", "")
    assert refused(held.getvalue(), "bomb.docx") == ("kind",)


@given(st.text(max_size=300), st.sampled_from(sorted(rules.KINDS)))
def test_any_name_becomes_one_that_is_safe_to_save_under(name: str, media_type: str):
    kind = rules.KINDS[media_type]
    made = rules.clean_name(name, kind)
    assert 0 < len(made) <= rules.LONGEST_NAME
    assert made.rpartition(".")[2] in kind.endings
    assert not set(made) & set('/\\:*?"<>|%;\r\n\0\u202e\u200b')
    assert made == made.strip(" .")
    assert rules.clean_name(made, kind) == made


@given(st.binary(max_size=400), st.text(max_size=20))
def test_no_bytes_break_the_check(content: bytes, name: str):
    for start in (b"", b"PK\x03\x04", b"%PDF-", b"RIFF", b"<"):
        try:
            kept = check(Upload(name, start + content), Purpose.DOCUMENT)
        except CannotKeep as refusal:
            assert refusal.problems
        else:
            assert kept.kind in rules.ALLOWED[Purpose.DOCUMENT]
            assert not kept.kind.shown or kept.kind in {rules.PNG, rules.JPEG}
