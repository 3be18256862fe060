"""Mail through GOV.UK Notify, against a real HTTP server that plays it."""

import json
import socket
import time
import uuid
from smtplib import SMTPException

import jwt
import pytest
import time_machine
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from actions.services.reminding.messages import is_for_good, is_unanswered, words_of
from hcss.kernel.mailing import MailRefused
from tests.conftest import NOW
from tests.machinery.notify import FakeNotify, refusal
from tests.running.test_settings import PRODUCTION, manage

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
SECRET = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "1f0f2a11-8d35-48ac-975b-e847b4f122b0"
REFERENCE = "740e5834-3a29-46b4-9a6f-16142fde533a"
TO = "ann@police.example"
INVALID = refusal(400, "ValidationError", "email_address Not a valid email address")


@pytest.fixture
def notify(settings):
    with FakeNotify() as notify:
        settings.EMAIL_BACKEND = "hcss.notify.NotifyBackend"
        settings.NOTIFY_URL = notify.url
        settings.NOTIFY_API_KEY = f"reminders_of-ours-{SERVICE}-{SECRET}"
        settings.NOTIFY_TEMPLATE_ID = TEMPLATE
        settings.EMAIL_TIMEOUT = 5
        yield notify


def message(**more):
    message = EmailMultiAlternatives(
        subject="Return due – soon", body="Ann,\n\nIt is due.", to=[TO], **more
    )
    message.attach_alternative("<p>It is due.</p>", "text/html")
    return message


def refused(mail=None):
    with pytest.raises(MailRefused) as found:
        (mail or message()).send()
    return found.value


# --- What is sent ---


def test_the_text_goes_to_the_template_under_our_reference(notify):
    assert message(headers={"X-Reference": REFERENCE}).send() == 1

    [told] = notify.told
    assert told.path == "/v2/notifications/email"
    assert told.body == {
        "email_address": TO,
        "template_id": TEMPLATE,
        "personalisation": {
            "subject": "Return due – soon",
            "body": "Ann,\n\nIt is due.",
        },
        "reference": REFERENCE,
    }


def test_mail_without_a_reference_goes_without_one(notify):
    message().send()

    assert "reference" not in notify.told[0].body


@time_machine.travel(NOW, tick=False)
def test_each_request_brings_a_fresh_token_made_of_the_key(notify):
    message().send()

    token = notify.told[0].headers["Authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    assert claims == {"iss": SERVICE, "iat": int(NOW.timestamp())}
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256"}


def test_each_recipient_is_a_request_of_its_own(notify):
    mail = EmailMessage("s", "b", to=[TO], cc=["bob@police.example"])

    assert get_connection().send_messages([mail, EmailMessage("s", "b")]) == 1

    assert [told.body["email_address"] for told in notify.told] == [
        TO,
        "bob@police.example",
    ]


def test_201_is_the_yes_whatever_stands_in_it(notify):
    notify.answer = (201, b"<html>not what we expected")

    assert message().send() == 1


def test_a_yes_that_is_cut_short_is_a_yes(notify):
    notify.is_cut_short = True

    assert message().send() == 1


# --- What it refuses ---


def test_an_address_that_is_none_is_refused_for_good(notify):
    notify.answer = INVALID

    error = refused()

    assert is_for_good(error)
    assert words_of(error) == (
        "GOV.UK Notify answered: 400 email_address Not a valid email address"
    )


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (400, "BadRequestError", "Can't send to this recipient using a team-only key"),
        (400, "BadRequestError", "Missing personalisation: body"),
        (400, "BadRequestError", "Template not found"),
        (400, "ValidationError", "template_id is not a valid UUID"),
        (403, "AuthError", "Invalid token: API key not found"),
        (403, "AuthError", "Error: Your system clock must be accurate"),
        (403, "ValidationError", "email_address of whom"),
        (429, "RateLimitError", "Exceeded rate limit for key type LIVE"),
        (429, "TooManyRequestsError", "Exceeded send limits (50) for today"),
        (500, "Exception", "Internal server error"),
        (503, "Exception", "Service unavailable"),
    ],
)
def test_what_a_setting_or_time_mends_is_not_for_good_and_says_why(
    notify, status, kind, words
):
    notify.answer = refusal(status, kind, words)

    error = refused()

    assert not is_for_good(error)
    assert words_of(error) == f"GOV.UK Notify answered: {status} {words}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Bad gateway</html>",
        b"{",
        b"[" * 100_000,
        b"null",
        b"[]",
        b'{"errors": 7}',
        b'{"errors": [7, null, []]}',
        b"\xff\xfe\x00",
    ],
)
@pytest.mark.parametrize("status", [200, 400, 502])
def test_an_answer_that_is_not_notifys_is_never_for_good(notify, status, body):
    notify.answer = (status, body)

    error = refused()

    assert not is_for_good(error)
    assert words_of(error).startswith(f"GOV.UK Notify answered: {status} ")


