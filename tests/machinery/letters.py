"""Letters as mail systems send them back, written from RFC 3464 and its examples."""

from email.message import EmailMessage
from textwrap import dedent

REFERENCE = "740e5834-3a29-46b4-9a6f-16142fde533a"
NUMBER = "<reminders-0123456789abcdef@hcss.example>"
TO = "ann@police.example"


def headers(reference: str = REFERENCE, number: str = NUMBER, to: str = TO) -> str:
    """Return the headers of our mail, as they come back with a report."""
    return (
        f"From: returns@hcss.example\nTo: {to}\nSubject: SUBJECT\n"
        f"Message-ID: {number}\nX-Reference: {reference}\n"
    )


def postfix(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    diagnosis: str = "smtp; 550 5.1.1 <ann@police.example>: Recipient address rejected",
    original: str = "",
    to: str = TO,
) -> bytes:
    """Return a report as Postfix writes it: three parts, the last our whole mail."""
    original = original or headers(to=to) + "\nWORDS OF OURS\n"
    return f"""\
Return-Path: <>
Date: Tue, 20 Oct 2026 10:00:00 +0100 (BST)
From: MAILER-DAEMON@mail.police.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: returns@hcss.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4B1D.1792/mail.police.example"

This is a MIME-encapsulated message.

--4B1D.1792/mail.police.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mail.police.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

--4B1D.1792/mail.police.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.police.example
X-Postfix-Queue-ID: 4B1D
Arrival-Date: Tue, 20 Oct 2026 09:59:58 +0100 (BST)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Remote-MTA: dns; mx.police.example
Diagnostic-Code: {diagnosis}

--4B1D.1792/mail.police.example
Content-Description: Undelivered Message
Content-Type: message/rfc822

{original}
--4B1D.1792/mail.police.example--
""".encode()


def exchange() -> bytes:
    """Return a report as Exchange Online writes it: words in HTML, headers alone."""
    return f"""\
From: <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@council.example>
To: <returns@hcss.example>
Subject: Undeliverable: SUBJECT
Content-Type: multipart/report; report-type=delivery-status; boundary="outer"
MIME-Version: 1.0

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

WW91ciBtZXNzYWdlIGNvdWxkbid0IGJlIGRlbGl2ZXJlZC4=
--inner
Content-Type: text/html; charset="utf-8"

<p>Your message couldn't be delivered.</p>
--inner--

--outer
Content-Type: message/delivery-status

Reporting-MTA: dns;LO2P123MB.council.example
Received-From-MTA: dns;hcss.example
Arrival-Date: Tue, 20 Oct 2026 09:00:00 +0000

Final-Recipient: rfc822;{TO}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not
 found by SMTP address lookup

--outer
Content-Type: text/rfc822-headers

{headers()}
--outer--
""".encode()


def exim() -> bytes:
    """Return a report as Exim wrote it for long: in words, our mail below them."""
    return (
        "Return-path: <>\nX-Failed-Recipients: ann@police.example\n"
        "Auto-Submitted: auto-replied\n"
        "From: Mail Delivery System <Mailer-Daemon@mx.police.example>\n"
        "To: returns@hcss.example\n"
        "Subject: Mail delivery failed: returning message to sender\n\n"
        "This message was created automatically by mail delivery software.\n\n"
        "A message that you sent could not be delivered to one or more of its\n"
        "recipients. This is a permanent error. The following address(es) failed:\n\n"
        "  ann@police.example\n    Unrouteable address\n\n"
        "------ This is a copy of the message, including all the headers. ------\n\n"
        f"{headers()}\nWORDS OF OURS\n"
    ).encode()


def qmail(code: str = "550 sorry, no mailbox here by that name (#5.1.1)") -> bytes:
    """Return a report as qmail writes it."""
    return (
        "From: MAILER-DAEMON@police.example\nTo: returns@hcss.example\n"
        "Subject: failure notice\n\n"
        "Hi. This is the qmail-send program at police.example.\n"
        "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<ann@police.example>:\n{code}\n\n"
        f"--- Below this line is a copy of the message.\n\n{headers()}\nWORDS OF OURS\n"
    ).encode()


def out_of_office() -> bytes:
    """Return what a person's own mailbox answers, with our mail quoted below."""
    message = EmailMessage()
    message["From"], message["To"] = TO, "returns@hcss.example"
    message["Subject"] = "Automatic reply: SUBJECT"
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(
        dedent(f"""\
        I am away until 550 people have written to me. 5.1.1

        > {headers().replace(chr(10), chr(10) + "> ")}
        """)
    )
    return bytes(message)
