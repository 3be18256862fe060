"""Sealing by page and by program, and which position an address shows."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.choices import DeliveryStatus
from actions.models import Action, Period
from assurance.models import Seal
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, LAST, THIS, reported, this_period

pytestmark = pytest.mark.django_db

SEALS = "/api/v1/seals/"


@pytest.fixture(autouse=True)
def _after_the_close():
    with time_machine.travel(AFTER_CLOSE, tick=False):
        yield


@pytest.fixture
def period(headings):
    make.PeriodFactory(quarter=LAST, closed=True)
    return this_period(closed=True)


@pytest.fixture
def page(client, officer):
    """Return a function that reads an address as an officer: its words, in one line."""
    client.force_login(officer)

    def read(name, *args, status=200, **asked):
        response = client.get(reverse(name, args=args), asked)
        assert response.status_code == status
        return " ".join(response.content.decode().split())

    return read


@pytest.fixture
def seal(period, client, officer):
    """Seal the quarter with one action on track, which is off track since."""
    action = reported(this=DeliveryStatus.ON_TRACK, title="Agree a plan")
    client.force_login(officer)
    address = reverse("assurance:seal", args=[THIS])
    client.post(address, {"is_checked": "on"}, follow=True)
    Action.objects.filter(pk=action.pk).update(title="Renamed since")
    return Seal.objects.get()


def test_the_page_says_what_is_frozen_and_what_is_not_ready(period, page):
    make.ReturnFactory(period=period, submitted=True)
    make.QueryFactory(quarterly_return=make.ReturnFactory(period=period, queried=True))
    make.OpinionFactory(expired=True)

    said = page("assurance:seal", THIS)
    assert "Sealing freezes the position of Q2 2026/27 as it stands now" in said
    for label, number in [
        ("Returns not decided", "2 of 2"),
        ("Questions without an answer", "1"),
        ("No meeting is planned for the quarter", "–"),
        ("Nothing is written for the paper", "–"),
        ("Opinions out of date", "1 of 1"),
    ]:
        row = f'{label}</dt> <dd class="govuk-summary-list__value">{number}<'
        assert row in said
    assert "Amendments waiting" not in said
    assert "typed and the agency" not in said


def test_sealing_leads_to_the_sealed_position(period, client, officer):
    client.force_login(officer)

    answer = client.post(
        reverse("assurance:seal", args=[THIS]), {"is_checked": "on"}, follow=True
    )
    said = answer.content.decode()
    seal = Seal.objects.get()
    assert answer.redirect_chain == [(reverse("assurance:dashboard", args=[THIS]), 302)]
    assert "The position is sealed. It no longer changes." in said
    assert seal.sha256 in said
    assert "frozen on 20 November 2026 at 9:00am" in said


def test_nothing_is_sealed_before_the_officer_says_so(period, client, officer):
    client.force_login(officer)

    answer = client.post(reverse("assurance:seal", args=[THIS]))
    assert answer.status_code == 200
    assert "I have looked at what is not ready" in answer.content.decode()
    assert not Seal.objects.exists()


def test_sealed_already_the_page_says_by_whom_and_has_no_button(seal, page, client):
    said = page("assurance:seal", THIS)
    assert "Q2 2026/27 was sealed on 20 November 2026 at 9:00am by" in said
    assert "Seal Q2 2026/27</button>" not in said

    again = client.post(reverse("assurance:seal", args=[THIS]), {"is_checked": "on"})
    assert again.status_code == 409
    assert Seal.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "status"),
    [("chair", 403), ("assurer", 403), ("reader", 403), ("administrator", 403)],
)
def test_only_officers_reach_the_page(period, client, role, status):
    kind = make.PartnershipFactory() if role == "chair" else True
    client.force_login(make.UserFactory(**{role: kind}))

    address = reverse("assurance:seal", args=[THIS])
    assert client.get(address).status_code == status
    assert client.post(address, {"is_checked": "on"}).status_code == status
    assert client.post(SEALS, {"quarter": THIS.slug}).status_code == status


def test_a_quarter_that_has_not_begun_has_no_page(period, page):
    make.PeriodFactory(quarter=THIS.next, planned=True)

    page("assurance:seal", THIS.next, status=404)
    page("assurance:seal", Quarter(2031, 1), status=404)


def test_a_closed_quarter_offers_officers_to_seal_it(period, page, client):
    address = reverse("assurance:seal", args=[THIS])

    for name, args in [
        ("assurance:dashboard", [THIS]),
        ("actions:board", [THIS]),
        ("actions:desk", []),
    ]:
        assert address in page(name, *args), name
    client.force_login(make.UserFactory(reader=True))
    shown = client.get(reverse("assurance:dashboard", args=[THIS])).content.decode()
    assert "Q2 2026/27 is not sealed: this position still changes." in shown
    assert address not in shown


def test_a_sealed_quarter_offers_it_no_more(seal, page):
    address = reverse("assurance:seal", args=[THIS])

    assert address not in page("assurance:dashboard", THIS, as_at="now")
    assert address not in page("actions:board", THIS)
    assert address not in page("actions:desk")
    assert "Sealed on 20 November 2026 at 9:00am" in page("actions:board", THIS)


def test_the_list_shows_quarter_moment_person_and_hash(seal, page, officer):
    said = page("assurance:seals")
    assert seal.sha256 in said
    assert officer.name in said
    assert "20 November 2026 at 9:00am" in said


def test_the_list_goes_out_as_csv(seal, client):
    answer = client.get(reverse("assurance:seals"), {"format": "csv"})
    assert f"{seal.sha256},0" in b"".join(answer).decode()


def test_without_seals_the_list_says_what_to_do(period, page):
    assert "No position is sealed" in page("assurance:seals")


def test_seals_are_filtered_by_agreement(seal, page):
    slug = seal.agreement.slug
    assert seal.sha256 in page("assurance:seals", agreement=slug)
    assert "Select a valid choice" in page("assurance:seals", agreement="no-such")


def test_the_sealed_quarter_is_shown_as_it_was(seal, page):
    for name, args in [
        ("assurance:dashboard", [THIS]),
        ("assurance:dashboard-now", []),
    ]:
        said = page(name, *args)
        assert "Sealed position of Q2 2026/27</strong>, frozen on" in said
        assert "1 of 1 on track" in said


def test_as_at_now_shows_how_it_stands_and_leads_back(seal, page):
    said = page("assurance:dashboard", THIS, as_at="now")
    address = reverse("assurance:dashboard", args=[THIS])
    assert "Q2 2026/27 as it stands now</strong>" in said
    assert f'href="{address}">sealed position of Q2 2026/27</a>' in said
    assert f'href="{address}?as_at=now">' in page("assurance:dashboard", THIS)


def test_a_quarter_or_a_day_names_a_seal(seal, page):
    for word in (THIS.slug, "2026-11-20", "2026-11-21", "9999-12-31"):
        said = page("assurance:dashboard-now", as_at=word)
        assert "Sealed position of Q2 2026/27" in said, word


def test_what_was_not_sealed_is_not_there(seal, page):
    for word in (LAST.slug, "2031-32-q1", "2026-11-19", "0001-01-01"):
        page("assurance:dashboard-now", as_at=word, status=404)


def test_a_word_that_is_no_moment_is_refused_in_words(seal, page, client):
    for word in (
        "yesterday",
        "2026-27-q5",
        "2026-28-q1",
        "2026-13-01",
        "x" * 999,
    ):
        said = page("assurance:dashboard", THIS, as_at=word, status=400)
        assert "Write “as at” as a quarter such as 2026-27-q2" in said
        answer = client.get("/api/v1/dashboard/", {"as_at": word})
        assert answer.status_code == 400
        assert list(answer.json()) == ["as_at"]


def test_while_a_later_quarter_is_open_the_seal_has_its_own_address(seal, page):
    make.PeriodFactory(quarter=THIS.next)

    assert "Assurance, Q3 2026/27" in page("assurance:dashboard-now")
    assert "Sealed position of Q2 2026/27" in page("assurance:dashboard", THIS)
    assert "Sealed position of Q2" in page("assurance:dashboard-now", as_at=THIS.slug)


def test_the_chairs_page_does_not_change_between_printing_and_the_meeting(seal, client):
    """Domain 6, 24."""
    chair = make.UserFactory(chair=make.PartnershipFactory())
    client.force_login(chair)
    address = reverse("assurance:dashboard", args=[THIS])
    printed = _without_tokens(client.get(address))

    make.PeriodFactory(quarter=THIS.next)
    reported(this=DeliveryStatus.OFF_TRACK)
    make.OpinionFactory()
    with time_machine.travel(AFTER_CLOSE + timedelta(days=9), tick=False):
        client.force_login(chair)
        assert _without_tokens(client.get(address)) == printed


def _without_tokens(response):
    """Return the page without what is new with every sign-in."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.text)


