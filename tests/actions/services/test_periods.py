from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.choices import ActionLife, PeriodState, ReturnState
from actions.models import Period, Return, ReturnLine
from actions.selectors.windows import Windows, windows
from actions.services.owed_lines import add_missing_lines
from actions.services.periods import (
    close_period,
    edit_period,
    open_period,
    plan_period,
    turn_the_quarter,
)
from hcss.kernel import reminding
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from hcss.kernel.quarters import Quarter
from tests.factories import (
    QUARTER,
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def officer():
    return UserFactory(officer=True)


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# Q4 2025/26 is answered over Easter (3 and 6 April 2026), Q3 over the New Year, Q2
# over the end of summer time (25 October 2026).
@pytest.mark.parametrize(
    ("quarter", "days"),
    [
        (
            Quarter(2026, 1),
            [
                date(2026, 7, 1),
                date(2026, 7, 10),
                date(2026, 7, 17),
                date(2026, 7, 21),
                date(2026, 7, 28),
            ],
        ),
        (
            Quarter(2025, 4),
            [
                date(2026, 4, 1),
                date(2026, 4, 14),
                date(2026, 4, 21),
                date(2026, 4, 23),
                date(2026, 4, 30),
            ],
        ),
        (
            Quarter(2026, 3),
            [
                date(2027, 1, 4),
                date(2027, 1, 13),
                date(2027, 1, 20),
                date(2027, 1, 22),
                date(2027, 1, 29),
            ],
        ),
        (
            Quarter(2026, 2),
            [
                date(2026, 10, 1),
                date(2026, 10, 12),
                date(2026, 10, 19),
                date(2026, 10, 21),
                date(2026, 10, 28),
            ],
        ),
    ],
    ids=str,
)
def test_the_windows_of_a_quarter_are_working_days_after_it(quarter, days):
    usual = windows(quarter)
    opens, first, second, due, closes = days

    assert usual == Windows(
        opens_at=datetime(opens.year, opens.month, opens.day, 9, tzinfo=LONDON),
        due_at=datetime(due.year, due.month, due.day, 17, tzinfo=LONDON),
        closes_at=datetime(closes.year, closes.month, closes.day, 17, tzinfo=LONDON),
    )
    stages = reminding.delivered()
    assert stages["return_first"].moment(due) == first
    assert stages["return_second"].moment(due) == second


def test_deadlines_are_five_in_the_afternoon_in_summer_and_in_winter():
    usual = windows(QUARTER)

    assert usual.due_at.astimezone(UTC).hour == 16
    assert usual.closes_at.astimezone(UTC).hour == 17


def test_an_officer_plans_a_period_with_the_usual_windows(officer, now):
    period = plan_period(actor=officer, quarter=QUARTER, now=now)

    assert period.state == PeriodState.PLANNED
    assert period.due_at == windows(QUARTER).due_at
    assert verbs() == ["actions.period_planned"]


def test_a_period_is_planned_once(officer, now):
    PeriodFactory()

    with pytest.raises(Conflict, match=r"Q2 2026/27 is planned already"):
        plan_period(actor=officer, quarter=QUARTER, now=now)


def test_a_period_is_due_before_it_closes(officer, now):
    usual = windows(QUARTER)
    muddled = Windows(**(vars(usual) | {"closes_at": usual.opens_at}))

    with pytest.raises(ValidationError, match="in that order"):
        plan_period(actor=officer, quarter=QUARTER, windows=muddled, now=now)


def test_a_period_is_planned_no_more_than_a_year_ahead(officer, now):
    with pytest.raises(ValidationError, match="more than a year ahead"):
        plan_period(actor=officer, quarter=Quarter(2036, 1), now=now)


def test_only_an_officer_plans_opens_moves_or_closes(now):
    contact = UserFactory(contact=True)
    period = PeriodFactory()

    with pytest.raises(NotPermitted):
        plan_period(actor=contact, quarter=QUARTER.next, now=now)
    with pytest.raises(NotPermitted):
        open_period(actor=contact, period=period, now=now)
    with pytest.raises(NotPermitted):
        edit_period(actor=contact, period=period, windows=windows(QUARTER), now=now)
    with pytest.raises(NotPermitted):
        close_period(actor=contact, period=period, now=now)


def test_opening_gives_every_lead_agency_its_return_and_lines(officer, now):
    police, fire = AgencyFactory(name="Police"), AgencyFactory(name="Fire")
    first = ActionFactory(active=True, lead_agency=police)
    second = ActionFactory(agreed=True, lead_agency=police)
    third = ActionFactory(active=True, lead_agency=fire)
    ActionFactory()
    ActionFactory(closed=True, lead_agency=fire)
    period = PeriodFactory(planned=True)

    open_period(actor=officer, period=period, now=now)

    owed = ReturnLine.objects.order_by("pk").values_list(
        "quarterly_return__agency_name", "action", "quarterly_return__state"
    )
    assert list(owed) == [
        ("Police", first.pk, "open"),
        ("Police", second.pk, "open"),
        ("Fire", third.pk, "open"),
    ]
    assert (period.state, period.opened_by) == (PeriodState.OPEN, officer)
    assert verbs() == [
        "actions.period_opened",
        "actions.return_opened",
        "actions.return_opened",
    ]


def test_the_cost_of_opening_does_not_grow_with_the_actions(now):
    cost = []
    for quarter, count in ((QUARTER, 3), (QUARTER.next, 12)):
        ActionFactory.create_batch(count, active=True)
        period = PeriodFactory(planned=True, quarter=quarter)
        with CaptureQueriesContext(connection) as queries:
            open_period(actor=None, period=period, now=now)
        cost.append(len(queries))

    assert cost[0] == cost[1]


def test_of_two_openings_the_second_says_who_was_first(officer, now):
    period = PeriodFactory(planned=True)
    in_another_tab = Period.objects.get()
    open_period(actor=officer, period=period, now=now)

    with pytest.raises(Conflict) as caught:
        open_period(actor=officer, period=in_another_tab, now=now)

    assert caught.value.messages == [
        f"Q2 2026/27 was opened on 20 October 2026 at 10:00am by {officer.name}."
    ]


def test_a_period_whose_time_has_passed_is_given_later_dates_before_it_opens(officer):
    period = PeriodFactory(planned=True)

    with pytest.raises(ValidationError, match="would have closed on 28 October 2026"):
        open_period(
            actor=officer, period=period, now=datetime(2026, 11, 22, tzinfo=UTC)
        )


def test_an_action_agreed_while_the_period_is_open_joins_the_return(now):
    line = ReturnLineFactory(quarterly_return__draft=True)
    late_comer = ActionFactory(active=True, lead_agency=line.quarterly_return.agency)

    added = [
        add_missing_lines(period=line.quarterly_return.period, now=now)
        for _ in range(2)
    ]

    assert added == [1, 0]
    assert [each.action for each in line.quarterly_return.lines.order_by("pk")] == [
        line.action,
        late_comer,
    ]


def test_a_return_that_has_come_in_gains_no_line(now):
    line = ReturnLineFactory(quarterly_return__submitted=True, reported=True)
    ActionFactory(active=True, lead_agency=line.quarterly_return.agency)

    assert add_missing_lines(period=line.quarterly_return.period, now=now) == 0


def test_an_action_handed_on_while_the_period_is_open_is_asked_of_its_new_lead(now):
    line = ReturnLineFactory()
    line.action.lead_agency = AgencyFactory()
    line.action.save()

    add_missing_lines(period=line.quarterly_return.period, now=now)

    assert list(ReturnLine.objects.owed()) == [
        ReturnLine.objects.get(quarterly_return__agency=line.action.lead_agency)
    ]


def test_an_officer_opens_no_period_before_its_quarter_is_over(officer):
    """4.2: the last day of Q3 is a day of it, in London."""
    period = PeriodFactory(planned=True, quarter=QUARTER.next)
    last_day = datetime(2026, 12, 31, 23, 59, tzinfo=LONDON)

    with pytest.raises(ValidationError) as caught:
        open_period(actor=officer, period=period, now=last_day)
    open_period(actor=officer, period=period, now=last_day + timedelta(minutes=1))

    assert caught.value.messages == [
        "Q3 2026/27 ends on 31 December 2026; its return opens after that."
    ]
    assert period.state == PeriodState.OPEN


def test_an_officer_closes_no_period_before_its_returns_are_due(officer, now):
    """R31, R38: who is still on time is not made late."""
    period = PeriodFactory()

    with pytest.raises(ValidationError) as caught:
        close_period(actor=officer, period=period, now=now)
    with pytest.raises(ValidationError):
        close_period(actor=officer, period=period, now=period.due_at)

    (said,) = caught.value.messages
    assert said == (
        "Q2 2026/27 is not due until 5pm on Wednesday 21 October 2026; "
        "change the dates first."
    )
    assert Period.objects.get().state == PeriodState.OPEN


def test_closing_makes_no_return_of_what_has_not_come_in(officer):
    period = PeriodFactory()
    not_begun = ReturnFactory(period=period)
    draft = ReturnFactory(period=period, draft=True)
    ReturnLineFactory(quarterly_return=draft, progress="Half a sentence")
    sent = ReturnFactory(period=period, submitted=True)
    asked = ReturnFactory(period=period, queried=True)

    close_period(actor=officer, period=period, now=period.closes_at)

    states = dict(Return.objects.values_list("pk", "state"))
    assert states == {
        not_begun.pk: ReturnState.NO_RETURN,
        draft.pk: ReturnState.NO_RETURN,
        sent.pk: ReturnState.SUBMITTED,
        asked.pk: ReturnState.QUERIED,
    }
    assert draft.lines.get().progress == "Half a sentence"
    missing = AuditEvent.objects.filter(verb="actions.return_missing")
    assert {each.subject_id: each.changes for each in missing} == {
        not_begun.pk: {"state": ["open", "no_return"]},
        draft.pk: {"state": ["draft", "no_return"]},
    }


def test_a_period_closes_once(officer):
    period = PeriodFactory()
    in_another_tab = Period.objects.get()
    now = period.closes_at
    close_period(actor=None, period=period, now=now)

    with pytest.raises(Conflict, match=r"closed on 28 October 2026 .* by the clock"):
        close_period(actor=officer, period=in_another_tab, now=now)


def test_a_period_that_is_not_open_does_not_close(officer, now):
    with pytest.raises(Conflict, match="is not open yet"):
        close_period(actor=officer, period=PeriodFactory(planned=True), now=now)


def test_moving_the_deadline_is_written_down_with_both_dates(officer, now):
    period = PeriodFactory()
    usual = windows(QUARTER)
    later = Windows(**(vars(usual) | {"due_at": usual.due_at + timedelta(days=2)}))

    edit_period(actor=officer, period=period, windows=later, now=now)

    period.refresh_from_db()
    assert period.due_at == later.due_at
    assert AuditEvent.objects.get().changes == {
        "due_at": [usual.due_at.isoformat(), later.due_at.isoformat()]
    }


def test_a_closed_period_is_not_moved(officer, now):
    with pytest.raises(Conflict, match="was closed on"):
        edit_period(
            actor=officer,
            period=PeriodFactory(closed=True),
            windows=windows(QUARTER),
            now=now,
        )


def test_an_open_period_cannot_be_moved_to_have_closed(officer, now):
    usual = windows(QUARTER)
    early = Windows(
        **(vars(usual) | {"due_at": now - timedelta(days=2), "closes_at": now})
    )

    with pytest.raises(ValidationError, match="must close in the future"):
        edit_period(actor=officer, period=PeriodFactory(), windows=early, now=now)


def test_saving_the_same_dates_writes_nothing(officer, now):
    edit_period(
        actor=officer, period=PeriodFactory(), windows=windows(QUARTER), now=now
    )

    assert AuditEvent.objects.count() == 0


def test_of_two_officers_who_move_a_period_the_second_looks_again(officer, now):
    usual = windows(QUARTER)
    later, latest = (
        Windows(**(vars(usual) | {"due_at": usual.due_at + timedelta(days=days)}))
        for days in (2, 3)
    )
    period, in_another_tab = PeriodFactory(), Period.objects.get()
    edit_period(actor=officer, period=period, windows=later, now=now)

    with pytest.raises(Conflict, match="look again"):
        edit_period(actor=officer, period=in_another_tab, windows=latest, now=now)


def test_the_clock_walks_a_quarter_however_often_it_ticks():
    ActionFactory(active=True)
    seen = []
    for day in (date(2026, 9, 29), date(2026, 10, 1), date(2026, 10, 28)):
        at = datetime(day.year, day.month, day.day, 17, 5, tzinfo=LONDON)
        for _ in range(2):
            turn_the_quarter(now=at)
        seen.append(list(Period.objects.order_by("pk").values_list("slug", "state")))

    assert seen == [
        [("2026-27-q2", "planned")],
        [("2026-27-q2", "open"), ("2026-27-q3", "planned")],
        [("2026-27-q2", "closed"), ("2026-27-q3", "planned")],
    ]
    assert Return.objects.get().state == ReturnState.NO_RETURN


def test_a_late_clock_opens_what_may_still_be_answered():
    ActionFactory(active=True)

    turn_the_quarter(now=datetime(2026, 10, 27, 12, tzinfo=UTC))

    assert Return.objects.get().state == ReturnState.OPEN


def test_a_period_that_nobody_could_answer_is_left_for_an_officer():
    period = PeriodFactory(planned=True)
    ActionFactory(active=True)

    turn_the_quarter(now=datetime(2026, 11, 22, 12, tzinfo=UTC))

    period.refresh_from_db()
    assert (period.state, Return.objects.count()) == (PeriodState.PLANNED, 0)


def test_an_action_on_hold_owes_no_line(now):
    period = PeriodFactory(planned=True)
    ActionFactory(on_hold=True)

    open_period(actor=None, period=period, now=now)

    assert ReturnLine.objects.filter(action__life=ActionLife.ON_HOLD).count() == 0
