"""The little work before sending: whose it is, when it is done, how long it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.responses.rules.effort import (
    BITS,
    LASTS,
    PARTS,
    WAIT,
    Challenge,
    is_solved,
    may_send,
    new_challenge,
    read_challenge,
    seconds_left,
    zero_bits,
)
from tests.databases import KEYS
from tests.support.effort import work

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
FORM, OTHER = sha256(b"one").digest(), sha256(b"other").digest()
MOMENTS = st.integers(0, 3 * 3600).map(lambda seconds: NOW + timedelta(seconds=seconds))


@cache
def challenge() -> Challenge:
    return new_challenge(KEYS, FORM, NOW)


@cache
def proof() -> str:
    return work(challenge().seed)


@given(st.binary(min_size=32, max_size=32), MOMENTS)
def test_a_challenge_is_for_its_own_form_and_its_own_time(form, later):
    written = challenge().written
    found = read_challenge(KEYS, written, form, later)
    assert (found is not None) == (form == FORM and later - NOW <= LASTS)
    mine = read_challenge(KEYS, written, FORM, later)
    assert mine == (challenge() if later - NOW <= LASTS else None)


@given(st.text(max_size=60) | st.from_regex(r"[a-z.]{0,3}\.[0-9]{1,14}\.[\w-]{22}"))
def test_what_somebody_made_up_is_no_challenge(written):
    assert read_challenge(KEYS, written, FORM, NOW) is None


def test_an_older_moment_cannot_be_written_in():
    key_id, moment, seed = challenge().written.rsplit(".", 2)
    assert read_challenge(KEYS, f"{key_id}.{int(moment) - 60}.{seed}", FORM, NOW) is None


@given(MOMENTS)
def test_the_work_or_the_wait_is_enough(later):
    assert may_send(challenge(), proof(), later)
    waited = later - NOW >= WAIT
    assert may_send(challenge(), "", later) == waited
    assert (seconds_left(challenge(), later) == 0) == waited
    assert 0 <= seconds_left(challenge(), later) <= WAIT.total_seconds()
    assert not may_send(None, proof(), later)


def test_work_for_another_form_is_none():
    assert is_solved(challenge(), proof())
    assert not is_solved(new_challenge(KEYS, OTHER, NOW), proof())


@given(st.text(max_size=500) | st.lists(st.integers(-9, 10**12)).map(lambda n: str(n)[1:-1]))
def test_no_text_is_taken_for_work(text):
    assert not is_solved(challenge(), text)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_part_counts(part):
    numbers = [int(one) for one in proof().split(",")]
    # The first number that is enough was chosen, so that the one before it isn't.
    numbers[part] = numbers[part] - 1 if numbers[part] else 10**9 + 7
    if zero_bits(challenge().seed, part, numbers[part]) < BITS:
        assert not is_solved(challenge(), ",".join(map(str, numbers)))
