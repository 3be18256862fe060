"""The mail itself: what, its date and a link; nobody's commentary (R58)."""

import re
from collections.abc import Sequence
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from actions.models import Digest, Reminder
from actions.services.reminding.due import Due
from actions.services.reminding.letters import context_of
from hcss.kernel.mailing import MailRefused, words_to_keep

#: Errors after which a mail may have been taken all the same.
UNANSWERED = (
    SMTPServerDisconnected,
    TimeoutError,
    ConnectionResetError,
    BrokenPipeError,
)
_PERMANENT = range(500, 600)
#: The server did not understand us, or wants us to sign in first.
_NOT_UNDERSTOOD = (500, 501, 502, 503, 504, 521, 530, 534, 535, 538)
#: What a reply is about by its second code (RFC 3463), if it is not the address or
#: the mail: the server itself, the way we spoke, or what we are allowed.
_ENHANCED = re.compile(r"\s*5\.(\d{1,3})\.(\d{1,3})\b")
_OF_US = ("3", "5", "7")
#: What passes by itself: the mailbox is full, or too much has been sent today.
_PASSES = (("2", "2"), ("4", "5"))
#: What servers that give no second code say of us, or of what passes.
_OF_US_IN_WORDS = re.compile(
    r"relay|rcpthosts|quota|mailbox (?:is )?full", re.IGNORECASE
)


def subject_of(due: Sequence[Due]) -> str:
    """Return the subject: of one thing its stage and name, else how many."""
    context = {"due": due, "service_name": settings.SERVICE_NAME}
    return " ".join(
        render_to_string("actions/mail/reminders_subject.txt", context).split()
    )


def message_of(digest: Digest, due: Sequence[Due]) -> EmailMultiAlternatives:
    """Write the mail: text and HTML from the same words."""
    context = context_of(digest, due)
    message = EmailMultiAlternatives(
        subject=digest.subject,
        body=render_to_string("actions/mail/reminders.txt", context),
        to=[digest.address],
        headers={
            "Message-ID": digest.message_id,
            "X-Reference": str(digest.reference),
            "Auto-Submitted": "auto-generated",
        },
    )
    html = render_to_string("actions/mail/reminders.html", context)
    message.attach_alternative(html, "text/html")
    return message


def message_id_of(reminders: Sequence[Reminder]) -> str:
    """Return the same id for the same reminders, however often they are tried.

    Nobody else can work it out, and so report a mail as undeliverable that is not.
    """
    host = urlsplit(settings.SITE_URL).hostname
    numbers = ",".join(str(each.pk) for each in reminders)
    name = salted_hmac("actions.reminders", numbers, algorithm="sha256").hexdigest()
    return f"<reminders-{name[:32]}@{host}>"


# --- When it fails --------------------------------------------------------------------


def is_for_good(error: Exception) -> bool:
    """Say whether trying again would be refused again, because of the address.

    What a mended setting mends (a wrong key, password or certificate, a server that
    does not relay for us) is never for good: it is tried again, and officers see it.
    """
    if isinstance(error, MailRefused):
        return error.is_for_good
    if isinstance(error, SMTPRecipientsRefused):
        replies = list(error.recipients.values())
        return bool(replies) and all(_is_final(*reply) for reply in replies)
    if isinstance(error, SMTPDataError):
        # The recipient was taken before: what is refused now is the mail, or us.
        return _names_the_address(error.smtp_error)
    # Certificates that do not fit are ValueErrors too, and so are names of servers
    # that cannot be written down. Any other: no mail can be made for such an address.
    of_settings = isinstance(error, OSError | UnicodeError)
    return isinstance(error, ValueError) and not of_settings


def is_unanswered(error: Exception) -> bool:
    """Say whether the mail may have been taken although nobody told us so."""
    if isinstance(error, MailRefused):
        return error.is_unanswered
    return isinstance(error, UNANSWERED)


def words_of(error: Exception) -> str:
    """Return what the mail server said, as text that can be stored and shown."""
    said: tuple[object, object] | None = None
    if isinstance(error, MailRefused):
        return words_to_keep(str(error))
    if isinstance(error, SMTPRecipientsRefused):
        said = next(iter(error.recipients.values()), None)
    elif isinstance(error, SMTPResponseException):
        said = (error.smtp_code, error.smtp_error)
    if said is None:
        return words_to_keep(f"The mail could not be handed over: {error}")
    code, reply = said
    return words_to_keep(f"The mail server answered: {code} {_text(reply)}")


def _is_final(code: int, reply: object) -> bool:
    """Say whether an answer to the recipient is about them, for ever."""
    said = _text(reply)
    if subject := _ENHANCED.match(said):
        other = subject.group(1) in _OF_US or subject.groups() in _PASSES
    else:
        other = bool(_OF_US_IN_WORDS.search(said))
    return code in _PERMANENT and code not in _NOT_UNDERSTOOD and not other


def _names_the_address(reply: object) -> bool:
    subject = _ENHANCED.match(_text(reply))
    return subject is not None and subject.group(1) == "1"


def _text(reply: object) -> str:
    return reply.decode(errors="replace") if isinstance(reply, bytes) else str(reply)
