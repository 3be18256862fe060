"""Invitations: the only way to an account (R62). One address, one use, a fortnight."""

import hashlib
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from hcss.kernel import audit, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships import events, tasks
from partnerships.choices import AGENCY_ROLES
from partnerships.models import Agency, Appointment, Invitation, Partnership, User
from partnerships.services.appointments import refuse_wrong_place
from partnerships.services.changes import one_winner

#: Mail that has not gone out after this long is asked for again.
_OWED_AFTER = timedelta(minutes=10)


@one_winner()
@transaction.atomic
def invite_person(
    *,
    actor: User,
    email: str,
    name: str,
    role: str,
    now: datetime,
    post_title: str = "",
    agency: Agency | None = None,
    partnership: Partnership | None = None,
) -> Invitation:
    """Ask somebody in to a role; the mail goes out once this is saved.

    Raises:
        NotPermitted: ``actor`` does not manage people.
        ValidationError: the address has an account or an open invitation, or the
            role needs a place or another one.
    """
    policy.require(actor, "partnerships.manage_people")
    email = email.lower()
    _refuse_known_address(email)
    refuse_wrong_place(role=role, agency=agency, partnership=partnership)
    invitation = Invitation(
        email=email,
        name=name,
        post_title=post_title,
        role=role,
        agency=agency,
        partnership=partnership,
        digest=digest_of(secret=_secret(email, now)),
        invited_by=actor,
        invited_at=now,
        expires_at=now + settings.INVITATION_LASTS,
    )
    invitation.full_clean()
    invitation.save()
    audit.record(
        events.PERSON_INVITED,
        actor=actor,
        subject=invitation,
        now=now,
        changes={"role": [None, invitation.get_role_display()]},
    )
    _send_once_saved(invitation)
    return invitation


@transaction.atomic
def resend_invitation(
    *, actor: User, invitation: Invitation, now: datetime
) -> Invitation:
    """Send a new link, good for another fortnight; the old one stops working.

    Raises:
        NotPermitted: ``actor`` does not manage people.
        Conflict: it has been accepted or withdrawn, or was sent again just now.
    """
    policy.require(actor, "partnerships.manage_people")
    if not compare_and_set(
        invitation,
        expected={
            "accepted_at": None,
            "withdrawn_at": None,
            "digest": invitation.digest,
        },
        digest=digest_of(secret=_secret(invitation.email, now)),
        invited_at=now,
        expires_at=now + settings.INVITATION_LASTS,
        sent_at=None,
    ):
        raise _not_open()
    audit.record(events.INVITATION_RESENT, actor=actor, subject=invitation, now=now)
    _send_once_saved(invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(
    *, actor: User, invitation: Invitation, now: datetime
) -> Invitation:
    """Stop an invitation that has not been accepted.

    Raises:
        NotPermitted: ``actor`` does not manage people.
        Conflict: it has been accepted or withdrawn already.
    """
    policy.require(actor, "partnerships.manage_people")
    if not compare_and_set(
        invitation,
        expected={"accepted_at": None, "withdrawn_at": None},
        withdrawn_at=now,
    ):
        raise _not_open()
    audit.record(events.INVITATION_WITHDRAWN, actor=actor, subject=invitation, now=now)
    return invitation


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, password: str, on: date, now: datetime
) -> User:
    """Make the account and the appointment that the invitation is for.

    Nobody signed in acts: holding the secret is the permission.

    Raises:
        Conflict: it has been used, withdrawn or sent again, or has expired.
    """
    if invitation.expires_at <= now or not compare_and_set(
        invitation,
        expected={
            "accepted_at": None,
            "withdrawn_at": None,
            "digest": invitation.digest,
        },
        accepted_at=now,
    ):
        raise _not_open()
    employer = invitation.agency if invitation.role in AGENCY_ROLES else None
    person: User = User.objects.create_user(
        invitation.email,
        password,
        name=invitation.name,
        post_title=invitation.post_title,
        employer=employer,
    )
    Appointment.objects.create(
        person=person,
        role=invitation.role,
        agency=invitation.agency,
        partnership=invitation.partnership,
        starts_on=on,
    )
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_by"])
    audit.record(events.INVITATION_ACCEPTED, actor=person, subject=invitation, now=now)
    return person


def send_invitation(*, invitation_id: int, now: datetime) -> bool:
    """Send the mail of one invitation, unless it has gone out or is of no use now.

    A failing mail server raises, so that the task is tried again.
    """
    owed = Invitation.objects.usable(at=now).unsent()
    invitation = owed.filter(pk=invitation_id).select_related("invited_by").first()
    if invitation is None:
        return False
    _message(invitation).send()
    return compare_and_set(
        invitation,
        expected={"sent_at": None, "digest": invitation.digest},
        sent_at=now,
    )


def queue_owed_invitations(*, now: datetime) -> int:
    """Ask again for mail that is still owed, such as after a fault; return how many."""
    owed = Invitation.objects.usable(at=now).unsent()
    late = owed.filter(invited_at__lte=now - _OWED_AFTER)
    ids = list(late.order_by("pk").values_list("pk", flat=True))
    for invitation_id in ids:
        tasks.send_invitation.delay(invitation_id)
    return len(ids)


def digest_of(*, secret: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def secret_of(*, invitation: Invitation) -> str:
    """Return the secret in the invitation's link.

    It can be worked out again from the server's own key, so neither the database
    nor the queue ever holds it.
    """
    return _secret(invitation.email, invitation.invited_at)


def _secret(email: str, invited_at: datetime) -> str:
    moment = invited_at.astimezone(UTC).isoformat()
    signed = salted_hmac(
        "partnerships.invitation", f"{email} {moment}", algorithm="sha256"
    )
    return signed.hexdigest()


def _refuse_known_address(email: str) -> None:
    known = User.objects.filter(email__iexact=email).first()
    if known and known.is_active:
        raise ValidationError(
            {"email": f"{known.name} has an account: appoint them on their own page."}
        )
    if known:
        raise ValidationError(
            {"email": f"{known.name} has left: bring them back on their own page."}
        )
    invited = Invitation.objects.unanswered().filter(email=email).first()
    if invited:
        when = f"{invited.invited_at:%-d %B %Y}"
        raise ValidationError(
            {
                "email": f"{invited.name} was invited on {when}: send that "
                "invitation again, or withdraw it first."
            }
        )


def _not_open() -> Conflict:
    return Conflict(
        "This invitation has been accepted, withdrawn or replaced, or has expired.",
        code="not_open",
    )


def _send_once_saved(invitation: Invitation) -> None:
    def send() -> None:
        tasks.send_invitation.delay(invitation.pk)

    # robust: with the broker down the invitation stands, and its mail is owed.
    transaction.on_commit(send, robust=True)


def _message(invitation: Invitation) -> EmailMessage:
    path = reverse("partnerships:invitation", args=[secret_of(invitation=invitation)])
    body = render_to_string(
        "partnerships/mail/invitation.txt",
        {
            "invitation": invitation,
            "link": f"{settings.SITE_URL}{path}",
            "group_name": settings.GROUP_NAME,
            "service_name": settings.SERVICE_NAME,
        },
    )
    subject = f"Your invitation to {settings.SERVICE_NAME}"
    return EmailMessage(subject=subject, body=body, to=[invitation.email])
