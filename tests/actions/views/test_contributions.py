"""Where a contributor writes, and where it shows (R37)."""

import pytest
import time_machine

from actions.models import ContributorReport, ReturnLine
from tests.conftest import NOW
from tests.factories import (
    AgencyFactory,
    ContributionFactory,
    ContributorReportFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

FLAG = "Contributor reports an issue"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def line():
    return ReturnLineFactory(
        progress="Marker draft", action__title="Train the trainers"
    )


@pytest.fixture
def police(line):
    agency = AgencyFactory(name="Solent Police")
    ContributionFactory(action=line.action, agency=agency)
    return agency


@pytest.fixture
def sergeant(client, police):
    client.force_login(UserFactory(contact=police))
    return client


def address(line):
    return f"{line.get_absolute_url()}contribution/"


def read(client, path):
    return client.get(path).content.decode()


def test_a_contributor_finds_the_page_writes_and_sees_no_draft(sergeant, line, police):
    assert address(line) in read(sergeant, "/returns/mine/")
    page = read(sergeant, address(line))
    sent = sergeant.post(
        address(line),
        {
            "agency": police.pk,
            "text": "We trained 40.",
            "reports_issue": "on",
            "marking": "official",
            "status": "off_track",
        },
        follow=True,
    )

    assert "Train the trainers" in page
    assert "Marker" not in page + sent.content.decode()
    assert "We trained 40." in sent.content.decode()
    assert ContributorReport.objects.get().reports_issue
    assert ReturnLine.objects.get().status == ""


def test_what_is_refused_is_said_at_the_field(sergeant, line, police):
    sent = sergeant.post(address(line), {"agency": police.pk, "marking": "official"})

    assert "Write what your agency did." in sent.content.decode()
    assert ContributorReport.objects.count() == 0


@pytest.mark.parametrize(
    ("role", "code"),
    [("officer", 403), ("reader", 403), ("contact", 404), ("administrator", 404)],
)
def test_nobody_else_writes_there(client, line, police, role, code):
    client.force_login(UserFactory(**{role: True}))

    assert client.get(address(line)).status_code == code
    assert client.post(address(line), {"text": "x"}).status_code == code


def test_the_lead_does_not_contribute_to_its_own_line(client, line, police):
    client.force_login(UserFactory(contact=line.quarterly_return.agency))

    assert client.get(address(line)).status_code == 403


def test_another_agency_cannot_be_named(sergeant, line, police):
    other = AgencyFactory()
    ContributionFactory(action=line.action, agency=other)

    sergeant.post(
        address(line), {"agency": other.pk, "text": "x", "marking": "official"}
    )

    assert ContributorReport.objects.count() == 0


def test_it_shows_beside_the_line_on_the_return_the_action_and_the_board(client):
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(submitted=True), reported="on_track"
    )
    ContributorReportFactory(line=line, text="We see a gap.", reports_issue=True)
    quarterly_return = line.quarterly_return

    client.force_login(UserFactory(officer=True))
    for path in (quarterly_return.get_absolute_url(), line.action.get_absolute_url()):
        text = read(client, path)
        assert "We see a gap." in text
        assert FLAG in text
    board = read(client, quarterly_return.period.get_absolute_url())
    assert FLAG in board
    assert "We see a gap." not in board


def test_the_lead_reads_it_beside_its_line_and_in_its_list(client):
    line = ReturnLineFactory(quarterly_return__draft=True)
    ContributorReportFactory(line=line, text="We see a gap.", reports_issue=True)
    client.force_login(UserFactory(contact=line.quarterly_return.agency))

    assert "We see a gap." in read(client, line.get_absolute_url())
    assert FLAG in read(client, line.quarterly_return.get_absolute_url())


def test_a_sensitive_one_is_read_by_the_cleared_only_but_flagged_on_the_board(client):
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(accepted=True), reported="on_track"
    )
    ContributorReportFactory(
        line=line,
        text="Marker words",
        reports_issue=True,
        marking="official_sensitive",
    )
    quarterly_return = line.quarterly_return
    paths = (
        quarterly_return.get_absolute_url(),
        line.action.get_absolute_url(),
        quarterly_return.period.get_absolute_url(),
    )

    client.force_login(UserFactory(reader=True))
    assert [path for path in paths if "Marker" in read(client, path)] == []
    assert FLAG in read(client, paths[2])
    client.force_login(UserFactory(officer=True))
    assert "Marker" in read(client, paths[0])
