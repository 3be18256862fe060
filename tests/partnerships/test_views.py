"""The register's pages: stranger, wrong role, hidden, done, refused, cost."""

from datetime import date

import pytest
from django.urls import reverse
from knox.models import AuthToken
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from partnerships.models import Agency, Appointment, Partnership, Post, User
from partnerships.selectors import version_of
from tests.factories import (
    AgencyFactory,
    AgencyNameFactory,
    AppointmentFactory,
    InvitationFactory,
    MembershipFactory,
    PartnershipFactory,
    PostFactory,
    PostHoldingFactory,
    SuccessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"partnerships:{name}", args=args)


@pytest.fixture
def everything(db: None) -> dict[str, tuple]:
    """One of each, and the arguments of every address."""
    agency = AgencyFactory(slug="agency")
    seat = MembershipFactory(
        agency=agency, partnership=PartnershipFactory(slug="board")
    )
    held = PostHoldingFactory(post=PostFactory(slug="post", agency=agency))
    appointment = AppointmentFactory(role="contact", agency=agency)
    person = appointment.person
    AgencyNameFactory(agency=agency)
    SuccessionFactory(successor=agency)
    return {
        "agencies": (),
        "agency": ("agency",),
        "agency-new": (),
        "agency-edit": ("agency",),
        "agency-rename": ("agency",),
        "agency-correct-name": ("agency",),
        "agency-succession": ("agency",),
        "partnerships": (),
        "partnership": ("board",),
        "partnership-new": (),
        "partnership-edit": ("board",),
        "member-new": ("board",),
        "member-end": ("board", seat.pk),
        "posts": (),
        "post": ("post",),
        "post-new": (),
        "post-appoint": ("post",),
        "post-end": ("post", held.pk),
        "people": (),
        "person": (person.pk,),
        "person-edit": (person.pk,),
        "person-address": (person.pk,),
        "person-appoint": (person.pk,),
        "appointment-end": (person.pk, appointment.pk),
        "person-leave": (person.pk,),
        "invite": (),
        "invitations": (),
        "you": (),
    }


READ = {
    "agencies",
    "agency",
    "partnerships",
    "partnership",
    "posts",
    "post",
    "people",
    "person",
    "you",
}
OF_PEOPLE = {
    "person-edit",
    "person-appoint",
    "appointment-end",
    "person-leave",
    "invite",
    "invitations",
}


def open_pages(client, everything):
    return {
        name
        for name, args in everything.items()
        if client.get(address(name, *args)).status_code == 200
    }


def test_a_stranger_is_sent_to_sign_in_from_every_page(client, everything):
    for name, args in everything.items():
        response = client.get(address(name, *args))
        assert response.status_code == 302, name
        assert response.url.startswith("/accounts/login/"), name


def test_an_officer_opens_every_page(client, everything, officer):
    client.force_login(officer)

    assert open_pages(client, everything) == set(everything)


def test_an_administrator_opens_the_pages_about_people_and_reads(
    client, everything, administrator
):
    client.force_login(administrator)

    assert open_pages(client, everything) == READ | OF_PEOPLE


@pytest.mark.parametrize("who", ["contact", "approver", "chair", "assurer", "reader"])
def test_everybody_else_reads(client, everything, who):
    client.force_login(UserFactory(**{who: True}))

    assert open_pages(client, everything) == READ
    for name in set(everything) - READ:
        url = address(name, *everything[name])
        assert client.get(url).status_code == 403, name
        assert client.post(url).status_code == 403, name


def test_somebody_without_an_appointment_is_told_whom_to_ask(client, everything):
    client.force_login(UserFactory())

    response = client.get(address("agencies"))

    assertContains(response, "You have no appointment here", status_code=403)
    assertContains(response, "Ask an officer", status_code=403)
    for name in ("you", "people", "agency"):
        url = address(name, *everything[name])
        assert client.get(url).status_code == 403


