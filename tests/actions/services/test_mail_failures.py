"""For now or for good: what a mail server says, and what is kept of it."""

import smtplib
import ssl
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail import EmailMessage
from django.core.mail.message import BadHeaderError

from actions.services.reminding.messages import (
    is_for_good,
    is_unanswered,
    words_of,
)
from hcss.kernel.mailing import MailRefused, words_to_keep

TO = "ann@police.example"


def at_recipient(code, reply):
    return SMTPRecipientsRefused({TO: (code, reply)})


@pytest.mark.parametrize(
    "error",
    [
        at_recipient(550, b"No such mailbox"),
        at_recipient(550, b"5.1.1 User unknown"),
        at_recipient(550, b"5.1.10 Recipient not found"),
        at_recipient(550, b"5.4.1 Recipient address rejected: Access denied"),
        at_recipient(550, b"5.2.1 Mailbox disabled"),
        at_recipient(551, b"User not local"),
        at_recipient(553, b"Mailbox name not allowed"),
        at_recipient(554, b"No thanks"),
        smtplib.SMTPDataError(550, b"5.1.1 User unknown"),
        MailRefused("no such address", is_for_good=True),
        ValueError("Invalid address; only ann could be parsed"),
        BadHeaderError("Header values can't contain newlines"),
    ],
    ids=str,
)
def test_what_the_address_is_to_blame_for_is_for_good(error):
    assert is_for_good(error)


@pytest.mark.parametrize(
    "error",
    [
        at_recipient(450, b"Mailbox busy"),
        at_recipient(451, b"4.7.1 Greylisted, try again"),
        at_recipient(421, b"Too many connections"),
        at_recipient(452, b"4.2.2 Over quota"),
        at_recipient(552, b"5.2.2 Over quota"),
        at_recipient(552, b"Mailbox is full"),
        at_recipient(550, b"5.4.5 Daily sending quota exceeded"),
        smtplib.SMTPDataError(550, b"Daily message quota exceeded"),
        smtplib.SMTPDataError(552, b"5.2.2 Mailbox full"),
        # What a setting of ours mends:
        at_recipient(550, b"relay not permitted"),
        at_recipient(553, b"sorry, that domain isn't in my list of allowed rcpthosts"),
        smtplib.SMTPDataError(554, b"Message rejected: Address is not verified."),
        smtplib.SMTPDataError(554, b"Transaction failed"),
        at_recipient(550, b"5.7.1 Relaying denied"),
        at_recipient(554, b"5.7.1 <ann@police.example>: Relay access denied"),
        at_recipient(530, b"5.7.57 Client not authenticated"),
        at_recipient(530, b"Authentication required"),
        at_recipient(550, b"5.3.4 Message too big for system"),
        at_recipient(503, b"Bad sequence of commands"),
        SMTPRecipientsRefused({}),
        SMTPRecipientsRefused(
            {TO: (550, b"No such mailbox"), "bob@x.example": (451, b"Later")}
        ),
        smtplib.SMTPDataError(451, b"Try again later"),
        smtplib.SMTPDataError(554, b"5.7.1 Sender is not allowed"),
        smtplib.SMTPSenderRefused(550, b"5.1.8 Sender unknown", "returns@hcss.example"),
        smtplib.SMTPSenderRefused(553, b"Sender rejected", "returns@hcss.example"),
        smtplib.SMTPAuthenticationError(535, b"5.7.8 Bad credentials"),
        smtplib.SMTPConnectError(554, b"No service here"),
        smtplib.SMTPHeloError(550, b"Bad name"),
        smtplib.SMTPServerDisconnected("Connection unexpectedly closed"),
        smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server."),
        ConnectionRefusedError("Connection refused"),
        TimeoutError("timed out"),
        OSError(28, "No space left on device"),
        ssl.SSLError("wrong version number"),
        # Both are ValueErrors too.
        ssl.SSLCertVerificationError("certificate has expired"),
        UnicodeError("label too long"),
        MailRefused("wrong key"),
    ],
    ids=str,
)
def test_what_time_or_a_setting_mends_is_for_now(error):
    assert not is_for_good(error)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            at_recipient(550, b"No such mailbox"),
            "The mail server answered: 550 No such mailbox",
        ),
        (
            at_recipient(550, "5.1.1 <ann@police.example>\r\nunknown"),
            "The mail server answered: 550 5.1.1 <a…@police.example> unknown",
        ),
        (
            smtplib.SMTPAuthenticationError(535, b"Caf\xe9"),
            "The mail server answered: 535 Caf\N{REPLACEMENT CHARACTER}",
        ),
        (
            SMTPRecipientsRefused({}),
            "The mail could not be handed over: {}",
        ),
        (
            ConnectionRefusedError("Connection refused"),
            "The mail could not be handed over: Connection refused",
        ),
        (MailRefused("GOV.UK Notify answered: 403"), "GOV.UK Notify answered: 403"),
    ],
    ids=str,
)
def test_what_was_said_is_kept_in_one_line(error, words):
    assert words_of(error) == words


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a\0b", "a b"),
        ("x" * 600, "x" * 500),
        ("lone \ud800 half", "lone ? half"),
        ("to a@b.example, c.d@e.example", "to a@b.example, c…@e.example"),
        ("at @ nobody", "at @ nobody"),
    ],
)
def test_words_to_keep_can_be_stored_and_hold_no_address(said, kept):
    expected = kept.replace("a@b.example", "a…@b.example")

    assert words_to_keep(said) == expected


def test_a_long_line_costs_no_time():
    assert len(words_to_keep("a@" * 200_000)) == 500


@pytest.mark.parametrize(
    ("error", "is_doubtful"),
    [
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), True),
        (TimeoutError("timed out"), True),
        (ConnectionResetError("Connection reset by peer"), True),
        (MailRefused("no answer", is_unanswered=True), True),
        (ConnectionRefusedError("Connection refused"), False),
        (at_recipient(451, b"Later"), False),
        (MailRefused("wrong key"), False),
    ],
    ids=str,
)
def test_without_an_answer_a_mail_may_have_been_taken(error, is_doubtful):
    assert is_unanswered(error) is is_doubtful


@pytest.fixture
def over_smtp(smtp_sink, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    settings.EMAIL_USE_TLS = False
    return smtp_sink


def failure():
    with pytest.raises(OSError) as found:  # noqa: PT011 -- whichever it is
        EmailMessage("s", "b", to=[TO]).send()
    return found.value


@pytest.mark.parametrize(
    ("answer", "for_good"),
    [("451 Try again later", False), ("550 5.1.1 User unknown", True)],
)
def test_a_real_server_that_refuses(over_smtp, answer, for_good):
    over_smtp.refuse(answer)

    error = failure()

    assert is_for_good(error) == for_good
    assert words_of(error) == f"The mail server answered: {answer}"
