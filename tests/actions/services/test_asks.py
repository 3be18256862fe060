"""Raising an ask, naming who answers, and the conversation until it is settled."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import Marking, ReturnState
from actions.models import Ask
from actions.return_choices import AskReplyKind, AskState
from actions.services.ask_replies import (
    answer_ask,
    close_ask,
    overrule_ask,
    say_not_enough,
)
from actions.services.asks import name_answerer, raise_ask
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AskFactory,
    PartnershipFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NEED_BY = date(2026, 11, 13)


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency)


@pytest.fixture
def raise_one(line, contact, now):
    def raise_one(**options):
        return raise_ask(
            **{
                "actor": contact,
                "line": line,
                "text": "Lend an analyst.",
                "need_by": NEED_BY,
                "now": now,
            }
            | options
        )

    return raise_one


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def refused(act, **options):
    with pytest.raises(ValidationError) as caught:
        act(**options)
    return caught.value.message_dict


# --- Raising


def test_an_agency_asks_the_group(raise_one, line, contact, now):
    ask = raise_one()

    stored = Ask.objects.get()
    assert stored == ask
    assert (stored.agency, stored.action) == (
        line.quarterly_return.agency,
        line.action,
    )
    assert (stored.of_agency, stored.of_name) == (None, "the group")
    assert (stored.raised_by, stored.raised_at) == (contact, now)
    assert (stored.state, stored.version) == (AskState.OPEN, 1)
    assert verbs() == ["actions.ask_raised"]


def test_an_agency_asks_another_and_names_who_answers(raise_one):
    other = AgencyFactory(name="Solent Police")
    sergeant = UserFactory(contact=other)

    ask = raise_one(of_agency=other, answerer=sergeant)

    assert (ask.of_agency, ask.of_name) == (other, "Solent Police")
    assert ask.answerer == sergeant


@pytest.mark.parametrize(
    "state", [state for state in ReturnState if state != ReturnState.NO_RETURN]
)
def test_an_ask_goes_with_a_return_being_written_or_with_the_group(
    contact, raise_one, line, state, now
):
    officer = UserFactory(officer=True)
    type(line.quarterly_return).objects.update(
        state=state,
        submitted_at=now,
        version=1,
        accepted_at=now,
        accepted_by=officer,
    )
    line.quarterly_return.refresh_from_db()

    assert raise_one().pk


def test_a_return_that_never_came_in_carries_no_ask(now):
    quarterly_return = ReturnFactory(no_return=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return)

    with pytest.raises(Conflict) as caught:
        raise_ask(
            actor=UserFactory(contact=quarterly_return.agency),
            line=line,
            text="Help.",
            need_by=NEED_BY,
            now=now,
        )

    assert caught.value.messages[0].startswith("Nothing was sent in by the close of")
    assert Ask.objects.count() == 0


def test_an_ask_is_refused_for_what_it_lacks_all_at_once(raise_one):
    faults = refused(raise_one, text=" \n", need_by=None)

    assert faults == {
        "text": ["Say what you ask for."],
        "need_by": ["Give the date by which you need an answer."],
    }
    assert Ask.objects.count() == 0
    assert verbs() == []


@pytest.mark.parametrize(
    ("need_by", "words"),
    [
        (
            date(2026, 10, 20),
            "The date by which you need an answer must be to come.",
        ),
        (date(9999, 12, 31), "Check the year: that is far from today."),
    ],
)
def test_the_answer_is_needed_on_a_sensible_day_to_come(raise_one, need_by, words):
    assert refused(raise_one, need_by=need_by) == {"need_by": [words]}


def test_tomorrow_is_to_come(raise_one):
    assert raise_one(need_by=date(2026, 10, 21)).need_by == date(2026, 10, 21)


def test_late_in_the_evening_tomorrow_is_londons(raise_one):
    """23:30 UTC on the 20th is the 21st in summer time."""
    late = datetime(2026, 10, 20, 23, 30, tzinfo=UTC)

    assert "need_by" in refused(raise_one, need_by=date(2026, 10, 21), now=late)


def test_an_agency_does_not_ask_itself_or_one_that_has_ended(raise_one, line):
    gone = AgencyFactory(name="West Trust", ended_on=date(2022, 7, 1))

    own = refused(raise_one, of_agency=line.quarterly_return.agency)

    assert own == {"of_agency": ["An agency cannot ask itself."]}
    assert refused(raise_one, of_agency=gone) == {
        "of_agency": ["West Trust no longer exists: ask its successor."]
    }


def test_who_answers_must_be_able_to(raise_one):
    other = AgencyFactory(name="Solent Police")
    stranger = UserFactory(name="Stan Stranger", contact=True)
    left = UserFactory(name="Lee Aver", contact=other, is_active=False)

    for nobody in (stranger, left):
        faults = refused(raise_one, of_agency=other, answerer=nobody)
        assert faults == {
            "answerer": [f"{nobody} does not speak for Solent Police."],
        }
    assert "answerer" in refused(raise_one, answerer=stranger)


def test_for_the_group_an_officer_or_a_chair_answers(raise_one):
    chair = UserFactory(chair=PartnershipFactory())

    assert raise_one(answerer=chair).answerer == chair
    assert raise_one(answerer=UserFactory(officer=True)).pk


def test_only_the_agencys_own_people_ask(raise_one, line):
    chair = UserFactory(chair=PartnershipFactory())
    for who in (UserFactory(officer=True), UserFactory(contact=True), chair):
        with pytest.raises(NotPermitted):
            raise_one(actor=who)
    approver = UserFactory(approver=line.quarterly_return.agency)
    assert raise_one(actor=approver).pk


def test_an_ask_about_a_sensitive_action_is_sensitive(now):
    line = ReturnLineFactory(
        action=ActionFactory(active=True, sensitive=True),
    )
    agency = line.quarterly_return.agency

    ask = raise_ask(
        actor=UserFactory(contact=agency),
        line=line,
        text="Help.",
        need_by=NEED_BY,
        now=now,
    )

    assert ask.marking == Marking.SENSITIVE


def test_words_about_a_person_are_not_kept(raise_one):
    assert "text" in refused(raise_one, text="NHS number 943 476 5919 needs a place.")
    assert Ask.objects.count() == 0


# --- Answering and settling


@pytest.fixture
def ask():
    return AskFactory()


@pytest.fixture
def asker(ask):
    return ask.raised_by


@pytest.fixture
def officer():
    return UserFactory(name="Olive Officer", officer=True)


def say(service, actor, ask, now, text="Yes.", **options):
    return service(
        actor=actor, ask=ask, text=text, version=ask.version, now=now, **options
    )


def kinds(ask):
    return list(ask.replies.order_by("pk").values_list("kind", flat=True))


def test_an_ask_is_answered_sent_back_answered_and_closed(ask, asker, officer, now):
    say(answer_ask, officer, ask, now, "In April.")
    say(say_not_enough, asker, ask, now, "April is too late.")
    say(answer_ask, officer, ask, now, "In January, then.")
    say(close_ask, asker, ask, now, "")

    stored = Ask.objects.get()
    assert (stored.state, stored.closed_at) == (AskState.CLOSED, now)
    assert stored.version == 5
    assert kinds(ask) == ["answer", "not_enough", "answer", "closed"]
    assert verbs() == [
        "actions.ask_answered",
        "actions.ask_reopened",
        "actions.ask_answered",
        "actions.ask_closed",
    ]


def test_what_was_said_is_not_in_the_audit_trail(ask, officer, now):
    say(answer_ask, officer, ask, now, "Marker words.")

    event = AuditEvent.objects.get()
    assert event.changes == {"state": ["open", "answered"]}
    assert "Marker" not in event.why + event.subject_label


def test_who_was_asked_never_closes_it(ask, officer, now):
    other = AskFactory(of_another=True)
    of_it = UserFactory(contact=other.of_agency)
    say(answer_ask, officer, ask, now)
    say(answer_ask, of_it, other, now)

    for who, which in ((officer, ask), (of_it, other)):
        for service in (close_ask, say_not_enough, overrule_ask):
            with pytest.raises(NotPermitted):
                say(service, who, which, now)
    assert set(Ask.objects.values_list("state", flat=True)) == {AskState.ANSWERED}


def test_who_speaks_for_both_agencies_does_not_close_what_they_answered(now):
    ask = AskFactory(of_another=True)
    both = UserFactory(contact=ask.agency)
    both.appointments.create(
        role="contact", agency=ask.of_agency, starts_on=date(2019, 4, 1)
    )
    say(answer_ask, both, ask, now)

    with pytest.raises(NotPermitted):
        say(close_ask, both, ask, now)


def test_a_chair_overrules_with_a_reason_answered_or_not(now):
    chair = UserFactory(chair=PartnershipFactory())
    for ask in (AskFactory(), AskFactory(answered=True)):
        with pytest.raises(ValidationError) as caught:
            say(overrule_ask, chair, ask, now, " ")
        assert caught.value.message_dict == {
            "text": ["Give the reason: the agency reads it."]
        }

        say(overrule_ask, chair, ask, now, "There is no money.")

        assert (ask.state, ask.closed_at) == (AskState.OVERRULED, now)
        assert kinds(ask)[-1] == AskReplyKind.OVERRULED


def test_a_chair_who_was_named_to_answer_does_not_overrule(now):
    chair = UserFactory(chair=PartnershipFactory())
    ask = AskFactory(answerer=chair)

    say(answer_ask, chair, ask, now)

    with pytest.raises(NotPermitted):
        say(overrule_ask, chair, ask, now)


def test_nobody_else_answers_or_settles(ask, now):
    people = [
        UserFactory(contact=True),
        UserFactory(reader=True),
        UserFactory(assurer=True),
        UserFactory(administrator=True),
    ]
    for who in people:
        for service in (answer_ask, say_not_enough, close_ask, overrule_ask):
            with pytest.raises(NotPermitted):
                say(service, who, ask, now)
    assert kinds(ask) == []


def test_a_named_answerer_who_has_lost_every_role_does_not_answer(now):
    left = UserFactory()
    ask = AskFactory(answerer=left)

    with pytest.raises(NotPermitted):
        say(answer_ask, left, ask, now)


def test_what_is_no_longer_needed_is_closed_with_the_reason(ask, asker, now):
    with pytest.raises(ValidationError) as caught:
        say(close_ask, asker, ask, now, "")
    assert caught.value.message_dict == {"text": ["Say why it is settled."]}

    say(close_ask, asker, ask, now, "The post is filled.")

    assert ask.state == AskState.CLOSED


def test_an_answer_or_what_is_missing_must_be_written(ask, asker, officer, now):
    with pytest.raises(ValidationError):
        say(answer_ask, officer, ask, now, "")
    say(answer_ask, officer, ask, now)
    with pytest.raises(ValidationError):
        say(say_not_enough, asker, ask, now, "\n")
    with pytest.raises(ValidationError):
        say(say_not_enough, asker, ask, now, "x" * 10_001)


def test_of_two_who_answer_at_once_one_wins(ask, officer, now):
    first_tab = Ask.objects.get(pk=ask.pk)
    second_tab = Ask.objects.get(pk=ask.pk)
    say(answer_ask, officer, first_tab, now, "From the first.")

    with pytest.raises(Conflict) as caught:
        say(answer_ask, UserFactory(officer=True), second_tab, now, "From the second.")

    assert caught.value.messages == [
        (
            "Olive Officer wrote on 20 October 2026 at 10:00am, after you read it. "
            "This ask is now: answered, waiting for the asker."
        )
    ]
    assert [each.text for each in ask.replies.all()] == ["From the first."]


@pytest.mark.parametrize("ended", ["closed", "overruled"])
def test_what_is_settled_stays_settled(ended, officer, now):
    ask = AskFactory(**{ended: True})
    chair = UserFactory(chair=PartnershipFactory())
    before = kinds(ask)

    for who, service in (
        (officer, answer_ask),
        (ask.raised_by, say_not_enough),
        (ask.raised_by, close_ask),
        (chair, overrule_ask),
    ):
        with pytest.raises(Conflict):
            say(service, who, ask, now)
    with pytest.raises(Conflict):
        name_answerer(
            actor=officer, ask=ask, answerer=officer, version=ask.version, now=now
        )
    assert kinds(ask) == before


# --- Naming who answers


def test_an_officer_names_who_answers(ask, officer, now):
    chair = UserFactory(name="Charlie Chair", chair=PartnershipFactory())

    name_answerer(actor=officer, ask=ask, answerer=chair, version=1, now=now)

    assert Ask.objects.get().answerer == chair
    event = AuditEvent.objects.get()
    assert (event.verb, event.changes) == (
        "actions.ask_answerer_named",
        {"answerer": [None, "Charlie Chair"]},
    )


def test_nobody_is_named_who_cannot_answer(ask, officer, now):
    for nobody in (UserFactory(reader=True), UserFactory(contact=ask.agency), None):
        with pytest.raises(ValidationError) as caught:
            name_answerer(actor=officer, ask=ask, answerer=nobody, version=1, now=now)
        assert list(caught.value.message_dict) == ["answerer"]


def test_of_two_who_name_at_once_one_wins(ask, officer, now):
    name_answerer(actor=officer, ask=ask, answerer=officer, version=1, now=now)

    with pytest.raises(Conflict):
        name_answerer(actor=officer, ask=ask, answerer=officer, version=1, now=now)


def test_only_officers_name_who_answers(ask, asker, now):
    for who in (asker, UserFactory(chair=PartnershipFactory())):
        with pytest.raises(NotPermitted):
            name_answerer(actor=who, ask=ask, answerer=who, version=1, now=now)


def test_after_the_close_an_ask_of_a_return_that_came_in_is_still_raised(now):
    period = PeriodFactory(closed=True)
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(period=period, submitted=True)
    )

    ask = raise_ask(
        actor=UserFactory(contact=line.quarterly_return.agency),
        line=line,
        text="Help.",
        need_by=date(2027, 1, 4),
        now=period.closes_at + timedelta(days=1),
    )

    assert ask.pk
