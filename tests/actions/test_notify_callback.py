"""GOV.UK Notify tells what became of a message."""

import json

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from actions.choices import DigestState
from actions.models import Digest, Reminder
from actions.views.notify import _told
from tests.conftest import NOW
from tests.factories import DigestFactory, ReminderFactory

pytestmark = pytest.mark.django_db

WHERE = "/mail/notify/callback"
TOKEN = "a-token-of-ours"


@pytest.fixture(autouse=True)
def configured(settings):
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN


@pytest.fixture
def digest():
    digest = DigestFactory()
    ReminderFactory(person=digest.person, sent=True, digest=digest)
    return digest


def post(body, authorization=f"Bearer {TOKEN}", client=None):
    """Post as Notify does: with a token, without a cookie or a token of a form."""
    client = client or Client(enforce_csrf_checks=True)
    headers = {"Authorization": authorization} if authorization else {}
    with time_machine.travel(NOW, tick=False):
        return client.post(WHERE, body, "application/json", headers=headers)


def told(digest, status="delivered", **more):
    return json.dumps(
        {
            "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
            "reference": str(digest.reference) if digest else None,
            "to": "ann@police.example",
            "status": status,
            "created_at": "2026-10-20T08:00:00.000000Z",
            "completed_at": "2026-10-20T08:00:05.000000Z",
            "sent_at": "2026-10-20T08:00:01.000000Z",
            "notification_type": "email",
            "template_id": "1f0f2a11-8d35-48ac-975b-e847b4f122b0",
            "template_version": 1,
        }
        | more
    )


@pytest.mark.parametrize(
    ("status", "state", "reminder"),
    [
        ("delivered", DigestState.DELIVERED, "sent"),
        ("permanent-failure", DigestState.BOUNCED, "refused"),
        ("temporary-failure", DigestState.DELAYED, "failed"),
        ("technical-failure", DigestState.DELAYED, "failed"),
    ],
)
def test_each_fate_is_written_down_once(digest, status, state, reminder):
    answers = [post(told(digest, status)).status_code for _ in range(3)]

    assert answers == [200, 200, 200]
    assert Digest.objects.get().state == state
    assert Reminder.objects.get().state == reminder


def test_what_is_said_of_it_names_notifys_word_and_no_address(digest):
    post(told(digest, "permanent-failure"))

    assert Digest.objects.get().error == (
        "The mail came back: permanent-failure, the address does not exist"
    )


@pytest.mark.parametrize(
    "body",
    [
        told(None),
        told(None, reference="of somebody else"),
        told(None, reference="740e5834-3a29-46b4-9a6f-16142fde533a"),
        told(None, reference="\0"),
    ],
)
def test_what_is_about_no_message_of_ours_is_passed_over(digest, body):
    assert post(body).status_code == 200
    assert Digest.objects.get().state == DigestState.SENT


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer \xe4\xf6",
    ],
)
def test_without_the_token_nothing_is_taken(digest, authorization):
    assert post(told(digest), authorization).status_code == 403
    assert Digest.objects.get().state == DigestState.SENT


def test_where_no_token_is_set_there_is_no_such_address(digest, settings):
    settings.NOTIFY_CALLBACK_TOKEN = ""

    for authorization in ("", "Bearer ", f"Bearer {TOKEN}"):
        assert post(told(digest), authorization).status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "head"])
def test_it_is_only_told_by_post(client, method):
    assert getattr(client, method)(WHERE).status_code == 405


RUBBISH = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"delivered"',
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b"9" * 5000,
    b"{}",
    b'{"reference": 7, "status": "delivered"}',
    b'{"reference": ["a"], "status": "delivered"}',
    b'{"reference": "a", "status": null}',
    b'{"reference": "a", "status": ["delivered"]}',
    b'{"reference": "a", "status": "lost"}',
]


@pytest.mark.parametrize("body", RUBBISH, ids=range(len(RUBBISH)))
def test_rubbish_is_refused(digest, body):
    response = post(body)

    assert response.status_code == 400
    assert response.json() == {"detail": "Not what GOV.UK Notify tells of a message."}


def test_too_much_is_refused_unread(digest):
    assert post(b"[" + b" " * 3_000_000 + b"]").status_code in (400, 413)


def test_a_form_is_no_json(digest, client):
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.post(WHERE, {"status": "x"}, headers=headers).status_code == 400


def test_a_permanent_failure_costs_the_same_however_much_it_carried(
    django_assert_max_num_queries,
):
    digest = DigestFactory()
    for number in range(20):
        ReminderFactory(
            person=digest.person, sent=True, digest=digest, occasion=f"x:{number}"
        )

    with django_assert_max_num_queries(9):
        assert post(told(digest, "permanent-failure")).status_code == 200


@given(st.binary(max_size=200))
def test_no_bytes_break_it(junk):
    assert _told(junk) is None or isinstance(_told(junk), tuple)
