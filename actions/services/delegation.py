"""Passing a line on: to a colleague, or by a link to somebody without an account."""

from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import salted_hmac

from actions import events
from actions.models import Delegation, ReturnLine
from actions.selectors.delegation import digest_of, is_narrow, people_to_pass_to
from actions.selectors.windows import london_day
from actions.services.faults import Faults
from actions.services.locking import locked
from actions.tasks import delegation as tasks
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.transitions import compare_and_set
from partnerships.models import User

#: How long a link works: once, for one line.
LINK_LASTS = timedelta(hours=72)
#: Mail that has not gone out after this long is asked for again.
_OWED_AFTER = timedelta(minutes=10)


@transaction.atomic
def pass_on(
    *,
    actor: User,
    line: ReturnLine,
    now: datetime,
    to_person: User | None = None,
    to_name: str = "",
    to_email: str = "",
    note: str = "",
    is_confirmed: bool = False,
) -> Delegation:
    """Ask one person for words on one line; the line stays with its owner.

    ``to_person`` signs in. Without one, ``to_email`` is sent a link for this line
    that works once, for 72 hours; no account is made. The mail goes out once this
    is saved.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        ValidationError: nobody is named, or somebody to whom it cannot be passed;
            personal data in the note (R55).
        Conflict: the line cannot be written on.
    """
    policy.require(actor, "actions.pass_on_line", line)
    if not line.is_writable(at=now):
        raise locked(thing=line, now=now)
    email, note = to_email.strip().lower(), note.strip()
    to_name = " ".join(to_name.split())
    faults = Faults()
    if to_person and (to_name or email):
        faults.add("to_person", "Choose a colleague or give an address, not both.")
    elif to_person:
        _check_person(faults, line, to_person, actor, now)
    else:
        _check_stranger(faults, line, to_name, email, now)
    faults.need_words("note", note)
    faults.stop()
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={"note": note},
        is_confirmed=is_confirmed,
        now=now,
    )
    delegation = Delegation.objects.create(
        line=line,
        given_by=actor,
        given_at=now,
        note=note,
        to_person=to_person,
        to_name=to_person.name if to_person else to_name,
        to_email="" if to_person else email,
        expires_at=_until(line, now) if to_person else now + LINK_LASTS,
        # Until the row has its number, from which the secret is made.
        token_digest=None if to_person else digest_of(secret=token_urlsafe()),
    )
    if not to_person:
        delegation.token_digest = digest_of(secret=secret_of(delegation=delegation))
        delegation.save(update_fields=["token_digest"])
    _record(events.LINE_PASSED_ON, actor, delegation, now)
    _send_once_saved(delegation)
    return delegation


@transaction.atomic
def take_back(*, actor: User, delegation: Delegation, now: datetime) -> Delegation:
    """Stop it: its link, or its place on the colleague's page, works no more.

    Raises:
        NotPermitted: ``actor`` does not write for the agency.
        Conflict: words came of it already, or it was taken back.
    """
    policy.require(actor, "actions.take_back_line", delegation)
    unused = {"used_at": None, "withdrawn_at": None}
    if not compare_and_set(delegation, expected=unused, withdrawn_at=now):
        raise Conflict("It has been used already, or taken back.", code="not_open")
    _record(events.LINE_TAKEN_BACK, actor, delegation, now)
    return delegation


def secret_of(*, delegation: Delegation) -> str:
    """Return the secret in a link.

    It is worked out from the server's own key, so that neither the database nor
    the queue ever holds it, and mail that a fault kept back can still be written.
    """
    moment = delegation.given_at.astimezone(UTC).isoformat()
    signed = salted_hmac(
        "actions.delegation", f"{delegation.pk} {moment}", algorithm="sha256"
    )
    return signed.hexdigest()


def send_passed_line(*, delegation_id: int, now: datetime) -> bool:
    """Send the mail about one line passed on, unless it went out or is of no use.

    A failing mail server raises, so that the task is tried again.
    """
    owed = Delegation.objects.usable(at=now).unsent().with_line()
    delegation = owed.filter(pk=delegation_id).first()
    if delegation is None:
        return False
    _message(delegation).send()
    sent: bool = compare_and_set(delegation, expected={"sent_at": None}, sent_at=now)
    return sent


