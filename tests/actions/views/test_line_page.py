"""The page of one line: the answer first, and nothing that was typed is lost."""

import json
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from actions.choices import DeliveryStatus
from actions.models import ReturnLine
from tests.factories import (
    QUARTER,
    AgencyFactory,
    PeriodFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SAID = "The draft plan went to all partners."


@pytest.fixture(autouse=True)
def _in_the_window(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agency():
    return AgencyFactory(name="Hampshire Constabulary", slug="hampshire-constabulary")


@pytest.fixture
def contact(agency):
    return UserFactory(contact=agency, name="Jo Hart")


@pytest.fixture
def say(agency):
    """Return a function that makes a line on which something was said before."""
    now_owed = ReturnFactory(agency=agency)
    before = ReturnFactory(
        agency=agency, period=PeriodFactory(quarter=QUARTER.previous), accepted=True
    )

    def say(status=DeliveryStatus.ON_TRACK, ref="P1-03", **words):
        line = ReturnLineFactory(quarterly_return=now_owed, action__ref=ref)
        said = {f"reported__{name}": value for name, value in words.items()}
        ReturnLineFactory(
            quarterly_return=before, action=line.action, reported=status, **said
        )
        return line

    return say


@pytest.fixture
def browser(client, contact):
    client.force_login(contact)
    return client


def where(name, *more):
    return reverse(f"actions:{name}", args=[QUARTER, "hampshire-constabulary", *more])


PAGE, TYPED = where("line", "P1-03"), where("line-typed", "P1-03")


def sent(version=1, **words):
    """Return what a browser sends: dates in three boxes."""
    fields = {"version": str(version)} | words
    for name in ("recovery_on", "ask_by", "completed_on", "reported_on"):
        if day := fields.pop(name, None):
            fields |= {f"{name}_day": day.day, f"{name}_month": day.month}
            fields[f"{name}_year"] = day.year
    return fields


def text_of(response):
    return " ".join(response.content.decode().split())


# --- The answer first


def test_the_last_accepted_words_stand_beside_three_choices(browser, say):
    say()

    text = text_of(browser.get(PAGE))

    assert "Reported for Q1 2026/27</h2>" in text
    assert text.count(SAID) == 1
    for answer in ("Still true", "Something changed", "Nothing was due"):
        assert answer in text


def test_words_that_were_only_sent_in_are_labelled_so(browser, agency):
    ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency), action__ref="P1-03"
    )
    line = ReturnLine.objects.get()
    before = ReturnFactory(
        agency=agency, period=PeriodFactory(quarter=QUARTER.previous), submitted=True
    )
    ReturnLineFactory(quarterly_return=before, action=line.action, reported=True)

    text = text_of(browser.get(PAGE))

    assert "Reported for Q1 2026/27, sent in and not accepted yet" in text


def test_accepted_words_go_before_later_ones_that_were_only_sent_in(
    browser, say, agency
):
    line = say()
    oldest = PeriodFactory(quarter=QUARTER.previous.previous)
    accepted = ReturnFactory(agency=agency, period=oldest, accepted=True)
    ReturnLineFactory(
        quarterly_return=accepted,
        action=line.action,
        reported=True,
        reported__progress="What was accepted in spring.",
    )
    before = line.action.lines.get(
        quarterly_return__period__starts_on=QUARTER.previous.starts_on
    )
    before.accepted_at = before.accepted_by = None
    before.save()
    before.quarterly_return.state = "submitted"
    before.quarterly_return.save()

    text = text_of(browser.get(PAGE))

    assert "What was accepted in spring." in text
    assert SAID not in text


def test_still_true_is_not_offered_where_nothing_was_said_before(browser, agency):
    ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency), action__ref="P1-03"
    )

    text = text_of(browser.get(PAGE))

    assert "Still true" not in text
    assert "There is something to report" in text
    refused = browser.post(PAGE, sent(answer="still_true"))
    assert "answer" in refused.context["form"].errors


