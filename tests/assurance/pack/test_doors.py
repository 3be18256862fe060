"""The doors to the paper as a page, and to what is written for it."""

from dataclasses import replace

import pytest
import time_machine
from django.urls import reverse

from actions.choices import Marking
from assurance.meeting_choices import Part, WrittenCode
from assurance.models import WrittenPart
from assurance.pack.of_seal import paper_of
from assurance.selectors.seal_shapes import SealedWords
from hcss.kernel.plain import plain
from tests import factories as make
from tests.assurance.pack.sealed_county import sealed_county
from tests.assurance.pack.secrets import MARK, secret_county
from tests.assurance.pack.shapes import some
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_moment_of_the_tests():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def seal():
    return make.SealFactory(sealed=sealed_county(previous="", previous_label=""))


def page_of(client, seal, name="pack", **held):
    client.force_login(make.UserFactory(**held or {"officer": True}))
    return client.get(reverse(f"assurance:{name}", args=[seal.quarter]))


def test_the_page_shows_every_word_of_the_paper(client, seal):
    page = page_of(client, seal, reader=True)
    said = page.content.decode()
    sections = plain(paper_of(seal, Part.OPEN))["sections"]

    assert page.status_code == 200
    assert [each["heading"] in said for each in sections] == [True] * 15
    for block in (block for each in sections for block in each["blocks"]):
        assert _escaped(block.get("text", "")) in said
        for part in block.get("parts", []):
            assert _escaped(part["text"]) in said
        for row in block.get("rows", []):
            assert [cell for cell in row if _escaped(cell) not in said] == []


def _escaped(text):
    for letter, written in (("&", "&amp;"), ("<", "&lt;"), ("'", "&#x27;")):
        text = text.replace(letter, written)
    return text


def test_the_contents_lead_to_every_section(client, seal):
    said = page_of(client, seal).content.decode()

    for section in paper_of(seal, Part.OPEN).sections:
        assert f'href="#{section.anchor}"' in said
        assert f'id="{section.anchor}"' in said


def test_the_page_has_the_seal_s_own_hash(client, seal):
    assert seal.sha256 in page_of(client, seal).content.decode()


def test_words_are_shown_and_never_run(client):
    typed = "<script>alert(1)</script> {% now %} & more"
    written = (make_words(typed),)
    seal = make.SealFactory(
        sealed=sealed_county(written=written, previous="", previous_label="")
    )

    said = page_of(client, seal).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; {% now %} &amp; more" in said
    assert "<script>alert" not in said


def make_words(text):
    return some(SealedWords, code="horizon", text=text, marking=Marking.OFFICIAL)


def test_what_changed_is_counted_from_the_seal_before(client, seal):
    later = make.SealFactory(
        period__quarter=seal.quarter.next,
        sealed=sealed_county(
            quarter=seal.quarter.next.slug,
            quarter_label=str(seal.quarter.next),
            previous=seal.quarter.slug,
            previous_label=str(seal.quarter),
            asks=(),
        ),
    )

    said = page_of(client, later).content.decode()

    assert f"Since {seal.quarter}:" in said
    assert "Better: Ask settled 2" in said


def test_a_quarter_that_is_not_sealed_says_to_seal_it_first(client):
    period = make.PeriodFactory(closed=True)
    address = reverse("assurance:pack", args=[period.quarter])

    client.force_login(make.UserFactory(officer=True))
    for_officer = client.get(address).content.decode()
    client.force_login(make.UserFactory(reader=True))
    for_reader = client.get(address).content.decode()

    assert "Seal the position first" in for_officer
    assert reverse("assurance:seal", args=[period.quarter]) in for_officer
    assert reverse("assurance:seal", args=[period.quarter]) not in for_reader