def queue_owed_mail(*, now: datetime) -> int:
    """Ask again for mail that is still owed, such as after a fault; return how many."""
    owed = Delegation.objects.usable(at=now).unsent()
    late = owed.filter(given_at__lte=now - _OWED_AFTER)
    ids = list(late.order_by("pk").values_list("pk", flat=True))
    for delegation_id in ids:
        tasks.send_passed_line.delay(delegation_id=delegation_id)
    return len(ids)


# --- To whom ------------------------------------------------------------------------


def _check_person(
    faults: Faults, line: ReturnLine, person: User, actor: User, now: datetime
) -> None:
    able = people_to_pass_to(line, giver=actor, on=london_day(now))
    if not able.contains(person):
        faults.add("to_person", _why_not(line, person, actor))
    elif _is_with(line, now).filter(to_person=person).exists():
        faults.add("to_person", f"{person} has this line already: take it back first.")


def _why_not(line: ReturnLine, person: User, actor: User) -> str:
    if person == actor:
        return "You cannot pass a line to yourself."
    if is_narrow(line):
        return f"This line is OFFICIAL-SENSITIVE, and not for {person} to read."
    return f"{person} is neither of your agency nor the deputy of this action."


def _check_stranger(
    faults: Faults, line: ReturnLine, name: str, email: str, now: datetime
) -> None:
    faults.need_line("to_name", name, "Give the name of the person.")
    faults.need_words("to_name", name)
    faults.add("to_email", _email_fault(email))
    known = User.objects.filter(email__iexact=email).first() if email else None
    if known:
        ways = "choose them by name" if known.is_active else "ask an officer"
        faults.add("to_email", f"This is the address of an account: {ways}.")
    if is_narrow(line):
        faults.add(
            "to_email",
            "This line is OFFICIAL-SENSITIVE: pass it to a colleague who signs in.",
        )
    if email and _is_with(line, now).filter(to_email=email).exists():
        faults.add("to_email", "They have a link for this line: take it back first.")


def _email_fault(email: str) -> str:
    if not email:
        return "Choose a colleague, or give an e-mail address."
    try:
        validate_email(email)
    except ValidationError:
        return "Give a whole e-mail address, such as name@example.org."
    longest = Delegation._meta.get_field("to_email").max_length or 0
    return "" if len(email) <= longest else "That address is too long."


def _is_with(line: ReturnLine, now: datetime) -> "QuerySet[Delegation]":
    usable: QuerySet[Delegation] = Delegation.objects.usable(at=now)
    return usable.filter(line=line)


def _until(line: ReturnLine, now: datetime) -> datetime:
    """A colleague has it while the agency may write, and three days at least."""
    quarterly_return = line.quarterly_return
    ends = [quarterly_return.period.closes_at, now + LINK_LASTS]
    if quarterly_return.extended_until:
        ends.append(quarterly_return.extended_until)
    return max(ends)


# --- The mail -----------------------------------------------------------------------


def _record(verb: str, actor: User, delegation: Delegation, now: datetime) -> None:
    """Write down to whom, never the address or the note."""
    audit.record(
        verb,
        actor=actor,
        subject=delegation.line,
        now=now,
        changes={"passed_to": ["", delegation.to_name]},
    )


def _send_once_saved(delegation: Delegation) -> None:
    def send() -> None:
        tasks.send_passed_line.delay(delegation_id=delegation.pk)

    # robust: with the broker down the line is passed on, and its mail is owed.
    transaction.on_commit(send, robust=True)


def _message(delegation: Delegation) -> EmailMessage:
    """Write the mail: what, until when and a link; nobody's commentary (R57, R58)."""
    if delegation.to_person:
        path = reverse("actions:passed-line", args=[delegation.pk])
    else:
        path = reverse("actions:passed-link", args=[secret_of(delegation=delegation)])
    context = {
        "delegation": delegation,
        "about": delegation.line.action.name_in_mail,
        "quarterly_return": delegation.line.quarterly_return,
        "link": f"{settings.SITE_URL}{path}",
        "group_name": settings.GROUP_NAME,
        "service_name": settings.SERVICE_NAME,
    }
    return EmailMessage(
        subject=f"A line to write: {delegation.line.action.ref}",
        body=render_to_string("actions/mail/passed_line.txt", context),
        to=[
            delegation.to_person.email if delegation.to_person else delegation.to_email
        ],
    )
