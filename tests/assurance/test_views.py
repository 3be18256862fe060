from datetime import date

import html5lib
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import DeliveryStatus
from assurance.choices import AssuranceLevel, Line
from assurance.models import Opinion
from hcss.kernel.quarters import Quarter
from partnerships.choices import Role
from priorities.models import Priority
from tests import factories as make
from tests.assurance.county import (
    AFTER_CLOSE,
    LAST,
    SILENT,
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
def quarters(headings):
    last_period()
    return this_period(closed=True)


@pytest.fixture
def signed_in(client):
    """Sign somebody of a role in and return their browser."""

    def signed_in(**role):
        client.force_login(make.UserFactory(**role or {"chair": True}))
        return client

    return signed_in


ADDRESSES = [
    ("dashboard-now", []),
    ("dashboard", [THIS]),
    ("cell-now", [1, "CC"]),
    ("cell", [THIS, 1, "CC"]),
    ("cell", [LAST, 1, "all"]),
    ("opinions", []),
]


def address(name, args):
    return reverse(f"assurance:{name}", args=args)


@pytest.mark.parametrize(("name", "args"), ADDRESSES)
@pytest.mark.parametrize("role", Role.values)
def test_everybody_but_administrators_reads_the_position(
    quarters, signed_in, role, name, args
):
    status = 403 if role == Role.ADMINISTRATOR else 200
    assert signed_in(**{role: True}).get(address(name, args)).status_code == status


@pytest.mark.parametrize(
    ("name", "args"), [*ADDRESSES, ("opinion-give", [1, "CC"]), ("opinion", [1])]
)
def test_people_without_an_appointment_and_strangers_read_nothing(
    quarters, client, name, args
):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address(name, args))
    assert (page.status_code, len(asked)) == (302, 0)

    client.force_login(make.UserFactory())
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address(name, args)).status_code == 403
    assert len(asked) <= 4


@pytest.mark.parametrize(
    "path",
    [
        "/assurance/2026-27-q3/",
        "/assurance/2026-99-q1/",
        "/assurance/2026-27-q3/priorities/1/CC/",
        "/assurance/priorities/9/CC/",
        "/assurance/priorities/99999999999999999999/CC/",
        "/assurance/priorities/1/XX/",
        "/assurance/priorities/1/XX/opinion/",
        "/assurance/opinions/99999999999999999999/",
    ],
)
def test_what_there_is_not_is_not_found(quarters, signed_in, path):
    assert signed_in().get(path).status_code == 404


def valid(page) -> str:
    html = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html


def test_on_day_one_the_page_says_what_is_not_known(day_one, signed_in):
    page = signed_in().get(reverse("assurance:dashboard-now"))

    html = valid(page)
    assertContains(page, "No period has opened yet")
    before_definitions = html.split("What the words mean")[0]
    assert before_definitions.count("hcss-tag--no-heading") == 6
    # Six cells of each of six priorities, and seven priorities as a whole.
    assert before_definitions.count("hcss-tag--not-assessed") == 36 + 7
    for status in ("on-track", "complete", "substantial", "reasonable"):
        assert f"hcss-tag--{status}" not in before_definitions


def test_without_an_agreement_the_page_says_so(signed_in):
    page = signed_in().get(reverse("assurance:dashboard-now"))

    assertContains(page, "No agreement is loaded")


def test_every_scale_is_explained_on_the_page(quarters, signed_in):
    page = signed_in().get(reverse("assurance:dashboard-now"))

    valid(page)
    for words in (
        "Only minor matters remain.",
        "Not the same as No assurance.",
        "no issue needs help from the group.",
        "It says nothing about progress.",
        "There is no earlier position.",
    ):
        assertContains(page, words)


def test_not_yet_assessed_and_no_assurance_differ_in_word_and_class(
    quarters, signed_in, headings
):
    make.OpinionFactory(heading=headings["CC"], level=AssuranceLevel.NONE)

    page = signed_in().get(reverse("assurance:dashboard-now"))
    tag = '<strong class="hcss-tag hcss-tag--{}">{}</strong>'
    assertContains(page, tag.format("none", "No assurance"), html=True)
    assertContains(page, tag.format("not-assessed", "Not yet assessed"), html=True)


def test_the_words_of_what_is_off_track_are_on_the_page(quarters, signed_in):
    reported(this=DeliveryStatus.OFF_TRACK, ref="P1-01")
    reported(this=DeliveryStatus.ON_TRACK, baseline_on=date(2026, 10, 31))

    page = signed_in().get(reverse("assurance:dashboard-now"))
    valid(page)
    assertContains(page, "Lend an analyst for six weeks.")
    assertContains(page, "Contradiction:")
    assertContains(page, "1 of 2 on track")
    assertNotContains(page, "%")