def test_a_quarter_that_never_was_is_not_found(client):
    client.force_login(make.UserFactory(officer=True))

    assert client.get("/assurance/2031-32-q1/pack/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "chair", "assurer"])
def test_the_closed_part_is_read_by_those_who_are_cleared(client, role):
    seal = make.SealFactory(sealed=secret_county_of_the_first_quarter())

    page = page_of(client, seal, "pack-closed", **{role: True})

    assert page.status_code == 200
    assert f"{MARK}-action-title" in page.content.decode()


@pytest.mark.parametrize("role", ["reader", "contact", "administrator"])
def test_the_closed_part_is_forbidden_to_everybody_else(client, role):
    seal = make.SealFactory(sealed=secret_county_of_the_first_quarter())
    held = {"contact": make.AgencyFactory()} if role == "contact" else {role: True}

    closed = page_of(client, seal, "pack-closed", **held)
    opened = client.get(reverse("assurance:pack", args=[seal.quarter]))

    assert closed.status_code == 403
    assert MARK not in opened.content.decode()


def secret_county_of_the_first_quarter():
    return replace(secret_county(), previous="", previous_label="")


def test_a_paper_costs_the_same_queries_however_much_is_in_it(
    client, seal, django_assert_max_num_queries
):
    client.force_login(make.UserFactory(officer=True))
    address = reverse("assurance:pack", args=[seal.quarter])
    client.get(address)

    with django_assert_max_num_queries(5):
        client.get(address)


# --- Writing ---


@pytest.fixture
def period():
    return make.PeriodFactory(closed=True)


@pytest.fixture
def officer(client):
    officer = make.UserFactory(officer=True)
    client.force_login(officer)
    return officer


def typed(**changes):
    said = {"text": "A steady quarter.", "marking": "official", "version": "0"}
    return said | changes


def test_the_list_of_parts_says_which_are_written(client, officer, period):
    make.PriorityFactory(number=1)
    make.WrittenPartFactory(period=period)

    said = client.get(reverse("assurance:written", args=[period.quarter]))

    page = said.content.decode()
    assert "1 of 10 parts are written." in page
    assert page.count("Not written") == 9
    assert "Comment on priority 1" in page


def test_a_part_is_written_on_its_page(client, officer, period):
    address = reverse("assurance:written-part", args=[period.quarter, "summary"])

    answer = client.post(address, typed())

    assert answer.url == reverse("assurance:written", args=[period.quarter])
    assert WrittenPart.objects.get().text == "A steady quarter."
    assert "A steady quarter." in client.get(address).content.decode()


def test_a_comment_is_written_on_the_page_of_its_priority(client, officer, period):
    priority = make.PriorityFactory(number=3)

    client.post(reverse("assurance:written-comment", args=[period.quarter, 3]), typed())

    part = WrittenPart.objects.get()
    assert (part.code, part.priority) == (WrittenCode.COMMENT, priority)
    assert part.get_absolute_url().endswith("/pack/write/comment/3/")


def test_a_stale_page_shows_both_texts_and_the_next_save_is_a_decision(
    client, officer, period
):
    address = reverse("assurance:written-part", args=[period.quarter, "summary"])
    make.WrittenPartFactory(period=period, text="Theirs.")

    refused = client.post(address, typed(text="Mine."))
    page = refused.content.decode()

    assert refused.status_code == 409
    assert "Theirs." in page
    assert "Mine." in page
    assert 'name="version" value="1"' in page
    client.post(address, typed(text="Mine.", version="1"))
    assert WrittenPart.objects.get().text == "Mine."


def test_a_sealed_quarter_refuses_and_keeps_what_was_typed_in_sight(client, officer):
    period = make.PeriodFactory(sealed=True)
    address = reverse("assurance:written-part", args=[period.quarter, "summary"])

    refused = client.post(address, typed())

    assert refused.status_code == 409
    assert "goes into the next paper" in refused.content.decode()
    assert "A steady quarter." in refused.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "9" * 40},
        {"version": "-1"},
        {"version": "x"},
        {"marking": "secret"},
        {"text": "a\0b"},
        {"text": "x" * 20_001},
    ],
)
def test_what_cannot_be_is_refused_in_words(client, officer, period, changes):
    address = reverse("assurance:written-part", args=[period.quarter, "summary"])

    answer = client.post(address, typed(**changes))

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not WrittenPart.objects.exists()


@pytest.mark.parametrize(
    "where",
    ["nonsense", "comment", "comment/99", "comment/99999999999999999999"],
)
def test_the_paper_has_no_other_parts(client, officer, period, where):
    page = client.get(f"/assurance/{period.quarter.slug}/pack/write/{where}/")

    assert page.status_code == 404


@pytest.mark.parametrize("role", ["chair", "assurer", "reader"])
def test_only_officers_write(client, period, role):
    client.force_login(make.UserFactory(**{role: True}))

    for name, more in (("written", []), ("written-part", ["summary"])):
        address = reverse(f"assurance:{name}", args=[period.quarter, *more])
        assert client.get(address).status_code == 403
        assert client.post(address, typed()).status_code in (403, 405)


def test_words_about_a_person_are_asked_about(client, officer, period):
    address = reverse("assurance:written-part", args=[period.quarter, "summary"])

    asked = client.post(address, typed(text="A boy aged 14."))
    kept = client.post(address, typed(text="A boy aged 14.", is_confirmed="on"))

    assert "Looks like an age" in asked.content.decode()
    assert kept.status_code == 302
