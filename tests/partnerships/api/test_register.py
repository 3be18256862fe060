"""The API of agencies, boards, posts and people: the pages' twin."""

import pytest
from django.core.cache import cache
from knox.models import AuthToken

from partnerships.models import Agency, Invitation, User
from partnerships.selectors import version_of
from tests.factories import (
    PASSWORD,
    AgencyFactory,
    AgencyNameFactory,
    AppointmentFactory,
    InvitationFactory,
    MembershipFactory,
    PartnershipFactory,
    PostFactory,
    PostHoldingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LISTS = [
    "agencies",
    "partnerships",
    "memberships",
    "posts",
    "people",
    "appointments",
    "invitations",
    "tokens",
]


@pytest.fixture(autouse=True)
def _no_limits_from_other_tests() -> None:
    cache.clear()


@pytest.fixture
def api(api_client, officer):
    api_client.force_authenticate(officer)
    return api_client


def make_rows(count):
    for _ in range(count):
        agency = AgencyNameFactory().agency
        person = UserFactory(contact=agency, chair=True)
        MembershipFactory(agency=agency)
        PostHoldingFactory(post=PostFactory(agency=agency), person=person)
        InvitationFactory()


@pytest.mark.parametrize("name", LISTS)
def test_a_stranger_is_not_let_in(api_client, name):
    assert api_client.get(f"/api/v1/{name}/").status_code == 401


@pytest.mark.parametrize("name", [each for each in LISTS if each != "tokens"])
def test_somebody_without_an_appointment_is_told(api_client, name):
    api_client.force_authenticate(UserFactory())

    response = api_client.get(f"/api/v1/{name}/")

    assert response.status_code == 403
    assert response.json()["detail"].startswith("You have no appointment here.")


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_however_long(
    api, officer, name, django_assert_max_num_queries
):
    costs = []
    for count in (10, 90):
        make_rows(count)
        api.force_authenticate(User.objects.get(pk=officer.pk))
        with django_assert_max_num_queries(20) as queries:
            response = api.get(f"/api/v1/{name}/?page_size=100")
        costs.append(len(queries))

    assert response.status_code == 200
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("post", "agencies/"),
        ("patch", "agencies/body/"),
        ("post", "agencies/body/rename/"),
        ("post", "agencies/body/correct-name/"),
        ("post", "agencies/body/succeed/"),
        ("post", "partnerships/"),
        ("patch", "partnerships/board/"),
        ("post", "memberships/"),
        ("post", "memberships/1/end/"),
        ("post", "posts/"),
        ("post", "posts/post/appoint/"),
        ("post", "posts/post/end/"),
        ("patch", "people/1/"),
        ("post", "people/1/appoint/"),
        ("post", "people/1/leave/"),
        ("post", "people/1/return/"),
        ("post", "appointments/1/end/"),
        ("post", "invitations/"),
        ("post", "invitations/1/resend/"),
        ("post", "invitations/1/withdraw/"),
    ],
)
def test_a_reader_changes_nothing(api_client, method, path):
    person = UserFactory(pk=1)
    MembershipFactory(
        pk=1,
        agency=AgencyFactory(slug="body"),
        partnership=PartnershipFactory(slug="board"),
    )
    PostFactory(slug="post")
    AppointmentFactory(pk=1, person=person)
    InvitationFactory(pk=1)
    api_client.force_authenticate(UserFactory(reader=True))

    response = getattr(api_client, method)(f"/api/v1/{path}", {})

    assert response.status_code == 403


@pytest.mark.parametrize("name", LISTS[:-1])
def test_nothing_is_deleted(api, name):
    make_rows(1)

    shown = api.get(f"/api/v1/{name}/").json()["results"][0]
    key = shown.get("slug") or shown["id"]

    assert api.delete(f"/api/v1/{name}/{key}/").status_code == 405


@pytest.mark.parametrize("name", LISTS[:-1])
@pytest.mark.parametrize("key", ["99999999999999999999999", "no-such", "-1", "0.5"])
def test_what_there_is_not_is_not_found(api, name, key):
    assert api.get(f"/api/v1/{name}/{key}/").status_code == 404


def test_an_address_of_nothing_is_answered_to_a_program(api):
    response = api.get("/api/v1/no-such/")

    assert (response.status_code, response.json()) == (404, {"detail": "Not found."})