def test_every_cell_leads_to_its_page_and_from_there_to_the_evidence(
    quarters, signed_in, headings
):
    reported(
        this=DeliveryStatus.COMPLETE, ref="P1-01", heading=headings["CC"], complete=True
    )
    make.OpinionFactory(heading=headings["CC"])
    browser = signed_in()

    dashboard = browser.get(reverse("assurance:dashboard", args=[THIS]))
    link = reverse("assurance:cell", args=[THIS, 1, "CC"])
    assertContains(dashboard, f'href="{link}"')
    page = browser.get(link)
    valid(page)
    assertContains(page, "Evidence: Signed plan, minute 6 of 18 September 2026.")
    assertContains(page, "is in place.")
    assertContains(page, "Reasonable")


def test_a_cell_names_only_what_the_person_may_read(quarters, signed_in, headings):
    reported(
        this=DeliveryStatus.OFF_TRACK,
        heading=headings["CC"],
        sensitive=True,
        title="A sensitive plan",
    )
    link = reverse("assurance:cell", args=[THIS, 1, "CC"])

    page = signed_in(reader=True).get(link)
    assertContains(page, "Actions: 1 agreed")
    assertNotContains(page, "A sensitive plan")
    assertContains(signed_in(chair=True).get(link), "A sensitive plan")


def test_a_cell_without_a_heading_says_so_and_leads_to_the_whole(quarters, signed_in):
    make.PriorityFactory(number=5)

    page = signed_in().get(reverse("assurance:cell-now", args=[5, "CC"]))
    valid(page)
    assertContains(page, "has no heading “County co-ordination” in the source.")
    assertContains(page, "/assurance/priorities/5/all/")
    assertNotContains(page, "/assurance/priorities/5/CC/opinion/")
    assertNotContains(page, "nobody has given an opinion")
    form = signed_in().get(reverse("assurance:opinion-give", args=[5, "CC"]))
    valid(form)
    assertContains(form, "in the source.")
    assertNotContains(form, "Not yet assessed")


def test_only_those_who_may_give_are_offered_to(quarters, signed_in):
    link = reverse("assurance:cell-now", args=[1, "CC"])
    offer = reverse("assurance:opinion-give", args=[1, "CC"])

    assertContains(signed_in(assurer=True).get(link), offer)
    assertNotContains(signed_in(reader=True).get(link), offer)


# --- Giving ---


SAID = {name: said for name, said in make.GIVEN.items() if name != "evidence_on"} | {
    "level": "reasonable",
    "evidence_on_day": "9",
    "evidence_on_month": "9",
    "evidence_on_year": "2026",
}
GIVE = "/assurance/priorities/1/CC/opinion/"


def test_an_opinion_is_given_from_its_page(quarters, signed_in):
    browser = signed_in(assurer=True)
    valid(browser.get(GIVE))

    page = browser.post(GIVE, SAID, follow=True)
    opinion = Opinion.objects.get()
    assert page.redirect_chain == [(opinion.get_absolute_url(), 302)]
    valid(page)
    assertContains(page, "Opinion given. It is shown as “Second line”.")
    assertContains(page, "The board meets and its plan is current.")


@pytest.mark.parametrize("role", [Role.CONTACT, Role.READER, Role.ADMINISTRATOR])
def test_others_may_not_give(quarters, signed_in, role):
    browser = signed_in(**{role: True})

    assert browser.get(GIVE).status_code == 403
    assert browser.post(GIVE, SAID).status_code == 403
    assert not Opinion.objects.exists()


def test_an_empty_form_says_what_is_missing(quarters, signed_in):
    page = signed_in().post(GIVE, {})

    valid(page)
    for words in ("Choose a level.", "Name the evidence you rely on."):
        assertContains(page, words)
    assert not Opinion.objects.exists()


def test_a_refusal_stands_at_its_field_and_what_was_typed_is_kept(
    quarters, client, headings
):
    agency = Priority.objects.get().ownership.owners.get().agency
    client.force_login(make.UserFactory(chair=True, employer=agency))

    assertContains(client.get(GIVE), "You belong to an agency that leads or owns this.")
    page = client.post(GIVE, SAID | {"line": Line.THIRD})
    valid(page)
    assert list(page.context["form"].errors) == ["line", "interests"]
    assertContains(page, SAID["evidence"])


@pytest.mark.parametrize(
    ("line", "label"),
    [
        (Line.FIRST, "First-line self-assessment"),
        (Line.SECOND, "Second line, by an owner"),
    ],
)
def test_the_form_promises_the_label_that_is_shown(quarters, client, line, label):
    agency = Priority.objects.get().ownership.owners.get().agency
    client.force_login(make.UserFactory(chair=True, employer=agency))

    assertContains(client.get(GIVE), f"“{label}”")
    said = SAID | {"line": line, "interests": "My agency owns it."}
    page = client.post(GIVE, said, follow=True)
    assertContains(page, f"It is shown as “{label}”.")


def test_the_form_says_how_long_an_opinion_may_last(quarters, signed_in):
    assertContains(signed_in().get(GIVE), "at most two years")


