"""What each reader is shown of a sensitive line, and what is said instead (R57)."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from actions.choices import DeliveryStatus, Marking
from actions.models import ReportedLine, ReturnLine
from actions.selectors.comparison import Earlier
from actions.selectors.handling import (
    HELD_BACK,
    earlier_for,
    held_back,
    may_read,
    texts_for,
    words_for,
)
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

SECRET = "The shelter moved."


@pytest.fixture
def line():
    """A line that was accepted as off track, in words that are sensitive."""
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True,
        reported=DeliveryStatus.OFF_TRACK,
        reported__cause=SECRET,
        reported__marking=Marking.SENSITIVE,
    )
    return ReturnLine.objects.with_action().get(pk=line.pk)


@pytest.fixture
def people(line):
    agency, other = line.quarterly_return.agency, make.AgencyFactory()
    return {
        "officer": make.UserFactory(officer=True),
        "chair": make.UserFactory(chair=make.PartnershipFactory()),
        "assurer": make.UserFactory(assurer=True),
        "contact": make.UserFactory(contact=agency),
        "deputy": make.UserFactory(deputy=agency),
        "approver": make.UserFactory(approver=agency),
        "member": make.UserFactory(member=agency),
        "reader": make.UserFactory(reader=True),
        "other": make.UserFactory(contact=other),
    }


CLEARED = ["officer", "chair", "assurer", "contact", "deputy", "approver", "member"]
NOT_CLEARED = ["reader", "other"]


@pytest.mark.parametrize("who", CLEARED)
def test_the_cleared_and_the_agency_itself_read_the_words(line, people, who):
    assert words_for(line.reported, line=line, reader=people[who]) is line.reported
    assert may_read(line, people[who])


@pytest.mark.parametrize("who", NOT_CLEARED)
def test_others_get_the_status_and_the_marking_and_no_text_and_no_date(
    line, people, who
):
    words = words_for(line.reported, line=line, reader=people[who])

    assert (words.status, words.marking) == ("off_track", Marking.SENSITIVE)
    assert words.is_hidden
    assert words.pk == line.reported.pk
    assert not any(value for name, value in words.words.items() if name != "status")
    assert not may_read(line, people[who])


def test_holding_back_leaves_the_words_themselves_alone(line, people):
    words_for(line.reported, line=line, reader=people["reader"])

    assert line.reported.cause == SECRET
    assert not line.reported.is_hidden


def test_nobody_is_cleared_for_what_leaves_the_site(line):
    assert words_for(line.reported, line=line, reader=None).cause == ""


def test_words_of_a_sensitive_action_are_sensitive_whatever_they_are_marked(people):
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True,
        action__marking=Marking.SENSITIVE,
        reported=DeliveryStatus.ON_TRACK,
    )

    assert words_for(line.reported, line=line, reader=people["reader"]).is_hidden
    assert not may_read(line, people["reader"])


def test_plain_words_are_for_everybody_and_cost_no_look(
    people, django_assert_num_queries
):
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.ON_TRACK
    )
    people["reader"].holds("reader")  # what they hold is looked up once

    with django_assert_num_queries(0):
        words = words_for(line.reported, line=line, reader=people["reader"])

    assert words is line.reported


def test_words_that_amend_sensitive_ones_are_held_back_with_them(line, people):
    plain = make.AmendmentFactory(line=line)
    plain.marking = Marking.OFFICIAL

    words = words_for(plain, line=line, reader=people["reader"], also=[plain.original])

    assert words.is_hidden
    assert words.reason == ""


# --- What hangs on a line ---


def test_a_question_stays_with_the_words_that_it_is_about(line, people):
    query = make.QueryFactory(
        quarterly_return=line.quarterly_return, line=line, answered=True
    )

    [hidden] = texts_for([query], "question", "answer", reader=people["reader"])
    [shown] = texts_for([query], "question", "answer", reader=people["chair"])

    assert (hidden.question, hidden.answer) == (HELD_BACK, HELD_BACK)
    assert hidden.is_hidden
    assert hidden.asked_by == query.asked_by
    assert shown is query
    assert query.question != HELD_BACK


def test_what_was_asked_about_sensitive_words_stays_so_when_they_are_sent_in_again(
    line, people
):
    """The next version is official; the question still quotes the one before."""
    line.reported = make.ReportedLineFactory(
        line=line,
        submission=make.SubmissionFactory(
            quarterly_return=line.quarterly_return, version=2
        ),
    )
    line.save()

    assert held_back([line], reader=people["reader"]) == {line.pk}
    assert words_for(line.reported, line=line, reader=people["reader"]).progress


def test_a_draft_that_was_marked_narrows_what_hangs_on_its_line(people):
    line = make.ReturnLineFactory(marking=Marking.SENSITIVE)

    assert not may_read(line, people["reader"])


def test_a_question_about_the_whole_return_is_held_back_from_nobody(people):
    query = make.QueryFactory()

    [shown] = texts_for([query], "question", "answer", reader=people["reader"])

    assert shown is query


def test_many_lines_cost_one_query(line, people, django_assert_num_queries):
    more = make.ReturnLineFactory.create_batch(
        5, quarterly_return=line.quarterly_return
    )
    people["reader"].holds("reader")

    with django_assert_num_queries(1):
        found = held_back([line, *more], reader=people["reader"])

    assert found == {line.pk}


def test_what_another_agency_reported_before_is_held_back_from_the_next_lead(
    line, people
):
    said = ReportedLine.objects.select_related(
        "line__action", "line__quarterly_return"
    ).get(pk=line.reported_id)
    earlier = Earlier(quarter=Quarter(2026, 1), words=said, is_accepted=True)

    assert earlier_for(earlier, reader=people["other"]).words.is_hidden
    assert earlier_for(earlier, reader=people["contact"]).words is said


# --- What is said in their place ---


def _page(person, line):
    client = Client()
    client.force_login(person)
    with time_machine.travel(NOW, tick=False):
        return client.get(line.quarterly_return.get_absolute_url()).content.decode()


def test_the_page_says_that_words_are_held_back_and_shows_the_status(line, people):
    page = _page(people["reader"], line)

    assert SECRET not in page
    assert HELD_BACK in page
    assert "Off track" in page
    assert "<strong>OFFICIAL</strong>" in page


def test_the_page_of_a_cleared_reader_is_marked_as_what_it_shows(line, people):
    page = _page(people["chair"], line)

    assert SECRET in page
    assert "<strong>OFFICIAL-SENSITIVE</strong>" in page


def test_the_page_of_plain_lines_is_marked_official(people):
    line = make.ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.ON_TRACK
    )

    page = _page(people["reader"], line)

    assert "<strong>OFFICIAL</strong>" in page
    assert "OFFICIAL-SENSITIVE" not in page


def test_the_api_says_that_words_are_held_back(line, people, api_client):
    api_client.force_authenticate(people["reader"])

    with time_machine.travel(NOW, tick=False):
        shown = api_client.get(reverse("api:lines-detail", args=[line.pk])).json()

    reported = shown["reported"]
    assert (reported["status"], reported["marking"]) == (
        "off_track",
        "official_sensitive",
    )
    assert reported["is_hidden"]
    assert (reported["cause"], reported["ask_by"]) == ("", None)
