"""Through the pages: an agency writes and sends in, an officer asks and accepts."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from actions.choices import DeliveryStatus
from actions.models import OfficerNote, Period, Return, ReturnLine, Submission
from tests.factories import (
    QUARTER,
    WORDS,
    ActionFactory,
    AgencyFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SIGNED = {"signed_name": "Jo Hart", "signed_post": "Partnerships manager"}


@pytest.fixture(autouse=True)
def clock(now):
    with time_machine.travel(now, tick=False) as clock:
        yield clock


@pytest.fixture
def police():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Ann Officer", email="ann@hcss.example")


@pytest.fixture
def contact(police):
    return UserFactory(contact=police, name="Jo Hart")


@pytest.fixture
def line(police):
    quarterly_return = ReturnFactory(agency=police)
    return ReturnLineFactory(quarterly_return=quarterly_return, action__ref="P1-03")


def where(name, *more):
    return reverse(f"actions:{name}", args=[QUARTER, "hampshire-constabulary", *more])


def typed(status, version=1, **words):
    """Return what a browser sends for a line: every field, dates in three boxes."""
    fields = {"status": status, "version": str(version)} | words
    for name in ("recovery_on", "ask_by", "completed_on", "reported_on"):
        if day := fields.pop(name, None):
            fields |= {f"{name}_day": day.day, f"{name}_month": day.month}
            fields[f"{name}_year"] = day.year
    return fields


@pytest.fixture
def asked_back(client, police, officer, contact):
    """Walk a quarter until the officer has asked about the return of two actions."""
    for ref in ("P1-03", "P1-04"):
        ActionFactory(active=True, lead_agency=police, ref=ref)
    client.force_login(officer)
    client.post(reverse("actions:period-new"), {"quarter": QUARTER.slug})
    client.post(reverse("actions:period-open", args=[QUARTER]))
    client.force_login(contact)
    at_risk = typed(DeliveryStatus.AT_RISK, **WORDS[DeliveryStatus.AT_RISK])
    client.post(where("line", "P1-03"), at_risk)
    client.post(where("line", "P1-04"), typed("on_track", progress="Agreed."))
    client.post(where("check"), SIGNED | {"seen": 4})
    client.force_login(officer)
    client.post(where("return-decide"), {"version": 1, "whole": "Who is the author?"})
    return Return.objects.get()


def test_planning_leads_to_the_dates_and_opening_to_the_board(client, officer):
    client.force_login(officer)

    planned = client.post(reverse("actions:period-new"), {"quarter": QUARTER.slug})
    opened = client.post(reverse("actions:period-open", args=[QUARTER]))

    assert planned.url == reverse("actions:period-edit", args=[QUARTER])
    assert opened.url == reverse("actions:board", args=[QUARTER])


def test_saving_leads_to_the_next_line_then_to_the_check_then_to_the_receipt(
    client, police, contact
):
    quarterly_return = ReturnFactory(agency=police)
    for ref in ("P1-03", "P1-04"):
        ReturnLineFactory(quarterly_return=quarterly_return, action__ref=ref)
    client.force_login(contact)
    on_track = typed("on_track", progress="Agreed.")

    first = client.post(where("line", "P1-03"), on_track)
    second = client.post(where("line", "P1-04"), on_track)
    sent = client.post(where("check"), SIGNED | {"seen": 4})

    assert first.url == where("line", "P1-04")
    assert second.url == where("check")
    assert sent.url == where("receipt")
    receipt = client.get(sent.url).content.decode()
    assert "on time" in receipt
    assert "Jo Hart, Partnerships manager" in receipt


def test_a_quarter_through_the_pages(client, clock, asked_back, officer, contact):
    assert asked_back.state == "queried"

    client.force_login(contact)
    query = asked_back.queries.get()
    client.post(where("query-answer", query.pk), {"answer": "The board."})
    client.post(where("check"), SIGNED | {"seen": 4})
    client.force_login(officer)
    client.post(where("return-accept"), {"version": 2})
    clock.move_to(Period.objects.get().closes_at)
    client.force_login(officer)
    client.post(reverse("actions:period-close", args=[QUARTER]))

    asked_back.refresh_from_db()
    assert (asked_back.state, asked_back.version) == ("accepted", 2)
    assert Period.objects.get().state == "closed"


def test_what_each_status_means_and_asks_stands_beside_the_choice(
    client, line, contact
):
    client.force_login(contact)

    text = client.get(where("line", "P1-03")).content.decode()

    assert "an issue threatens the date or the" in text
    assert "You are asked for: issue, recovery step, date of the recovery step." in text
    assert "You are asked for: cause, what is asked, of whom, by when." in text


def test_last_quarters_words_stand_beside_the_box_and_not_in_it(
    client, line, contact, police
):
    earlier = ReturnFactory(
        agency=police, period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )
    ReturnLineFactory(
        quarterly_return=earlier,
        action=line.action,
        reported=DeliveryStatus.ON_TRACK,
        reported__progress="What was said in summer.",
    )
    client.force_login(contact)

    response = client.get(where("line", "P1-03"))

    text = response.content.decode()
    assert "Reported for Q1 2026/27" in text
    assert text.count("What was said in summer.") == 1
    assert response.context["form"].initial["progress"] == ""


def test_save_and_come_back_later_keeps_an_unfinished_line(client, line, contact):
    client.force_login(contact)

    response = client.post(
        where("line", "P1-03"),
        typed(DeliveryStatus.AT_RISK, issue="Half a sen") | {"later": "1"},
    )

    assert response.url == where("return")
    assert ReturnLine.objects.get().issue == "Half a sen"


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    client, line, contact
):
    client.force_login(contact)

    response = client.post(
        where("line", "P1-03"), typed(DeliveryStatus.AT_RISK, issue="Two are away.")
    )

    form = response.context["form"]
    assert form.errors == {
        "recovery_step": ["Say what is being done to recover."],
        "recovery_on": ["Give the date of the recovery step."],
    }
    assert "Two are away." in response.content.decode()
    assert "<title>Error: " in response.content.decode()


def test_a_refused_status_says_why_beside_the_status(client, line, contact):
    """R18."""
    line.action.forecast_on = QUARTER.ends_on
    line.action.save()
    client.force_login(contact)

    response = client.post(
        where("line", "P1-03"), typed(DeliveryStatus.ON_TRACK, progress="Soon.")
    )

    assert response.context["form"].errors == {
        "status": [
            (
                "The date agreed, 30 September 2026, has passed: choose Off track or "
                "Complete, or ask for a new date."
            )
        ]
    }


def test_of_two_tabs_the_second_sees_both_texts_and_keeps_its_own(
    client, line, contact, police
):
    client.force_login(UserFactory(contact=police, name="Kim Deputy"))
    client.post(where("line", "P1-03"), typed("on_track", progress="Kim's text"))
    client.force_login(contact)

    second = client.post(
        where("line", "P1-03"), typed("on_track", progress="Jo's text")
    )

    text = second.content.decode()
    assert second.status_code == 409
    assert "Kim Deputy saved this line on 20 October 2026 at 10:00am" in text
    assert "Kim&#x27;s text" in text
    assert second.context["form"]["progress"].value() == "Jo's text"
    assert second.context["form"]["version"].value() == "2"

    again = client.post(
        where("line", "P1-03"), typed("on_track", version=2, progress="Both texts")
    )
    assert again.status_code == 302
    assert ReturnLine.objects.get().progress == "Both texts"


def test_a_line_saved_after_the_return_went_is_refused_with_who_can_help(
    client, line, contact, officer
):
    """The text stays in the form, the page says why and since when."""
    client.force_login(contact)
    client.post(where("nil"), SIGNED | {"is_confirmed": "on"})

    response = client.post(
        where("line", "P1-03"), typed("on_track", progress="One more thing")
    )

    text = response.content.decode()
    assert response.status_code == 409
    assert "This return was sent in on 20 October 2026 at 10:00am by Jo Hart." in text
    assert "Ann Officer (ann@hcss.example)" in text
    assert "One more thing" in text


def test_opening_a_line_that_cannot_be_written_says_why(client, police, contact):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    client.force_login(contact)

    response = client.get(line.get_absolute_url(), follow=True)

    assert "It cannot be changed now." in response.content.decode()


@pytest.mark.parametrize("role", ["officer", "chair", "assurer", "reader"])
def test_nobody_else_writes_a_line_sends_in_or_answers(client, line, police, role):
    """R35, R62: forbidden, not hidden."""
    query = QueryFactory(
        quarterly_return=ReturnFactory(
            agency=police, period=PeriodFactory(quarter=QUARTER.previous), queried=True
        )
    )
    client.force_login(UserFactory(**{role: True}))

    answers = {
        where("line", "P1-03"): typed("on_track", progress="Tidied"),
        where("check"): SIGNED,
        where("nil"): SIGNED | {"is_confirmed": "on"},
        reverse(
            "actions:query-answer",
            args=[QUARTER.previous, "hampshire-constabulary", query.pk],
        ): {"answer": "On their behalf"},
    }

    for url, said in answers.items():
        assert client.post(url, said).status_code == 403, url
    assert ReturnLine.objects.get().progress == ""


def test_another_agency_finds_nothing_there(client, line):
    """R36."""
    client.force_login(UserFactory(contact=True))

    for url in (
        where("return"),
        where("line", "P1-03"),
        where("check"),
        where("nil"),
        where("receipt"),
        where("return-accept"),
        where("return-decide"),
        where("query-answer", 1),
        where("line-note", "P1-03"),
    ):
        assert client.get(url).status_code == 404, url
        assert client.post(url, {}).status_code == 404, url


@pytest.mark.parametrize("role", ["chair", "assurer", "reader"])
def test_only_officers_decide(client, police, role):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    line = ReturnLineFactory(quarterly_return=quarterly_return, reported=True)
    client.force_login(UserFactory(**{role: True}))

    posts = {
        where("return-accept"): {"version": 1},
        where("return-decide"): {"version": 1, "whole": "Who?"},
        where("line-note", line.action.ref): {"text": "Fine."},
    }

    for url, said in posts.items():
        assert client.post(url, said).status_code == 403, url


def test_an_officer_who_reads_an_old_version_is_told(client, police, officer):
    ReturnFactory(
        agency=police,
        submitted=True,
        version=2,
        submission__signed_name="Jo Hart",
        submission__signed_post="Manager",
    )
    client.force_login(officer)

    response = client.post(where("return-accept"), {"version": 1})

    assert response.status_code == 409
    assert "This return was sent in on" in response.content.decode()
    assert Return.objects.get().state == "submitted"


def test_a_question_without_words_is_refused_beside_the_boxes(client, police, officer):
    ReturnFactory(agency=police, submitted=True)
    client.force_login(officer)

    response = client.post(where("return-decide"), {"version": 1, "whole": " "})

    assert response.status_code == 400
    assert "Choose a line to accept, or ask a question." in response.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_version_that_is_none_is_refused(client, police, officer, version):
    ReturnFactory(agency=police, submitted=True)
    client.force_login(officer)

    response = client.post(where("return-accept"), {"version": version})

    assert response.status_code == 400


def test_an_officer_asks_about_one_line_and_notes_another(client, police, officer):
    quarterly_return = ReturnFactory(agency=police, submitted=True)
    first, second = ReturnLineFactory.create_batch(
        2, quarterly_return=quarterly_return, reported=True
    )
    client.force_login(officer)

    client.post(where("line-note", second.action.ref), {"text": "Rung today."})
    client.post(where("return-decide"), {"version": 1, f"line_{first.pk}": "Who?"})

    query = quarterly_return.queries.get()
    assert (query.line, query.question) == (first, "Who?")
    assert OfficerNote.objects.get().line == second


def test_the_check_page_links_to_what_is_missing(client, line, contact):
    client.force_login(contact)

    text = client.get(where("check")).content.decode()
    response = client.post(where("check"), SIGNED)

    assert f'href="{line.get_absolute_url()}"' in text
    assert "Say whether it is still true, changed, or nothing was due." in text
    assert "P1-03: Say whether it is still true" in response.content.decode()
    assert Submission.objects.count() == 0


def test_the_check_page_warns_of_text_that_only_repeats(client, line, contact, police):
    """R38a: a warning, not a refusal."""
    earlier = ReturnFactory(
        agency=police, period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )
    ReturnLineFactory(quarterly_return=earlier, action=line.action, reported=True)
    words = WORDS[DeliveryStatus.ON_TRACK]
    client.force_login(contact)
    client.post(where("line", "P1-03"), typed("on_track", **words))

    text = client.get(where("check")).content.decode()
    sent = client.post(where("check"), SIGNED)

    assert "The text is the same as for Q1 2026/27." in text
    assert sent.url == where("receipt")

    client.force_login(UserFactory(officer=True))
    assert "the text is the same as last time" in (
        client.get(reverse("actions:desk")).content.decode()
    )


def test_what_changed_behind_the_check_page_is_read_before_it_is_signed(
    client, contact, police
):
    quarterly_return = ReturnFactory(agency=police, draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True, version=2)
    client.force_login(contact)

    response = client.post(where("check"), SIGNED | {"seen": "1"})
    again = client.post(where("check"), SIGNED | {"seen": response.context["seen"]})

    assert response.status_code == 409
    assert "Read the answers again" in response.content.decode()
    assert again.url == where("receipt")


def test_sending_in_twice_is_told_when_and_by_whom(client, contact, police):
    quarterly_return = ReturnFactory(agency=police, draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    client.force_login(contact)
    client.post(where("check"), SIGNED)

    response = client.post(where("check"), SIGNED)

    assert response.status_code == 409
    assert "This return was sent in on 20 October 2026 at 10:00am by Jo Hart." in (
        response.content.decode()
    )
    assert Submission.objects.count() == 1


def test_a_late_return_says_so_on_its_receipt_and_stays_late(
    client, contact, police, officer, clock
):
    quarterly_return = ReturnFactory(agency=police, draft=True)
    ReturnLineFactory(quarterly_return=quarterly_return, finished=True)
    clock.move_to(quarterly_return.period.due_at + timedelta(seconds=1))
    client.force_login(contact)
    client.post(where("check"), SIGNED)

    assert ", late" in client.get(where("receipt")).content.decode()

    client.force_login(officer)
    client.post(where("return-accept"), {"version": 1})
    assert "Late" in client.get(where("return")).content.decode()


def test_a_nil_return_is_confirmed_before_it_goes(client, line, contact):
    client.force_login(contact)

    refused = client.post(where("nil"), SIGNED)
    sent = client.post(where("nil"), SIGNED | {"is_confirmed": "on"})

    assert refused.context["form"].errors == {
        "is_confirmed": ["Confirm that there is nothing to report."]
    }
    assert "Nil return sent in" in client.get(sent.url).content.decode()


def test_sensitive_work_is_never_described_here(client, police, contact):
    """R56."""
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=police), action__sensitive=True
    )
    client.force_login(contact)

    text = client.get(line.get_absolute_url()).content.decode()

    assert "Never write CTLP, TPIM or Channel content here." in text


def test_a_person_who_serves_two_agencies_finds_both(client, contact, police):
    other = AgencyFactory(name="Hampshire Fire and Rescue")
    for agency in (police, other):
        ReturnLineFactory(quarterly_return=ReturnFactory(agency=agency))
    UserFactory(contact=other)
    person = UserFactory(contact=police, approver=other)
    client.force_login(person)

    text = client.get(reverse("actions:mine")).content.decode()

    assert "Hampshire Constabulary" in text
    assert "Hampshire Fire and Rescue" in text


def test_an_officer_moves_the_deadline_in_days(client, officer):
    period = PeriodFactory()
    client.force_login(officer)
    days = {
        "opens_on": (1, 10, 2026),
        "due_on": (23, 10, 2026),
        "closes_on": (30, 10, 2026),
    }
    boxes = {
        f"{name}_{box}": value
        for name, date in days.items()
        for box, value in zip(("day", "month", "year"), date, strict=True)
    }
    url = reverse("actions:period-edit", args=[QUARTER])

    saved = client.post(url, boxes)
    far = client.post(url, boxes | {"due_on_year": 2062})
    muddled = client.post(url, boxes | {"closes_on_day": 22})

    period.refresh_from_db()
    assert saved.status_code == 302
    assert period.due_at == datetime.fromisoformat("2026-10-23T16:00:00+00:00")
    assert period.closes_at == datetime.fromisoformat("2026-10-30T17:00:00+00:00")
    assert list(far.context["form"].errors) == ["due_on"]
    assert "in that order" in muddled.content.decode()


def test_opening_twice_says_who_was_first(client, officer):
    PeriodFactory()
    client.force_login(officer)

    response = client.post(reverse("actions:period-open", args=[QUARTER]))

    assert response.status_code == 409
    assert "was opened on 1 October 2026" in response.content.decode()


def test_a_nul_character_is_refused_and_not_a_server_error(client, line, contact):
    client.force_login(contact)

    response = client.post(where("line", "P1-03"), typed("on_track", progress="a\x00b"))

    assert list(response.context["form"].errors) == ["progress"]
