"""What the mail of reminders says, and what it must not (R57, R58)."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core import mail
from django.utils.html import strip_tags

from actions.choices import Marking
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

#: The first reminder of Q2 2026/27's returns, a Monday.
NOW = datetime(2026, 10, 12, 9, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def ann():
    return UserFactory(contact=AgencyFactory(name="Hampshire Constabulary"))


@pytest.fixture
def quarterly_return(ann):
    """A return that has not come in, of which Ann is owed the first reminder."""
    quarterly_return = ReturnFactory(agency=ann.appointments.get().agency)
    plan_reminders(on=TODAY, now=NOW)
    return quarterly_return


def send(person):
    return send_digest(person_id=person.pk, now=NOW)


def test_the_mail_says_what_and_when_with_a_link(quarterly_return, ann):
    send(ann)

    [message] = mail.outbox
    link = f"{settings.SITE_URL}/returns/2026-27-q2/{quarterly_return.agency.slug}/"
    sentence = (
        "The Q2 2026/27 return of Hampshire Constabulary has not come in. "
        "It is due by 21 October 2026 at 5:00pm."
    )
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    assert message.subject == (
        "First reminder of a return: Q2 2026/27 return of Hampshire Constabulary"
    )
    assert f"{sentence}\n{link}\n" in message.body
    assert sentence in strip_tags(html)
    assert f'href="{link}"' in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"baseline_on": date(2026, 11, 11)}, "due on 11 November 2026."),
        ({"baseline_on": date(2026, 10, 15)}, "due on 15 October 2026."),
        (
            {"baseline_on": date(2026, 10, 9)},
            "overdue. It was due on 9 October 2026.",
        ),
        (
            {"continuing": True, "review_on": date(2026, 10, 14)},
            "a continuing action, to be reviewed by 14 October 2026.",
        ),
        (
            {"undated": True},
            "no date has been agreed. It was agreed on 15 April 2026.",
        ),
    ],
)
def test_each_stage_of_an_action_has_its_sentence(fields, sentence):
    action = ActionFactory(active=True, title="Agree the plan", **fields)
    plan_reminders(on=TODAY, now=NOW)

    send(action.contact)

    assert f"{action.ref} Agree the plan: {sentence}\n" in mail.outbox[0].body


def test_the_mail_carries_nobodys_commentary(quarterly_return, ann):
    """R58: no word that an agency wrote leaves the site."""
    action = ActionFactory(
        active=True,
        lead_agency=quarterly_return.agency,
        contact=ann,
        baseline_on=TODAY,
        success_criterion="CRITERION",
        condition="CONDITION",
        decision="DECISION",
    )
    ReturnLineFactory(
        quarterly_return=quarterly_return,
        action=action,
        status="at_risk",
        progress="PROGRESS",
        issue="ISSUE",
        recovery_step="STEP",
        recovery_on=TODAY,
    )
    plan_reminders(on=TODAY, now=NOW)

    send(ann)

    raw = mail.outbox[0].message().as_string()
    kept = ["CRITERION", "CONDITION", "DECISION", "PROGRESS", "ISSUE", "STEP", "risk"]
    assert action.ref in raw
    assert [word for word in kept if word in raw] == []


def test_a_sensitive_action_is_named_by_its_reference_alone():
    """R57: the marking keeps even the title out of e-mail."""
    action = ActionFactory(
        active=True, marking=Marking.SENSITIVE, title="SECRET", baseline_on=TODAY
    )
    plan_reminders(on=TODAY, now=NOW)

    send(action.contact)

    raw = mail.outbox[0].message().as_string()
    assert f"Subject: Action due in 7 days: {action.ref}\n" in raw
    assert "SECRET" not in raw
    assert action.lead_agency.name not in raw


def test_names_are_text_in_the_html_and_plain_in_the_text():
    action = ActionFactory(active=True, title="Safe & <b>sound</b>", baseline_on=TODAY)
    plan_reminders(on=TODAY, now=NOW)

    send(action.contact)

    [message] = mail.outbox
    assert "Safe & <b>sound</b>" in message.body
    assert "Safe & <b>sound</b>" in message.subject
    assert "Safe &amp; &lt;b&gt;sound&lt;/b&gt;" in message.alternatives[0][0]


def test_a_line_break_in_a_name_does_not_reach_the_mails_header():
    action = ActionFactory(active=True, title="One\r\nBcc: two", baseline_on=TODAY)
    plan_reminders(on=TODAY, now=NOW)

    send(action.contact)

    assert mail.outbox[0].subject == (
        f"Action due in 7 days: {action.ref} One Bcc: two"
    )
