import html5lib
import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assurance.models import Opinion, Scale
from partnerships.choices import Role
from priorities.models import Priority
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, last_period, this_period

pytestmark = pytest.mark.django_db

NEW = "/assurance/scales/new/"
LIST = "/assurance/scales/"
DECISION = "HCSSG 2026-03, decision 4"


@pytest.fixture(autouse=True)
def after_close():
    with time_machine.travel(AFTER_CLOSE, tick=False):
        yield


@pytest.fixture
def signed_in(client, db):
    """Sign somebody of a role in and return their browser."""

    def signed_in(**role):
        client.force_login(make.UserFactory(**role or {"officer": True}))
        return client

    return signed_in


def valid(page) -> str:
    html = page.content.decode()
    html5lib.HTMLParser(strict=True).parse(html)
    return html


def typed(levels=make.LEVELS, places=(1, 2, 3), **more) -> dict[str, str]:
    """Return the form with levels in their places; the other places are empty."""
    filled = {
        f"{part}_{place}": words
        for place, level in zip(places, levels, strict=True)
        for part, words in level.items()
    }
    return {"decision": DECISION, "after": "1"} | filled | more


@pytest.mark.parametrize("role", Role.values)
def test_everybody_who_reads_assurance_reads_the_scale(signed_in, role):
    browser = signed_in(**{role: True})

    reads = role != Role.ADMINISTRATOR
    assert browser.get(LIST).status_code == (200 if reads else 403)
    publishes = role == Role.OFFICER
    assert browser.get(NEW).status_code == (200 if publishes else 403)
    if not publishes:
        assert browser.post(NEW, typed()).status_code == 403
    assert Scale.objects.count() == 1


def test_versions_stand_newest_first_with_their_definitions(signed_in):
    make.ScaleFactory()

    page = signed_in(reader=True).get(LIST)
    html = valid(page)
    assert html.index("Version 2, in force") < html.index(">Version 1<")
    assertContains(page, "Only minor matters remain.")
    assertContains(page, "The arrangements do not work.")
    assertContains(page, DECISION)
    assertNotContains(page, NEW)
    one = signed_in(reader=True).get(LIST, {"version": 1})
    assertNotContains(one, "The arrangements do not work.")
    assertContains(signed_in().get(LIST, {"version": 9}), "No version found")
    assert signed_in().get(LIST, {"version": "x"}).status_code == 200


def test_the_scale_goes_out_as_csv(signed_in):
    make.ScaleFactory()

    sent = signed_in().get(LIST, {"format": "csv"})
    text = b"".join(sent.streaming_content).decode()
    assert "2,2026-10-01" in text
    assert text.count("\r\n") == 1 + 3 + 4


def test_a_version_is_published_from_its_page(signed_in):
    browser = signed_in()
    form = browser.get(NEW)
    valid(form)
    assertContains(form, "Only minor matters remain.")

    page = browser.post(NEW, typed(), follow=True)
    valid(page)
    assertContains(page, "Version 2 is in force.")
    assert [each.label for each in Scale.objects.get(version=2).levels.all()] == [
        "Sound",
        "Partial",
        "Unsound",
    ]


def test_a_refusal_stands_at_its_field_on_the_page(signed_in):
    levels = [*make.LEVELS[:2], {**make.LEVELS[2], "definition": ""}]

    page = signed_in().post(NEW, typed(levels, places=(1, 2, 5)))
    valid(page)
    form = page.context["form"]
    assert list(form.errors) == ["definition_5"]
    assertContains(page, "The arrangements work, and evidence shows it.")
    assert Scale.objects.count() == 1


def test_an_empty_form_says_what_is_missing(signed_in):
    page = signed_in().post(NEW, {})

    assertContains(page, "Name the decision that changes the scale.")
    few = signed_in().post(NEW, {"decision": DECISION})
    assertContains(few, "A scale has 2 to 6 levels; this has 0.")


