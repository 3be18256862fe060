"""Direction compares with what the meeting before was told, not with what is so since.

R44: an amendment, a late return or an opinion after a seal does not change the past.
"""

from datetime import UTC, datetime, timedelta

import pytest

from actions.choices import DeliveryStatus, ReturnState
from actions.models import Period, Return
from assurance.selectors import position
from assurance.services.seals import seal_period
from tests import factories as make
from tests.assurance.county import LAST, SILENT, THIS, last_period, reported

#: After the factories' returns have come in, and before this quarter opened.
SEALED_AT = datetime(2026, 10, 25, 9, tzinfo=UTC)
NOW = datetime(2026, 11, 9, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(headings, officer):
    """Seal the last quarter: return when that was."""
    last_period()
    make.PeriodFactory(quarter=THIS, planned=True)

    def seal():
        period = Period.objects.for_quarter(LAST).get()
        seal_period(actor=officer, period=period, now=SEALED_AT)
        return SEALED_AT

    return seal


def opened(moment):
    """Open this quarter, well after the moment."""
    Period.objects.for_quarter(THIS).delete()
    return make.PeriodFactory(quarter=THIS, opened_at=moment + timedelta(days=9))


def moved(officer):
    found = position(quarter=THIS, person=officer, now=NOW).worse
    return {each.status: each.number for each in found.movement if each.number}


def sent_again(action, status, at):
    """Send the line of the last quarter in again: an amendment, or a late return."""
    line = action.lines.get(quarterly_return__period__starts_on=LAST.starts_on)
    owed = line.quarterly_return
    version = owed.version + 1
    submission = make.SubmissionFactory(
        quarterly_return=owed, version=version, submitted_at=at
    )
    line.reported = make.ReportedLineFactory(
        line=line, submission=submission, status=status, **make.WORDS[status]
    )
    line.save()
    Return.objects.filter(pk=owed.pk).update(
        version=version,
        submitted_at=at,
        state=ReturnState.ACCEPTED,
        accepted_at=at,
        accepted_by=make.UserFactory(officer=True),
    )


def line_of_this_quarter(action, period, status):
    sent = make.ReturnFactory(period=period, agency=action.lead_agency, accepted=True)
    make.ReturnLineFactory(quarterly_return=sent, action=action, reported=status)


def test_what_was_amended_after_the_seal_still_was_what_the_group_was_told(
    told, officer
):
    action = reported(last=DeliveryStatus.ON_TRACK)
    sealed_at = told()
    sent_again(action, DeliveryStatus.OFF_TRACK, sealed_at + timedelta(days=1))
    line_of_this_quarter(action, opened(sealed_at), DeliveryStatus.OFF_TRACK)

    assert moved(officer) == {"deteriorating": 1}


def test_what_was_amended_before_the_seal_is_what_the_group_was_told(told, officer):
    action = reported(last=DeliveryStatus.ON_TRACK)
    sent_again(action, DeliveryStatus.OFF_TRACK, SEALED_AT - timedelta(days=1))
    line_of_this_quarter(action, opened(told()), DeliveryStatus.OFF_TRACK)

    assert moved(officer) == {"stable": 1}


def test_a_return_that_came_after_the_seal_was_no_return(told, officer):
    action = reported(last=SILENT)
    sealed_at = told()
    sent_again(action, DeliveryStatus.ON_TRACK, sealed_at + timedelta(days=1))
    line_of_this_quarter(action, opened(sealed_at), DeliveryStatus.ON_TRACK)

    assert moved(officer) == {"not_comparable": 1}


def test_without_a_seal_the_last_that_came_in_counts(told, officer):
    action = reported(last=DeliveryStatus.ON_TRACK)
    sent_again(action, DeliveryStatus.OFF_TRACK, SEALED_AT + timedelta(days=1))
    line_of_this_quarter(action, opened(SEALED_AT), DeliveryStatus.OFF_TRACK)

    assert moved(officer) == {"stable": 1}


@pytest.mark.parametrize(("days", "direction"), [(-1, "stable"), (1, "deteriorating")])
def test_an_opinion_is_compared_with_the_one_that_was_sealed(
    told, officer, days, direction
):
    """Given between seal and next opening, it was not what the group was told."""
    priority, heading = make.PriorityFactory(), make.HeadingFactory(code="CC")
    opinion = {"priority": priority, "heading": heading}
    make.OpinionFactory(given_at=SEALED_AT - timedelta(days=9), **opinion)
    make.OpinionFactory(
        given_at=SEALED_AT + timedelta(days=days), level="limited", **opinion
    )
    opened(told())

    found = position(quarter=THIS, person=officer, now=NOW)
    cells = [cell for row in found.matrix for cell in row.cells if cell.opinion]
    assert [cell.direction for cell in cells] == [direction]