def test_a_leaver_does_not_exist_for_a_reader(client, reader):
    left = UserFactory(name="Gone Away", is_active=False)
    client.force_login(reader)

    for name in ("person", "person-edit", "person-leave"):
        assert client.get(address(name, left.pk)).status_code == 404
    assertNotContains(client.get(address("people") + "?standing=left"), "Gone Away")


def test_an_officer_finds_leavers(client, officer):
    UserFactory(name="Gone Away", is_active=False)
    client.force_login(officer)

    assertNotContains(client.get(address("people")), "Gone Away")
    assertContains(client.get(address("people") + "?standing=left"), "Gone Away")


@pytest.mark.parametrize(
    "path",
    [
        "/agencies/no-such/",
        "/partnerships/no-such/",
        "/posts/no-such/",
        "/people/99999999999999999999999/",
        "/people/99999999999999999999999/edit/",
        "/people/0/",
    ],
)
def test_what_there_is_not_is_not_found(client, officer, path):
    client.force_login(officer)

    assert client.get(path).status_code == 404


def test_the_list_shows_contacts_and_vacancies(client, reader):
    UserFactory(name="Cora Contact", contact=AgencyFactory(name="Held Council"))
    AgencyFactory(name="Vacant Council")
    AgencyFactory(name="The sector", kind="sector")
    client.force_login(reader)

    page = client.get(address("agencies"))

    assertContains(page, "Cora Contact")
    assertContains(page, "Contact vacant</strong>", count=1)


def test_the_list_is_narrowed_and_finds_earlier_names(client, reader):
    renamed = AgencyFactory(name="New Name")
    AgencyNameFactory(agency=renamed, name="Old Name")
    AgencyFactory(name="Ended Body", ended_on=date(2021, 4, 1))
    AgencyFactory(name="The sector", kind="sector")
    client.force_login(reader)

    def found(query):
        page = client.get(address("agencies") + query)
        return [agency.name for agency in page.context["agencies"]]

    assert found("") == ["New Name", "The sector"]
    assert found("?words=old+name") == ["New Name"]
    assert found("?words=ended") == ["Ended Body"]
    assert found("?standing=ended") == ["Ended Body"]
    assert found("?leads=no") == ["Ended Body", "The sector"]
    assert found("?kind=sector") == ["The sector"]
    assert found("?contact=vacant") == ["New Name"]


@pytest.mark.parametrize(
    "query", ["?kind=gang", "?standing=x", "?leads=maybe", f"?words={'x' * 201}"]
)
def test_a_filter_that_makes_no_sense_is_said_so(client, reader, query):
    AgencyFactory(name="Some Council")
    client.force_login(reader)

    page = client.get(address("agencies") + query)

    assertContains(page, "There is a problem")
    assertNotContains(page, "Some Council")


@pytest.mark.parametrize("query", ["?page=0", "?page=999", "?page=x"])
def test_a_page_that_is_not_there_is_not_found(client, reader, query):
    client.force_login(reader)

    assert client.get(address("agencies") + query).status_code == 404


def test_an_empty_list_says_what_to_do(client, reader):
    client.force_login(reader)

    assertContains(client.get(address("agencies")), "No agency found")
    assertContains(client.get(address("posts")), "No post found")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("agencies", "Some Council,,Council,Yes,,"),
        ("partnerships", "Some Board,,Board,,Cara Chair,"),
        ("posts", "Head,Some Council,,Vacant,"),
        ("people", '"=HYPERLINK(""x"")",Partnerships officer,'),
    ],
)
def test_each_list_is_a_spreadsheet_too(client, reader, name, line):
    PostFactory(title="Head", agency=AgencyFactory(name="Some Council"))
    UserFactory(name="Cara Chair", chair=PartnershipFactory(name="Some Board"))
    UserFactory(name='=HYPERLINK("x")')
    client.force_login(reader)

    response = client.get(address(name) + "?format=csv")

    text = b"".join(response.streaming_content).decode()
    assert line.replace('"=', "\"'=") in text


