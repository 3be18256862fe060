"""The slip ledger: every date that moved, by action, agency and reason."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import ActionLife, ClosedAs, DelayReason
from actions.models import Action
from actions.selectors.slips import ledger, totals
from actions.services.dates import ask_for_date, decide_date
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    DateChangeFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAGE, API = "/slips/", "/api/v1/slips/"
BASELINE = date(2027, 3, 31)


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


@pytest.fixture
def police():
    return AgencyFactory(name="Solent Police", slug="solent-police")


def slip(action, *days, reason=DelayReason.STAFFING):
    """Move the date of the action by so many days, each time approved."""
    for count in days:
        moved = action.forecast_on + timedelta(days=count)
        DateChangeFactory(action=action, approved=True, new_on=moved, reason=reason)
        Action.objects.filter(pk=action.pk).update(forecast_on=moved)
        action.refresh_from_db()


def shares(found):
    return {
        each.key: (each.slipped, each.dated, each.often, each.moves, each.days)
        for each in found
        if each.slipped or each.waiting
    }


def test_after_three_moves_the_baseline_is_the_first_date_and_the_count_three(
    officer, now
):
    """R22 to R25, by the services."""
    line = ReturnLineFactory(
        quarterly_return__accepted=True,
        action__baseline_on=BASELINE,
        action__forecast_on=BASELINE,
        reported="off_track",
    )
    contact = UserFactory(contact=line.action.lead_agency)
    for number in (1, 2, 3):
        action = Action.objects.get(pk=line.action_id)
        change = ask_for_date(
            actor=contact,
            action=action,
            new_on=BASELINE + timedelta(days=30 * number),
            reason="staffing",
            explanation="The analyst's post is vacant.",
            now=now,
        )
        pending = Action.objects.get(pk=line.action_id).forecast_on
        assert pending == BASELINE + timedelta(days=30 * (number - 1))
        decide_date(
            actor=officer,
            change=change,
            approve=True,
            decision="HCSSG 14 October 2026, minute 6" if number == 3 else "",
            now=now,
        )

    action = Action.objects.get(pk=line.action_id)
    rows = list(ledger(reader=officer))
    assert (action.baseline_on, action.slippage_days) == (BASELINE, 90)
    assert [(row.times, row.later, row.days_from_baseline) for row in rows] == [
        (3, 3, 90),
        (3, 3, 60),
        (3, 3, 30),
    ]
    line.refresh_from_db()
    assert line.reported.status == "off_track"


def test_totals_by_agency_and_reason_have_their_denominators(officer, police):
    health = AgencyFactory(name="Health", slug="health")
    twice = ActionFactory(active=True, lead_agency=police)
    slip(twice, 30)
    slip(twice, 60, reason=DelayReason.FUNDING)
    earlier = ActionFactory(active=True, lead_agency=police)
    slip(earlier, -10)
    ActionFactory(active=True, lead_agency=police)
    ActionFactory(undated=True, lead_agency=police)
    waiting = ActionFactory(active=True, lead_agency=health)
    DateChangeFactory(action=waiting)
    DateChangeFactory(action=ActionFactory(active=True), refused=True)

    found = totals(reader=officer)

    assert (found.dated, found.slipped, found.often) == (5, 1, 1)
    assert (found.moves, found.days) == (2, 90)
    assert (found.waiting, found.refused) == (1, 1)
    assert shares(found.agencies) == {
        "solent-police": (1, 3, 1, 2, 90),
        "health": (0, 1, 0, 0, 0),
    }
    assert shares(found.reasons) == {
        "staffing": (1, 5, 0, 1, 30),
        "funding": (1, 5, 0, 1, 60),
    }


def test_what_is_closed_leaves_the_figures_and_stays_in_the_list(officer):
    closed = ActionFactory(active=True)
    slip(closed, 30)
    Action.objects.filter(pk=closed.pk).update(
        life=ActionLife.CLOSED,
        closed_on=date(2026, 10, 14),
        closed_as=ClosedAs.WITHDRAWN,
        closing_decision="Minute 7",
    )

    assert totals(reader=officer).dated == 0
    assert ledger(reader=officer).count() == 1


def test_a_sensitive_action_is_hidden_from_those_not_cleared(officer):
    hidden = ActionFactory(active=True, sensitive=True)
    slip(hidden, 30)
    reader = UserFactory(reader=True)

    assert (totals(reader=officer).slipped, totals(reader=reader).dated) == (1, 0)
    assert not ledger(reader=reader).exists()


def test_the_page_marks_what_slipped_twice_and_keeps_waiting_and_refused_apart(
    client, officer, police, time_machine
):
    time_machine.move_to(datetime(2026, 11, 12, 9, tzinfo=UTC), tick=False)
    twice = ActionFactory(active=True, lead_agency=police, ref="P1-01")
    slip(twice, 30, 60)
    DateChangeFactory(action=ActionFactory(active=True, ref="P1-02"))
    DateChangeFactory(action=ActionFactory(active=True, ref="P1-03"), refused=True)
    client.force_login(officer)

    shown = client.get(PAGE)

    assertContains(shown, "Slipped 2 times", count=2)
    assertContains(shown, "1 waiting for a decision")
    assertContains(shown, "1 refused")
    assertNotContains(shown, "P1-02: change 1")
    assertContains(client.get(f"{PAGE}?state=waiting"), "P1-02: change 1")
    assertContains(client.get(f"{PAGE}?often=true&state=approved"), "P1-01: change 2")
    assertContains(client.get(f"{PAGE}?reason=funding"), "No date has moved")
    rows = client.get(f"{PAGE}?format=csv&agency=solent-police").getvalue().decode()
    assert [row.split(",")[0] for row in rows.splitlines()[1:]] == ["P1-01", "P1-01"]


def test_the_page_and_the_api_show_the_same_figures(client, api_client, officer):
    slip(ActionFactory(active=True), 30, 60)
    client.force_login(officer)
    api_client.force_authenticate(officer)

    page = client.get(PAGE).context["totals"]
    api = api_client.get(f"{API}totals/").json()

    assert (page.slipped, page.days) == (api["slipped"], api["days"]) == (1, 90)
    assert [each.key for each in page.reasons] == [
        each["key"] for each in api["reasons"]
    ]
    assert {each["later"] for each in api_client.get(API).json()["results"]} == {2}


def test_who_has_no_appointment_reads_no_ledger(client, api_client):
    nobody = UserFactory()
    client.force_login(nobody)
    api_client.force_authenticate(nobody)

    assert client.get(PAGE).status_code == 403
    assert api_client.get(f"{API}totals/").status_code == 403
