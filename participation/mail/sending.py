"""Handing a letter to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from participation.mail.rules import Letter, MailServer

PATIENCE = 20.0


class RefusedForGood(Exception):
    """The server won't ever take this letter. The code is its reply's number."""

    def __init__(self, code: int) -> None:
        self.code = f"refused_{code}"
        super().__init__(self.code)


def compose(letter: Letter, *, sender: str, message_id: UUID, written_at: datetime) -> EmailMessage:
    """The letter as a message. Its Message-ID is its own, so that a copy is known as one."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(written_at)
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    return message


def send(server: MailServer, message: EmailMessage) -> None:
    """Hand it over. Raises :class:`RefusedForGood`, or ``OSError`` / ``SMTPException`` to retry."""
    trust = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=trust)
        if server.tls_from_start
        else smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    ) as link:
        link.ehlo()
        if not server.tls_from_start and (server.must_encrypt or link.has_extn("starttls")):
            link.starttls(context=trust)
            link.ehlo()
        if server.user:
            link.login(server.user, server.password)
        try:
            link.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            if code >= 500:
                raise RefusedForGood(code) from None
            raise
        except smtplib.SMTPDataError as refused:
            if refused.smtp_code >= 500:
                raise RefusedForGood(refused.smtp_code) from None
            raise
