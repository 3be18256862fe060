"""Planning meetings, correcting them, and their other papers."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import Marking
from assurance.models import Meeting, MeetingPaper
from assurance.selectors.meetings import papers_day
from assurance.services.meetings import (
    MeetingFacts,
    add_paper,
    edit_meeting,
    plan_meeting,
)
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.quarters import Quarter
from tests import factories as make

pytestmark = pytest.mark.django_db

NEXT = date(2026, 11, 12)


@pytest.fixture
def officer():
    return make.UserFactory(officer=True)


@pytest.fixture
def group():
    return make.PartnershipFactory()


def facts(group, **more):
    return MeetingFacts(group=group, **{"held_on": NEXT, "place": "Room 2"} | more)


@pytest.fixture
def planner(officer, group, now):
    """Plan a meeting of the group."""
    return lambda **more: plan_meeting(
        actor=officer, facts=facts(group, **more), now=now
    )


def faults(error):
    return {name: [str(each) for each in found] for name, found in error.value}


def test_an_officer_plans_a_meeting_with_the_quarter_it_considers(officer, group, now):
    period = make.PeriodFactory()

    meeting = plan_meeting(
        actor=officer,
        facts=facts(group, period=period, begins_at=time(10), item="7"),
        now=now,
    )

    kept = Meeting.objects.get()
    assert (kept.group, kept.held_on, kept.period) == (group, NEXT, period)
    assert (kept.begins_at, kept.place, kept.item) == (time(10), "Room 2", "7")
    assert audit.history(meeting)[0].verb == "assurance.meeting_planned"


@pytest.mark.parametrize("role", ["chair", "assurer", "reader", "administrator"])
def test_nobody_else_plans_one(role, group, now):
    person = make.UserFactory(**{role: group if role == "chair" else True})

    with pytest.raises(NotPermitted):
        plan_meeting(actor=person, facts=facts(group), now=now)


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"held_on": None}, "held_on", "Give the day of the meeting."),
        ({"held_on": date(2029, 1, 8)}, "held_on", "check the year"),
        ({"held_on": date(1066, 10, 14)}, "held_on", "between 1900 and 2199"),
        ({"item": "x" * 41}, "item", "Use 40 characters or fewer."),
        ({"place": "x" * 201}, "place", "Use 200 characters or fewer."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(planner, more, field, words):
    with pytest.raises(ValidationError) as error:
        planner(**more)

    assert words in faults(error)[field][0]


def test_a_meeting_considers_no_quarter_that_is_not_over(officer, group, now):
    period = make.PeriodFactory(quarter=Quarter(2026, 3), planned=True)

    with pytest.raises(ValidationError) as error:
        plan_meeting(actor=officer, facts=facts(group, period=period), now=now)

    assert faults(error) == {
        "period": ["Q3 2026/27 is not over on the day of the meeting."]
    }


def test_a_group_meets_once_a_day_and_considers_a_quarter_once(officer, group, now):
    period = make.PeriodFactory()
    make.MeetingFactory(group=group, held_on=NEXT, period=period)

    with pytest.raises(ValidationError) as error:
        plan_meeting(actor=officer, facts=facts(group, period=period), now=now)

    assert faults(error) == {
        "held_on": ["The group has a meeting on that day already."],
        "period": ["Another meeting of the group considers Q2 2026/27."],
    }


def test_another_group_may_meet_on_the_same_day_on_the_same_quarter(
    officer, group, now
):
    period = make.PeriodFactory()
    make.MeetingFactory(held_on=NEXT, period=period)

    plan_meeting(actor=officer, facts=facts(group, period=period), now=now)

    assert Meeting.objects.count() == 2


def test_a_meeting_is_corrected_as_it_was_read(officer, now):
    meeting = make.MeetingFactory(upcoming=True)

    edit_meeting(
        actor=officer,
        meeting=meeting,
        facts=facts(meeting.group, place="Room 9"),
        version=1,
        now=now,
    )

    fresh = Meeting.objects.get()
    assert (fresh.place, fresh.version) == ("Room 9", 2)
    assert audit.history(meeting)[0].changes["place"] == ["Committee room 2", "Room 9"]


def test_of_two_tabs_the_second_is_told(officer, now):
    meeting = make.MeetingFactory(upcoming=True, version=2)

    with pytest.raises(Conflict):
        edit_meeting(
            actor=officer,
            meeting=meeting,
            facts=facts(meeting.group),
            version=1,
            now=now,
        )

    assert Meeting.objects.get().place == "Committee room 2"


@pytest.mark.parametrize(("days", "is_kept"), [(0, True), (1, True), (2, False)])
def test_a_meeting_is_corrected_until_the_day_after(officer, now, days, is_kept):
    held = now.date() - timedelta(days=days)
    meeting = make.MeetingFactory(held_on=held)

    def edit():
        edit_meeting(
            actor=officer,
            meeting=meeting,
            facts=facts(meeting.group, held_on=held, place="Room 9"),
            version=1,
            now=now,
        )

    if is_kept:
        edit()
    else:
        with pytest.raises(Conflict):
            edit()
    assert (Meeting.objects.get().place == "Room 9") == is_kept


def test_a_meeting_that_decided_something_keeps_its_day_and_group(officer, now):
    meeting = make.DecisionFactory(meeting__held_on=now.date()).meeting

    with pytest.raises(ValidationError) as error:
        edit_meeting(
            actor=officer,
            meeting=meeting,
            facts=facts(make.PartnershipFactory()),
            version=1,
            now=now,
        )

    assert set(faults(error)) == {"group", "held_on"}


@pytest.mark.parametrize(
    ("held_on", "papers_on"),
    [
        (date(2026, 11, 12), date(2026, 11, 4)),
        # Christmas Day, Boxing Day (moved to Monday) and New Year do not count.
        (date(2027, 1, 6), date(2026, 12, 24)),
        (date(2026, 5, 26), date(2026, 5, 15)),
    ],
)
def test_five_clear_working_days_lie_between_the_papers_and_the_meeting(
    held_on, papers_on
):
    assert papers_day(held_on) == papers_on


def test_an_officer_adds_a_paper_by_its_address(officer, now):
    meeting = make.MeetingFactory()

    add_paper(
        actor=officer,
        meeting=meeting,
        title="Prevent review",
        url="https://papers.example/prevent",
        marking=Marking.SENSITIVE,
        now=now,
    )

    paper = MeetingPaper.objects.get()
    assert (paper.title, paper.url) == (
        "Prevent review",
        "https://papers.example/prevent",
    )
    assert paper.marking == Marking.SENSITIVE
    event = audit.history(meeting)[0]
    assert (event.verb, event.changes) == ("assurance.paper_added", {})


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "ftp://papers.example/x",
        "papers.example",
        "https://",
        f"https://papers.example/{'x' * 500}",
    ],
)
def test_a_paper_has_the_address_of_a_web_page(officer, now, url):
    with pytest.raises(ValidationError) as error:
        add_paper(
            actor=officer, meeting=make.MeetingFactory(), title="A", url=url, now=now
        )

    assert set(faults(error)) == {"url"}


def test_a_chair_adds_no_paper(now):
    meeting = make.MeetingFactory()

    with pytest.raises(NotPermitted):
        add_paper(
            actor=make.UserFactory(chair=meeting.group),
            meeting=meeting,
            title="A",
            url="https://papers.example/",
            now=now,
        )
