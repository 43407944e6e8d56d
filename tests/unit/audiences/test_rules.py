"""Short addresses and codes: what people type, and what is kept of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.audiences import rules
from participation.kernel.keys import Keyring

KEYS = Keyring({"a": b"a" * 32, "b": b"b" * 32})


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("Corn Street", "corn-street"),
        (" bus ", "bus"),
        ("a_b", "a-b"),
        ("x", None),
        ("", None),
        ("corn/street", None),
        ("-corn-", None),
        ("żółw", None),
        ("a" * 41, None),
    ],
)
def test_a_word_is_something_people_can_type(typed: str, word: str | None):
    assert rules.normal_word(typed) == word


@given(st.text(max_size=60))
def test_a_word_that_is_taken_is_taken_again_as_it_is(typed: str):
    word = rules.normal_word(typed)
    if word is not None:
        assert rules.normal_word(word) == word
        assert word.isascii()


@given(st.sampled_from([" ", "-", "", ".", "\t", " - "]))
def test_a_code_is_read_however_it_is_typed(between: str):
    code = rules.new_code()
    typed = between.join(rules.shown_code(code).lower().split())
    assert rules.normal_code(typed) == code
    assert rules.normal_code(typed.replace("0", "o").replace("1", "l")) == code


def test_codes_differ_and_hold_80_bits():
    codes = {rules.new_code() for _one in range(500)}
    assert len(codes) == 500
    assert len(rules.ALPHABET) ** rules.LENGTH == 2**80


def test_what_is_kept_of_a_code_depends_on_the_key():
    code = "ABCD0123EFGH4567"
    one, other = (rules.form_hash_of(rules.nonce_of(KEYS, code, key)) for key in ("a", "b"))
    assert one != other
    assert one == rules.form_hash_of(rules.nonce_of(KEYS, code, "a"))
    assert len(rules.nonce_of(KEYS, code, "a")) == 16
