import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import reverse

from hcss import navigation
from tests.factories.partnerships import UserFactory

OFFICER = (
    "Desk, Returns, Actions, Asks, Evidence, Agreement, Assurance, "
    "Meetings, Agencies and people, Reminders"
)
AGENCY = "My returns, Actions, Asks, Evidence, Agreement, Assurance"
COUNTY = "Assurance, Actions, Asks, Evidence, Returns, Agreement, Agencies"


def labels(rf: RequestFactory, path: str = "/", **roles: bool) -> str:
    request = rf.get(path)
    request.user = UserFactory(**roles)
    return ", ".join(item.label for item in navigation.items(request))


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("officer", OFFICER),
        ("contact", AGENCY),
        ("deputy", AGENCY),
        ("approver", AGENCY),
        ("member", AGENCY),
        ("chair", f"{COUNTY}, Meetings"),
        ("assurer", COUNTY),
        ("reader", COUNTY),
        ("administrator", "Agencies and people, People"),
    ],
)
@pytest.mark.django_db
def test_each_role_is_offered_what_it_needs(rf: RequestFactory, role: str, words: str):
    assert labels(rf, **{role: True}) == words


@pytest.mark.django_db
def test_somebody_without_a_role_is_offered_nothing(rf: RequestFactory):
    assert labels(rf) == ""


@pytest.mark.django_db
def test_somebody_with_two_roles_is_offered_each_page_once(rf: RequestFactory):
    both = labels(rf, contact=True, chair=True)

    assert both == f"{AGENCY}, Returns, Agencies, Meetings"


def test_nobody_signed_in_means_no_navigation_and_no_query(rf: RequestFactory):
    request = rf.get("/")
    request.user = AnonymousUser()

    assert navigation.items(request) == []


def test_a_request_refused_before_anybody_is_known_has_no_navigation(
    rf: RequestFactory,
):
    assert navigation.items(rf.get("/")) == []


@pytest.mark.parametrize(("below", "current"), [("", "page"), ("P1-03/", "true")])
@pytest.mark.django_db
def test_the_page_shown_is_marked(rf: RequestFactory, below: str, current: str):
    request = rf.get(reverse("actions:actions") + below)
    request.user = UserFactory(officer=True)

    marked = [(item.label, item.current) for item in navigation.items(request)]

    assert [item for item in marked if item[1]] == [("Actions", current)]


@pytest.mark.django_db
def test_the_navigation_costs_one_query(rf: RequestFactory, django_assert_num_queries):
    request = rf.get("/")
    request.user = UserFactory(officer=True, chair=True)

    with django_assert_num_queries(1):
        navigation.items(request)


@pytest.mark.parametrize(
    "name",
    sorted({name for _, entries in navigation.ENTRIES for _, name in entries}),
)
def test_every_entry_leads_to_a_page_of_the_site(name: str):
    assert reverse(name).startswith("/")
