"""Passing a line on: to whom, for how long, and the mail about it."""

import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError

from actions.choices import Marking
from actions.models import Delegation
from actions.selectors.delegation import by_secret
from actions.services.delegation import (
    pass_on,
    queue_owed_mail,
    secret_of,
    send_passed_line,
    take_back,
)
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DelegationFactory,
    ProposalFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

STRANGER = {"to_name": "Sam Stranger", "to_email": "Sam@Elsewhere.example"}


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def contact(line):
    return UserFactory(name="Connie Contact", contact=line.quarterly_return.agency)


@pytest.fixture
def colleague(line):
    return UserFactory(name="Col League", employer=line.quarterly_return.agency)


@pytest.fixture
def give(line, contact, now):
    def give(**options):
        return pass_on(**{"actor": contact, "line": line, "now": now} | options)

    return give


def refused(act, **options):
    with pytest.raises(ValidationError) as caught:
        act(**options)
    return caught.value.message_dict


# --- To a person with an account


def test_a_line_goes_to_a_colleague_until_the_period_closes(
    give, line, contact, colleague, now
):
    give(to_person=colleague, note="Only the training part.")

    stored = Delegation.objects.get()
    assert (stored.line, stored.given_by, stored.given_at) == (line, contact, now)
    assert (stored.to_person, stored.to_name) == (colleague, "Col League")
    assert stored.token_digest is None
    assert stored.expires_at == line.quarterly_return.period.closes_at
    event = AuditEvent.objects.get()
    assert (event.verb, event.subject_id) == ("actions.line_passed_on", line.pk)
    assert event.changes == {"passed_to": ["", "Col League"]}


def test_it_may_go_to_contacts_approvers_employees_and_the_deputy(give, line):
    agency = line.quarterly_return.agency
    deputy = UserFactory(employer=AgencyFactory())
    type(line.action).objects.filter(pk=line.action_id).update(deputy=deputy)
    line.action.refresh_from_db()
    people = [
        UserFactory(contact=agency),
        UserFactory(approver=agency),
        UserFactory(employer=agency),
        deputy,
    ]

    for person in people:
        assert give(to_person=person).pk


def test_it_goes_to_nobody_else(give, line, contact):
    agency = line.quarterly_return.agency
    people = {
        UserFactory(contact=True): "is neither of your agency nor the deputy",
        UserFactory(officer=True): "is neither of your agency nor the deputy",
        UserFactory(employer=agency, is_active=False): "is neither of your agency",
        contact: "You cannot pass a line to yourself.",
    }

    for person, words in people.items():
        assert words in refused(give, to_person=person)["to_person"][0]
    assert Delegation.objects.count() == 0


def test_a_sensitive_line_goes_only_to_who_may_read_it(give, line, colleague):
    line.marking = Marking.SENSITIVE
    line.save()

    words = refused(give, to_person=colleague)["to_person"]

    assert words == ["This line is OFFICIAL-SENSITIVE, and not for Col League to read."]
    assert give(to_person=UserFactory(contact=line.quarterly_return.agency)).pk


def test_twice_to_the_same_person_is_once(give, colleague, contact, now):
    first = give(to_person=colleague)

    assert "has this line already" in refused(give, to_person=colleague)["to_person"][0]
    take_back(actor=contact, delegation=first, now=now)
    assert give(to_person=colleague).pk


# --- By a link


def test_a_link_lasts_72_hours_and_only_its_digest_is_kept(give, now):
    delegation = give(**STRANGER)

    stored = Delegation.objects.get()
    secret = secret_of(delegation=stored)
    assert stored.expires_at == now + timedelta(hours=72)
    assert stored.to_email == "sam@elsewhere.example"
    assert stored.token_digest == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(Delegation.objects.values().get())
    assert by_secret(secret) == delegation


def test_two_links_have_different_secrets(give):
    first = give(**STRANGER)
    second = give(to_name="Ann Other", to_email="ann@elsewhere.example")

    assert secret_of(delegation=first) != secret_of(delegation=second)
    assert len(secret_of(delegation=first)) == 64


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"to_name": " "}, "to_name", "Give the name of the person."),
        ({"to_name": "x" * 201}, "to_name", "Use 200 characters or fewer."),
        ({"to_email": ""}, "to_email", "Choose a colleague, or give an e-mail address"),
        ({"to_email": "nobody"}, "to_email", "Give a whole e-mail address"),
        ({"to_email": "a@b.example\nBcc: c@d.example"}, "to_email", "Give a whole"),
        ({"note": "x" * 10_001}, "note", "Keep this to 10,000 characters"),
    ],
)
def test_a_link_needs_a_name_and_an_address(give, wrong, field, words):
    assert words in refused(give, **STRANGER | wrong)[field][0]
    assert Delegation.objects.count() == 0


def test_the_address_of_an_account_gets_no_link(give, colleague):
    left = UserFactory(is_active=False)

    for person in (colleague, left):
        faults = refused(give, to_name="X", to_email=person.email.upper())
        assert "the address of an account" in faults["to_email"][0]
    assert not User.objects.get(pk=left.pk).is_active


