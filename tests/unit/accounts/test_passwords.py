"""Which passwords are refused, and how they are kept."""

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from participation.accounts import passwords


@pytest.mark.parametrize(
    "guessable",
    [
        "passwordpassword", "Password-1234", "thisismypassword1", "qwertyuiop12", "123456789012",
        "abcabcabcabc", "Summer2026!!", "p4ssw0rdp4ssw0rd", "aaaaaaaaaaaaaaa", "987654321098",
    ],
)  # fmt: skip
def test_what_somebody_would_guess_first_is_refused(guessable: str) -> None:
    assert passwords.problems(guessable) == ("too_common",)


@pytest.mark.parametrize(
    "good",
    ["heron bucket seven lamps", "lantern gravel otter", "xK9fQ2mVw7Lp", "ffenestr afon moron"],
)
def test_words_that_do_not_belong_together_will_do(good: str) -> None:
    assert passwords.problems(good, about=("Ann Elin", "ann.elin@example.gov.uk")) == ()


def test_length_and_ones_own_name_are_looked_at() -> None:
    about = ("Rhiannon Williams", "rhiannon.williams@example.gov.uk")
    assert passwords.problems("short words", about=about) == ("too_short",)
    assert passwords.problems("x" * 501 + "yz!Q") == ("too_long",)
    assert passwords.problems("RhiannonWilliams1", about=about) == ("about_you",)


def test_nobodys_hash_asks_for_as_much_work_as_a_real_one() -> None:
    ours = extract_parameters(passwords.hashed("heron bucket seven lamps"))
    assert extract_parameters(passwords.NOBODYS) == ours
    assert (ours.type, ours.memory_cost, ours.time_cost, ours.parallelism) == (
        Type.ID,
        19_456,
        2,
        1,
    )


def test_only_the_right_password_is_right() -> None:
    stored = passwords.hashed("Café heron bucket")
    assert passwords.is_right(stored, "Cafe\u0301 heron bucket")  # composed otherwise
    assert not passwords.is_right(stored, "cafe heron bucket")
    assert not passwords.is_right(None, "Café heron bucket")
    assert not passwords.is_right("no hash at all", "Café heron bucket")