def test_an_agency_is_shown_with_its_names_and_contacts(api):
    agency = AgencyFactory(name="Body", slug="body")
    AgencyNameFactory(agency=agency, name="Old")
    contact = UserFactory(contact=agency)

    shown = api.get("/api/v1/agencies/body/").json()

    assert shown["earlier_names"] == [
        {"name": "Old", "from_on": None, "to_on": "2020-03-31"}
    ]
    assert [each["email"] for each in shown["contacts"]] == [contact.email]
    assert (shown["can_lead"], shown["version"]) == (True, version_of(agency))


def test_agencies_are_kept_through_the_api(api):
    made = api.post("/api/v1/agencies/", {"name": "Body", "kind": "nhs"})
    AgencyFactory(slug="heir")

    renamed = api.post(
        "/api/v1/agencies/body/rename/", {"name": "New", "from_on": "2022-11-01"}
    )
    corrected = api.post("/api/v1/agencies/body/correct-name/", {"name": "Newer"})
    ended = api.post(
        "/api/v1/agencies/body/succeed/",
        {"successor": "heir", "took_over_on": "2024-04-01"},
    )

    assert made.status_code == 201
    assert renamed.json()["earlier_names"][0]["to_on"] == "2022-10-31"
    assert corrected.json()["name"] == "Newer"
    assert ended.json()["ended_on"] == "2024-04-01"


def test_refusals_have_the_pages_words(api):
    AgencyFactory(name="Body")

    response = api.post("/api/v1/agencies/", {"name": "body", "kind": "nhs"})

    assert response.status_code == 400
    assert response.json() == {"name": ["Body is on the register already."]}


def test_the_second_of_two_changes_is_a_conflict_with_both_values(api):
    version = version_of(AgencyFactory(slug="body", kind="council"))
    url = "/api/v1/agencies/body/"
    api.patch(url, {"kind": "police", "version": version})

    second = api.patch(url, {"kind": "fire", "version": version})

    assert second.status_code == 409
    assert second.json() == {
        "detail": (
            "Somebody else changed this while you had it open. Kind is now “Police”, "
            "you sent “Fire and rescue”."
        ),
        "code": "changed",
    }


def test_partnerships_and_members_are_kept_through_the_api(api):
    AgencyFactory(slug="body")

    api.post("/api/v1/partnerships/", {"name": "Board", "kind": "board"})
    hosted = api.patch("/api/v1/partnerships/board/", {"host_agency": "body"})
    seat = api.post(
        "/api/v1/memberships/", {"partnership": "board", "agency": "body"}
    ).json()
    ended = api.post(
        f"/api/v1/memberships/{seat['id']}/end/", {"ends_on": "2026-04-01"}
    )

    assert hosted.json()["host_agency"] == "body"
    assert ended.json()["ends_on"] == "2026-04-01"


def test_posts_are_kept_through_the_api(api):
    AgencyFactory(slug="body")
    person = UserFactory(reader=True)

    api.post("/api/v1/posts/", {"title": "Director", "agency": "body"})
    held = api.post(
        "/api/v1/posts/director/appoint/",
        {"person": person.pk, "starts_on": "2026-01-01"},
    )
    ended = api.post("/api/v1/posts/director/end/", {"ends_on": "2026-02-01"})
    again = api.post("/api/v1/posts/director/end/", {"ends_on": "2026-02-01"})

    assert held.json()["holdings"][0]["person"]["id"] == person.pk
    assert ended.json()["holdings"][0]["ends_on"] == "2026-02-01"
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "Nobody holds this post.",
    )


def test_people_are_kept_through_the_api(api):
    person = UserFactory(reader=True)
    AgencyFactory(slug="body")
    url = f"/api/v1/people/{person.pk}/"
    reading = person.appointments.get()

    api.patch(url, {"name": "New Name"})
    appointed = api.post(
        f"{url}appoint/",
        {"role": "contact", "agency": "body", "starts_on": "2026-10-20"},
    )
    ended = api.post(
        f"/api/v1/appointments/{reading.pk}/end/", {"ends_on": "2026-10-20"}
    )
    left = api.post(f"{url}leave/", {"why": "Moved"})
    back = api.post(f"{url}return/")

    assert [each["role"] for each in appointed.json()["appointments"]] == [
        "reader",
        "contact",
    ]
    assert ended.json()["ends_on"] == "2026-10-20"
    assert (left.json()["is_active"], left.json()["appointments"]) == (False, [])
    assert (back.status_code, back.json()["name"]) == (200, "New Name")