def test_no_link_to_what_is_sensitive(now):
    action = ActionFactory(active=True, sensitive=True)
    line = ReturnLineFactory(action=action)
    contact = UserFactory(contact=line.quarterly_return.agency)

    with pytest.raises(ValidationError) as caught:
        pass_on(actor=contact, line=line, now=now, **STRANGER)

    assert "pass it to a colleague" in caught.value.message_dict["to_email"][0]


def test_one_open_link_to_an_address_and_line(give):
    give(**STRANGER)

    assert "They have a link" in refused(give, **STRANGER)["to_email"][0]


def test_only_the_agency_passes_its_line_on(line, colleague, now):
    for who in (
        UserFactory(officer=True),
        UserFactory(contact=True),
        UserFactory(reader=True),
        colleague,
    ):
        with pytest.raises(NotPermitted):
            pass_on(actor=who, line=line, to_person=colleague, now=now)


def test_a_line_that_cannot_be_written_on_is_not_passed_on(now):
    line = ReturnLineFactory(quarterly_return=ReturnFactory(submitted=True))
    agency = line.quarterly_return.agency

    with pytest.raises(Conflict):
        pass_on(
            actor=UserFactory(contact=agency),
            line=line,
            to_person=UserFactory(employer=agency),
            now=now,
        )


# --- Taking it back


def test_it_is_taken_back_once(give, contact, colleague, now):
    delegation = give(to_person=colleague)

    take_back(actor=contact, delegation=delegation, now=now)

    assert Delegation.objects.get().withdrawn_at == now
    with pytest.raises(Conflict):
        take_back(actor=contact, delegation=delegation, now=now)
    verbs = AuditEvent.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["actions.line_passed_on", "actions.line_taken_back"]


def test_what_was_used_is_not_taken_back(contact, now):
    proposal = ProposalFactory()
    delegation = proposal.delegation

    with pytest.raises(Conflict):
        take_back(actor=delegation.given_by, delegation=delegation, now=now)
    with pytest.raises(NotPermitted):
        take_back(actor=UserFactory(officer=True), delegation=delegation, now=now)


# --- The mail


def links(message):
    return re.findall(r"https?://\S+", message.body)


def test_the_mail_has_the_link_and_nobodys_words(
    give, now, django_capture_on_commit_callbacks
):
    with (
        time_machine.travel(now, tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        delegation = give(**STRANGER, note="Marker note.")

    (message,) = mail.outbox
    assert message.to == ["sam@elsewhere.example"]
    assert links(message)[0].endswith(
        f"/passed/link/{secret_of(delegation=delegation)}/"
    )
    assert delegation.line.action.title in message.body
    assert "23 October 2026 at 10:00am" in message.body
    assert "Marker" not in message.body + message.subject
    assert Delegation.objects.get().sent_at is not None


def test_a_colleague_is_sent_to_a_page_behind_sign_in(
    give, colleague, now, django_capture_on_commit_callbacks
):
    with (
        time_machine.travel(now, tick=False),
        django_capture_on_commit_callbacks(execute=True),
    ):
        delegation = give(to_person=colleague)

    (message,) = mail.outbox
    assert message.to == [colleague.email]
    assert links(message)[0].endswith(f"/passed/{delegation.pk}/")


def test_the_mail_about_a_sensitive_action_has_its_reference_only(now):
    action = ActionFactory(active=True, sensitive=True, title="Marker title")
    line = ReturnLineFactory(action=action)
    agency = line.quarterly_return.agency
    delegation = pass_on(
        actor=UserFactory(contact=agency),
        line=line,
        to_person=UserFactory(approver=agency),
        now=now,
    )

    assert send_passed_line(delegation_id=delegation.pk, now=now)

    (message,) = mail.outbox
    assert action.ref in message.body
    assert "Marker" not in message.body + message.subject


def test_mail_that_a_fault_kept_back_is_still_owed(give, colleague, now, settings):
    delegation = give(to_person=colleague)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        send_passed_line(delegation_id=delegation.pk, now=now)
    assert Delegation.objects.get().sent_at is None

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert queue_owed_mail(now=now) == 0
    send_passed_line(delegation_id=delegation.pk, now=now)

    assert len(mail.outbox) == 1
    assert not send_passed_line(delegation_id=delegation.pk, now=now)
    assert len(mail.outbox) == 1


def test_what_is_owed_for_ten_minutes_is_asked_for_again(now):
    old = DelegationFactory(given_at=now - timedelta(minutes=11))
    DelegationFactory(given_at=now - timedelta(minutes=9))
    DelegationFactory(given_at=now - timedelta(hours=1), withdrawn_at=now)

    assert queue_owed_mail(now=now) == 1
    assert [message.to for message in mail.outbox] in ([[old.to_person.email]], [])


def test_what_was_taken_back_or_is_over_is_not_mailed(now):
    back = DelegationFactory(withdrawn_at=now)
    over = DelegationFactory(expires_at=datetime(2026, 10, 20, 8, 30, tzinfo=UTC))

    for delegation in (back, over):
        assert not send_passed_line(delegation_id=delegation.pk, now=now)
    assert mail.outbox == []
