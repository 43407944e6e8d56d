"""Colours that can be read, pictures, notices, plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.council import queries, rules

COLOURS = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@given(COLOURS)
def test_the_shade_offered_can_be_read(colour: str) -> None:
    offered = rules.readable_like(colour)
    assert rules.contrast(offered, rules.WHITE) >= rules.READABLE
    if rules.contrast(colour, rules.WHITE) >= rules.READABLE:
        assert offered == colour


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_both_ways(one: str, other: str) -> None:
    assert rules.contrast(one, other) == rules.contrast(other, one)
    assert 1 <= rules.contrast(one, other) <= 21


def test_contrast_agrees_with_known_figures() -> None:
    assert rules.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert rules.contrast("#ff0000", "#ffffff") == pytest.approx(4.00, abs=0.01)


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='...'/>",
        b"GIF89a",
        b"<html>",
        b"",
        b"\xff\xd8\xff<script>",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_only_png_and_jpeg_are_pictures(content: bytes) -> None:
    assert rules.logo_kind(content) is None


@given(st.text())
def test_no_word_of_a_text_is_lost_or_added(text: str) -> None:
    shown = "".join(
        part.text for block in rules.blocks(text) for line in block.lines for part in line
    )
    kept = [c for c in text if c.isalnum()]
    assert [c for c in shown if c.isalnum()] == kept


@given(st.text(alphabet="htps:/.javscrit@ <>\"'x#-\n", max_size=80))
def test_only_web_and_mail_addresses_can_be_followed(text: str) -> None:
    for block in rules.blocks(text):
        for line in block.lines:
            for part in line:
                assert part.href is None or part.href.startswith(("http://", "https://", "mailto:"))


def test_a_text_has_headings_lists_and_paragraphs() -> None:
    text = "## Why\nTo know\nmore.\n\n- one\n- two\nagain\n\nSee https://example.org/a."
    assert [block.kind for block in rules.blocks(text)] == ["h2", "p", "ul", "p"]
    assert [len(block.lines) for block in rules.blocks(text)] == [1, 1, 2, 1]
    assert rules.blocks(text)[3].lines[0][1].href == "https://example.org/a"


def test_a_notice_is_missing_until_it_is_there_in_every_language() -> None:
    council = queries.default()
    assert rules.missing_notices(council) == (
        "privacy_notice",
        "accessibility_statement",
        "contact",
    )
    council.privacy_notice = {"en": "Words", "cy": " "}
    council.accessibility_statement = {"en": "Words"}
    council.telephone = "01632 960 001"
    assert rules.missing_notices(council) == ()
    council.languages = ["en", "cy"]
    assert rules.missing_notices(council) == ("privacy_notice", "accessibility_statement")