def test_an_error_without_its_parts_is_not_for_good(notify):
    notify.answer = (400, b'{"errors": [{}]}')

    assert not is_for_good(refused())


def test_several_errors_are_for_good_only_if_each_is_of_the_address(notify):
    both = [
        {"error": "ValidationError", "message": f"{name} is bad"}
        for name in ("email_address", "template_id")
    ]
    notify.answer = (400, json.dumps({"errors": both}).encode())

    assert not is_for_good(refused())


def test_the_token_is_sent_nowhere_else(notify):
    with FakeNotify() as elsewhere:
        notify.answer = (302, b"")
        notify.headers = {"Location": elsewhere.url}

        error = refused()

        assert elsewhere.told == []
    assert "302" in words_of(error)
    assert not is_for_good(error)


def test_an_answer_neither_holds_nul_nor_an_address_nor_a_book(notify):
    notify.answer = refusal(500, "Exception", f"\0 {TO} " + "x" * 9000)

    words = words_of(refused())

    assert "\0" not in words
    assert TO not in words
    assert len(words) == 500


# --- When it is not there ---


def test_nobody_there_is_not_for_good(notify, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        settings.NOTIFY_URL = f"http://127.0.0.1:{taken.getsockname()[1]}"

        error = refused()

    assert not is_for_good(error)
    assert not is_unanswered(error)
    assert words_of(error).startswith("GOV.UK Notify cannot be reached: ")


def test_a_name_that_cannot_be_looked_up_is_not_for_good(notify, settings):
    settings.NOTIFY_URL = "http://" + "a" * 70 + ".example"

    assert not is_for_good(refused())


def test_one_that_hangs_up_is_not_for_good(notify):
    notify.hangs_up = True

    error = refused()

    assert (is_for_good(error), is_unanswered(error)) == (False, True)


def test_a_slow_one_is_given_up_on(notify, settings):
    settings.EMAIL_TIMEOUT = 0.3
    notify.delay = 30
    begun = time.monotonic()

    error = refused()

    assert (is_for_good(error), is_unanswered(error)) == (False, True)
    assert "timed out" in words_of(error)
    assert time.monotonic() - begun < 15


def test_a_refusal_that_comes_byte_by_byte_is_read_for_so_long_only(notify, settings):
    settings.EMAIL_TIMEOUT = 0.5
    notify.answer = (400, b" " * 600)
    notify.drip = 0.05
    begun = time.monotonic()

    error = refused()

    assert not is_for_good(error)
    assert time.monotonic() - begun < 15


def test_silence_when_asked_for(notify):
    notify.answer = refusal(500, "Exception", "no")
    connection = get_connection(fail_silently=True)

    assert connection.send_messages([message()]) == 0


def test_its_errors_are_such_as_other_mail_is_tried_again_for(notify):
    """Invitations and lines passed on are queued again for an OSError."""
    notify.answer = refusal(500, "Exception", "no")

    assert isinstance(refused(), OSError)
    assert not isinstance(refused(), SMTPException)


# --- Settings ---

KEY = f"of-ours-{SERVICE}-{SECRET}"


def test_a_key_chooses_notify_even_with_a_mail_server(tmp_path):
    shown = manage(
        "shell",
        "--command",
        "from django.conf import settings; print(settings.EMAIL_BACKEND)",
        home=tmp_path,
        **PRODUCTION,
        NOTIFY_API_KEY=KEY,
        NOTIFY_TEMPLATE_ID=TEMPLATE,
        EMAIL_HOST="mail",
    )

    assert shown.stdout.splitlines()[-1] == "hcss.notify.NotifyBackend"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFY_API_KEY", "a-secret-that-is-no-key"),
        ("NOTIFY_TEMPLATE_ID", "template"),
        ("NOTIFY_CALLBACK_TOKEN", "short"),
        ("NOTIFY_URL", "ftp://notify.example"),
    ],
)
def test_what_cannot_be_right_stops_the_start_and_is_not_repeated(
    tmp_path, name, value
):
    good = {"NOTIFY_API_KEY": KEY, "NOTIFY_TEMPLATE_ID": TEMPLATE}

    run = manage("check", home=tmp_path, **(PRODUCTION | good | {name: value}))

    assert run.returncode != 0
    assert f"{name}: use " in run.stderr
    assert f"{name}: use {value}" not in run.stderr


def test_a_key_without_a_template_stops_the_start(tmp_path):
    run = manage("check", home=tmp_path, **PRODUCTION, NOTIFY_API_KEY=KEY)

    assert "NOTIFY_TEMPLATE_ID must be set" in run.stderr


def test_a_key_is_read_from_a_file(tmp_path):
    (tmp_path / "key").write_text(f"{KEY}\n")

    run = manage(
        "check",
        home=tmp_path,
        **PRODUCTION,
        NOTIFY_API_KEY_FILE=str(tmp_path / "key"),
        NOTIFY_TEMPLATE_ID=str(uuid.UUID(TEMPLATE)),
    )

    assert run.returncode == 0, run.stderr
