"""What contributors say beside the lead's line; they never rate (R37)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import Marking, ReturnState
from actions.models import ContributorReport, Return, ReturnLine
from actions.selectors.contributions import contributions_beside, parts_of
from actions.services.contributions import report_contribution
from hcss.kernel import policy
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from hcss.kernel.quarters import Quarter
from tests.factories import (
    AgencyFactory,
    ContributionFactory,
    ContributorReportFactory,
    PartnershipFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def police(line):
    agency = AgencyFactory(name="Solent Police")
    ContributionFactory(action=line.action, agency=agency)
    return agency


@pytest.fixture
def sergeant(police):
    return UserFactory(name="Sgt Slate", contact=police)


@pytest.fixture
def say(line, police, sergeant, now):
    def say(**options):
        return report_contribution(
            **{
                "actor": sergeant,
                "line": line,
                "agency": police,
                "text": "We trained 40.",
                "now": now,
            }
            | options
        )

    return say


def test_a_contributor_writes_beside_the_line_and_the_line_stays(
    say, line, police, sergeant, now
):
    say(reports_issue=True)

    report = ContributorReport.objects.get()
    assert (report.line, report.agency, report.text) == (line, police, "We trained 40.")
    assert (report.reports_issue, report.written_by) == (True, sergeant)
    stored = ReturnLine.objects.get()
    assert (stored.version, stored.status, stored.progress) == (1, "", "")
    assert stored.quarterly_return.state == ReturnState.OPEN
    event = AuditEvent.objects.get()
    assert event.verb == "actions.contribution_reported"
    assert "40" not in str(event.changes)


def test_each_saying_is_kept_and_the_latest_is_shown(say, line, police, now):
    say()
    latest = say(text="We trained 60.", now=now + timedelta(days=1))
    other = ContributorReportFactory(line=line)

    beside = contributions_beside([line], reader=UserFactory(officer=True))

    assert ContributorReport.objects.count() == 3
    assert set(beside[line.pk]) == {latest, other}


def test_nobody_writes_for_an_agency_that_is_not_theirs_or_not_in_it(
    say, line, police, sergeant
):
    lead = UserFactory(contact=line.quarterly_return.agency)
    outsider = UserFactory(contact=AgencyFactory(name="Outsider"))
    officer = UserFactory(officer=True)
    for who in (lead, outsider, officer):
        with pytest.raises(NotPermitted):
            say(actor=who)
    for agency in (line.quarterly_return.agency, AgencyFactory()):
        with pytest.raises(NotPermitted):
            say(agency=agency)


def test_something_must_be_said(say):
    for wrong in ({"text": " "}, {"text": "x" * 10_001}, {"agency": None}):
        with pytest.raises(ValidationError):
            say(**wrong)
    with pytest.raises(ValidationError):
        say(text="NHS number 943 476 5919")
    assert ContributorReport.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "may"),
    [
        ("open", True),
        ("draft", True),
        ("awaiting", True),
        ("submitted", True),
        ("queried", True),
        ("accepted", False),
        ("no_return", False),
    ],
)
def test_it_is_written_until_the_return_is_accepted(say, line, now, state, may):
    Return.objects.update(
        state=state,
        version=1,
        submitted_at=now,
        accepted_at=now,
        accepted_by=UserFactory(officer=True),
    )
    line.quarterly_return.refresh_from_db()

    if may:
        assert say().pk
    else:
        with pytest.raises(Conflict):
            say()


def test_not_beside_a_line_that_is_accepted(now):
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(queried=True), reported="on_track"
    )
    line.accepted_at, line.accepted_by = now, UserFactory(officer=True)
    line.save()
    report = ContributorReportFactory(line=line)

    with pytest.raises(Conflict):
        report_contribution(
            actor=report.written_by,
            line=line,
            agency=report.agency,
            text="More.",
            now=now,
        )


def test_a_contributor_sees_where_to_write(line, police, sergeant, say, now):
    ReturnLineFactory()

    (part,) = parts_of(sergeant, at=now)
    assert (part.line, part.agency, part.latest) == (line, police, None)
    said = say()
    assert parts_of(sergeant, at=now)[0].latest == said
    assert parts_of(UserFactory(officer=True), at=now) == []
    assert parts_of(UserFactory(contact=True), at=now) == []


def test_where_to_write_costs_the_same_however_much(
    sergeant, police, now, django_assert_num_queries
):
    assert sergeant.standing
    for more in (1, 8):
        for _ in range(more):
            each = ReturnLineFactory()
            ContributionFactory(action=each.action, agency=police)
            ContributorReportFactory(line=each, agency=police)
        with django_assert_num_queries(3):
            parts_of(sergeant, at=now)


#: Who reads what a contributor wrote, by the state of the return.
READS = {
    "contributor": {"open", "accepted", "sensitive"},
    "lead": {"open", "accepted", "sensitive"},
    "officer": {"open", "accepted", "sensitive"},
    "chair": {"open", "accepted", "sensitive"},
    "assurer": {"open", "accepted", "sensitive"},
    "reader": {"open", "accepted"},
    "stranger": {"accepted"},
    "administrator": set(),
    "unappointed": set(),
}


@pytest.mark.parametrize("who", READS)
def test_who_reads_it(who):
    lead, agency = AgencyFactory(), AgencyFactory()
    reports = {
        "open": ContributorReportFactory(
            line=ReturnLineFactory(quarterly_return__agency=lead), agency=agency
        ),
        "accepted": ContributorReportFactory(
            line=_accepted(lead),
            agency=agency,
        ),
        "sensitive": ContributorReportFactory(
            line=_accepted(lead, year=2025),
            agency=agency,
            marking=Marking.SENSITIVE,
        ),
    }
    person = {
        "contributor": lambda: UserFactory(contact=agency),
        "lead": lambda: UserFactory(approver=lead),
        "officer": lambda: UserFactory(officer=True),
        "chair": lambda: UserFactory(chair=PartnershipFactory()),
        "assurer": lambda: UserFactory(assurer=True),
        "reader": lambda: UserFactory(reader=True),
        "stranger": lambda: UserFactory(contact=True),
        "administrator": lambda: UserFactory(administrator=True),
        "unappointed": UserFactory,
    }[who]()

    visible = set(ContributorReport.objects.visible_to(person))

    assert {name for name, each in reports.items() if each in visible} == READS[who]
    assert {
        name
        for name, each in reports.items()
        if policy.allows(person, "actions.view_contribution", each)
    } == READS[who]


def _accepted(lead, year=2026):
    period = PeriodFactory(quarter=Quarter(year, 1), closed=True)
    return ReturnLineFactory(
        quarterly_return=ReturnFactory(period=period, agency=lead, accepted=True)
    )