def test_sensitive_words_of_another_agency_are_held_back(browser, agency):
    """R57."""
    line = ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency), action__ref="P1-03"
    )
    ReturnLineFactory(
        quarterly_return=ReturnFactory(
            period=PeriodFactory(quarter=QUARTER.previous), accepted=True
        ),
        action=line.action,
        reported=True,
        reported__marking="official_sensitive",
    )

    pages = [text_of(browser.get(url)) for url in (PAGE, where("return"))]
    refused = browser.post(PAGE, sent(answer="still_true"))
    ticked = {"lines": [line.pk], f"version_{line.pk}": 1}
    told = browser.post(where("still-true"), ticked)

    assert "OFFICIAL-SENSITIVE: held back" in pages[0]
    assert "Still true" not in pages[0]
    assert "Is it still true?" not in pages[1]
    assert told.status_code == 400
    for text in (*pages, text_of(refused), text_of(told)):
        assert SAID not in text
    line.refresh_from_db()
    assert line.progress == ""


def test_still_true_is_one_press_and_leads_on(browser, say):
    line = say()

    response = browser.post(PAGE, sent(answer="still_true"))

    assert response.url == where("check")
    line.refresh_from_db()
    assert (line.progress, line.carried_from is not None) == (SAID, True)
    again = text_of(browser.get(PAGE))
    assert "Marked as still true." in again


def test_the_third_time_in_a_row_is_flagged_before_and_after(browser, say):
    say(times_still_true=2)

    assert "the same words 3 times in a row" in text_of(browser.get(PAGE))

    browser.post(PAGE, sent(answer="still_true"))
    assert "Marked as still true, 3 times in a row." in text_of(browser.get(PAGE))
    for page in (where("return"), where("check")):
        assert "Still true, said 3 times in a row." in text_of(browser.get(page))


def test_the_officer_sees_the_third_time_in_a_row(browser, client, say):
    say(times_still_true=2)
    browser.post(PAGE, sent(answer="still_true"))
    browser.post(where("check"), {"signed_name": "Jo", "signed_post": "Manager"})

    client.force_login(UserFactory(officer=True))

    assert "Still true, said 3 times in a row." in text_of(client.get(where("return")))


def test_text_that_only_repeats_is_flagged_where_it_is_written(browser, say):
    """R38a."""
    say()
    browser.post(PAGE, sent(answer="changed", status="on_track", progress=SAID))

    assert "The text is the same as for Q1 2026/27." in text_of(browser.get(PAGE))


def test_what_cannot_be_still_true_is_in_the_form_to_be_put_right(browser, say):
    say(
        DeliveryStatus.AT_RISK,
        issue="Two are away.",
        recovery_on=date(2026, 10, 1),
        recovery_step="The chair writes.",
    )

    response = browser.post(PAGE, sent(answer="still_true"))

    form = response.context["form"]
    assert form.errors["recovery_on"] == [
        "The date of the recovery step must be today or later."
    ]
    assert list(form.errors) == ["recovery_on", "answer"]
    assert form["issue"].value() == "Two are away."
    assert (form["answer"].value(), form["status"].value()) == ("changed", "at_risk")
    right = {"issue": "Two are away.", "recovery_step": "The chair writes."}
    done = browser.post(
        PAGE,
        sent(
            form["version"].value(),
            answer="changed",
            status="at_risk",
            recovery_on=date(2026, 11, 6),
            **right,
        ),
    )
    assert done.url == where("check")


def test_still_true_beside_new_words_asks_which_and_keeps_them(browser, say):
    say()

    response = browser.post(PAGE, sent(answer="still_true", progress="But now this"))

    assert list(response.context["form"].errors) == ["answer"]
    assert "But now this" in text_of(response)
    stored = ReturnLine.objects.get(
        quarterly_return__period__starts_on=QUARTER.starts_on
    )
    assert (stored.progress, stored.carried_from) == ("But now this", None)


def test_nothing_was_due_is_an_answer(browser, say):
    line = say()

    response = browser.post(PAGE, sent(answer="nothing_due"))

    line.refresh_from_db()
    assert (response.url, line.status) == (where("check"), "nothing_due")


def test_an_undecided_line_is_asked_to_decide_at_the_choice(browser, say):
    say()

    undecided = browser.post(PAGE, sent()).context["form"].errors
    changed = browser.post(PAGE, sent(answer="changed")).context["form"].errors

    assert undecided == {
        "answer": ["Say whether it is still true, changed, or nothing was due."]
    }
    assert changed == {"status": ["Choose how the action stands."]}


