"""*Still true*: what may be said again, what not, and how often it was."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import DeliveryStatus
from actions.models import ReportedLine, ReturnLine
from actions.selectors.still_true import answer_of, is_too_often, times_still_true
from actions.services.lines import LineConflict, save_line
from actions.services.returns import submit_return
from actions.services.still_true import still_true, still_true_many
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    QUARTER,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 10, 20)
SAID = "The draft plan went to all partners."


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def contact(agency):
    return UserFactory(contact=agency)


@pytest.fixture
def quarterly_return(agency):
    return ReturnFactory(agency=agency)


@pytest.fixture
def before(agency):
    """The accepted return of the quarter before."""
    return ReturnFactory(
        agency=agency, period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )


@pytest.fixture
def say(quarterly_return, before):
    """Return a function that makes a line on which something was said before."""

    def say(status=DeliveryStatus.ON_TRACK, **words):
        line = ReturnLineFactory(quarterly_return=quarterly_return)
        said = {f"reported__{name}": value for name, value in words.items()}
        ReturnLineFactory(
            quarterly_return=before, action=line.action, reported=status, **said
        )
        return line

    return say


@pytest.fixture
def again(contact, now):
    def again(line, *, version=None, actor=contact):
        return still_true(
            actor=actor, line=line, version=version or line.version, now=now
        )

    return again


def refused(again, line):
    with pytest.raises(ValidationError) as caught:
        again(line)
    assert ReturnLine.objects.get(pk=line.pk).words == line.words
    return caught.value.message_dict


def test_the_words_go_into_the_line_marked_with_where_they_come_from(
    say, again, contact, now
):
    line = say(evidence="Minute 4", marking="official_sensitive")

    again(line)

    stored = ReturnLine.objects.get(pk=line.pk)
    assert (stored.status, stored.progress) == (DeliveryStatus.ON_TRACK, SAID)
    assert (stored.evidence, stored.is_sensitive) == ("Minute 4", True)
    assert stored.carried_from.line.action == line.action
    assert (stored.version, stored.edited_by, stored.edited_at) == (2, contact, now)
    assert answer_of(stored) == "still_true"
    event = AuditEvent.objects.get(subject_id=line.pk)
    assert (event.verb, event.changes) == (
        "actions.line_attested",
        {"version": [1, 2]},
    )


def test_it_starts_the_return(say, again, quarterly_return):
    again(say())

    quarterly_return.refresh_from_db()
    assert quarterly_return.state == "draft"


def test_what_an_officer_wrote_for_the_agency_gives_way(say, again, now):
    line = say()
    line.written_for_by, line.written_for_at = UserFactory(officer=True), now
    line.told_by = "Jo, by telephone"
    line.save()

    again(line)

    stored = ReturnLine.objects.get(pk=line.pk)
    assert (stored.written_for_by, stored.written_for_at, stored.told_by) == (
        None,
        None,
        "",
    )


def test_words_that_were_never_said_cannot_be_said_again(quarterly_return, again):
    line = ReturnLineFactory(quarterly_return=quarterly_return)

    assert refused(again, line) == {
        "answer": ["Nothing was reported on this action before: say how it stands."]
    }


def test_a_recovery_date_that_has_passed_is_refused_at_its_field(say, again):
    line = say(DeliveryStatus.AT_RISK, recovery_on=TODAY - timedelta(days=1))

    assert refused(again, line) == {
        "recovery_on": ["The date of the recovery step must be today or later."]
    }


def test_an_answer_that_should_be_there_by_now_is_refused_at_its_field(say, again):
    line = say(DeliveryStatus.OFF_TRACK, ask_by=TODAY - timedelta(days=1))

    assert list(refused(again, line)) == ["ask_by"]


def test_on_track_is_not_still_true_of_an_overdue_action(say, again):
    """R18."""
    line = say()
    line.action.forecast_on = TODAY - timedelta(days=1)
    line.action.save()

    assert refused(again, line) == {
        "status": [
            (
                "The date agreed, 19 October 2026, has passed: choose Off track or "
                "Complete, or ask for a new date."
            )
        ]
    }


def test_complete_is_said_once(say, again):
    assert refused(again, say(DeliveryStatus.COMPLETE)) == {
        "status": [
            (
                "It was reported complete already: say what changed, or that nothing "
                "was due."
            )
        ]
    }


def test_nothing_due_is_said_anew(say, again):
    assert list(refused(again, say(DeliveryStatus.NOTHING_DUE))) == ["answer"]


def test_not_started_is_not_still_true_once_the_start_has_come(say, again):
    assert list(refused(again, say(DeliveryStatus.NOT_STARTED))) == ["status"]


def test_sensitive_words_of_another_agency_are_not_taken_over(
    quarterly_return, again, now
):
    """R57."""
    line = ReturnLineFactory(quarterly_return=quarterly_return)
    elsewhere = ReturnFactory(
        period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )
    ReturnLineFactory(
        quarterly_return=elsewhere,
        action=line.action,
        reported=True,
        reported__marking="official_sensitive",
    )

    assert list(refused(again, line)) == ["answer"]


def test_of_two_people_the_second_is_told(say, again, contact, agency, now):
    line = say()
    stale = ReturnLine.objects.with_action().get(pk=line.pk)
    save_line(
        actor=UserFactory(contact=agency),
        line=line,
        version=1,
        words={"progress": "Something else happened"},
        now=now,
        finish=False,
    )

    with pytest.raises(LineConflict) as caught:
        again(stale, version=1)

    assert caught.value.stored.progress == "Something else happened"
    assert ReturnLine.objects.get(pk=line.pk).carried_from is None


def test_saying_it_twice_is_no_conflict(say, again):
    line = say()
    stale = ReturnLine.objects.with_action().get(pk=line.pk)

    again(line)
    again(stale, version=1)

    assert ReturnLine.objects.get(pk=line.pk).version == 2


@pytest.mark.parametrize("role", ["officer", "chair", "assurer", "reader", "contact"])
def test_nobody_but_the_agencys_own_people_says_it(say, again, role):
    """R35, R36."""
    with pytest.raises(NotPermitted):
        again(say(), actor=UserFactory(**{role: True}))


def test_a_return_that_is_with_the_group_stays_as_it_is(agency, contact, now):
    """R33."""
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency, submitted=True), reported=True
    )

    for say_it in (
        lambda: still_true(actor=contact, line=line, version=1, now=now),
        lambda: still_true_many(
            actor=contact,
            quarterly_return=line.quarterly_return,
            versions={line: 1},
            now=now,
        ),
    ):
        with pytest.raises(Conflict, match="was sent in"):
            say_it()


# --- Several at once


@pytest.fixture
def many(contact, quarterly_return, now):
    def many(*lines, **versions):
        return still_true_many(
            actor=contact,
            quarterly_return=quarterly_return,
            versions={line: line.version for line in lines} | versions,
            now=now,
        )

    return many


def test_those_that_can_be_true_are_kept_and_the_others_are_told_why(say, many):
    good, passed = say(), say(DeliveryStatus.AT_RISK, recovery_on=date(2026, 10, 1))
    done, other = say(DeliveryStatus.COMPLETE), say()

    marked = many(good, passed, done, other)

    assert [line.pk for line in marked.kept] == [good.pk, other.pk]
    assert marked.refused == {
        passed: ["The date of the recovery step must be today or later."],
        done: [
            (
                "It was reported complete already: say what changed, or that nothing "
                "was due."
            )
        ],
    }
    answers = {line.pk: answer_of(line) for line in ReturnLine.objects.all()}
    assert answers[good.pk] == answers[other.pk] == "still_true"
    assert answers[passed.pk] == answers[done.pk] == ""


def test_a_line_with_other_words_in_its_draft_is_left_alone(say, many, contact, now):
    line = say()
    save_line(
        actor=contact,
        line=line,
        version=1,
        words={"progress": "We have begun to write"},
        now=now,
        finish=False,
    )

    marked = many(line)

    assert (marked.kept, len(marked.refused[line])) == ([], 1)
    assert ReturnLine.objects.get(pk=line.pk).progress == "We have begun to write"


def test_a_stale_line_does_not_hold_up_the_others(say, many, contact, now):
    good, stale = say(), say()
    in_hand = ReturnLine.objects.with_action().get(pk=stale.pk)
    save_line(
        actor=contact,
        line=stale,
        version=1,
        words={"status": "nothing_due"},
        now=now,
        finish=False,
    )

    marked = many(good, in_hand)

    assert [line.pk for line in marked.kept] == [good.pk]
    assert "You saved this line in another window" in marked.refused[in_hand][0]


def test_a_line_of_another_return_is_not_touched(many):
    elsewhere = ReturnLineFactory()

    marked = many(elsewhere)

    assert (marked.kept, marked.refused) == ([], {})


def test_many_lines_find_their_earlier_words_in_one_query(
    say, many, django_assert_max_num_queries
):
    lines = [say() for _ in range(5)]

    with django_assert_max_num_queries(5 * 8 + 5):
        many(*lines)


# --- How often


def test_three_in_a_row_are_counted_and_told(
    say, again, contact, quarterly_return, now
):
    line = say(times_still_true=2)

    again(line)

    stored = ReturnLine.objects.with_action().get(pk=line.pk)
    assert (times_still_true(stored), is_too_often(stored)) == (3, True)

    quarterly_return.refresh_from_db()
    submit_return(
        actor=contact,
        quarterly_return=quarterly_return,
        signed_name="Jo Hart",
        signed_post="Manager",
        now=now,
    )
    reported = ReportedLine.objects.get(line=line)
    assert (reported.times_still_true, is_too_often(reported)) == (3, True)
    assert reported.carried_from == stored.carried_from


def test_new_words_start_the_count_again(say, again, contact, now):
    line = say(times_still_true=5)
    again(line)

    save_line(
        actor=contact,
        line=line,
        version=2,
        words={"progress": "Now it moves"},
        now=now,
        finish=True,
    )

    stored = ReturnLine.objects.get(pk=line.pk)
    assert (answer_of(stored), times_still_true(stored)) == ("changed", 0)


def test_the_same_words_sent_as_changed_are_not_still_true(say, again, contact, now):
    """R38a: they are flagged as repeated, which is another thing."""
    line = say()
    again(line)

    save_line(
        actor=contact,
        line=line,
        version=2,
        words={"progress": SAID},
        now=now,
        finish=True,
    )

    assert answer_of(ReturnLine.objects.get(pk=line.pk)) == "changed"
