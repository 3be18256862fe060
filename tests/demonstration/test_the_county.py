"""What somebody finds who opens the demonstration."""

from datetime import date

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from actions.choices import ActionLife, DeliveryStatus, PeriodState, ReturnState
from actions.models import (
    Action,
    DateChange,
    OfficerNote,
    Period,
    Query,
    Reminder,
    ReportedLine,
    Return,
    ReturnLine,
)
from actions.selectors.actions import facts, needs_the_group
from actions.services.reminding.digests import owed_people
from actions.services.reminding.plans import plan_reminders
from assurance.choices import AssuranceLevel
from assurance.models import Opinion
from hcss.demonstration import story
from hcss.kernel import triggers
from hcss.kernel.models import AuditEvent
from hcss.kernel.quarters import Quarter
from partnerships.models import Agency, User
from priorities.models import EditorialNote, Priority
from tests.demonstration.conftest import TODAY, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]

Q2 = Quarter(2026, 2)


def states(quarter: Quarter) -> dict[str, str]:
    returns = Return.objects.for_quarter(quarter).select_related("agency")
    return {each.agency.label: each.state for each in returns}


def facts_of(ref: str):
    officer = User.objects.get(email="officer@hcss.example")
    on = timezone.localdate(TODAY)
    actions = Action.objects.with_people().with_standing(officer, on=on)
    return facts(actions.get(ref=ref), on=on)


def test_eight_quarters_have_begun_and_the_last_is_open():
    begun = Period.objects.begun()

    assert [each.state for each in begun] == [PeriodState.OPEN] + 7 * [
        PeriodState.CLOSED
    ]
    assert begun[0].quarter == Q2


def test_each_agency_stands_where_the_story_leaves_it():
    assert states(Q2) == {
        "HCC": ReturnState.SUBMITTED,
        "Constabulary": ReturnState.DRAFT,
        "OPCC": ReturnState.QUERIED,
        "Integrated Care Board": ReturnState.OPEN,
        "HFRS": ReturnState.AWAITING,
        "University of Winchester": ReturnState.ACCEPTED,
    }


def test_each_return_of_the_past_came_in_as_the_story_says():
    courses = story.read()["returns"]
    told = {}
    for agency in courses:
        told[agency] = []
        for period in Period.objects.begun().order_by("starts_on")[:7]:
            found = Return.objects.filter(period=period, agency__name=agency).first()
            told[agency].append(course_of(found))

    assert told == {agency: course[:7] for agency, course in courses.items()}


def course_of(found: Return | None) -> str | None:
    if found is None:
        return None
    if found.state == ReturnState.NO_RETURN:
        return "none"
    assert found.state == ReturnState.ACCEPTED
    if found.queries.exists():
        return "asked"
    if found.is_nil:
        return "nil"
    return "late" if found.is_late else "on_time"


def test_a_draft_has_lines_that_are_finished_and_lines_that_are_empty():
    lines = ReturnLine.objects.filter(
        quarterly_return__period__starts_on=Q2.starts_on,
        quarterly_return__agency__name="Hampshire Constabulary",
    )

    assert {each.action.ref: bool(each.status) for each in lines} == {
        "P1-02": True,
        "P1-03": True,
        "P1-06": False,
        "P5-04": False,
        "P7-05": False,
    }


def test_every_status_has_been_reported():
    assert set(ReportedLine.objects.values_list("status", flat=True)) == set(
        DeliveryStatus.values
    )


def test_an_answered_question_changed_the_text_and_both_texts_are_kept():
    query = Query.objects.get(line__action__ref="P1-06")

    versions = query.line.versions.order_by("pk").values_list("progress", flat=True)

    assert query.answered_by is not None
    fell = "Misdirected calls fell for a second quarter."
    assert list(versions) == [
        f"Material refreshed. {fell}",
        f"Material refreshed and sent out again. {fell}",
    ]


def test_one_question_waits_for_its_agency():
    waiting = Query.objects.open().get()

    assert waiting.quarterly_return.agency.label == "OPCC"


def test_actions_stand_in_every_life():
    assert set(Action.objects.values_list("life", flat=True)) == set(
        ActionLife.values
    ) - {ActionLife.AGREED}


def test_one_action_is_verified_complete_and_two_are_reported_complete():
    assert Action.objects.get(life=ActionLife.COMPLETE).ref == "P2-01"
    assert facts_of("P3-08").status_label == "Reported complete"
    assert facts_of("P7-04").status_label == "Reported complete"


def test_one_action_was_merged_into_another():
    merged = Action.objects.get(life=ActionLife.CLOSED)

    assert (merged.ref, merged.closed_as) == ("P2-03", "merged")
    assert merged.superseded_by == Action.objects.get(ref="P2-02")