def test_an_undecided_line_stops_the_return_with_a_link(browser, say):
    line = say()

    text = text_of(browser.get(where("check")))

    assert f'href="{line.get_absolute_url()}"' in text
    assert "Say whether it is still true, changed, or nothing was due." in text


def test_the_marking_is_chosen_on_the_page_and_kept_when_it_is_not_sent(browser, say):
    """R57."""
    line = say()

    browser.post(
        PAGE,
        sent(
            answer="changed",
            status="on_track",
            progress="Agreed.",
            marking="official_sensitive",
        ),
    )
    browser.post(PAGE, sent(2, status="on_track", progress="Agreed by all."))

    line.refresh_from_db()
    assert (line.is_sensitive, line.version) == (True, 3)


# --- Nothing typed is lost


def test_coming_back_later_keeps_the_words_beside_a_date_that_is_half_typed(
    browser, say
):
    line = say()

    response = browser.post(
        PAGE,
        sent(status="at_risk", issue="Half a sen", recovery_on_day="6") | {"later": 1},
    )

    line.refresh_from_db()
    form = response.context["form"]
    assert (line.issue, line.status) == ("Half a sen", "at_risk")
    assert list(form.errors) == ["recovery_on"]
    assert (form["version"].value(), form["recovery_on"].value().day) == ("2", "6")


def test_what_is_refused_as_finished_is_kept_as_a_draft(browser, say):
    line = say()

    response = browser.post(PAGE, sent(status="at_risk", issue="Two are away."))

    line.refresh_from_db()
    assert (line.issue, line.version) == ("Two are away.", 2)
    assert response.context["form"]["version"].value() == "2"
    again = browser.post(
        PAGE,
        sent(
            2,
            status="at_risk",
            issue="Two are away.",
            recovery_step="The chair writes.",
            recovery_on=date(2026, 11, 6),
        ),
    )
    assert again.url == where("check")


def test_a_draft_that_cannot_be_true_may_wait_for_later(browser, say):
    """R18: refused when it is finished and when the return goes, not before."""
    line = say()
    line.action.forecast_on = QUARTER.ends_on
    line.action.save()
    on_track = sent(status="on_track", progress="Soon.")

    later = browser.post(PAGE, on_track | {"later": "1"})
    finished = browser.post(PAGE, on_track | {"version": "2"})
    signed = {"signed_name": "Jo", "signed_post": "Manager"}
    check = browser.post(where("check"), signed)

    assert later.url == where("return")
    assert list(finished.context["form"].errors) == ["status"]
    assert "has passed: choose Off track" in text_of(check)
    line.quarterly_return.refresh_from_db()
    assert line.quarterly_return.version == 0


def test_personal_data_is_asked_about_at_its_field_and_the_rest_is_kept(browser, say):
    """R55."""
    line = say()
    said = {"status": "on_track", "progress": "Ring 023 9201 2345", "evidence": "Mail"}

    refused = browser.post(PAGE, sent(**said))
    form = refused.context["form"]
    confirmed = browser.post(PAGE, sent(2, **said, is_confirmed="on"))

    assert list(form.errors) == ["progress"]
    assert form.is_asked_to_confirm
    assert confirmed.url == where("check")
    line.refresh_from_db()
    assert (line.progress, line.evidence) == ("Ring 023 9201 2345", "Mail")


def test_two_peoples_texts_stand_side_by_side(browser, say, agency, client):
    line = say()
    line.edited_by = UserFactory(contact=agency, name="Kim Deputy")
    line.edited_at = line.quarterly_return.period.opens_at
    line.version, line.progress, line.status = 2, "Kim's text", "on_track"
    line.save()

    both = browser.post(PAGE, sent(status="on_track", progress="Jo's text"))

    text = text_of(both)
    assert both.status_code == 409
    assert "As Kim Deputy saved it on" in text
    assert "Kim&#x27;s text" in text
    assert both.context["form"]["progress"].value() == "Jo's text"
    assert "data-hcss-both" in text


# --- Saved as one types


