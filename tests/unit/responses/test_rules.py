"""Form keys, references, answers, closing time and the ledger's sum, by plain values."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation.consultations.rules import Asked, Limits, Option
from participation.kernel.keys import Keyring
from participation.responses.rules import (
    GRACE,
    LONGEST,
    BadFormKey,
    BadReference,
    CannotChange,
    Deed,
    FormKey,
    Given,
    Problem,
    Status,
    Taking,
    as_sent,
    code_for,
    digest_of,
    hash_of,
    hash_word,
    hashes_of,
    new_form_key,
    normal_receipt,
    problem_with,
    read_form_key,
    shown_receipt,
    status_after,
    taking_of,
    tally_of,
    tidy_reference,
    tidy_text,
    tidy_word,
    word_matches,
    word_problem,
)
from participation.responses.rules.receipts import ALPHABET, LENGTH, WEIGHTS, check_letter

OLD = Keyring({"a": b"a" * 32})
BOTH = Keyring({"a": b"a" * 32, "b": b"b" * 32})
OTHER = Keyring({"a": b"x" * 32})
NOW = datetime(2030, 5, 1, 9, 0, 0, tzinfo=UTC)

codes = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1).map(
    lambda letters: letters + check_letter(letters)
)


def test_a_form_key_says_again_what_was_put_in():
    consultation = uuid4()
    key = read_form_key(OLD, new_form_key(OLD, consultation, NOW))
    assert (key.consultation_id, key.issued_at, key.key_id) == (consultation, NOW, "a")
    assert len(key.nonce) == 16


def test_a_form_key_fits_in_an_address_and_no_two_are_equal():
    written = {new_form_key(OLD, uuid4(), NOW) for _ in range(200)}
    assert len(written) == 200
    assert all(len(one) < 90 and one.replace("-", "").replace("_", "").isalnum() for one in written)


def test_a_form_key_made_before_keys_were_rotated_is_still_read():
    written = new_form_key(OLD, uuid4(), NOW)
    before, after = read_form_key(OLD, written), read_form_key(BOTH, written)
    assert before == after
    assert code_for(OLD, before) == code_for(BOTH, after)
    assert read_form_key(BOTH, new_form_key(BOTH, uuid4(), NOW)).key_id == "b"


def test_another_sites_form_key_is_refused():
    with pytest.raises(BadFormKey):
        read_form_key(OTHER, new_form_key(OLD, uuid4(), NOW))
    with pytest.raises(BadFormKey):
        read_form_key(OLD, new_form_key(BOTH, uuid4(), NOW))


def test_no_changed_bit_of_a_form_key_goes_unseen():
    written = new_form_key(OLD, UUID(int=7), NOW)
    raw = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
    for bit in range(len(raw) * 8):
        forged = bytearray(raw)
        forged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BadFormKey):
            read_form_key(OLD, base64.urlsafe_b64encode(bytes(forged)).decode().rstrip("="))


@given(st.text(max_size=120))
def test_nonsense_is_no_form_key(written):
    with pytest.raises(BadFormKey):
        read_form_key(OLD, written)


def test_a_form_key_has_one_spelling():
    for number in range(64):
        written = new_form_key(OLD, UUID(int=number), NOW)
        last = {
            letter
            for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            if letter != written[-1]
        }
        for letter in last:
            with pytest.raises(BadFormKey):
                read_form_key(OLD, written[:-1] + letter)
        with pytest.raises(BadFormKey):
            read_form_key(OLD, written + "=")


def test_what_is_kept_of_a_form_is_not_its_nonce():
    key = read_form_key(OLD, new_form_key(OLD, uuid4(), NOW))
    assert key.nonce not in key.form_hash
    assert key.nonce.hex() not in repr(key)
    assert repr(key.nonce) not in repr(key)


def test_a_reference_is_the_same_for_the_same_form_and_otherwise_not():
    made = set()
    for _ in range(500):
        key = read_form_key(OLD, new_form_key(OLD, uuid4(), NOW))
        assert code_for(OLD, key) == code_for(OLD, key)
        made.add(code_for(OLD, key))
    assert len(made) == 500
    assert {letter for code in made for letter in code} == set(ALPHABET)
    assert all(len(code) == LENGTH and not set(code) & set("ILOU") for code in made)


def test_75_bits_of_a_reference_are_random():
    """Each of the 75 bits is set about as often as not, so none is wasted."""
    ones = [0] * 75
    for number in range(2000):
        code = code_for(OLD, FormKey(UUID(int=1), NOW, "a", number.to_bytes(16, "big")))
        value = 0
        for letter in code[:-1]:
            value = value << 5 | ALPHABET.index(letter)
        for bit in range(75):
            ones[bit] += value >> bit & 1
    assert all(850 < count < 1150 for count in ones)


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_caught(code, place, letter):
    wrong = code[:place] + letter + code[place + 1 :]
    if wrong != code:
        with pytest.raises(BadReference):
            tidy_reference(wrong)


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_any_two_characters_that_changed_places_are_caught(code, one, other):
    letters = list(code)
    letters[one], letters[other] = letters[other], letters[one]
    wrong = "".join(letters)
    assert (normal_receipt(wrong) == wrong) == (wrong == code)


def test_the_weights_of_the_check_all_differ():
    assert len(set(WEIGHTS)) == LENGTH
    assert 0 not in WEIGHTS
    assert WEIGHTS[-1] == 1


@given(codes)
def test_a_reference_is_read_however_it_is_typed(code):
    spoken = shown_receipt(code).lower().replace("0", "o").replace("1", "l")
    assert tidy_reference(f"  {spoken} ") == code
    assert tidy_reference(shown_receipt(code).replace(" ", "-").replace("1", "I")) == code


@given(st.text(max_size=40))
def test_reading_a_reference_never_fails_otherwise(typed):
    found = normal_receipt(typed)
    assert found is None or (len(found) == LENGTH and set(found) <= set(ALPHABET))


def test_a_reference_is_stored_as_a_keyed_hash():
    code = "0" * 16
    assert hash_of(OLD, code, "a") != hash_of(OTHER, code, "a")
    assert hashes_of(BOTH, code) == [hash_of(BOTH, code, "a"), hash_of(BOTH, code, "b")]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r")))
def test_text_is_kept_exactly_as_typed(typed):
    assert tidy_text(typed) == typed
    assert tidy_text(typed.replace("\n", "\r\n")) == typed


@given(st.text(st.characters(), max_size=60))
def test_any_text_can_be_stored_anywhere(typed):
    kept = tidy_text(typed)
    assert "\x00" not in kept
    assert "\r\n" not in kept
    assert kept.encode().decode() == kept


def test_what_intake_drops_is_only_this():
    assert tidy_text("a\x00b\r\nc\rd\ud800e\u0301 \t") == "ab\nc\rd\ufffde\u0301 \t"


def a_question(kind, required=False, options=("yes", "no"), rows=(), **limits):
    return Asked(
        question_id=uuid4(),
        version_id=uuid4(),
        number=1,
        position=1,
        kind=kind,
        wording={"en": "?"},
        help={},
        required=required,
        word_guide=None,
        options=tuple(Option(code, {"en": code}) for code in options),
        rows=tuple(Option(code, {"en": code}) for code in rows),
        limits=Limits(**limits),
    )


@pytest.mark.parametrize(
    ("given", "kind", "required", "problem"),
    [
        (Given(), "free_text", True, Problem.MISSING),
        (Given(text=" \n "), "free_text", True, Problem.MISSING),
        (Given(), "free_text", False, None),
        (Given(text="x" * LONGEST), "free_text", True, None),
        (Given(text="x" * (LONGEST + 1)), "free_text", True, Problem.TOO_LONG),
        (Given(), "single_choice", True, Problem.MISSING),
        (Given(codes=("yes",)), "single_choice", True, None),
        (Given(codes=("yes", "no")), "single_choice", False, Problem.TOO_MANY),
        (Given(codes=("maybe",)), "single_choice", False, Problem.UNKNOWN_OPTION),
        (Given(codes=("yes", "no")), "multiple_choice", True, None),
        (Given(codes=("yes", "x")), "multiple_choice", True, Problem.UNKNOWN_OPTION),
        (Given(text="words"), "agreement", True, Problem.UNKNOWN_OPTION),
    ],
)
def test_what_is_wrong_with_an_answer(given, kind, required, problem):
    assert problem_with(given, a_question(kind, required)) is problem


def test_the_same_answers_have_the_same_digest_however_they_come():
    a, b, c = uuid4(), uuid4(), uuid4()
    one = {a: Given(text="x"), b: Given(codes=("p", "q"))}
    other = {c: Given(text="  "), b: Given(codes=("q", "p")), a: Given(text="x")}
    assert digest_of(b"n" * 16, one) == digest_of(b"n" * 16, other)
    assert digest_of(b"n" * 16, one) != digest_of(b"m" * 16, one)
    assert digest_of(b"n" * 16, one) != digest_of(b"n" * 16, one | {a: Given(text="x ")})


def test_a_kind_of_question_keeps_its_own_part():
    both = Given(text="words", codes=("b", "a", "b"))
    assert as_sent(a_question("free_text"), both) == Given(text="words")
    assert as_sent(a_question("multiple_choice", options=("a", "b")), both) == Given(
        codes=("a", "b")
    )


OPENS, CLOSES = NOW, NOW + timedelta(days=10)


def taking(now, issued=NOW, **changes):
    facts = {"published_at": NOW, "opens_at": OPENS, "closes_at": CLOSES}
    facts |= {"paused_at": None, "withdrawn_at": None}
    return taking_of(**(facts | changes), issued_at=issued, now=now)


def test_when_answers_are_taken():
    second = timedelta(seconds=1)
    assert taking(OPENS - second) is Taking.NOT_YET
    assert taking(OPENS) is Taking.IN_TIME
    assert taking(CLOSES - second) is Taking.IN_TIME
    assert taking(CLOSES) is Taking.IN_GRACE
    assert taking(CLOSES + GRACE - second) is Taking.IN_GRACE
    assert taking(CLOSES + GRACE) is Taking.CLOSED
    assert taking(CLOSES, issued=CLOSES) is Taking.CLOSED
    assert taking(CLOSES, issued=CLOSES - second) is Taking.IN_GRACE
    assert taking(OPENS, withdrawn_at=OPENS) is Taking.WITHDRAWN


def test_nothing_is_taken_in_a_pause_and_closing_is_still_closing() -> None:
    assert taking(OPENS, paused_at=OPENS) is Taking.PAUSED
    assert taking(CLOSES, paused_at=OPENS) is not Taking.PAUSED
    assert not Taking.PAUSED.yes
    assert taking(OPENS, published_at=None) is Taking.NOT_YET


@settings(max_examples=300)
@given(st.lists(st.sampled_from(list(Deed)), max_size=12))
def test_a_response_is_always_in_one_place(deeds):
    status = Status.COUNTED
    for deed in deeds:
        try:
            status = status_after(status, deed)
        except CannotChange as refusal:
            assert refusal.problems == (f"{status}_to_{deed}",)
        tally = tally_of([(status.value, "test" if status is Status.SET_ASIDE else None, 1)])
        assert tally.received == 1
        assert tally.balances
        if status is Status.ERASED:
            assert all(not _possible(status, deed) for deed in Deed)


def _possible(status, deed):
    try:
        status_after(status, deed)
    except CannotChange:
        return False
    return True


def test_a_sum_that_hides_a_row_does_not_balance():
    assert not tally_of([("lost", None, 1), ("counted", None, 2)]).balances


def test_a_word_is_known_again_as_telephones_type_it():
    stored = hash_word("Blue Teapot")
    assert stored is not None
    assert stored.startswith("$argon2id$")
    assert "teapot" not in stored
    assert word_matches(stored, "  blue  teapot ")
    assert not word_matches(stored, "blue teapots")
    assert not word_matches(None, "nobody chose this")
    assert hash_word("  ") is None


def test_a_word_has_a_length():
    assert word_problem("blue") == "too_short"
    assert word_problem("x" * 101) == "too_long"
    assert word_problem("") is None
    assert tidy_word("ＢＬＵＥ\ud800") == "blue?"
