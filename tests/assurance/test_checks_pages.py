"""The standing checks as pages, as CSV, by the API, on the desk and the dashboard."""

from datetime import date

import pytest
import time_machine
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import Marking
from hcss.kernel import standing
from hcss.kernel.standing import Moment
from partnerships.choices import Role
from tests import factories as make
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
CHECKS = "/assurance/checks/"
ONE = f"{CHECKS}no-date/"
API = "/api/v1/checks/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def signed_in(client):
    def signed_in(**role):
        client.force_login(make.UserFactory(**role or {"officer": True}))
        return client

    return signed_in


@pytest.mark.parametrize("path", [CHECKS, ONE, API, f"{API}no-date/findings/"])
@pytest.mark.parametrize("role", Role.values)
def test_everybody_who_reads_assurance_reads_them(signed_in, role, path):
    status = 403 if role == Role.ADMINISTRATOR else 200

    assert signed_in(**{role: True}).get(path).status_code == status


@pytest.mark.parametrize(
    "path", [f"{CHECKS}no-such/", f"{API}no-such/", f"{API}no-such/findings/"]
)
def test_a_check_that_nobody_knows_is_not_found(signed_in, path):
    assert signed_in().get(path).status_code == 404


def test_a_check_says_what_it_found_of_how_many_and_what_mends_it(signed_in):
    action = make.ActionFactory(undated=True)
    make.ActionFactory(active=True)

    page = signed_in().get(CHECKS)

    assertContains(page, "Actions with no date agreed: 1 of 2")
    assertContains(page, f"{action}, {action.lead_agency}")
    assertContains(page, f'href="/actions/{action.ref}/date/"')
    assertContains(page, standing.GRADE_MEANINGS[standing.Grade.SERIOUS])


def test_a_check_that_finds_nothing_says_so_in_one_line(signed_in):
    page = signed_in().get(CHECKS).content.decode()

    line = "Actions with no date agreed: 0 of 0 actions that are reported on"
    assert page.count("Actions with no date agreed") == 1
    assert line in page
    assertContains(signed_in().get(ONE), "Nothing found")


def test_the_way_to_the_form_is_offered_to_those_who_may(signed_in):
    action = make.ActionFactory(undated=True)
    form = f'href="/actions/{action.ref}/date/"'

    assertContains(signed_in().get(ONE), form)
    assertNotContains(signed_in(chair=True).get(ONE), form)


def test_twenty_are_named_and_the_rest_is_a_list_in_pages(signed_in):
    make.ActionFactory.create_batch(60, undated=True)
    browser = signed_in()

    assertContains(browser.get(CHECKS), "40 more, as a list")
    assert len(browser.get(ONE).context["findings"]) == 50
    assert len(browser.get(f"{ONE}?page=2").context["findings"]) == 10
    assert browser.get(f"{ONE}?page=99").status_code == 404


def test_what_is_sensitive_is_counted_and_named_to_the_cleared(signed_in):
    make.ActionFactory(undated=True, marking=Marking.SENSITIVE, title="Move the flat")

    plain = signed_in(reader=True)
    assertContains(plain.get(ONE), "Nothing that you may read")
    assertNotContains(plain.get(CHECKS), "Move the flat")
    assertContains(plain.get(CHECKS), "1 more not named here")
    cleared = signed_in(chair=True)
    assertContains(cleared.get(ONE), "Move the flat")
    rows = b"".join(cleared.get(f"{ONE}?format=csv").streaming_content)
    assert b"Move the flat" not in rows


def test_the_csv_has_every_finding_with_its_address(signed_in):
    make.ActionFactory.create_batch(60, undated=True)

    answer = signed_in().get(f"{ONE}?format=csv")
    rows = b"".join(answer.streaming_content).decode().splitlines()

    assert len(rows) == 61
    assert rows[0].lstrip("\ufeff") == "What,Why,Address"
    assert "http://testserver/actions/" in rows[1]
    name = "check-no-date-OFFICIAL.csv"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_api_answers_what_the_page_shows(signed_in):
    action = make.ActionFactory(undated=True)
    browser = signed_in()

    listed = browser.get(API).json()
    one = browser.get(f"{API}no-date/").json()
    findings = browser.get(f"{API}no-date/findings/").json()

    assert listed["count"] == len(standing.checks())
    assert {"code": "no-date", "number": 1, "total": 1}.items() <= next(
        each for each in listed["results"] if each["code"] == "no-date"
    ).items()
    assert one["of"] == "actions that are reported on"
    assert [each["mend_url"] for each in findings["results"]] == [
        f"/actions/{action.ref}/date/"
    ]


def test_pages_of_the_api_are_pages(signed_in):
    make.ActionFactory.create_batch(60, undated=True)

    second = signed_in().get(f"{API}no-date/findings/?page=2").json()

    assert second["count"] == 60
    assert len(second["results"]) == 10


def test_the_desk_counts_them_by_grade_and_leads_to_them(signed_in):
    make.ActionFactory(undated=True, contact=None)
    expected = standing.by_grade(standing.counts(Moment.of(NOW)))

    page = signed_in().get("/desk/")

    assert [each.number for each in page.context["grades"]] == [
        each.number for each in expected
    ]
    assertContains(page, "Standing checks")
    assertContains(page, f'href="{CHECKS}"')


def test_the_dashboard_counts_them_and_the_money_that_ends(signed_in):
    make.HeadingFactory()
    action = make.ActionFactory(undated=True)
    for _ in range(2):
        make.FundingConcernFactory(ends_on=date(2026, 12, 31), actions=[action])
    make.FundingConcernFactory(ends_on=None)

    page = signed_in(chair=True).get("/assurance/?as_at=now")

    assertContains(page, "2 funding streams end within four quarters")
    assertContains(page, "1 action depends on them")
    assertContains(page, f'href="{CHECKS}"')
    assertContains(page, 'href="/assurance/funding/"')
