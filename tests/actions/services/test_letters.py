"""How a digest is put together: its order, its groups, whom to ask (R58)."""

import pytest
from django.conf import settings
from django.core import mail

from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from actions.services.reminding.wording import parted
from tests.actions import one_of_everything as every
from tests.conftest import NOW
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def text_to(person):
    plan_reminders(on=NOW.date(), now=NOW)
    send_digest(person_id=person.pk, now=NOW)
    [message] = mail.outbox
    return message.body


def test_one_thing_reads_well_by_itself():
    those = every.those()
    quarterly_return = every.MAKE["return"](those)

    text = text_to(those.own)

    assert (
        text
        == f"""\
Ann Price,

One thing waits for you in {settings.SERVICE_NAME}.

The Q2 2026/27 return of Hampshire Constabulary has not come in. It is due by \
21 October 2026 at 5:00pm.
{settings.SITE_URL}{quarterly_return.get_absolute_url()}

The link asks you to sign in and then leads straight to the place. You are told of \
each stage once; nothing more comes about a return once it has been sent in.

All that waits for you: {settings.SITE_URL}/you/reminders/
Is something wrong, or not yours? Write to Olive Officer ({those.officer.email}).

{settings.GROUP_NAME}
{settings.SERVICE_NAME}: {settings.SITE_URL}/
"""
    )


def test_many_things_stand_by_kind_and_the_earliest_first():
    those = every.those()
    for kind in ("ask", "action", "return"):
        every.MAKE[kind](those)

    lines = text_to(those.own).splitlines()

    headings = [line for line in lines if line.isupper()]
    assert headings == ["RETURNS", "ACTIONS", "ASKS"]
    assert "3 things wait for you" in "\n".join(lines)


def test_the_choice_is_offered_where_there_is_one():
    those = every.those()
    every.MAKE["priority"](those)  # what is not an officer's duty

    assert f"{settings.SITE_URL}/you/reminders/ways/" in text_to(those.officer)


def test_at_most_two_officers_are_named_and_none_where_there_is_none():
    those = every.those()
    every.MAKE["return"](those)
    names = [UserFactory(officer=True).name for _ in range(3)]

    text = text_to(those.own)

    assert "Olive Officer" in text
    assert [name for name in names if name in text] == names[:1]


def test_an_officer_is_not_told_to_write_to_themselves():
    those = every.those()
    every.MAKE["priority"](those)
    other = UserFactory(officer=True)

    text = text_to(those.officer)

    assert f"Write to {other.name} ({other.email})." in text
    assert those.officer.email not in text


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("The P1-03 plan is late.", ("The ", "P1-03 plan", " is late.")),
        ("P1-03 plan", ("", "P1-03 plan", "")),
        ("An answer was due.", ("", "P1-03 plan", ": An answer was due.")),
    ],
)
def test_the_link_is_the_name_of_the_thing_wherever_it_stands(sentence, parts):
    found = parted(sentence, name="P1-03 plan")

    assert (found.before, found.name, found.after) == parts