def test_another_version_meanwhile_is_a_conflict_that_says_so(signed_in):
    make.ScaleFactory()

    page = signed_in().post(NEW, typed(places=(1, 2, 3)))
    assert page.status_code == 409
    assertContains(page, "meanwhile", status_code=409)


def test_nul_and_huge_numbers_are_answered(signed_in):
    browser = signed_in()

    for wrong in ({"label_1": "\0"}, {"after": "9" * 40}, {"tone_1": "purple"}):
        assert browser.post(NEW, typed(**wrong)).status_code in (200, 400)
    assert Scale.objects.count() == 1


# --- What else shows levels ---


@pytest.fixture
def two_versions(headings):
    last_period()
    this_period(closed=True)
    old = make.OpinionFactory(
        priority=Priority.objects.get(), heading=headings["CC"], level="limited"
    )
    make.ScaleFactory()
    new = make.OpinionFactory(
        priority=Priority.objects.get(),
        heading=headings["CC"],
        level="partial",
        given_at=AFTER_CLOSE,
    )
    return old, new


def test_pages_show_the_word_and_the_style_of_the_opinions_own_version(
    two_versions, signed_in
):
    browser = signed_in(chair=True)
    old, new = two_versions

    poor = '<strong class="hcss-tag hcss-tag--limited">{}</strong>'
    for page in (
        browser.get(reverse("assurance:dashboard-now")),
        browser.get(reverse("assurance:cell-now", args=[1, "CC"])),
        browser.get(reverse("assurance:opinions")),
        browser.get(new.get_absolute_url()),
    ):
        valid(page)
        assertContains(page, poor.format("Partial"), html=True)
    assertContains(
        browser.get(old.get_absolute_url()), poor.format("Limited"), html=True
    )


def test_the_history_of_a_cell_says_where_the_version_differs(two_versions, signed_in):
    page = signed_in(chair=True).get(reverse("assurance:cell-now", args=[1, "CC"]))

    assertContains(page, "Version 1 of the scale", count=2)  # a row, a definition
    assertContains(page, "The scale changed: version 1 then, version 2 now.")
    assertContains(page, "Some of the arrangements work.")


def test_levels_of_both_versions_are_explained_on_the_dashboard(
    two_versions, signed_in
):
    page = signed_in(chair=True).get(reverse("assurance:dashboard-now"))

    assertContains(page, "Some of the arrangements work.")
    assertContains(page, "Version 1 of the scale, for opinions given on it")
    assertContains(page, "Worst of its headings: Partial. 1 of 2 headings assessed.")
    assertContains(page, "The worst current opinion among its headings; not an opinion")


def test_the_form_offers_the_levels_in_force(two_versions, signed_in):
    page = signed_in(assurer=True).get("/assurance/priorities/1/CC/opinion/")

    valid(page)
    assertContains(page, 'value="unsound"')
    assertNotContains(page, 'value="substantial"')


def test_a_form_opened_before_the_scale_changed_asks_for_the_level_again(
    two_versions, signed_in
):
    browser = signed_in(assurer=True)
    dated = dict(zip(("day", "month", "year"), ("9", "9", "2026"), strict=True))
    said = {name: said for name, said in make.GIVEN.items() if name != "evidence_on"}
    said |= {f"evidence_on_{box}": value for box, value in dated.items()}
    said |= {"level": "partial", "scale_version": "1"}

    page = browser.post("/assurance/priorities/1/FL/opinion/", said)
    assert page.status_code == 409
    assertContains(page, "A new version of the scale", status_code=409)
    assertContains(page, said["evidence"], status_code=409)
    assertContains(page, 'name="scale_version" value="2"', status_code=409)
    again = browser.post(
        "/assurance/priorities/1/FL/opinion/", said | {"scale_version": "2"}
    )
    assert again.status_code == 302
    assert Opinion.objects.latest("pk").scale.version == 2
