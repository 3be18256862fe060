"""The pages on which officers change a stage, try it out and go back."""

from datetime import UTC, datetime

import pytest
import time_machine

from actions.choices import Stage
from actions.models import StageChange
from actions.selectors.stages import rules_in_force
from hcss.kernel import reminding
from tests.factories import (
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    StageChangeFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_reminder")]

CODE = Stage.RETURN_FIRST
LIST, PAGE = "/reminders/stages/", f"/reminders/stages/{CODE}/"
TYPED = {
    "count": "6",
    "unit": "working_days",
    "side": "before",
    "sentence": "Please send the {about}.",
    "is_on": "on",
    "version": "0",
}


@pytest.fixture
def first_reminder():
    with time_machine.travel(datetime(2026, 10, 12, 9, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def officer(client):
    officer = UserFactory(name="Olive Officer", officer=True)
    client.force_login(officer)
    return officer


def test_every_stage_is_listed_with_its_moment_people_words_and_author(client, officer):
    StageChangeFactory(changed_by=officer)

    page = client.get(LIST)

    for rule in reminding.delivered().values():
        assert f"/reminders/stages/{rule.code}/" in page.text
    assert "7 working days before the deadline" in page.text
    assert "The agency’s contacts, or who is told in their place" in page.text
    assert "Version 1, by Olive Officer on 1 October 2026" in page.text
    assert "As delivered" in page.text


def test_a_stage_is_changed(client, officer):
    after = client.post(PAGE, TYPED, follow=True)

    assert after.redirect_chain == [(PAGE, 302)]
    rule = rules_in_force()[CODE]
    assert (rule.count, rule.sentence) == (-6, "Please send the {about}.")
    assert "Version 1, by Olive Officer" in after.text


def test_the_form_begins_with_the_stage_as_it_stands(client, officer):
    StageChangeFactory(stage=CODE, count=-3, is_on=False)

    form = client.get(PAGE).context["form"]

    assert (form["count"].value(), form["side"].value()) == (3, "before")
    assert (form["is_on"].value(), form["version"].value()) == (False, 1)


def test_a_preview_shows_the_words_the_days_and_the_people_and_keeps_nothing(
    client, officer
):
    agency = AgencyFactory(name="Hampshire Constabulary")
    UserFactory(contact=agency)
    ReturnFactory(agency=agency)

    page = client.post(PAGE, TYPED | {"do": "preview"})

    assert page.status_code == 200
    said = "Please send the Q2 2026/27 return of Hampshire Constabulary."
    assert said in page.text
    assert "it goes on 13 October 2026" in page.text
    assert "would tell 0 people of it. As it stands it tells 1." in page.text
    assert StageChange.objects.count() == 0


@pytest.mark.parametrize("do", ["save", "preview"])
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"sentence": "The {aboot} is late."}, "sentence"),
        ({"sentence": ""}, "sentence"),
        ({"sentence": "x" * 301}, "sentence"),
        ({"sentence": "a\0b"}, "sentence"),
        ({"count": "401"}, "count"),
        ({"count": "-1"}, "count"),
        ({"count": "9" * 400}, "count"),
        ({"count": ""}, "count"),
        ({"unit": "weeks"}, "unit"),
        ({"side": "under"}, "side"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(client, officer, typed, field, do):
    page = client.post(PAGE, TYPED | typed | {"do": do})

    assert list(page.context["form"].errors) == [field]
    assert StageChange.objects.count() == 0


def test_personal_data_is_refused_and_what_may_be_is_asked_about(client, officer):
    number = client.post(PAGE, TYPED | {"sentence": "Ask 943 476 5919."})
    asked = TYPED | {"sentence": "Write to jo.bloggs@example.org."}
    address = client.post(PAGE, asked)
    confirmed = client.post(PAGE, asked | {"is_confirmed": "on"})

    assert list(number.context["form"].errors) == ["sentence"]
    assert address.context["form"].is_asked_to_confirm
    assert confirmed.status_code == 302


def test_of_two_tabs_the_second_sees_both_and_may_decide(client, officer):
    client.post(PAGE, TYPED)

    lost = client.post(PAGE, TYPED | {"sentence": "Send it."})

    assert lost.status_code == 409
    assert "You changed this stage in another window" in lost.text
    assert "As it stands now" in lost.text
    assert "Send it." in lost.text
    again = TYPED | {
        "sentence": "Send it.",
        "version": lost.context["form"].data["version"],
    }
    assert client.post(PAGE, again).status_code == 302
    assert rules_in_force()[CODE].version == 2


def test_there_is_a_way_back_to_each_version(client, officer):
    client.post(PAGE, TYPED)
    client.post(PAGE, TYPED | {"version": "1", "count": "2"})
    page = client.get(PAGE)
    assert "Go back to this version" in page.text
    assert "Go back to how it was delivered" in page.text

    client.post(f"{PAGE}back/", {"version": 2, "to_version": 1})
    assert rules_in_force()[CODE].count == -6
    client.post(f"{PAGE}back/", {"version": 3, "to_version": 0})
    assert rules_in_force()[CODE].count == -7

    assert StageChange.objects.count() == 4


def test_a_way_back_from_an_old_tab_changes_nothing(client, officer):
    client.post(PAGE, TYPED)

    after = client.post(f"{PAGE}back/", {"version": 0, "to_version": 0}, follow=True)
    strange = client.post(f"{PAGE}back/", {"version": "x"}, follow=True)

    assert "You changed this stage in another window" in after.text
    assert "Choose one of the versions." in strange.text
    assert StageChange.objects.count() == 1


def test_a_stage_that_is_not_known_is_not_there(client, officer):
    assert client.get("/reminders/stages/no-such/").status_code == 404
    assert client.post("/reminders/stages/no-such/back/").status_code == 404


@pytest.mark.parametrize("who", ["contact", "chair", "administrator"])
def test_the_pages_are_for_officers(client, who):
    client.force_login(UserFactory(**{who: True}))

    assert client.get(LIST).status_code == 403
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, TYPED).status_code == 403
    assert client.post(f"{PAGE}back/").status_code == 403


def test_the_board_of_a_period_says_who_is_reminded_when(client, officer):
    period = PeriodFactory()
    StageChangeFactory(stage=Stage.RETURN_LATE, count=2)
    StageChangeFactory(stage=Stage.RETURN_CHAIR, is_on=False)

    text = client.get(period.get_absolute_url()).text

    assert "12 October 2026: First reminder of a return" in text
    assert "23 October 2026: Return late" in text
    assert "on the chair’s list" not in text
