"""Invitations: the only way to an account (R62)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from hcss.kernel.errors import Conflict, NotPermitted
from partnerships import tasks
from partnerships.models import Invitation, User
from partnerships.services import invitations
from tests.factories import AgencyFactory, InvitationFactory, UserFactory
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db


def invite(actor, now, **changes):
    sent = {"email": "New@hcss.example", "name": "Nina New", "role": "reader"}
    return invitations.invite_person(actor=actor, now=now, **sent | changes)


def accept(invitation, now):
    return invitations.accept_invitation(
        invitation=invitation, password="a long enough password", on=TODAY, now=now
    )


def test_an_invitation_is_mailed_with_its_link_and_nothing_else_of_ours(
    officer, now, settings, django_capture_on_commit_callbacks
):
    agency = AgencyFactory(name="Havant Council")

    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(officer, now, role="contact", agency=agency)

    message = mail.outbox[0]
    secret = invitations.secret_of(invitation=invitation)
    assert message.to == ["new@hcss.example"]
    assert f"{settings.SITE_URL}/invitations/{secret}/" in message.body
    assert "as Agency contact for Havant Council" in message.body
    assert "until 3 November 2026" in message.body
    invitation.refresh_from_db()
    assert invitation.sent_at == now


def test_the_secret_is_not_stored(officer, now):
    invitation = invite(officer, now)

    secret = invitations.secret_of(invitation=invitation)

    assert invitation.digest == invitations.digest_of(secret=secret)
    assert secret not in str(Invitation.objects.values().get())


def test_mail_goes_once_however_often_the_task_runs(officer, now):
    invitation = invite(officer, now)

    for _ in range(3):
        tasks.send_invitation(invitation.pk)

    assert len(mail.outbox) == 1


def test_mail_that_a_fault_kept_back_is_sent_later_once(officer, now):
    invite(officer, now - timedelta(minutes=11))

    for _ in range(2):
        tasks.send_owed_invitations()

    assert len(mail.outbox) == 1


def test_mail_that_may_still_be_on_its_way_is_not_asked_for_again(officer, now):
    invite(officer, now - timedelta(minutes=5))

    assert invitations.queue_owed_invitations(now=now) == 0


def test_a_broker_that_is_down_does_not_lose_the_invitation(
    officer, now, monkeypatch, django_capture_on_commit_callbacks
):
    def fail(*args):
        raise OSError("no broker")

    monkeypatch.setattr(tasks.send_invitation, "apply_async", fail)

    with django_capture_on_commit_callbacks(execute=True):
        invite(officer, now)

    assert Invitation.objects.get().sent_at is None


def test_somebody_with_an_account_is_appointed_instead(officer, now):
    UserFactory(name="Here", email="new@hcss.example")

    with pytest.raises(ValidationError) as caught:
        invite(officer, now)

    assert caught.value.message_dict == {
        "email": ["Here has an account: appoint them on their own page."]
    }


def test_somebody_who_left_is_brought_back_instead(officer, now):
    UserFactory(name="Gone", email="new@hcss.example", is_active=False)

    with pytest.raises(ValidationError) as caught:
        invite(officer, now)

    assert caught.value.messages == [
        "Gone has left: bring them back on their own page."
    ]


def test_an_open_invitation_is_sent_again_instead(officer, now):
    invite(officer, now)

    with pytest.raises(ValidationError) as caught:
        invite(officer, now)

    assert caught.value.messages == [
        (
            "Nina New was invited on 20 October 2026: send that invitation again, "
            "or withdraw it first."
        )
    ]


def test_a_contact_is_invited_for_an_agency(officer, now):
    with pytest.raises(ValidationError) as caught:
        invite(officer, now, role="contact")

    assert caught.value.message_dict == {"agency": ["Say for which agency."]}


def test_accepting_makes_the_account_and_the_appointment(officer, now):
    agency = AgencyFactory()
    invitation = invite(officer, now, role="contact", agency=agency)

    person = accept(invitation, now)

    fresh = User.objects.get(pk=person.pk)
    assert (fresh.name, fresh.email) == ("Nina New", "new@hcss.example")
    assert fresh.agencies_as("contact") == [agency.pk]
    assert fresh.employer == agency
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.accepted_at) == (fresh, now)


def test_an_invitation_is_accepted_once(officer, now):
    invitation = invite(officer, now)
    second_tab = Invitation.objects.get()
    accept(invitation, now)

    with pytest.raises(Conflict):
        accept(second_tab, now)

    assert User.objects.filter(email="new@hcss.example").count() == 1


def test_an_expired_invitation_is_not_accepted(officer, now):
    invitation = invite(officer, now - timedelta(days=14))

    with pytest.raises(Conflict):
        accept(invitation, now)


def test_sending_again_replaces_the_link_and_the_time(officer, now):
    invitation = invite(officer, now - timedelta(days=20))
    old = Invitation.objects.get()

    invitations.resend_invitation(actor=officer, invitation=invitation, now=now)

    invitation.refresh_from_db()
    assert invitation.digest != old.digest
    assert invitation.expires_at == now + timedelta(days=14)
    with pytest.raises(Conflict):
        accept(old, now)
    accept(invitation, now)


def test_a_withdrawn_invitation_is_over(officer, now):
    invitation = invite(officer, now)
    invitations.withdraw_invitation(actor=officer, invitation=invitation, now=now)

    with pytest.raises(Conflict):
        accept(invitation, now)
    with pytest.raises(Conflict):
        invitations.resend_invitation(actor=officer, invitation=invitation, now=now)
    with pytest.raises(Conflict):
        invitations.withdraw_invitation(actor=officer, invitation=invitation, now=now)
    invite(officer, now + timedelta(minutes=1))


@pytest.mark.parametrize("who", ["contact", "chair", "reader", "assurer"])
def test_others_invite_nobody(who, now):
    other, invitation = UserFactory(**{who: True}), InvitationFactory()

    with pytest.raises(NotPermitted):
        invite(other, now)
    with pytest.raises(NotPermitted):
        invitations.resend_invitation(actor=other, invitation=invitation, now=now)
    with pytest.raises(NotPermitted):
        invitations.withdraw_invitation(actor=other, invitation=invitation, now=now)
