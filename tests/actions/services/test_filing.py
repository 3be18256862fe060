"""What is kept with each line that is sent in: its writer, its owner, its history."""

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus, Marking, ReturnState
from actions.models import ReportedLine, Return, ReturnLine
from actions.services.returns import submit_nil, submit_return
from hcss.kernel.quarters import Quarter
from tests.factories import (
    PeriodFactory,
    PostFactory,
    PostHoldingFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture
def draft():
    return ReturnFactory(draft=True)


@pytest.fixture
def submit(draft, now):
    def submit(quarterly_return=draft):
        return submit_return(
            actor=UserFactory(contact=quarterly_return.agency),
            quarterly_return=quarterly_return,
            now=now,
            **SIGNED,
        )

    return submit


def accepted(quarterly_return, now):
    """Return a line that came in and that the officer took."""
    line = ReturnLineFactory(
        quarterly_return=quarterly_return, reported=DeliveryStatus.ON_TRACK
    )
    line.accepted_at, line.accepted_by = now, UserFactory(officer=True)
    line.save()
    return line


def test_writer_owner_and_signer_are_three_people(draft, submit):
    writer = UserFactory(name="Will Writer", contact=draft.agency)
    ReturnLineFactory(
        quarterly_return=draft,
        finished=True,
        edited_by=writer,
        action__contact=UserFactory(name="Olga Owner"),
    )

    submission = submit()

    report = ReportedLine.objects.get()
    assert (report.written_by, report.owner_name) == (writer, "Olga Owner")
    assert submission.signed_name == "Jo Hart"


def test_the_owner_is_whoever_holds_the_contacts_post_that_day(draft, submit):
    post = PostFactory(agency=draft.agency)
    PostHoldingFactory(post=post, person=UserFactory(name="Polly Postholder"))
    ReturnLineFactory(quarterly_return=draft, finished=True, action__contact_post=post)

    submit()

    assert ReportedLine.objects.get().owner_name == "Polly Postholder"


def test_the_marking_goes_with_the_words(draft, submit):
    ReturnLineFactory(quarterly_return=draft, finished=True, marking=Marking.SENSITIVE)

    submit()

    assert ReportedLine.objects.get().marking == Marking.SENSITIVE


@pytest.mark.parametrize("before", [0, 2])
def test_still_true_is_counted_from_the_report_that_it_repeats(draft, submit, before):
    earlier = ReturnLineFactory(
        quarterly_return=ReturnFactory(
            agency=draft.agency,
            period=PeriodFactory(quarter=Quarter(2026, 1)),
            accepted=True,
        ),
        reported=DeliveryStatus.ON_TRACK,
        reported__times_still_true=before,
    )
    ReturnLineFactory(
        quarterly_return=draft,
        action=earlier.action,
        finished=True,
        carried_from=earlier.reported,
    )

    submit()

    report = ReportedLine.objects.order_by("pk").last()
    assert report.carried_from == earlier.reported
    assert report.times_still_true == before + 1


def test_new_words_are_not_still_true(draft, submit):
    ReturnLineFactory(quarterly_return=draft, finished=True)

    submit()

    report = ReportedLine.objects.get()
    assert (report.carried_from, report.times_still_true) == (None, 0)


def test_a_line_that_the_officer_took_keeps_its_report(now, submit):
    back = ReturnFactory(queried=True)
    taken = accepted(back, now)
    asked = ReturnLineFactory(quarterly_return=back, reported=True)
    QueryFactory(quarterly_return=back, line=asked, answered=True)
    report = taken.reported
    # Time has made it untrue since: that is no reason to ask for it again.
    ReturnLine.objects.filter(pk=taken.pk).update(status="")

    submit(back)

    taken.refresh_from_db()
    asked.refresh_from_db()
    assert taken.reported == report
    assert asked.reported.submission.version == 2
    assert taken.action.reviewed_at is None


def test_a_nil_return_does_not_deny_what_the_officer_took(now):
    back = ReturnFactory(queried=True)
    accepted(back, now)

    with pytest.raises(ValidationError, match="send in the lines"):
        submit_nil(
            actor=UserFactory(contact=back.agency),
            quarterly_return=back,
            is_confirmed=True,
            now=now,
            **SIGNED,
        )

    assert Return.objects.get().state == ReturnState.QUERIED
