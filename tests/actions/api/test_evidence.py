"""Evidence by the API: the same rules, in the same words."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from actions.models import Evidence
from actions.return_choices import ScanState
from actions.services.evidence_facts import REFERENCES_ONLY
from tests import factories as make
from tests.conftest import NOW
from tests.kernel import documents
from tests.machinery.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]

LIST = "/api/v1/evidence/"
FILES = "/api/v1/evidence/files/"
PDF = documents.pdf()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def line():
    return make.ReturnLineFactory()


@pytest.fixture
def contact(line, api_client):
    person = make.UserFactory(contact=line.quarterly_return.agency)
    api_client.force_authenticate(person)
    return person


def upload(name="plan.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def send(api_client, line, *files, **more):
    sent = {"line": line.pk, "files": list(files), **more}
    return api_client.post(FILES, sent, format="multipart")


def test_several_files_are_given_at_once_and_each_bad_one_says_why(
    api_client, line, contact
):
    response = send(
        api_client,
        line,
        upload(),
        upload("bad.pdf", b""),
        titles=["Signed plan", "Nothing"],
        dated_on="2026-09-01",
    )

    body = response.json()
    assert response.status_code == 201
    assert [each["title"] for each in body["kept"]] == ["Signed plan"]
    assert body["known"] == []
    assert body["refused"] == [
        {
            "name": "bad.pdf",
            "reason": "“bad.pdf” was not kept: it is empty.",
            "code": "unfit",
        }
    ]
    item = Evidence.objects.get()
    assert body["kept"][0] | {"sha256": "", "added_at": ""} == {
        "id": item.pk,
        "agency": item.agency.slug,
        "kind": "file",
        "form": "PDF",
        "title": "Signed plan",
        "dated_on": "2026-09-01",
        "age": "1 month old",
        "expires_on": None,
        "is_expired": False,
        "marking": "official",
        "url": "",
        "holder": "",
        "file_name": "plan.pdf",
        "media_type": "application/pdf",
        "size": len(PDF),
        "sha256": "",
        "scan": "no_scanner",
        "scanned_at": None,
        "is_served": True,
        "file": f"/api/v1/evidence/{item.pk}/file/",
        "added_by": contact.name,
        "added_at": "",
        "lines": [line.pk],
    }


@pytest.mark.parametrize("files", [(), (upload("a.html", b"<html></html>"),)])
def test_no_file_that_is_fit_is_a_bad_request(api_client, line, contact, files):
    response = send(api_client, line, *files)

    assert response.status_code == 400
    assert list(response.json()) == ["files"]


def test_files_are_taken_as_files_only_and_the_rest_as_json_only(
    api_client, line, contact
):
    as_json = api_client.post(FILES, {"line": line.pk, "files": ["x"]}, format="json")
    as_form = api_client.post(LIST, {"line": line.pk}, format="multipart")

    assert (as_json.status_code, as_form.status_code) == (415, 415)


@pytest.mark.parametrize(
    "sent",
    [
        {"line": "x"},
        {"line": "1e400"},
        {"line": "99999999999999999999999"},
        {"line": ""},
        {"dated_on": "tomorrow"},
        {"dated_on": "9999-99-99"},
        {"titles": ["a\0b"]},
        {"titles": ["t" * 201]},
        {"files": "not a file"},
        {"marking": "secret"},
    ],
)
def test_whatever_is_sent_is_answered_in_words(api_client, line, contact, sent):
    response = api_client.post(
        FILES, {"line": line.pk, "files": [upload()]} | sent, format="multipart"
    )

    assert response.status_code == 400
    assert next(iter(response.json())) in sent
    assert Evidence.objects.count() == 0


def test_more_files_than_any_request_takes_are_refused_in_words(
    api_client, line, contact
):
    response = send(api_client, line, *(upload(f"{n}.pdf") for n in range(101)))

    assert response.status_code == 400


def test_a_broken_body_is_refused(api_client, contact):
    response = api_client.generic(
        "POST", FILES, b"--x\r\nbroken", content_type="multipart/form-data; boundary=y"
    )

    assert response.status_code == 400


def test_a_link_and_a_reference_are_given_as_json(api_client, line, contact):
    link = api_client.post(
        LIST,
        {
            "line": line.pk,
            "kind": "link",
            "title": "Minutes",
            "url": "https://county.example/6",
        },
    )
    reference = api_client.post(
        LIST,
        {
            "line": line.pk,
            "kind": "reference",
            "title": "Plan",
            "holder": "Police",
            "dated_on": "2026-09-01",
            "marking": "official_sensitive",
        },
    )

    assert (link.status_code, reference.status_code) == (201, 201)
    assert (link.json()["form"], reference.json()["form"]) == ("Link", "Reference")
    assert reference.json()["marking"] == "official_sensitive"


@pytest.mark.parametrize(
    ("sent", "fields"),
    [
        ({"kind": "link"}, ["title", "url"]),
        ({"kind": "reference"}, ["title", "holder", "dated_on"]),
        ({"kind": "file"}, ["kind"]),
        ({"kind": "link", "title": "A", "url": "javascript:alert(1)"}, ["url"]),
        (
            {"kind": "link", "title": "NHS 943 476 5919", "url": "https://a.example"},
            ["title"],
        ),
    ],
)
def test_what_is_missing_is_said_at_its_field(api_client, line, contact, sent, fields):
    response = api_client.post(LIST, {"line": line.pk} | sent)

    assert response.status_code == 400
    assert list(response.json()) == fields


def test_the_extremism_priority_takes_a_reference_only(api_client, line, contact):
    """R56."""
    prevent = make.ReturnLineFactory(
        quarterly_return=line.quarterly_return,
        action__priority__number=4,
        action__priority__heading_title="Violent extremism and terrorism",
    )
    link = {
        "line": prevent.pk,
        "kind": "link",
        "title": "A",
        "url": "https://a.example",
    }
    item = make.EvidenceUseFactory(line=line).evidence

    file_answer = send(api_client, prevent, upload())
    link_answer = api_client.post(LIST, link)
    use_answer = api_client.post(f"{LIST}{item.pk}/use/", {"lines": [prevent.pk]})

    assert file_answer.json() == {"files": [REFERENCES_ONLY]}
    assert link_answer.json() == {"url": [REFERENCES_ONLY]}
    assert use_answer.json() == {"lines": [REFERENCES_ONLY]}
    assert prevent.evidence_uses.count() == 0


def test_an_item_supports_more_lines_and_is_taken_off(api_client, line, contact):
    item = make.EvidenceUseFactory(line=line).evidence
    beside = make.ReturnLineFactory(quarterly_return=line.quarterly_return)

    used = api_client.post(f"{LIST}{item.pk}/use/", {"lines": [beside.pk]})
    off = api_client.post(f"{LIST}{item.pk}/take-off/", {"line": line.pk})
    again = api_client.post(f"{LIST}{item.pk}/take-off/", {"line": line.pk})

    assert sorted(used.json()["lines"]) == sorted([line.pk, beside.pk])
    assert off.json()["lines"] == [beside.pk]
    assert (again.status_code, again.json()["code"]) == (409, "taken_off")


def test_a_line_that_is_not_seen_is_not_found(api_client, line, contact):
    stranger = make.ReturnLineFactory()
    item = make.EvidenceUseFactory(line=line).evidence

    codes = [
        send(api_client, stranger, upload()).status_code,
        api_client.post(f"{LIST}{item.pk}/use/", {"lines": [stranger.pk]}).status_code,
        api_client.post(
            f"{LIST}{item.pk}/take-off/", {"line": stranger.pk}
        ).status_code,
    ]

    assert codes == [404, 404, 404]


def test_while_the_return_is_with_the_group_nothing_is_written(api_client):
    line = make.ReturnLineFactory(quarterly_return__submitted=True, reported=True)
    item = make.EvidenceUseFactory(line=line).evidence
    api_client.force_authenticate(
        make.UserFactory(contact=line.quarterly_return.agency)
    )

    added = send(api_client, line, upload())
    off = api_client.post(f"{LIST}{item.pk}/take-off/", {"line": line.pk})

    assert (added.status_code, off.status_code) == (409, 409)
    assert "sent in" in added.json()["detail"]


@pytest.mark.parametrize("who", ["officer", "reader"])
def test_others_than_the_agency_only_read(api_client, who):
    line = make.ReturnLineFactory(quarterly_return__accepted=True, reported=True)
    item = make.EvidenceUseFactory(line=line).evidence
    api_client.force_authenticate(make.UserFactory(**{who: True}))

    codes = [
        send(api_client, line, upload()).status_code,
        api_client.post(LIST, {}).status_code,
        api_client.post(f"{LIST}{item.pk}/use/", {}).status_code,
        api_client.post(f"{LIST}{item.pk}/take-off/", {}).status_code,
    ]

    assert codes == [403] * 4
    assert api_client.get(f"{LIST}{item.pk}/").json()["title"] == item.title


def test_a_draft_of_another_agency_is_hidden(api_client, line):
    item = make.EvidenceUseFactory(line=line).evidence
    api_client.force_authenticate(make.UserFactory(officer=True))

    for where in ("", "file/"):
        assert api_client.get(f"{LIST}{item.pk}/{where}").status_code == 404
    assert api_client.get(LIST).json()["results"] == []


def test_a_file_is_handed_over_as_a_download(api_client, line, contact):
    item = make.FileEvidenceFactory(agency=line.quarterly_return.agency)

    response = api_client.get(reverse("api:evidence-file", args=[item.pk]))

    assert b"".join(response.streaming_content).startswith(b"Minute")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="minutes.')
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("scan", [ScanState.WAITING, ScanState.INFECTED])
def test_a_file_that_is_held_back_is_a_conflict(api_client, line, contact, scan):
    item = make.FileEvidenceFactory(agency=line.quarterly_return.agency, scan=scan)

    response = api_client.get(f"{LIST}{item.pk}/file/")
    shown = api_client.get(f"{LIST}{item.pk}/").json()

    assert (response.status_code, response.json()["code"]) == (409, scan.value)
    assert (shown["is_served"], shown["file"]) == (False, "")


def test_a_link_has_no_file(api_client, line, contact):
    item = make.EvidenceUseFactory(line=line).evidence

    response = api_client.get(f"{LIST}{item.pk}/file/")

    assert (response.status_code, response.json()["code"]) == (409, "no_file")


def test_the_list_is_narrowed_as_the_page_is(api_client, line, contact):
    agency = line.quarterly_return.agency
    old = make.EvidenceFactory(agency=agency, expires_on=NOW.date() - timedelta(days=1))
    make.EvidenceFactory(agency=agency, reference=True)

    def found(query):
        results = api_client.get(f"{LIST}?{query}").json()["results"]
        return [each["id"] for each in results]

    assert len(found("")) == 2
    assert found("expired=true") == [old.pk]
    assert found("kind=link") == [old.pk]
    assert found("agency=no-such") == []
    assert api_client.get(f"{LIST}?kind=no-such").status_code == 400
    assert api_client.get(f"{LIST}?ref=P1%2000").json()["results"] == []


def test_a_long_list_costs_no_more_queries(api_client, line, contact):
    def cost(count):
        for _ in range(count):
            beside = make.ReturnLineFactory(quarterly_return=line.quarterly_return)
            make.EvidenceUseFactory(line=beside)
        return len(queries_of(lambda: api_client.get(LIST))[1])

    api_client.get(LIST)  # who asks is read once

    assert cost(1) == cost(10)
