"""A contributor who sees a problem stands on the dashboard beside the rating."""

import pytest
from django.urls import reverse

from actions.choices import DeliveryStatus, Marking
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, reported, seen_by, this_period

pytestmark = pytest.mark.django_db


@pytest.fixture
def line(headings):
    this_period(closed=True)
    return reported(this=DeliveryStatus.ON_TRACK).lines.get()


def issues(person=None):
    return [
        (each.ref, each.contributor, each.status)
        for each in seen_by(person, now=AFTER_CLOSE).contributor_issues
    ]


def test_each_contributor_that_sees_a_problem_is_named_beside_the_rating(line):
    police = make.AgencyFactory(name="Solent Police")
    fire = make.AgencyFactory(name="Fire service")
    make.ContributorReportFactory(line=line, agency=police, reports_issue=True)
    make.ContributorReportFactory(line=line, agency=fire, reports_issue=True)
    make.ContributorReportFactory(line=line)

    assert sorted(issues()) == [
        (line.action.ref, "Fire service", "on_track"),
        (line.action.ref, "Solent Police", "on_track"),
    ]


def test_what_it_said_last_counts(line):
    police = make.AgencyFactory()
    make.ContributorReportFactory(line=line, agency=police, reports_issue=True)
    make.ContributorReportFactory(line=line, agency=police)

    assert issues() == []


def test_a_sensitive_action_is_not_named_to_who_may_not_see_it(line):
    type(line.action).objects.update(marking=Marking.SENSITIVE)
    make.ContributorReportFactory(line=line, reports_issue=True)

    assert issues(make.UserFactory(reader=True)) == []
    assert len(issues()) == 1


def test_the_page_shows_it_without_words(line, client):
    make.ContributorReportFactory(line=line, reports_issue=True, text="Marker words")
    client.force_login(make.UserFactory(chair=make.PartnershipFactory()))

    text = client.get(reverse("assurance:dashboard-now")).content.decode()

    assert "Contributors report an issue: 1" in text
    assert "Marker" not in text