@pytest.mark.parametrize("name", ["agencies", "partnerships", "posts", "people"])
def test_a_list_costs_the_same_however_long(
    client, officer, name, django_assert_max_num_queries
):
    client.force_login(officer)

    def cost():
        with django_assert_max_num_queries(20) as queries:
            client.get(address(name))
        return len(queries)

    make_rows(10)
    few = cost()
    make_rows(90)

    assert cost() == few


def make_rows(count):
    for _ in range(count):
        agency = AgencyFactory()
        person = UserFactory(contact=agency, chair=True)
        PostHoldingFactory(post=PostFactory(agency=agency), person=person)


def test_invitations_cost_the_same_however_many(
    client, officer, django_assert_max_num_queries
):
    client.force_login(officer)
    costs = []
    for count in (10, 90):
        InvitationFactory.create_batch(count, invited_by=officer)
        with django_assert_max_num_queries(20) as queries:
            client.get(address("invitations"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_an_officer_adds_an_agency(client, officer):
    client.force_login(officer)

    response = client.post(
        address("agency-new"), {"name": "Havant Council", "kind": "council"}
    )

    assertRedirects(response, "/agencies/havant-council/")


def test_a_refusal_is_shown_at_its_field(client, officer):
    AgencyFactory(name="Havant Council")
    client.force_login(officer)

    response = client.post(
        address("agency-new"), {"name": "Havant Council", "kind": "council"}
    )

    assertContains(response, "Havant Council is on the register already.")
    assert response.context["form"].errors == {
        "name": ["Havant Council is on the register already."]
    }
    assert Agency.objects.count() == 1


def test_of_two_tabs_the_second_is_shown_both_values_and_may_then_decide(
    client, officer
):
    agency = AgencyFactory(name="Body", slug="body", kind="council")
    seen = version_of(agency)
    client.force_login(officer)
    edit = address("agency-edit", "body")
    client.post(edit, {"kind": "police", "seen": seen})

    second_tab = client.post(edit, {"kind": "fire", "seen": seen})

    assertContains(
        second_tab,
        "Kind is now “Police”, you sent “Fire and rescue”.",
        status_code=409,
    )
    agency.refresh_from_db()
    assert agency.kind == "police"
    again = second_tab.context["form"]["seen"].value()
    client.post(edit, {"kind": "fire", "seen": again})
    agency.refresh_from_db()
    assert agency.kind == "fire"


def test_an_officer_renames_and_records_a_succession(client, officer):
    body, heir = AgencyFactory(slug="body"), AgencyFactory(slug="heir")
    client.force_login(officer)
    day = {"from_on_day": "1", "from_on_month": "11", "from_on_year": "2022"}

    client.post(address("agency-rename", "body"), {"name": "New name"} | day)
    client.post(
        address("agency-succession", "body"),
        {
            "successor": heir.pk,
            "took_over_on_day": "1",
            "took_over_on_month": "4",
            "took_over_on_year": "2024",
        },
    )

    page = client.get(address("agency", "body"))
    assertContains(page, "This agency ended on 1 April 2024.")
    assert [each.successor for each in page.context["page"].taken_over_by] == [heir]
    assert len(page.context["page"].names) == 1
    body.refresh_from_db()
    assert body.name == "New name"


def test_a_correction_leaves_no_earlier_name(client, officer):
    agency = AgencyFactory(name="Wrng", slug="body")
    client.force_login(officer)

    client.post(address("agency-correct-name", "body"), {"name": "Wrong"})

    agency.refresh_from_db()
    assert (agency.name, agency.names.count()) == ("Wrong", 0)


def test_an_officer_keeps_partnerships_and_members(client, officer):
    agency = AgencyFactory()
    client.force_login(officer)

    client.post(address("partnership-new"), {"name": "Prevent Board", "kind": "board"})
    client.post(address("member-new", "prevent-board"), {"agency": agency.pk})
    board = Partnership.objects.get()
    client.post(
        address("partnership-edit", "prevent-board"),
        {"name": "Prevent Partnership Board", "kind": "board"},
    )
    client.post(
        address("member-end", "prevent-board", board.memberships.get().pk),
        {"ends_on_day": "1", "ends_on_month": "4", "ends_on_year": "2026"},
    )

    page = client.get(board.get_absolute_url())
    assertContains(page, "Prevent Partnership Board")
    assert [seat.agency for seat in page.context["page"].former_members] == [agency]


def test_an_officer_keeps_posts_and_holders(client, officer):
    agency, person = AgencyFactory(), UserFactory(reader=True)
    client.force_login(officer)
    day = {"starts_on_day": "1", "starts_on_month": "4", "starts_on_year": "2026"}

    client.post(address("post-new"), {"title": "Director", "agency": agency.pk})
    client.post(address("post-appoint", "director"), {"person": person.pk} | day)
    post = Post.objects.get()
    assert not client.get(post.get_absolute_url()).context["is_vacant"]
    client.post(
        address("post-end", "director", post.holdings.get().pk),
        {"ends_on_day": "1", "ends_on_month": "9", "ends_on_year": "2026"},
    )

    assert client.get(post.get_absolute_url()).context["is_vacant"]


def test_an_administrator_edits_appoints_and_ends(client, administrator):
    person, agency = UserFactory(reader=True), AgencyFactory()
    client.force_login(administrator)
    day = {"starts_on_day": "20", "starts_on_month": "10", "starts_on_year": "2026"}
    until = {"ends_on_day": "20", "ends_on_month": "10", "ends_on_year": "2026"}
    reading = person.appointments.get()

    client.post(address("person-edit", person.pk), {"name": "New Name"})
    client.post(
        address("person-appoint", person.pk),
        {"role": "contact", "agency": agency.pk} | day,
    )
    client.post(address("appointment-end", person.pk, reading.pk), until)

    fresh = User.objects.get(pk=person.pk)
    assert fresh.name == "New Name"
    assert [held.role for held in fresh.standing] == ["contact"]


def test_another_persons_appointment_is_not_ended_under_this_ones_address(
    client, officer
):
    person = UserFactory(reader=True)
    others = AppointmentFactory()
    client.force_login(officer)

    response = client.post(address("appointment-end", person.pk, others.pk))

    assert response.status_code == 404
    assert Appointment.objects.get(pk=others.pk).ends_on is None


def test_a_refused_leaver_is_told_why(client, officer):
    client.force_login(officer)

    response = client.post(address("person-leave", officer.pk))

    assertContains(response, "This is the last officer: appoint another one first.")


def test_looking_at_the_leaving_page_writes_nothing(client, officer):
    person = UserFactory(reader=True)
    client.force_login(officer)

    page = client.get(address("person-leave", person.pk))

    assertContains(page, "cannot sign in, and their API tokens stop working")
    assert User.objects.get(pk=person.pk).is_active


@pytest.mark.parametrize(
    "name", ["invitation-resend", "invitation-withdraw", "person-return"]
)
def test_a_button_is_no_page(client, officer, name):
    invitation = InvitationFactory(pk=officer.pk, invited_by=officer)
    client.force_login(officer)

    assert client.get(address(name, invitation.pk)).status_code == 405


def test_somebody_who_comes_back_can_be_appointed(client, officer):
    left = UserFactory(is_active=False)
    client.force_login(officer)

    client.post(address("person-return", left.pk))

    assert User.objects.get(pk=left.pk).is_active


def test_my_own_page_shows_a_token_once_and_revokes_it(client, reader):
    client.force_login(reader)

    shown = client.post(address("token-new"))

    secret = shown.context["made"].secret
    assertContains(shown, secret)
    assert "no-store" in shown["Cache-Control"]
    page = client.get(address("you"))
    assertNotContains(page, secret)
    token = AuthToken.objects.get()
    assertContains(page, token.token_key)
    client.post(address("token-revoke", token.token_key))
    assert not AuthToken.objects.exists()


def test_anothers_token_cannot_be_revoked(client, reader, officer):
    token, _ = AuthToken.objects.create(user=officer)
    client.force_login(reader)

    response = client.post(address("token-revoke", token.token_key), follow=True)

    assertContains(response, "You have no such token any more.")
    assert AuthToken.objects.exists()
