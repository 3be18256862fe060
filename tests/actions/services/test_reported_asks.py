"""A line that is sent in off track raises its ask by itself, and only once (R21)."""

from datetime import date

import pytest

from actions.choices import DeliveryStatus, Marking
from actions.models import Ask
from actions.return_choices import AskState
from actions.services.ask_replies import answer_ask, close_ask
from actions.services.reported_asks import raise_from_reports
from actions.services.returns import submit_return
from hcss.kernel.models import AuditEvent
from hcss.kernel.quarters import Quarter
from tests.factories import (
    WORDS,
    ActionFactory,
    AgencyFactory,
    AskFactory,
    PeriodFactory,
    ReportedLineFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OFF_TRACK = WORDS[DeliveryStatus.OFF_TRACK]


@pytest.fixture
def line():
    return ReturnLineFactory(quarterly_return__draft=True)


@pytest.fixture
def contact(line):
    return UserFactory(contact=line.quarterly_return.agency)


def report(line, **words):
    said = {"status": DeliveryStatus.OFF_TRACK} | OFF_TRACK | words
    version = line.versions.count() + 1
    return ReportedLineFactory(line=line, submission__version=version, **said)


def send(contact, now, *reported):
    return raise_from_reports(actor=contact, reported=reported, now=now)


def test_a_return_that_is_sent_in_raises_the_asks_of_what_is_off_track(now):
    county = AgencyFactory(name="Hampshire County Council")
    quarterly_return = ReturnFactory(draft=True)
    line = ReturnLineFactory(
        quarterly_return=quarterly_return,
        status=DeliveryStatus.OFF_TRACK,
        **OFF_TRACK,
    )
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    contact = UserFactory(contact=quarterly_return.agency)

    submit_return(
        actor=contact,
        quarterly_return=quarterly_return,
        signed_name="Jo Hale",
        signed_post="Analyst",
        now=now,
    )

    ask = Ask.objects.get()
    assert (ask.action, ask.line, ask.agency) == (
        line.action,
        line,
        quarterly_return.agency,
    )
    assert (ask.of_agency, ask.of_name) == (county, "Hampshire County Council")
    assert (ask.text, ask.need_by) == (OFF_TRACK["ask"], OFF_TRACK["ask_by"])
    assert ask.reported == line.versions.get()
    assert (ask.raised_by, ask.raised_at) == (contact, now)
    assert AuditEvent.objects.filter(verb="actions.ask_raised").count() == 1


def test_only_what_is_off_track_asks(line, contact, now):
    said = ReportedLineFactory(
        line=line, status=DeliveryStatus.AT_RISK, **WORDS[DeliveryStatus.AT_RISK]
    )

    assert send(contact, now, said) == []
    assert Ask.objects.count() == 0


@pytest.mark.parametrize(
    "written", ["Solent Police", "solent  police", " SOLENT POLICE ", "solpol"]
)
def test_an_agency_is_known_by_its_name_of_today_or_its_short_name(
    line, contact, now, written
):
    police = AgencyFactory(name="Solent Police", short_name="SolPol")

    (ask,) = send(contact, now, report(line, ask_of=written))

    assert ask.of_agency == police
    assert ask.of_name == written


@pytest.mark.parametrize("written", ["Police", "the group", "Old Trust", "Twins"])
def test_any_other_name_is_a_matter_for_the_group_as_it_was_written(
    line, contact, now, written
):
    AgencyFactory(name="Solent Police")
    AgencyFactory(name="Old Trust", ended_on=date(2022, 7, 1))
    AgencyFactory(name="North Twin", short_name="Twins")
    AgencyFactory(name="South Twin", short_name="Twins")

    (ask,) = send(contact, now, report(line, ask_of=written))

    assert (ask.of_agency, ask.of_name) == (None, written)


def test_who_names_their_own_agency_is_not_refused_but_asks_the_group(
    line, contact, now
):
    own = line.quarterly_return.agency

    (ask,) = send(contact, now, report(line, ask_of=own.name))

    assert (ask.of_agency, ask.of_name) == (None, own.name)


def test_the_same_ask_sent_in_again_is_kept_as_it_is(line, contact, now):
    (first,) = send(contact, now, report(line))

    (again,) = send(contact, now, report(line))

    assert again == first
    assert Ask.objects.get().version == 1
    assert Ask.objects.get().replies.count() == 0


def test_one_raised_by_hand_before_is_not_doubled(line, contact, now):
    by_hand = AskFactory(line=line, text=OFF_TRACK["ask"])

    assert send(contact, now, report(line)) == [by_hand]
    assert Ask.objects.count() == 1


def test_the_same_action_in_the_next_quarter_does_not_double_it(line, contact, now):
    (first,) = send(contact, now, report(line))
    later = ReturnLineFactory(
        action=line.action,
        quarterly_return=ReturnFactory(
            period=PeriodFactory(quarter=Quarter(2026, 3)),
            agency=line.quarterly_return.agency,
        ),
    )

    assert send(contact, now, report(later)) == [first]


def test_other_words_join_the_conversation_and_the_date_stays(line, contact, now):
    (ask,) = send(contact, now, report(line))

    send(
        contact,
        now,
        report(line, ask="Lend two analysts.", ask_by=date(2026, 12, 24)),
    )

    stored = Ask.objects.get()
    assert stored.text == OFF_TRACK["ask"]
    assert stored.need_by == OFF_TRACK["ask_by"]
    assert [(each.kind, each.text) for each in ask.replies.all()] == [
        ("again", "Lend two analysts.")
    ]


def test_an_answer_that_did_not_help_waits_for_an_answer_again(line, contact, now):
    (ask,) = send(contact, now, report(line))
    officer = UserFactory(officer=True)
    answer_ask(actor=officer, ask=ask, text="Soon.", version=1, now=now)

    send(contact, now, report(line, ask_by=date(2026, 12, 24)))

    stored = Ask.objects.get()
    assert (stored.state, stored.need_by) == (AskState.OPEN, date(2026, 12, 24))
    assert [each.kind for each in ask.replies.order_by("pk")] == ["answer", "again"]


def test_after_it_is_settled_a_new_report_asks_anew(line, contact, now):
    (ask,) = send(contact, now, report(line))
    close_ask(actor=contact, ask=ask, text="Lent.", version=1, now=now)

    (new,) = send(contact, now, report(line))

    assert new != ask
    assert Ask.objects.count() == 2


def test_two_agencies_may_ask_about_one_action(line, contact, now):
    send(contact, now, report(line))
    other = ReturnLineFactory(action=line.action, quarterly_return=ReturnFactory())

    send(UserFactory(), now, report(other))

    assert Ask.objects.count() == 2


def test_the_ask_of_a_sensitive_line_or_action_is_sensitive(line, contact, now):
    (of_line,) = send(contact, now, report(line, marking=Marking.SENSITIVE))
    hidden = ReturnLineFactory(action=ActionFactory(active=True, sensitive=True))
    (of_action,) = send(contact, now, report(hidden))

    assert (of_line.marking, of_action.marking) == (
        Marking.SENSITIVE,
        Marking.SENSITIVE,
    )


def test_an_ask_that_is_repeated_in_a_sensitive_report_becomes_sensitive(
    line, contact, now
):
    send(contact, now, report(line))

    send(contact, now, report(line, ask="Marker.", marking=Marking.SENSITIVE))

    assert Ask.objects.get().marking == Marking.SENSITIVE
