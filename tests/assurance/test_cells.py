"""From each cell of the real matrix one click leads to all that it rests on."""

import html5lib
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import DeliveryStatus
from priorities.models import Priority
from tests import factories as make
from tests.assurance.agreement_in_hand import in_hand
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    THIS,
    last_period,
    reported,
    this_period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after_close():
    with time_machine.travel(AFTER_CLOSE, tick=False):
        yield


@pytest.fixture
def chair(client, db):
    client.force_login(make.UserFactory(chair=True))
    return client


@pytest.fixture
def quarters(headings):
    last_period()
    return this_period(closed=True)


def links_of(page) -> list[str]:
    html = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    return [each.get("href", "") for each in tree.find(".//main").iter("a")]


def test_every_cell_of_the_agreement_leads_to_all_that_it_rests_on(chair):
    cells = in_hand()
    matrix = links_of(chair.get(reverse("assurance:dashboard-now")))

    assert len(cells) == 49
    reached = set()
    for cell in cells:
        assert cell.path in matrix
        links = links_of(chair.get(cell.path))
        wanted = [each.get_absolute_url() for each in cell.statements]
        wanted += [reverse("actions:action", args=[each.ref]) for each in cell.actions]
        wanted += [each.get_absolute_url() for each in cell.evidence]
        if cell.kind in ("evidence", "report"):
            wanted += [
                reverse("actions:line", args=[THIS, each.lead_agency.slug, each.ref])
                for each in cell.actions
                if each.lead_agency
            ]
        if not cell.statements:
            wanted.append(reverse("priorities:priority", args=[cell.priority.number]))
        assert set(wanted) - set(links) == set()
        reached |= set(wanted)
    failed = {
        link: code
        for link in reached
        if (code := chair.get(link, follow=True).status_code) != 200
    }
    assert failed == {}


def test_ownership_is_graded_and_not_assessed(quarters, chair, headings):
    reported(
        Priority.objects.get(),
        this=DeliveryStatus.ON_TRACK,
        heading=headings["OW"],
        ref="P1-77",
    )

    page = chair.get("/assurance/priorities/1/OW/")
    links_of(page)
    assertContains(page, "Ownership is graded by the group, not assessed.")
    assertContains(page, Priority.objects.get().ownership.get_grade_display())
    assertContains(page, "P1-77")
    assertContains(page, Priority.objects.get().ownership.owners.get().agency.name)
    assertNotContains(page, "/assurance/priorities/1/OW/opinion/")
    assertNotContains(page, "Nobody has given an opinion.</p>")
    form = chair.get("/assurance/priorities/1/OW/opinion/")
    assertContains(form, "Ownership is graded by the group, not assessed.")
    assertNotContains(form, "Give this opinion")


def test_an_opinion_sent_to_ownership_is_refused(quarters, chair):
    dated = {"evidence_on_day": "9", "evidence_on_month": "9"}
    said = make.GIVEN | dated | {"evidence_on_year": "2026"}

    page = chair.post("/assurance/priorities/1/OW/opinion/", said)
    assertContains(page, "Ownership is graded by the group, not assessed.")


def supported(headings, **fields):
    """Return an action whose line of this quarter is supported by an item."""
    action = reported(
        Priority.objects.get(),
        this=DeliveryStatus.ON_TRACK,
        last=DeliveryStatus.ON_TRACK,
        heading=headings["CC"],
        **fields,
    )
    line = action.lines.get(quarterly_return__period__starts_on=THIS.starts_on)
    return action, make.EvidenceUseFactory(line=line).evidence


CC = "/assurance/priorities/1/CC/"


def test_evidence_stands_with_its_title_its_kind_and_its_date(
    quarters, chair, headings
):
    _, evidence = supported(headings)

    page = chair.get(CC)
    assert evidence.get_absolute_url() in links_of(page)
    assertContains(page, evidence.title)
    assertContains(page, evidence.get_kind_display())


def test_an_earlier_position_does_not_know_of_later_evidence(quarters, chair, headings):
    _, evidence = supported(headings)

    then = chair.get(reverse("assurance:cell", args=[LAST, 1, "CC"]))
    assert evidence.get_absolute_url() not in links_of(then)


def test_evidence_of_a_sensitive_action_is_named_to_the_cleared_only(
    quarters, client, headings
):
    _, evidence = supported(headings, sensitive=True)

    for role, sees in (("reader", False), ("assurer", True), ("chair", True)):
        client.force_login(make.UserFactory(**{role: True}))
        page = client.get(CC)
        found = evidence.get_absolute_url() in links_of(page)
        assert found == (client.get(evidence.get_absolute_url()).status_code == 200)
        assert found == sees


def test_what_the_opinion_relies_on_is_told_in_words(quarters, chair, headings):
    opinion = make.OpinionFactory(heading=headings["CC"])

    page = chair.get(CC)
    assertContains(page, opinion.evidence)
    assertContains(page, "Medium confidence: 1 source, the oldest of")
    assertContains(page, "Arrangements are generally in place and working.")


def test_the_whole_priority_says_the_worst_of_its_headings_and_its_rule(
    quarters, chair, headings
):
    make.OpinionFactory(
        priority=Priority.objects.get(), heading=headings["CC"], level="limited"
    )

    page = chair.get("/assurance/priorities/1/all/")
    assertContains(page, "Worst of its headings: Limited. 1 of 2 headings assessed.")
    assertContains(page, "The worst current opinion among its headings; not an opinion")
    assertContains(page, '<strong class="hcss-tag hcss-tag--not-assessed">')
    before_definitions = page.content.decode().split("What the words mean")[0]
    assert "hcss-tag--limited" not in before_definitions


@pytest.mark.parametrize("code", ["OW", "CC", "all"])
def test_a_cell_costs_the_same_however_much_it_rests_on(
    quarters, chair, headings, code
):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert chair.get(f"/assurance/priorities/1/{code}/").status_code == 200
        return len(asked)

    for heading in (headings["OW"], headings["CC"]):
        reported(Priority.objects.get(), heading=heading, this=DeliveryStatus.ON_TRACK)
    supported(headings)
    make.OpinionFactory(priority=Priority.objects.get(), heading=headings["CC"])
    few = cost()
    for _ in range(5):
        supported(headings)
        make.OpinionFactory(priority=Priority.objects.get(), heading=headings["CC"])
    assert cost() == few
