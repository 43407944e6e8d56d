"""What a letter may be, and what a mail server's address says."""

import pytest

from participation.mail import rules
from participation.mail.rules import BadMailServer, MailServer


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@", "@b", "a b@c", "a@b\r\nBcc: x@y", "<a@b>", "a@b,c@d", "a" * 250 + "@b.uk"],
)
def test_what_is_no_address_is_refused(address: str):
    with pytest.raises(ValueError, match="not an e-mail address"):
        rules.clean_address(address)


def test_an_address_is_trimmed():
    assert rules.clean_address(" zoë@cyngor.cymru ") == "zoë@cyngor.cymru"


def test_a_subject_stays_on_its_line():
    assert rules.clean_subject("Diolch\r\nBcc: x@y  z") == "Diolch Bcc: x@y z"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://localhost", MailServer("localhost", 25)),
        ("smtp://localhost:1025", MailServer("localhost", 1025)),
        (
            "smtp://me:p%40ss@mail.example",
            MailServer("mail.example", 587, "me", "p@ss", must_encrypt=True),
        ),
        ("smtps://mail.example", MailServer("mail.example", 465, tls_from_start=True)),
        ("smtp://mail.example?tls=required", MailServer("mail.example", 25, must_encrypt=True)),
    ],
)
def test_a_servers_address_is_read(url: str, server: MailServer):
    assert rules.server_at(url) == server


@pytest.mark.parametrize(
    "url", ["", "mail.example", "http://mail.example", "smtp://", "smtp://a:b:c"]
)
def test_what_is_no_servers_address_is_refused(url: str):
    with pytest.raises(BadMailServer):
        rules.server_at(url)