def test_a_leaver_does_not_exist_for_a_reader(api_client, reader):
    left = UserFactory(is_active=False)
    AppointmentFactory(person=left, pk=77)
    api_client.force_authenticate(reader)

    assert api_client.get(f"/api/v1/people/{left.pk}/").status_code == 404
    assert api_client.get("/api/v1/appointments/77/").status_code == 404
    assert api_client.post(f"/api/v1/people/{left.pk}/leave/").status_code == 404


def test_invitations_are_kept_through_the_api(api):
    sent = api.post(
        "/api/v1/invitations/",
        {"email": "Nina@hcss.example", "name": "Nina", "role": "reader"},
    )
    url = f"/api/v1/invitations/{sent.json()['id']}/"

    assert sent.status_code == 201
    assert api.post(f"{url}resend/").status_code == 200
    assert api.post(f"{url}withdraw/").json()["withdrawn_at"]
    assert api.post(f"{url}withdraw/").status_code == 409
    assert Invitation.objects.get().email == "nina@hcss.example"


def test_a_duplicate_invitation_says_what_to_do(api):
    UserFactory(name="Here", email="here@hcss.example")

    response = api.post(
        "/api/v1/invitations/",
        {"email": "here@hcss.example", "name": "Here", "role": "reader"},
    )

    assert response.json() == {
        "email": ["Here has an account: appoint them on their own page."]
    }


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("agencies/", {"name": "a\x00b", "kind": "nhs"}),
        ("agencies/", {"name": "x" * 201, "kind": "nhs"}),
        ("agencies/", {"name": None, "kind": []}),
        ("agencies/", {"name": "X", "kind": "nhs", "parent": "a\x00b"}),
        ("agencies/", {"name": "X", "kind": "nhs", "parent": 10**30}),
        ("agencies/", {"name": "X", "kind": "nhs", "parent": {}}),
        ("agencies/", []),
        ("agencies/body/rename/", {"name": "X", "from_on": "0001-01-01"}),
        ("agencies/body/rename/", {"name": "X", "from_on": "9999-12-31"}),
        ("agencies/body/rename/", {"name": "X", "from_on": "not a day"}),
        ("posts/post/appoint/", {"person": 10**30, "starts_on": "2026-01-01"}),
        ("posts/post/appoint/", {"person": -1, "starts_on": "2026-01-01"}),
        ("posts/post/appoint/", {"person": True, "starts_on": "2026-01-01"}),
        ("posts/post/appoint/", {"person": 1e300, "starts_on": "2026-01-01"}),
        ("posts/post/appoint/", {"person": "a\x00", "starts_on": "2026-01-01"}),
        ("posts/", {"title": "a\x00"}),
        ("invitations/", {"email": "a\x00@b.example", "name": "X", "role": "reader"}),
        ("tokens/", {"email": "a\x00@b.example", "password": "x"}),
        ("tokens/", {"email": "a@b.example", "password": "\x00"}),
        ("tokens/", 5),
    ],
)
def test_rubbish_is_refused_and_breaks_nothing(api, path, sent):
    AgencyFactory(slug="body")
    PostFactory(slug="post")

    assert api.post(f"/api/v1/{path}", sent).status_code == 400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("posts/post/appoint/", '{"person": 1e400, "starts_on": "2026-01-01"}'),
        ("agencies/", '{"name": "\\ud800", "kind": "nhs"}'),
        ("agencies/", '{"name": NaN, "kind": "nhs"}'),
        ("agencies/", '{"name": 1e400, "kind": "nhs", "parent": 1e400}'),
        ("agencies/", '{"name": "X", "kind": "nhs", "parent": "\\ud800"}'),
        ("agencies/", "{"),
    ],
)
def test_a_body_that_no_program_should_send_is_refused(api, path, body):
    PostFactory(slug="post")

    response = api.post(f"/api/v1/{path}", body, content_type="application/json")

    assert response.status_code == 400