def test_typed_words_are_kept_and_the_page_is_told_when(browser, say):
    line = say()

    response = browser.post(
        TYPED, sent(status="at_risk", issue="Half", recovery_on_day="6")
    )

    answer = response.json()
    line.refresh_from_db()
    assert (line.issue, line.version) == ("Half", 2)
    assert (answer["version"], answer["saved_at"]) == (2, "Saved at 10:00am")
    assert answer["refused"] == {
        "recovery_on": "Date of the recovery step must include a month and a year"
    }


def test_typed_personal_data_is_not_kept_and_can_be_confirmed(browser, say):
    line = say()
    said = {"progress": "Ring 023 9201 2345", "evidence": "Mail"}

    refused = browser.post(TYPED, sent(**said)).json()
    confirmed = browser.post(TYPED, sent(2, **said, is_confirmed="on")).json()

    assert list(refused["refused"]) == ["progress"]
    assert refused["confirm"] is True
    assert confirmed["refused"] == {}
    line.refresh_from_db()
    assert line.progress == "Ring 023 9201 2345"


def test_typing_over_somebody_elses_words_answers_with_both(browser, say, agency):
    line = say()
    line.edited_by = UserFactory(contact=agency, name="Kim Deputy")
    line.version, line.progress = 2, "Kim's text"
    line.save()

    response = browser.post(TYPED, sent(progress="Jo's text"))

    answer = response.json()
    assert (response.status_code, answer["code"]) == (409, "stale")
    assert answer["stored"]["progress"] == "Kim's text"
    assert answer["yours"]["progress"] == "Jo's text"


def test_typing_in_a_return_that_has_gone_says_why(client, agency, contact):
    ReturnLineFactory(
        quarterly_return=ReturnFactory(agency=agency, submitted=True),
        action__ref="P1-03",
        reported=True,
    )
    client.force_login(contact)

    response = client.post(TYPED, sent(progress="More"))

    assert response.status_code == 409
    assert "was sent in" in response.json()["detail"]


@pytest.mark.parametrize("version", ["", "x", "0", "9" * 20, "\x00"])
def test_a_version_that_is_none_is_told(browser, say, version):
    say()

    response = browser.post(TYPED, sent(progress="x") | {"version": version})

    assert response.status_code == 400
    assert "version" in response.json()["refused"]


def test_what_was_not_sent_is_left_as_it_was(browser, say):
    line = say()
    browser.post(TYPED, sent(answer="changed", status="at_risk", issue="Ill."))

    response = browser.post(TYPED, {"version": "2", "progress": "Going on."})

    line.refresh_from_db()
    assert response.json()["refused"] == {}
    assert (line.status, line.issue, line.progress) == ("at_risk", "Ill.", "Going on.")


def test_typed_nonsense_is_refused_field_by_field(browser, say):
    line = say()

    response = browser.post(
        TYPED,
        sent(
            answer="green",
            status="green",
            marking="secret",
            evidence_link="javascript:alert(1)",
            issue="a\x00b",
            reported_to="x" * 201,
            progress="Kept",
        ),
    )

    line.refresh_from_db()
    assert line.progress == "Kept"
    assert sorted(response.json()["refused"]) == [
        "answer",
        "evidence_link",
        "issue",
        "marking",
        "reported_to",
        "status",
    ]


@pytest.mark.parametrize(
    ("trait", "status"),
    [
        ({"officer": True}, 403),
        ({"chair": True}, 403),
        ({"contact": True}, 404),
        ({"administrator": True}, 404),
    ],
)
def test_nobody_else_types_there(client, say, trait, status):
    line = say()
    client.force_login(UserFactory(**trait))

    assert client.post(TYPED, sent(progress="Tidied")).status_code == status
    line.refresh_from_db()
    assert line.progress == ""


# --- Several at once


def test_several_lines_are_ticked_with_their_words_before_the_eyes(browser, say):
    lines = [say(ref=f"P1-0{number}") for number in range(1, 5)]
    say(DeliveryStatus.AT_RISK, ref="P1-05", recovery_on=date(2026, 10, 1))

    page = text_of(browser.get(where("return")))
    ticked = {"lines": [line.pk for line in lines]} | {
        f"version_{line.pk}": 1 for line in lines
    }
    response = browser.post(where("still-true"), ticked, follow=True)

    assert page.count(SAID) == 4
    assert "Cannot be said again: The date of the recovery step must be" in page
    assert "Still true: P1-01, P1-02, P1-03, P1-04." in text_of(response)
    assert "4 of 5 actions finished." in text_of(response)