def test_a_program_seals_lists_and_reads(period, client, officer):
    client.force_login(officer)

    made = client.post(SEALS, {"quarter": THIS.slug}, content_type="application/json")
    seal = Seal.objects.get()
    assert made.status_code == 201
    assert made.json() == {
        "quarter": THIS.slug,
        "quarter_label": "Q2 2026/27",
        "agreement": seal.agreement.slug,
        "sealed_at": "2026-11-20T09:00:00Z",
        "sealed_by": officer.name,
        "sealed_by_post": officer.post_title,
        "sha256": seal.sha256,
        "format": 1,
        "packs_made": 0,
    }
    assert client.get(SEALS).json()["results"] == [made.json()]
    one = client.get(f"{SEALS}{THIS.slug}/").json()
    assert one.pop("content")["quarter_label"] == "Q2 2026/27"
    assert one == made.json()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        ({"quarter": "2031-32-q1"}, 400),
        ({"quarter": "\0"}, 400),
        ({"quarter": {"x": 1}}, 400),
        ({"quarter": 10**30}, 400),
        ({"quarter": None}, 400),
        ([], 400),
    ],
)
def test_what_makes_no_sense_is_refused(period, client, officer, sent, status):
    client.force_login(officer)

    answer = client.post(SEALS, sent, content_type="application/json")
    assert answer.status_code == status


def test_a_program_is_told_that_it_is_sealed_already(seal, client):
    again = client.post(SEALS, {"quarter": THIS.slug}, content_type="application/json")
    assert again.status_code == 409
    assert "was sealed on 20 November 2026" in again.content.decode()


def test_the_answer_of_a_sealed_quarter_names_its_seal(seal, client):
    sealed = client.get(f"/api/v1/dashboard/{THIS.slug}/").json()
    live = client.get(f"/api/v1/dashboard/{THIS.slug}/", {"as_at": "now"}).json()

    assert sealed["seal"]["sha256"] == live["seal"]["sha256"] == seal.sha256
    assert (sealed["seal"]["is_shown"], live["seal"]["is_shown"]) == (True, False)
    assert client.get(f"/api/v1/dashboard/{LAST.slug}/").json()["seal"] is None


def test_nothing_is_written_by_looking(seal, page):
    page("assurance:dashboard", THIS)
    page("assurance:seal", THIS)
    assert Period.objects.get(pk=seal.period_id).sealed_at == AFTER_CLOSE
