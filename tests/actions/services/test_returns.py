from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from actions.choices import DeliveryStatus, ReturnState
from actions.models import ReportedLine, Return, ReturnLine, Submission
from actions.selectors.words import MISSING
from actions.services.acceptance import accept_return, add_officer_note
from actions.services.lines import save_line
from actions.services.periods import close_period
from actions.services.queries import answer_query, ask
from actions.services.returns import submit_nil, submit_return
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    QUARTER,
    WORDS,
    AgencyFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture
def draft():
    quarterly_return = ReturnFactory(draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    return quarterly_return


@pytest.fixture
def contact(draft):
    return UserFactory(contact=draft.agency)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def submit(contact, now):
    def submit(quarterly_return, **changes):
        return submit_return(
            **{
                "actor": contact,
                "quarterly_return": quarterly_return,
                "now": now,
                **SIGNED,
                **changes,
            }
        )

    return submit


def test_a_return_goes_in_signed_with_each_line_as_it_read(draft, submit, contact, now):
    submission = submit(draft)

    assert (submission.signed_name, submission.signed_post) == (
        "Jo Hart",
        "Partnerships manager",
    )
    assert (submission.submitted_by, submission.version) == (contact, 1)
    assert submission.agency_name == draft.agency.name
    assert (draft.state, draft.version, draft.submitted_at) == ("submitted", 1, now)
    stored = Return.objects.get()
    assert (stored.state, stored.is_late, stored.is_nil) == ("submitted", False, False)
    for line in ReturnLine.objects.select_related("reported", "action"):
        assert line.reported.words == line.words
        assert line.reported.forecast_on == line.action.forecast_on


def test_the_owners_review_is_the_moment_of_sending_in(draft, submit, now):
    line = draft.lines.select_related("action").first()
    assert line.action.reviewed_at is None

    submit(draft)

    line.action.refresh_from_db()
    assert line.action.reviewed_at == now


def test_sending_in_is_written_down_with_from_and_to(draft, submit, contact):
    submit(draft)

    event = AuditEvent.objects.get()
    assert (event.verb, event.actor) == ("actions.return_submitted", contact)
    assert event.changes == {
        "state": ["draft", "submitted"],
        "version": [0, 1],
        "is_late": [False, False],
        "is_nil": [False, False],
    }


def test_words_of_another_status_stay_in_the_draft(draft, submit):
    line = draft.lines.first()
    ReturnLine.objects.filter(pk=line.pk).update(cause="Written before, for red")

    submit(draft)

    line.refresh_from_db()
    assert (line.cause, line.reported.cause) == ("Written before, for red", "")


def test_a_line_that_is_not_finished_is_named_with_what_it_lacks(draft, submit):
    first, second = draft.lines.select_related("action").order_by("pk")
    ReturnLine.objects.filter(pk=first.pk).update(status="at_risk")
    ReturnLine.objects.filter(pk=second.pk).update(status="")

    with pytest.raises(ValidationError) as caught:
        submit(draft)

    assert caught.value.message_dict == {
        first.action.ref: [
            f"{first.action.ref}: Say what threatens the date or the result.",
            f"{first.action.ref}: Say what is being done to recover.",
            f"{first.action.ref}: Give the date of the recovery step.",
        ],
        second.action.ref: [f"{second.action.ref}: {MISSING['status']}"],
    }
    assert Return.objects.get().state == draft.state == ReturnState.DRAFT
    assert Submission.objects.count() == 0


def test_a_line_that_time_has_made_untrue_is_refused(draft, submit):
    """R18: on track when it was written, overdue when it is sent in."""
    action = draft.lines.select_related("action").first().action
    action.forecast_on = datetime(2026, 10, 19, tzinfo=UTC).date()
    action.save()

    with pytest.raises(ValidationError, match="19 October 2026, has passed"):
        submit(draft)


@pytest.mark.parametrize("field", ["signed_name", "signed_post"])
def test_a_return_is_signed_with_name_and_post(draft, submit, field):
    """R38."""
    with pytest.raises(ValidationError) as caught:
        submit(draft, **{field: "  "})

    assert list(caught.value.message_dict) == [field]


def test_what_changed_since_it_was_read_is_not_signed(draft, submit, contact, now):
    seen = sum(line.version for line in draft.lines.all())
    save_line(
        actor=UserFactory(contact=draft.agency),
        line=draft.lines.first(),
        version=1,
        words={"progress": "Changed by the deputy"},
        now=now,
        finish=True,
    )

    with pytest.raises(Conflict, match="Read the answers again"):
        submit(draft, seen=seen)

    submit(draft, seen=seen + 1)
    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_a_line_whose_action_was_closed_meanwhile_is_not_asked_for(draft, submit):
    closed = ReturnLineFactory(quarterly_return=draft, action__closed=True)

    submit(draft)

    closed.refresh_from_db()
    assert closed.reported is None
    assert ReportedLine.objects.count() == 2


def test_a_return_without_lines_is_a_nil_return(submit, draft):
    draft.lines.all().delete()

    with pytest.raises(ValidationError, match="send in a nil return"):
        submit(draft)


# Q2 is due on 21 October 2026, in summer time; Q3 on 22 January 2027, in winter time.
@pytest.mark.parametrize(
    ("quarter", "day"), [(QUARTER, (2026, 10, 21)), (QUARTER.next, (2027, 1, 22))]
)
@pytest.mark.parametrize(
    ("second", "is_late"), [(0, False), (1, True)], ids=["17:00:00", "17:00:01"]
)
def test_five_o_clock_is_on_time_and_a_second_later_is_late(
    quarter, day, second, is_late
):
    """R38."""
    line = ReturnLineFactory(quarterly_return__period__quarter=quarter, finished=True)

    submission = submit_return(
        actor=UserFactory(contact=line.quarterly_return.agency),
        quarterly_return=line.quarterly_return,
        now=datetime(*day, 17, 0, second, tzinfo=LONDON),
        **SIGNED,
    )

    assert submission.is_late is is_late
    assert Return.objects.get().is_late is is_late


def test_after_no_return_it_may_be_sent_in_late_and_stays_late(draft, submit, officer):
    """R31, R38: while an extension runs."""
    now = draft.period.closes_at
    close_period(actor=officer, period=draft.period, now=now)
    draft.refresh_from_db()
    with pytest.raises(Conflict, match="until an officer gives your agency more time"):
        submit(draft, now=now + timedelta(minutes=5))

    draft.extended_until = now + timedelta(minutes=5)
    draft.save()
    submit(draft, now=now + timedelta(minutes=5))
    accept_return(actor=officer, quarterly_return=draft, version=1, now=now)

    stored = Return.objects.get()
    assert (stored.state, stored.is_late) == (ReturnState.ACCEPTED, True)


def test_only_the_deadline_makes_a_return_late(draft, submit, now):
    """R38: whatever was done to the period before it."""
    close_period(actor=None, period=draft.period, now=now)
    draft.refresh_from_db()
    draft.extended_until = now
    draft.save()

    assert submit(draft, now=now).is_late is False


def test_an_answer_to_a_question_does_not_make_the_return_late(
    draft, submit, contact, officer, now
):
    submit(draft)
    query = ask(
        actor=officer, quarterly_return=draft, questions=[(None, "Who?")], now=now
    )[0]
    answer_query(actor=contact, query=query, answer="The board.", now=now)

    submission = submit(draft, now=draft.period.due_at + timedelta(days=3))

    assert (submission.version, submission.is_late) == (2, False)
    assert list(Submission.objects.values_list("version", flat=True)) == [1, 2]


def test_both_versions_of_a_line_stay(draft, submit, contact, officer, now):
    """R33."""
    submit(draft)
    line = draft.lines.select_related("action", "reported").first()
    query = ask(
        actor=officer, quarterly_return=draft, questions=[(line, "Who?")], now=now
    )[0]
    answer_query(actor=contact, query=query, answer="See the line.", now=now)
    save_line(
        actor=contact,
        line=line,
        version=1,
        words={"progress": "The two chief officers have it."},
        now=now,
        finish=True,
    )

    submit(draft)

    assert list(line.versions.order_by("pk").values_list("progress", flat=True)) == [
        "The draft plan went to all partners.",
        "The two chief officers have it.",
    ]
    line.refresh_from_db()
    assert line.reported.submission.version == 2


def test_a_question_without_answer_holds_the_return_back(draft, submit, officer, now):
    submit(draft)
    ask(actor=officer, quarterly_return=draft, questions=[(None, "Who?")], now=now)

    with pytest.raises(ValidationError) as caught:
        submit(draft)

    assert caught.value.message_dict == {
        "queries": ["Answer each question that came back, then send it in."]
    }


def test_a_nil_return_is_a_signed_statement_of_its_own(draft, contact, now):
    """R32."""
    submission = submit_nil(
        actor=contact, quarterly_return=draft, is_confirmed=True, now=now, **SIGNED
    )

    assert submission.is_nil is True
    assert Return.objects.get().is_nil is True
    assert set(ReportedLine.objects.values_list("status", "progress")) == {
        (DeliveryStatus.NOTHING_DUE, "")
    }
    assert draft.lines.first().progress == "The draft plan went to all partners."


def test_a_nil_return_is_confirmed_and_signed(draft, contact, now):
    with pytest.raises(ValidationError) as caught:
        submit_nil(
            actor=contact,
            quarterly_return=draft,
            is_confirmed=False,
            signed_name="",
            signed_post="",
            now=now,
        )

    assert list(caught.value.message_dict) == [
        "signed_name",
        "signed_post",
        "is_confirmed",
    ]


def test_a_nil_return_may_be_sent_in_before_anything_was_written(now):
    line = ReturnLineFactory()

    submit_nil(
        actor=UserFactory(contact=line.quarterly_return.agency),
        quarterly_return=line.quarterly_return,
        is_confirmed=True,
        now=now,
        **SIGNED,
    )

    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_of_two_tabs_that_send_in_the_second_is_told(draft, submit):
    first_tab, second_tab = Return.objects.get(), Return.objects.get()
    submit(first_tab)

    with pytest.raises(Conflict) as caught:
        submit(second_tab)

    assert caught.value.messages == [
        "This return was sent in on 20 October 2026 at 10:00am by Jo Hart."
    ]
    assert second_tab.state == ReturnState.DRAFT
    assert Submission.objects.count() == 1


def test_what_was_sent_in_is_kept_by_the_database_itself(draft, submit):
    submit(draft)

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ReportedLine.objects.update(progress="Tidied")
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Submission.objects.update(is_late=False)


def test_an_officer_accepts_what_came_in(draft, submit, officer, now):
    submit(draft)

    accept_return(actor=officer, quarterly_return=draft, version=1, now=now)

    stored = Return.objects.get()
    assert (stored.state, stored.accepted_by, stored.accepted_at) == (
        ReturnState.ACCEPTED,
        officer,
        now,
    )
    event = AuditEvent.objects.order_by("pk").last()
    assert (event.verb, event.changes) == (
        "actions.return_accepted",
        {"state": ["submitted", "accepted"]},
    )


def test_an_officer_accepts_only_the_version_that_they_read(
    draft, submit, contact, officer, now
):
    submit(draft)
    query = ask(
        actor=officer, quarterly_return=draft, questions=[(None, "Who?")], now=now
    )[0]
    answer_query(actor=contact, query=query, answer="The board.", now=now)
    submit(draft)

    with pytest.raises(Conflict, match="This return was sent in on"):
        accept_return(actor=officer, quarterly_return=draft, version=1, now=now)

    assert Return.objects.get().state == ReturnState.SUBMITTED


def test_who_sends_in_a_return_does_not_accept_it(draft, now):
    officer = UserFactory(officer=True, contact=draft.agency)
    submit_return(actor=officer, quarterly_return=draft, now=now, **SIGNED)

    with pytest.raises(NotPermitted):
        accept_return(actor=officer, quarterly_return=draft, version=1, now=now)


def test_who_sent_it_in_and_became_an_officer_does_not_accept_it(draft, now):
    mover = UserFactory(officer=True)
    quarterly_return = ReturnFactory(
        agency=AgencyFactory(), submitted=True, submission__submitted_by=mover
    )

    with pytest.raises(NotPermitted, match="does not accept"):
        accept_return(
            actor=mover, quarterly_return=quarterly_return, version=1, now=now
        )


@pytest.mark.parametrize("role", ["contact", "chair", "assurer", "reader"])
def test_only_officers_accept_ask_and_note(draft, submit, now, role):
    somebody = UserFactory(**{role: True})
    line = draft.lines.first()
    submit(draft)

    with pytest.raises(NotPermitted):
        accept_return(actor=somebody, quarterly_return=draft, version=1, now=now)
    with pytest.raises(NotPermitted):
        ask(actor=somebody, quarterly_return=draft, questions=[(None, "?")], now=now)
    with pytest.raises(NotPermitted):
        add_officer_note(actor=somebody, line=line, text="Fine.", now=now)


@pytest.mark.parametrize("role", ["contact", "officer", "chair", "assurer", "reader"])
def test_only_the_agencys_own_people_send_it_in(draft, submit, now, role):
    """R36, R62."""
    somebody = UserFactory(**{role: True})

    with pytest.raises(NotPermitted):
        submit(draft, actor=somebody)
    with pytest.raises(NotPermitted):
        submit_nil(
            actor=somebody,
            quarterly_return=draft,
            is_confirmed=True,
            now=now,
            **SIGNED,
        )


def test_an_officers_note_is_signed_and_leaves_the_line_alone(
    draft, submit, officer, now
):
    """R35."""
    line = draft.lines.first()
    before = line.words

    note = add_officer_note(actor=officer, line=line, text=" Rung today. ", now=now)

    line.refresh_from_db()
    assert (note.text, note.written_by) == ("Rung today.", officer)
    assert note.written_at == now
    assert line.words == before


def test_an_empty_note_is_refused(draft, officer, now):
    with pytest.raises(ValidationError, match="Write the note"):
        add_officer_note(actor=officer, line=draft.lines.first(), text=" ", now=now)


SERVICES = {
    "save": lambda each, contact, officer, now: save_line(
        actor=contact,
        line=each.lines.select_related("quarterly_return__period", "action").get(),
        version=1,
        words={"progress": "More"},
        now=now,
        finish=False,
    ),
    "submit": lambda each, contact, officer, now: submit_return(
        actor=contact, quarterly_return=each, now=now, **SIGNED
    ),
    "nil": lambda each, contact, officer, now: submit_nil(
        actor=contact, quarterly_return=each, is_confirmed=True, now=now, **SIGNED
    ),
    "accept": lambda each, contact, officer, now: accept_return(
        actor=officer, quarterly_return=each, version=each.version, now=now
    ),
    "ask": lambda each, contact, officer, now: ask(
        actor=officer, quarterly_return=each, questions=[(None, "Who?")], now=now
    ),
    "answer": lambda each, contact, officer, now: answer_query(
        actor=contact, query=each.queries.get(), answer="The board.", now=now
    ),
}
#: R34: where each act leads from each state; what is not here is refused.
LEADS_TO = {
    ("open", "save"): "draft",
    ("open", "submit"): "submitted",
    ("open", "nil"): "submitted",
    ("draft", "save"): "draft",
    ("draft", "submit"): "submitted",
    ("draft", "nil"): "submitted",
    ("submitted", "accept"): "accepted",
    ("submitted", "ask"): "queried",
    ("queried", "accept"): "accepted",
    ("queried", "ask"): "queried",
    ("queried", "save"): "queried",
    ("queried", "answer"): "queried",
    ("queried", "submit"): "submitted",
    ("queried", "nil"): "submitted",
}


@pytest.mark.parametrize("act", SERVICES)
@pytest.mark.parametrize("state", [state.value for state in ReturnState])
def test_only_the_transitions_of_the_return_happen(state, act, officer, now):
    """R34: every act from every state."""
    trait = {} if state == "open" else {state: True}
    each = ReturnFactory(**trait)
    ReturnLineFactory(quarterly_return=each, finished=True)
    is_answered = act != "answer"
    QueryFactory(quarterly_return=each, answered=is_answered)
    contact = UserFactory(contact=each.agency)
    expected = LEADS_TO.get((state, act))

    if expected is None:
        with pytest.raises((Conflict, NotPermitted)):
            SERVICES[act](each, contact, officer, now)
    else:
        SERVICES[act](each, contact, officer, now)

    assert Return.objects.get().state == (expected or state)


def test_an_action_that_was_off_track_is_sent_in_with_cause_and_ask(draft, submit):
    line = draft.lines.first()
    ReturnLine.objects.filter(pk=line.pk).update(
        status=DeliveryStatus.OFF_TRACK, **WORDS[DeliveryStatus.OFF_TRACK]
    )

    submit(draft)

    line.refresh_from_db()
    assert line.reported.ask_of == "Hampshire County Council"
    assert line.reported.ask_by == WORDS[DeliveryStatus.OFF_TRACK]["ask_by"]


def test_periods_do_not_mix(draft, submit):
    """The quarter before keeps its own return of the same agency."""
    earlier = ReturnFactory(
        agency=draft.agency, period=PeriodFactory(quarter=QUARTER.previous), draft=True
    )

    submit(draft)

    earlier.refresh_from_db()
    assert earlier.state == ReturnState.DRAFT
