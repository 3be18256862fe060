"""Evidence in the browser: given for a line, listed, handed over."""

from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Evidence
from actions.return_choices import EvidenceKind, ScanState
from tests import factories as make
from tests.conftest import NOW
from tests.kernel import documents
from tests.machinery.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]

PDF = documents.pdf()
ABOUT = {"marking": "official"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def line():
    return make.ReturnLineFactory()


@pytest.fixture
def contact(line, client):
    person = make.UserFactory(contact=line.quarterly_return.agency)
    client.force_login(person)
    return person


def page(line, name="line-evidence", **more):
    quarterly_return = line.quarterly_return
    return reverse(
        f"actions:{name}",
        kwargs={
            "quarter": quarterly_return.period.quarter,
            "agency": quarterly_return.agency.slug,
            "ref": line.action.ref,
            **more,
        },
    )


def upload(name, content):
    return SimpleUploadedFile(name, content)


def words(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# --- Giving it


def test_the_limits_are_said_before_anything_is_chosen(client, line, contact):
    body = client.get(page(line)).content.decode()

    assert body.index("10 MB each") < body.index('type="file"')
    assert "PDF, PNG, JPEG, Word (DOCX)" in body
    assert "Up to 10 files at once, 10 MB each, 50 MB together" in body
    assert "multiple" in body
    assert 'enctype="multipart/form-data"' in body


def test_several_files_are_uploaded_at_once(client, line, contact, kept):
    response = client.post(
        page(line),
        ABOUT
        | {
            "files": [upload("plan.pdf", PDF), upload("map.png", documents.png())],
            "dated_on_day": "1",
            "dated_on_month": "9",
            "dated_on_year": "2026",
        },
    )

    assert (response.status_code, response.url) == (302, page(line))
    assert words(response) == ["Kept for this line: “plan”, “map”."]
    items = Evidence.objects.order_by("pk")
    assert [(each.title, each.dated_on) for each in items] == [
        ("plan", date(2026, 9, 1)),
        ("map", date(2026, 9, 1)),
    ]
    assert len(kept()) == 2


def test_one_title_for_several_files_keeps_them_apart(client, line, contact):
    client.post(
        page(line),
        ABOUT
        | {
            "files": [upload("a.pdf", PDF), upload("b.png", documents.png())],
            "title": "Minutes",
        },
    )

    titles = Evidence.objects.order_by("pk").values_list("title", flat=True)
    assert list(titles) == ["Minutes: a.pdf", "Minutes: b.png"]


def test_the_good_ones_are_kept_and_the_bad_ones_are_named_at_the_field(
    client, line, contact
):
    response = client.post(
        page(line),
        ABOUT | {"files": [upload("good.pdf", PDF), upload("bad.pdf", b"MZ bad")]},
    )

    body = response.content.decode()
    assert response.status_code == 200
    assert "Kept for this line: “good”." in body
    assert "“bad.pdf” was not kept: it is a program for Windows." in body
    assert 'href="#id_files"' in body
    assert Evidence.objects.count() == 1


def test_no_file_at_all_is_said_at_the_field(client, line, contact):
    body = client.post(page(line), ABOUT).content.decode()

    assert "Choose at least one file." in body


def test_a_file_that_is_too_large_is_refused_in_words(
    client, line, contact, settings, kept
):
    settings.EVIDENCE_MOST_BYTES = settings.UPLOAD_MOST_BYTES = 100_000
    large = documents.pdf(inside=bytes(3_000_000))

    response = client.post(page(line), ABOUT | {"files": [upload("large.pdf", large)]})

    assert response.status_code == 200
    assert "it is larger than 97.7 KB" in response.content.decode()
    assert kept() == []


def test_a_request_that_is_too_large_is_refused_unread(
    client, line, contact, settings, kept
):
    settings.REQUEST_MOST_BYTES = settings.UPLOADS_MOST_BYTES = 1000
    large = documents.pdf(inside=bytes(2000))

    on_a_page, on_the_api = (
        client.post(where, {"files": [upload("a.pdf", large)]})
        for where in (page(line), reverse("api:evidence-files"))
    )

    assert (on_a_page.status_code, on_the_api.status_code) == (413, 413)
    assert "1000 bytes at most" in on_a_page.content.decode()
    assert "1000 bytes at most" in on_the_api.json()["detail"]
    assert kept() == []


def test_too_many_files_are_refused_and_no_number_of_them_breaks_the_page(
    client, line, contact
):
    def post(count: int):
        files = [upload(f"{each}.pdf", PDF) for each in range(count)]
        return client.post(page(line), ABOUT | {"files": files})

    assert "you chose 11" in post(11).content.decode()
    assert post(101).status_code == 400
    assert Evidence.objects.count() == 0


def test_a_title_about_somebody_is_kept_once_it_is_confirmed(client, line, contact):
    sent = ABOUT | {"title": "Ring 07700 900123"}

    first = client.post(page(line), sent | {"files": [upload("a.pdf", PDF)]})
    again = client.post(
        page(line),
        sent | {"files": [upload("a.pdf", PDF)], "is_confirmed": "on"},
    )

    assert "I have checked" in first.content.decode()
    assert again.status_code == 302
    assert Evidence.objects.get().title == "Ring 07700 900123"


def test_a_link_and_a_reference_are_given_on_pages_of_their_own(client, line, contact):
    client.post(
        page(line, "line-evidence-link"),
        ABOUT | {"title": "Minutes", "url": "https://county.example/6"},
    )
    client.post(
        page(line, "line-evidence-reference"),
        ABOUT
        | {
            "title": "Plan",
            "holder": "Police",
            "dated_on_day": "1",
            "dated_on_month": "9",
            "dated_on_year": "2026",
        },
    )

    kinds = Evidence.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [EvidenceKind.LINK, EvidenceKind.REFERENCE]
    body = client.get(page(line)).content.decode()
    assert "Minutes" in body
    assert "Held by Police" in body


def test_something_given_before_supports_this_line_too(client, line, contact):
    beside = make.ReturnLineFactory(quarterly_return=line.quarterly_return)
    item = make.EvidenceUseFactory(line=beside).evidence
    where = page(line, "line-evidence-again")

    none = client.post(where, {})
    client.post(where, {"evidence": [item.pk]})
    stranger = client.post(where, {"evidence": [make.EvidenceFactory().pk]})

    assert "Choose what supports this line." in none.content.decode()
    assert list(line.evidence_uses.values_list("evidence", flat=True)) == [item.pk]
    assert stranger.status_code == 200
    assert line.evidence_uses.count() == 1


def test_an_item_is_taken_off_and_a_second_time_is_told_so(client, line, contact):
    item = make.EvidenceUseFactory(line=line).evidence
    where = page(line, "line-evidence-off", pk=item.pk)

    first, second = client.post(where), client.post(where)

    assert words(first) == [f"“{item.title}” no longer supports {line.action.ref}."]
    assert "It does not support this line any more." in words(second)
    assert line.evidence_uses.get().removed_at == NOW


def test_one_item_is_used_for_more_lines_from_its_own_page(client, line, contact):
    item = make.EvidenceUseFactory(line=line).evidence
    beside = make.ReturnLineFactory(quarterly_return=line.quarterly_return)
    where = reverse("actions:evidence-use", args=[item.pk])

    body = client.get(where).content.decode()
    response = client.post(where, {"lines": [beside.pk]})

    assert beside.action.ref in body
    assert line.action.ref not in body
    assert response.url == item.get_absolute_url()
    assert item.uses.count() == 2


# --- Never an upload for CTLP material (R56)


@pytest.fixture
def prevent(line, contact):
    return make.ReturnLineFactory(
        quarterly_return=line.quarterly_return,
        action__priority__number=4,
        action__priority__heading_title="Preventing violent extremism and terrorism",
    )


@pytest.mark.parametrize("name", ["line-evidence", "line-evidence-link"])
def test_the_extremism_priority_has_no_file_input_and_no_link(client, prevent, name):
    opened = client.get(page(prevent, name), follow=True)
    sent = client.post(
        page(prevent, name),
        ABOUT
        | {
            "files": [upload("a.pdf", PDF)],
            "title": "CTLP",
            "url": "https://police.example/ctlp",
        },
    )

    body = opened.content.decode()
    assert 'type="file"' not in body
    assert 'type="url"' not in body
    assert "Who holds it" in body
    assert "Never write CTLP" in body
    assert "so that no CTLP, TPIM or Channel material" in sent.content.decode()
    assert Evidence.objects.count() == 0


def test_nothing_is_smuggled_there_from_another_line(client, line, contact, prevent):
    item = make.EvidenceUseFactory(line=line).evidence

    offered = client.get(page(prevent, "line-evidence-again")).content.decode()
    client.post(page(prevent, "line-evidence-again"), {"evidence": [item.pk]})
    client.post(
        reverse("actions:evidence-use", args=[item.pk]), {"lines": [prevent.pk]}
    )

    assert item.title not in offered
    assert prevent.evidence_uses.count() == 0


# --- Who may


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 403), ("reader", 403), ("stranger", 404), ("nobody", 404)],
)
def test_others_than_the_agency_give_nothing(client, line, who, status):
    people = {"officer": {"officer": True}, "reader": {"reader": True}, "nobody": {}}
    traits = people.get(who, {"contact": make.AgencyFactory()})
    client.force_login(make.UserFactory(**traits))
    item = make.EvidenceUseFactory(line=line).evidence

    names = ("", "-link", "-reference", "-again")
    codes = {
        method(page(line, f"line-evidence{name}")).status_code
        for name in names
        for method in (client.get, client.post)
    }
    off = client.post(page(line, "line-evidence-off", pk=item.pk))

    assert codes == {status}
    assert off.status_code in (403, 404)
    assert item.uses.get().removed_at is None