def test_what_cannot_be_ticked_is_told_and_the_others_are_kept(browser, say):
    good = say(ref="P1-01")
    passed = say(DeliveryStatus.AT_RISK, ref="P1-02", recovery_on=date(2026, 10, 1))

    response = browser.post(
        where("still-true"),
        {
            "lines": [good.pk, passed.pk],
            f"version_{good.pk}": 1,
            f"version_{passed.pk}": 1,
        },
    )

    text = text_of(response)
    assert response.status_code == 400
    assert "P1-02: The date of the recovery step must be today or later." in text
    assert "Still true: P1-01." in text
    good.refresh_from_db()
    assert good.progress == SAID


@pytest.mark.parametrize(
    "nonsense", [{}, {"lines": "x"}, {"lines": "9" * 30}, {"lines": ["\x00"]}]
)
def test_nothing_ticked_or_nonsense_is_told(browser, say, nonsense):
    say()

    assert browser.post(where("still-true"), nonsense).status_code == 400


def test_a_tick_without_its_version_is_stale(browser, say):
    line = say()

    response = browser.post(where("still-true"), {"lines": [line.pk]})

    assert response.status_code == 400
    line.refresh_from_db()
    assert line.carried_from is None


def test_a_line_with_words_is_not_among_those_to_tick(browser, say):
    say()
    browser.post(TYPED, sent(progress="Begun"))

    assert "Is it still true?" not in text_of(browser.get(where("return")))


@pytest.mark.parametrize(
    ("trait", "status"), [({"officer": True}, 403), ({"contact": True}, 404)]
)
def test_nobody_else_ticks(client, say, trait, status):
    line = say()
    client.force_login(UserFactory(**trait))
    ticked = {"lines": [line.pk], f"version_{line.pk}": 1}

    assert client.post(where("still-true"), ticked).status_code == status


# --- By program


@pytest.fixture
def program(api_client, contact):
    api_client.force_authenticate(contact)
    return api_client


def test_a_program_says_still_true(program, say):
    line = say()
    url = f"/api/v1/lines/{line.pk}/still-true/"

    done = program.post(url, {"version": 1})
    stale = program.post(url, {"version": 7})

    draft = done.json()["draft"]
    assert (draft["answer"], draft["progress"]) == ("still_true", SAID)
    assert (draft["times_still_true"], done.json()["version"]) == (1, 2)
    assert stale.status_code == 200  # it is so already


def test_a_program_is_told_what_cannot_be_still_true_and_who_was_first(
    program, say, agency
):
    line = say(DeliveryStatus.COMPLETE)
    url = f"/api/v1/lines/{line.pk}/still-true/"

    refused = program.post(url, {"version": 1})
    other = say(ref="P1-09")
    other.version, other.progress = 2, "Kim's text"
    other.save()
    both = program.post(f"/api/v1/lines/{other.pk}/still-true/", {"version": 1})

    assert (refused.status_code, list(refused.json())) == (400, ["status"])
    assert both.status_code == 409
    assert both.json()["stored"]["progress"] == "Kim's text"


@pytest.mark.parametrize("body", [{}, {"version": 10**30}, {"version": {}}, [], "x"])
def test_a_programs_nonsense_is_refused(program, say, body):
    line = say()

    response = program.post(
        f"/api/v1/lines/{line.pk}/still-true/",
        json.dumps(body),
        content_type="application/json",
    )

    assert response.status_code == 400


def test_a_program_marks_a_line_and_confirms_words(program, say):
    line = say()
    url = f"/api/v1/lines/{line.pk}/"
    words = {"progress": "Ring 023 9201 2345", "marking": "official_sensitive"}

    refused = program.patch(url, {"version": 1} | words)
    saved = program.patch(url, {"version": 1, "is_confirmed": True} | words)

    assert refused.status_code == 400
    assert saved.json()["draft"]["marking"] == "official_sensitive"
