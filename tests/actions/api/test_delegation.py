"""Passing lines on, proposals and contributions through the API."""

import json

import pytest
import time_machine

from actions.models import ContributorReport, Delegation, Proposal, ReturnLine
from actions.return_choices import ProposalState
from tests.conftest import NOW
from tests.factories import (
    AgencyFactory,
    ContributionFactory,
    ContributorReportFactory,
    DelegationFactory,
    ProposalFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

PASSED, PROPOSALS, SAID = (
    "/api/v1/passed-lines/",
    "/api/v1/proposals/",
    "/api/v1/contributions/",
)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def line():
    return ReturnLineFactory()


@pytest.fixture
def owner(line, api_client):
    person = UserFactory(contact=line.quarterly_return.agency)
    api_client.force_login(person)
    return person


def post(client, path, **body):
    # Escaped, so that half a surrogate pair arrives as one.
    return client.post(path, json.dumps(body), content_type="application/json")


def test_a_line_is_passed_on_and_taken_back(api_client, line, owner):
    sent = post(
        api_client, PASSED, line=line.pk, to_name="Sam", to_email="sam@x.example"
    )
    body = sent.json()
    assert sent.status_code == 201
    assert (body["standing"], body["to_name"]) == ("open", "Sam")
    stored = Delegation.objects.get()
    assert stored.token_digest not in sent.content.decode()

    back = post(api_client, f"{PASSED}{stored.pk}/take-back/")
    again = post(api_client, f"{PASSED}{stored.pk}/take-back/")

    assert back.json()["standing"] == "withdrawn"
    assert again.status_code == 409


def test_a_colleague_proposes_and_the_owner_takes_over(api_client, line, owner):
    colleague = UserFactory(approver=line.quarterly_return.agency)
    passed = DelegationFactory(line=line, given_by=owner, to_person=colleague)
    path = f"{PASSED}{passed.pk}/propose/"
    assert post(api_client, path, progress="x").status_code == 403

    api_client.force_login(colleague)
    proposed = post(api_client, path, status="on_track", progress="Theirs.")
    assert proposed.json()["standing"] == "used"
    assert post(api_client, path, progress="Again.").status_code == 409
    api_client.force_login(owner)
    proposal = Proposal.objects.get()
    taken = post(api_client, f"{PROPOSALS}{proposal.pk}/take-over/", version=1)

    assert taken.json()["state"] == "taken"
    assert ReturnLine.objects.get().progress == "Theirs."


def test_a_stale_line_is_a_conflict_with_both_texts(api_client):
    proposal = ProposalFactory(progress="Theirs.")
    ReturnLine.objects.update(progress="Mine.", status="on_track", version=2)
    api_client.force_login(proposal.delegation.given_by)

    sent = post(api_client, f"{PROPOSALS}{proposal.pk}/take-over/", version=1)

    body = sent.json()
    assert sent.status_code == 409
    assert body["stored"]["progress"] == "Mine."
    assert body["yours"]["progress"] == "Theirs."
    assert Proposal.objects.get().state == ProposalState.WAITING


def test_a_proposal_is_declined_by_its_owner_only(api_client):
    proposal = ProposalFactory()
    path = f"{PROPOSALS}{proposal.pk}/"
    for who in (UserFactory(officer=True), UserFactory(contact=True)):
        api_client.force_login(who)
        assert api_client.get(path).status_code == 404
        assert post(api_client, f"{path}decline/").status_code == 404
    api_client.force_login(proposal.delegation.given_by)

    assert post(api_client, f"{path}decline/").json()["state"] == "declined"


def test_who_may_not_pass_on_gets_403_and_who_may_not_see_404(api_client, line):
    for who, code in (
        (UserFactory(contact=True), 404),
        (UserFactory(officer=True), 403),
        (UserFactory(reader=True), 403),
        (UserFactory(administrator=True), 403),
    ):
        api_client.force_login(who)
        assert post(api_client, PASSED, line=line.pk).status_code == code


@pytest.mark.parametrize(
    "wrong",
    [
        {"line": 10**400},
        {"line": {"a": 1}},
        {"to_person": True},
        {"to_person": 999_999},
        {"to_email": ["x"]},
        {"to_email": "a\0b@x.example"},
        {"to_name": "\ud800"},
        {"note": "\ud800"},
        {"note": "x" * 10_001},
    ],
)
def test_nonsense_is_refused_politely(api_client, line, owner, wrong):
    body = {"line": line.pk, "to_name": "Sam", "to_email": "s@x.example"} | wrong

    assert post(api_client, PASSED, **body).status_code == 400
    assert Delegation.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "splendid"},
        {"progress": "\ud800"},
        {"ask_by": "soon"},
        {"evidence_link": "javascript:alert(1)"},
        {"evidence_link": 1},
        {},
    ],
)
def test_a_proposal_that_cannot_be_is_refused_and_may_be_tried_again(
    api_client, line, wrong
):
    colleague = UserFactory(approver=line.quarterly_return.agency)
    passed = DelegationFactory(line=line, to_person=colleague)
    api_client.force_login(colleague)

    assert post(api_client, f"{PASSED}{passed.pk}/propose/", **wrong).status_code == 400
    assert Proposal.objects.count() == 0


