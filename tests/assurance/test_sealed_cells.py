"""A cell of a sealed quarter is what it was, whatever happened since (R46)."""

import html5lib
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import DeliveryStatus
from actions.models import Action
from assurance.services.seals import seal_period
from partnerships.models import Agency
from priorities.models import Priority
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, THIS, last_period, reported, this_period

pytestmark = pytest.mark.django_db

SEALED = reverse("assurance:cell", args=[THIS, 1, "CC"])
LIVE = f"{SEALED}?as_at=now"


@pytest.fixture(autouse=True)
def after_close():
    with time_machine.travel(AFTER_CLOSE, tick=False) as clock:
        yield clock


@pytest.fixture
def chair(client, db):
    client.force_login(make.UserFactory(chair=True))
    return client


@pytest.fixture
def evidence(headings):
    """Seal a quarter with an action, its evidence, and an opinion on the heading."""
    last_period()
    period = this_period(closed=True)
    action = reported(
        Priority.objects.get(),
        this=DeliveryStatus.OFF_TRACK,
        heading=headings["CC"],
        ref="P1-01",
        title="Agree the county plan",
    )
    line = action.lines.get()
    evidence = make.EvidenceUseFactory(line=line).evidence
    make.OpinionFactory(
        priority=Priority.objects.get(), heading=headings["CC"], level="limited"
    )
    reported(
        Priority.objects.get(),
        this=DeliveryStatus.ON_TRACK,
        heading=headings["CC"],
        sensitive=True,
        title="A sensitive plan",
    )
    seal_period(actor=make.UserFactory(officer=True), period=period, now=AFTER_CLOSE)
    return evidence


@pytest.fixture
def changed(evidence, headings, after_close):
    """Change what a cell shows, a day later."""
    after_close.shift(86_400)
    action = Action.objects.filter(ref="P1-01")
    Agency.objects.filter(actions_led__in=action).update(name="Renamed Council")
    action.update(title="Another title")
    make.OpinionFactory(
        priority=Priority.objects.get(),
        heading=headings["CC"],
        level="reasonable",
        given_at=AFTER_CLOSE.replace(day=21),
    )


def valid(page) -> str:
    html = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html.split("What the words mean")[0]


def test_a_sealed_cell_shows_what_was_sealed(changed, chair):
    page = chair.get(SEALED)

    html = valid(page)
    assert "Sealed on 20 November 2026" in html
    assert "Agree the county plan" in html
    assert "Lend an analyst for six weeks." in html
    assert "hcss-tag--limited" in html
    for later in ("Another title", "Renamed Council", "hcss-tag--reasonable"):
        assert later not in html


def test_the_same_cell_now_is_one_link_away(changed, chair):
    assertContains(chair.get(SEALED), "/assurance/priorities/1/CC/?as_at=now")

    html = valid(chair.get(LIVE))
    assert "Another title" in html
    assert "hcss-tag--reasonable" in html
    assert "Sealed on" not in html


def test_without_a_quarter_the_latest_seal_is_shown(changed, chair):
    html = valid(chair.get(reverse("assurance:cell-now", args=[1, "CC"])))

    assert "Agree the county plan" in html
    assert "Another title" not in html


def test_from_a_sealed_cell_the_evidence_is_one_click_away(changed, evidence, chair):
    page = chair.get(SEALED)

    assertContains(page, f'href="{evidence.get_absolute_url()}"')
    assertContains(page, 'href="/actions/P1-01/"')
    assertContains(page, "The return’s line")
    assertContains(page, "is in place.")
    assert chair.get(evidence.get_absolute_url()).status_code == 200


def test_what_is_sensitive_in_a_sealed_cell_is_counted_and_not_named(evidence, client):
    for role, sees in (("reader", False), ("chair", True)):
        client.force_login(make.UserFactory(**{role: True}))
        page = client.get(SEALED)
        assertContains(page, "Actions: 2 agreed")
        assert ("A sensitive plan" in page.content.decode()) == sees


def test_ownership_and_the_whole_are_sealed_too(changed, chair):
    for code in ("OW", "all"):
        page = chair.get(reverse("assurance:cell", args=[THIS, 1, code]))
        valid(page)
        assertContains(page, "Sealed on")
        assertNotContains(page, "Another title")
    assertContains(page, "Worst of its headings: Limited. 1 of 2 headings assessed.")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("2026-27-q2", 200),
        ("2026-11-20", 200),
        ("2026-11-19", 404),
        ("2026-27-q1", 404),
        ("2030-01-01", 200),
        ("yesterday", 400),
        ("2026-02-30", 400),
        ("x" * 400, 400),
    ],
)
def test_a_cell_is_shown_as_at_any_seal(evidence, chair, word, status):
    link = reverse("assurance:cell-now", args=[1, "CC"])

    assert chair.get(link, {"as_at": word}).status_code == status


def test_a_sealed_cell_costs_the_same_however_much_it_rests_on(
    headings, chair, after_close
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert chair.get(reverse(*address)).status_code == 200
        return len(asked)

    costs = []
    officer = make.UserFactory(officer=True)
    periods = [last_period(), this_period(closed=True)]
    make.OpinionFactory(priority=Priority.objects.get(), heading=headings["CC"])
    for period in periods:
        for _ in range(len(costs) * 5 + 1):
            reported(
                Priority.objects.get(),
                this=DeliveryStatus.ON_TRACK,
                last=DeliveryStatus.ON_TRACK,
                heading=headings["CC"],
            )
        seal_period(actor=officer, period=period, now=AFTER_CLOSE)
        address = ("assurance:cell", None, [period.quarter, 1, "CC"])
        costs.append(cost())
    assert costs[0] == costs[1]