@pytest.mark.parametrize("path", ["agencies/?words=%00", "agencies/a%00b/"])
def test_an_address_with_a_null_character_is_no_address(api, path):
    assert api.get(f"/api/v1/{path}").status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        "agencies/?kind=gang",
        "agencies/?leads=maybe",
        "posts/?agency=no-such",
        "people/?role=king",
        "appointments/?person=99999999999999999999999999",
        "appointments/?person=x",
        "appointments/?person=1e400",
        "appointments/?person=nan",
        "memberships/?partnership=no-such",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(api, query):
    assert api.get(f"/api/v1/{query}").status_code == 400


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(api, page):
    assert api.get(f"/api/v1/agencies/?page={page}").status_code == 404


def test_filters_are_those_of_the_pages(api):
    AgencyFactory(name="A sector", kind="sector")
    body = AgencyNameFactory(name="Old", agency__name="New").agency
    UserFactory(name="Cora", contact=body)

    def names(path):
        return [each["name"] for each in api.get(f"/api/v1/{path}").json()["results"]]

    assert names("agencies/?leads=no") == ["A sector"]
    assert names("agencies/?words=old") == ["New"]
    assert names(f"people/?role=contact&agency={body.slug}") == ["Cora"]
    assert names("people/?signed_in=never") == ["Cora", "Olive Officer"]


def sign_in(client, person, password=PASSWORD):
    sent = {"email": person.email, "password": password}
    return client.post("/api/v1/tokens/", sent)


def test_a_program_signs_in_reads_and_signs_out(api_client, reader):
    made = sign_in(api_client, reader)
    signed = {"HTTP_AUTHORIZATION": f"Token {made.json()['token']}"}

    assert made.status_code == 201
    assert api_client.get("/api/v1/agencies/", **signed).status_code == 200
    listed = api_client.get("/api/v1/tokens/", **signed).json()["results"]
    assert [each["key"] for each in listed] == [made.json()["key"]]
    assert api_client.delete("/api/v1/tokens/current/", **signed).status_code == 204
    assert api_client.get("/api/v1/agencies/", **signed).status_code == 401


def test_only_ones_own_token_is_revoked(api, officer, reader):
    mine, _ = AuthToken.objects.create(user=officer)
    others, _ = AuthToken.objects.create(user=reader)

    assert api.delete(f"/api/v1/tokens/{others.token_key}/").status_code == 404
    assert api.delete(f"/api/v1/tokens/{mine.token_key}/").status_code == 204
    assert api.delete("/api/v1/tokens/current/").status_code == 404
    assert list(AuthToken.objects.all()) == [others]


def test_a_wrong_password_does_not_say_what_was_wrong(api_client, reader):
    unknown = UserFactory.build()
    left = UserFactory(is_active=False, reader=True)

    answers = [
        sign_in(api_client, reader, "wrong").json(),
        sign_in(api_client, unknown).json(),
        sign_in(api_client, left).json(),
    ]

    words = {"non_field_errors": ["The address or the password is not right."]}
    assert answers == [words, words, words]


def test_repeated_failures_are_stopped(api_client, reader):
    answers = [sign_in(api_client, reader, "wrong").status_code for _ in range(6)]

    assert answers == [400] * 5 + [429]
    assert sign_in(api_client, reader).status_code == 429


def test_somebody_without_an_appointment_gets_no_token(api_client):
    response = sign_in(api_client, UserFactory())

    assert response.status_code == 403
    assert not AuthToken.objects.exists()


@pytest.mark.parametrize("token", ["wrong", "a b", "\xff\xfe", "%00", "é" * 20])
def test_a_token_that_is_none_is_refused(api_client, token):
    header = {"HTTP_AUTHORIZATION": f"Token {token}"}

    assert api_client.get("/api/v1/agencies/", **header).status_code == 401


def test_a_change_is_written_down_with_who_did_it(api, officer):
    api.post("/api/v1/agencies/", {"name": "Body", "kind": "nhs"})

    event = api.get("/api/v1/agencies/body/")

    assert event.status_code == 200
    assert Agency.objects.count() == 1
    assert User.objects.get(pk=officer.pk).holds("officer")