def test_the_page_says_what_it_was_and_when(quarters, signed_in, headings):
    make.OpinionFactory(priority=Priority.objects.get(), heading=headings["CC"])
    make.OpinionFactory(
        priority=Priority.objects.get(),
        heading=headings["CC"],
        level=AssuranceLevel.LIMITED,
        given_at=AFTER_CLOSE,
    )
    oldest = make.PeriodFactory(quarter=Quarter(2025, 3), closed=True)
    action = reported(last=SILENT, this=SILENT, baseline_on=date(2026, 10, 31))
    sent = make.ReturnFactory(period=oldest, agency=action.lead_agency, accepted=True)
    make.ReturnLineFactory(
        quarterly_return=sent, action=action, reported=DeliveryStatus.OFF_TRACK
    )
    new = make.ActionFactory(active=True, baseline_on=date(2026, 10, 31))

    page = signed_in().get(reverse("assurance:dashboard-now"))
    valid(page)
    assertContains(page, "was Reasonable in Q1 2026/27, now")
    assertContains(page, "Last reported: Off track, Q3 2025/26")
    assertContains(page, "No line this quarter")
    assertNotContains(page, f"{new.lead_agency.slug}/{new.ref}/")


def test_a_warning_is_confirmed_on_the_second_sending(quarters, signed_in):
    browser = signed_in()
    thin = SAID | {"level": "substantial", "evidence_sources": 1}

    page = browser.post(GIVE, thin)
    valid(page)
    assertContains(page, "Substantial rests on one source of evidence")
    assertContains(page, "I have read the warning")
    assert not Opinion.objects.exists()
    browser.post(GIVE, thin | {"warning_confirmed": "on"})
    assert Opinion.objects.get().warning


def test_a_whole_asks_why_it_is_better_than_its_worst_heading(
    quarters, signed_in, headings
):
    make.OpinionFactory(heading=headings["CC"], level=AssuranceLevel.LIMITED)
    link = reverse("assurance:opinion-give", args=[1, "all"])
    browser = signed_in()

    assertContains(browser.post(link, SAID), "Say why the whole is better.")
    browser.post(link, SAID | {"why_better": "One district only."})
    assert Opinion.objects.get(heading=None).why_better == "One district only."


def test_the_last_opinion_stands_beside_the_form(quarters, signed_in, headings):
    make.OpinionFactory(heading=headings["CC"], expired=True)

    page = signed_in().get(GIVE)
    assertContains(page, "one agency does not attend.")
    assertContains(page, "Out of date")


# --- The list ---


def test_opinions_are_narrowed_by_their_filters(quarters, signed_in, headings):
    old = make.OpinionFactory(heading=headings["CC"], expired=True)
    replaced = make.OpinionFactory(heading=headings["FL"], level=AssuranceLevel.LIMITED)
    current = make.OpinionFactory(heading=headings["FL"], line=Line.THIRD)
    whole = make.OpinionFactory(whole=True)
    browser = signed_in()

    def listed(query):
        page = browser.get(f"{reverse('assurance:opinions')}?{query}")
        valid(page)
        return set(page.context["opinions"])

    assert listed("") == {old, replaced, current, whole}
    assert listed("heading=CC") == {old}
    assert listed("heading=all") == {whole}
    assert listed("priority=1&level=limited") == {replaced}
    assert listed("line=3") == {current}
    assert listed("standing=current") == {current, whole}
    assert listed("standing=out_of_date") == {old}
    assert listed("standing=replaced") == {replaced}
    assert listed("priority=2") == set()
    assert listed("level=x&heading=XX&priority=99999999999999999999") == set()


def test_the_list_goes_out_as_csv(quarters, signed_in, headings):
    make.OpinionFactory(heading=headings["CC"], evidence="=1+1")

    sent = signed_in().get(reverse("assurance:opinions"), {"format": "csv"})
    text = b"".join(sent.streaming_content).decode()
    assert sent["Content-Type"] == "text/csv; charset=utf-8"
    row = "1,County co-ordination,Reasonable,1,In date,Medium: one current source"
    assert row in text
    assert ",1,2026-09-09,72," in text
    assert "'=1+1" in text


@pytest.mark.parametrize("rows", [1, 20])
def test_list_and_cell_cost_the_same_however_long(quarters, client, headings, rows):
    for _ in range(rows):
        make.OpinionFactory(heading=headings["CC"])
        reported(this=DeliveryStatus.ON_TRACK, heading=headings["CC"])
    client.force_login(make.UserFactory(chair=True))

    for path, queries in (("opinions/", 11), ("priorities/1/CC/", 24)):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/assurance/{path}").status_code == 200
        assert len(asked) == queries


def test_a_replaced_opinion_leads_to_the_later_one(quarters, signed_in, headings):
    first = make.OpinionFactory(heading=headings["CC"])
    second = make.OpinionFactory(heading=headings["CC"])

    page = signed_in().get(first.get_absolute_url())
    valid(page)
    assertContains(page, f'<a class="govuk-link" href="{second.get_absolute_url()}">')
    assertNotContains(signed_in().get(second.get_absolute_url()), "A later opinion")