# --- Contributions


def test_a_contributor_reports_and_never_rates(api_client, line):
    police = AgencyFactory(slug="police")
    ContributionFactory(action=line.action, agency=police)
    api_client.force_login(UserFactory(contact=police))

    sent = post(
        api_client,
        SAID,
        line=line.pk,
        agency="police",
        text="We trained 40.",
        reports_issue=True,
        status="off_track",
    )

    assert sent.status_code == 201
    assert sent.json()["reports_issue"] is True
    assert "status" not in sent.json()
    assert ReturnLine.objects.get().status == ""
    assert post(api_client, SAID, line=line.pk, agency="police").status_code == 400


def test_nobody_else_reports(api_client, line, owner):
    own = line.quarterly_return.agency.slug
    assert post(api_client, SAID, line=line.pk, agency=own, text="x").status_code == 403
    api_client.force_login(UserFactory(contact=True))
    assert post(api_client, SAID, line=line.pk, agency=own, text="x").status_code == 404
    assert ContributorReport.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "\ud800"},
        {"agency": "no-such"},
        {"agency": ["x"]},
        {"marking": "secret"},
        {"reports_issue": "perhaps"},
        {"line": "x"},
    ],
)
def test_a_contribution_that_makes_no_sense_is_refused(api_client, line, wrong):
    police = AgencyFactory(slug="police")
    ContributionFactory(action=line.action, agency=police)
    api_client.force_login(UserFactory(contact=police))
    body = {"line": line.pk, "agency": "police", "text": "We did."} | wrong

    assert post(api_client, SAID, **body).status_code == 400


@pytest.mark.parametrize("path", [PASSED, PROPOSALS, SAID])
def test_each_list_costs_the_same_however_long(api_client, line, owner, path):
    costs = []
    for more in (2, 10):
        for _ in range(more):
            ProposalFactory(delegation__line=line)
            ContributorReportFactory(line=line)
        costs.append(len(queries_of(lambda: api_client.get(path))[1]))

    assert costs[0] == costs[1]


def test_a_list_is_narrowed(api_client, line, owner):
    ProposalFactory(delegation__line=line)
    one = ContributorReportFactory(line=line, reports_issue=True)
    ContributorReportFactory(line=line)

    found = api_client.get(SAID, {"reports_issue": "true"}).json()["results"]
    assert [row["id"] for row in found] == [one.pk]
    assert api_client.get(PROPOSALS, {"state": "taken"}).json()["results"] == []
    assert len(api_client.get(PASSED, {"line": line.pk}).json()["results"]) == 1