def test_a_date_has_moved_twice_and_the_third_move_waits_for_the_group():
    waiting = DateChange.objects.waiting().get()

    assert waiting.action.ref == "P3-06"
    assert facts_of("P3-06").redated_times == 2
    assert needs_the_group(waiting)


def test_an_action_is_undated_one_is_overdue_and_one_has_no_contact():
    assert facts_of("P5-04").is_undated
    assert facts_of("P4-07").is_overdue
    assert facts_of("P2-04").is_contact_vacant
    assert facts_of("P2-04").status_label == "Not rated: no return"


def test_a_contact_may_be_whoever_holds_the_post():
    assert facts_of("P3-04").contact_name == "Samuel Boyce"


def test_continuing_actions_are_to_be_reviewed_within_six_months():
    reviews = Action.objects.filter(is_continuing=True).values_list("review_on")

    assert set(reviews) == {(date(2026, 12, 31),)}


def test_opinions_have_every_level_and_some_are_self_assessments_or_out_of_date():
    opinions = Opinion.objects.all()
    on = timezone.localdate(TODAY)

    assert {each.level for each in opinions} == set(AssuranceLevel.values)
    assert [each.code for each in opinions if each.heading is None] == ["all", "all"]
    assert opinions.filter(is_self_assessment=True).count() == 4
    latest = list(opinions.latest_per_scope())
    assert [each.code for each in latest if each.is_out_of_date(on=on)] == ["FL"]


def test_an_opinion_says_other_than_the_rating():
    on_track = facts_of("P3-04")
    opinion = Opinion.objects.get(priority__number=3, heading__code="RV")

    assert on_track.status == DeliveryStatus.ON_TRACK
    assert opinion.level == AssuranceLevel.LIMITED


def test_the_priority_without_headings_has_no_opinion():
    assert not Priority.objects.get(number=5).opinions.exists()


def test_the_agencys_lead_has_a_new_name_and_the_old_body_its_own_past():
    board = Agency.objects.get(short_name="Integrated Care Board")

    assert board.successions_to.get().predecessor.label == "West Hampshire CCG"


def test_notes_stand_beside_a_line_and_beside_the_agreement():
    assert OfficerNote.objects.count() == 1
    assert EditorialNote.objects.count() == 2


def test_the_audit_trail_is_in_order_of_time_and_still_kept():
    moments = AuditEvent.objects.order_by("pk").values_list("happened_at", flat=True)

    assert list(moments) == sorted(moments)
    assert moments.last() == TODAY
    assert triggers.missing() == []


def test_nothing_in_the_database_is_of_the_future():
    assert not AuditEvent.objects.filter(happened_at__gt=TODAY).exists()
    assert not Return.objects.filter(submitted_at__gt=TODAY).exists()
    assert not User.objects.filter(last_login__gt=TODAY).exists()


def test_the_open_quarters_reminders_have_gone_out_and_none_of_an_earlier_one():
    sent = Reminder.objects.sent().order_by("sent_at")
    periods = {each.thing.period.quarter for each in sent if each.kind == "return"}

    assert periods == {Q2}
    assert {each.sent_at.date() for each in sent} == {
        date(2026, 11, 13),
        date(2026, 11, 23),
        date(2026, 11, 24),
        date(2026, 11, 25),
    }
    assert not Reminder.objects.owed().exists()


def test_each_letter_bears_the_day_on_which_it_went_out(loaded):
    letters = [path.read_text() for path in (loaded / "mail").glob("*.log")]
    days = {
        line[6:22]
        for letter in letters
        for line in letter.splitlines()
        if line.startswith("Date: ")
    }

    assert days == {
        "Fri, 13 Nov 2026",
        "Mon, 23 Nov 2026",
        "Tue, 24 Nov 2026",
        "Wed, 25 Nov 2026",
    }


def test_the_worker_finds_nothing_more_to_send_on_the_same_day():
    plan_reminders(on=timezone.localdate(TODAY), now=TODAY)

    assert owed_people(now=TODAY) == []
    assert mail.outbox == []


def test_everybody_listed_can_sign_in_and_nobody_else(client: Client):
    lines = run("load_demonstration", "--sign-ins").splitlines()
    listed = {}
    for line in lines:
        who, password = line.split(" / ")
        role, address = who.split(": ")
        listed[address] = role
        assert client.login(email=address, password=password)

    assert list(listed)[:3] == [
        "officer@hcss.example",
        "contact@hcss.example",
        "chair@hcss.example",
    ]
    assert list(listed.values())[:3] == ["HCSSG officer", "Agency contact", "Chair"]
    assert "icb@hcss.example" not in listed
    assert len(listed) == User.objects.active().count()