def test_while_the_return_is_with_the_group_the_page_only_shows(client):
    line = make.ReturnLineFactory(quarterly_return__submitted=True, reported=True)
    make.EvidenceUseFactory(line=line)
    client.force_login(make.UserFactory(contact=line.quarterly_return.agency))

    shown = client.get(page(line)).content.decode()
    sent = client.post(page(line), ABOUT | {"files": [upload("a.pdf", PDF)]})

    assert 'type="file"' not in shown
    assert "Take off" not in shown
    assert sent.status_code == 409
    assert Evidence.objects.count() == 1


# --- The file


@pytest.fixture
def item(line):
    item = make.FileEvidenceFactory(agency=line.quarterly_return.agency)
    make.EvidenceUseFactory(line=line, evidence=item)
    return item


def file_of(item):
    return reverse("actions:evidence-file", args=[item.pk])


def test_a_file_is_handed_over_as_a_download_of_a_safe_type(client, contact, item):
    Evidence.objects.filter(pk=item.pk).update(file_name='Plän "A"; x\\..exe')

    response = client.get(file_of(item))

    assert b"".join(response.streaming_content).startswith(b"Minute")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == (
        'attachment; filename="Pl_n _A__ x_.txt"; '
        "filename*=UTF-8''Pl%C3%A4n%20_A__%20x_.txt"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_type_that_is_not_taken_goes_out_as_plain_bytes(client, contact, item):
    Evidence.objects.filter(pk=item.pk).update(media_type="text/html")

    response = client.get(file_of(item))
    response.close()

    assert response["Content-Type"] == "application/octet-stream"
    assert 'filename="minutes"' in response["Content-Disposition"]


@pytest.mark.parametrize(
    ("scan", "words_shown"),
    [
        (ScanState.WAITING, "Waiting for the virus scan"),
        (ScanState.INFECTED, "Held back: the virus scan found something"),
    ],
)
def test_what_is_held_back_is_listed_and_given_to_nobody(
    client, contact, item, scan, words_shown
):
    Evidence.objects.filter(pk=item.pk).update(scan=scan)

    response = client.get(file_of(item))

    assert (response.status_code, response.url) == (302, item.get_absolute_url())
    for where in (reverse("actions:evidence"), item.get_absolute_url()):
        assert words_shown in client.get(where).content.decode()
    assert file_of(item) not in client.get(item.get_absolute_url()).content.decode()


def test_a_file_that_is_missing_from_the_store_is_no_server_error(
    client, contact, item
):
    item.file.storage.delete(item.file.name)

    response = client.get(file_of(item), follow=True)

    assert response.status_code == 200
    assert "missing from the store" in response.content.decode()


def test_a_link_has_no_file(client, contact, line):
    link = make.EvidenceUseFactory(line=line).evidence

    assert client.get(file_of(link)).url == link.get_absolute_url()


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_a_draft_is_hidden_from_everybody_else(client, item, who):
    traits = {"officer": {"officer": True}}.get(who, {"contact": make.AgencyFactory()})
    client.force_login(make.UserFactory(**traits))

    for name in ("evidence-item", "evidence-file", "evidence-use"):
        response = client.get(reverse(f"actions:{name}", args=[item.pk]))
        assert response.status_code == 404
    assert item.title not in client.get(reverse("actions:evidence")).content.decode()


@pytest.mark.parametrize("pk", ["0", "9999999999999999999999"])
def test_an_item_that_cannot_be_is_not_found(client, contact, pk):
    assert client.get(f"/evidence/{pk}/").status_code == 404


# --- The list


def listed(client, query=""):
    response = client.get(f"{reverse('actions:evidence')}{query}")
    return [shown.evidence for shown in response.context["rows"]]


def test_the_list_is_narrowed_by_agency_kind_age_expiry_and_action(
    client, line, contact
):
    agency = line.quarterly_return.agency
    today = NOW.date()

    def give(**fields):
        return make.EvidenceUseFactory(
            line=make.ReturnLineFactory(quarterly_return=line.quarterly_return),
            evidence=make.EvidenceFactory(agency=agency, **fields),
        ).evidence

    young = give(dated_on=today - timedelta(days=365))
    middle = give(dated_on=today - timedelta(days=366), expires_on=today)
    old = give(dated_on=date(2020, 2, 29), expires_on=today - timedelta(days=3))
    undated = give(dated_on=None, reference=True)

    assert listed(client) == [undated, old, middle, young]
    assert listed(client, "?age=1") == [young]
    assert listed(client, "?age=2") == [middle]
    assert listed(client, "?age=older") == [old]
    assert listed(client, "?age=undated") == [undated]
    assert listed(client, "?expired=on") == [old]
    assert listed(client, "?kind=reference") == [undated]
    ref = young.uses.get().line.action.ref
    assert listed(client, f"?ref={ref}") == [young]
    assert listed(client, "?agency=no-such") == []
    body = client.get(reverse("actions:evidence")).content.decode()
    assert "expired 3 days ago" in body
    assert "6 years old" in body
    assert "12 months old" in body
    assert "expires today" in body


def test_the_csv_says_the_same_without_what_is_sensitive(client, line, contact):
    agency = line.quarterly_return.agency
    item = make.EvidenceFactory(
        agency=agency, title="=cmd()", expires_on=date(2026, 10, 17)
    )
    make.EvidenceUseFactory(line=line, evidence=item)
    make.EvidenceFactory(agency=agency, title="Narrow", sensitive=True)

    response = client.get(f"{reverse('actions:evidence')}?format=csv")
    text = b"".join(response.streaming_content).decode()

    assert "Narrow" in client.get(reverse("actions:evidence")).content.decode()
    assert "Narrow" not in text
    assert "'=cmd()" in text
    assert f"{line.action.ref} {line.quarterly_return.period}" in text


def test_an_empty_list_says_what_to_do(client, contact):
    nothing = client.get(reverse("actions:evidence")).content.decode()
    narrowed = client.get(reverse("actions:evidence") + "?kind=file").content.decode()

    assert "An agency adds it on the page of a line" in nothing
    assert "Clear them to see all" in narrowed


def test_a_long_list_costs_no_more_queries(client, line, contact):
    def cost(count):
        for _ in range(count):
            make.EvidenceUseFactory(
                line=make.ReturnLineFactory(quarterly_return=line.quarterly_return)
            )
        return len(queries_of(lambda: client.get(reverse("actions:evidence")))[1])

    assert cost(1) == cost(10)


def test_the_items_page_names_only_lines_that_the_reader_may_know_of(client):
    shown = make.ReturnLineFactory(quarterly_return__accepted=True, reported=True)
    hidden = make.ReturnLineFactory(
        quarterly_return=shown.quarterly_return, action__sensitive=True, reported=True
    )
    item = make.EvidenceUseFactory(line=shown).evidence
    make.EvidenceUseFactory(line=hidden, evidence=item)
    client.force_login(make.UserFactory(reader=True))

    body = client.get(item.get_absolute_url()).content.decode()

    assert shown.action.title in body
    assert hidden.action.title not in body
    assert "Use for more lines" not in body
