"""An officer mends the address with which somebody signs in."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from knox.models import AuthToken

from hcss.kernel import audit, occasions
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from partnerships.models import User
from partnerships.selectors import version_of
from partnerships.services import people
from tests.factories import AppointmentFactory, InvitationFactory, UserFactory
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db

NEW = "ann@new.example"


@pytest.fixture
def person():
    return UserFactory(name="Ann Lee", email="ann.lee@old.example", contact=True)


@pytest.fixture
def told(monkeypatch):
    """What is announced to the later apps during the test."""
    monkeypatch.setattr(occasions, "_concerned", {})
    heard = []
    occasions.whenever(occasions.ADDRESS_CHANGED, lambda **facts: heard.append(facts))
    return heard


@pytest.fixture
def change(officer, now):
    def call(person, email=NEW, *, actor=officer, **more):
        return people.change_address(
            actor=actor, person=person, email=email, now=now, **more
        )

    return call


def refusal(change, person, email):
    with pytest.raises(ValidationError) as caught:
        change(person, email)
    assert User.objects.get(pk=person.pk).email == "ann.lee@old.example"
    assert not AuditEvent.objects.exists()
    return caught.value.message_dict["email"]


def test_an_address_changes_and_the_later_apps_are_told(change, person, now, told):
    changed = change(person, "  Ann@New.Example ")

    assert changed.email == User.objects.get(pk=person.pk).email == NEW
    assert told == [{"person": person, "now": now}]


def test_the_history_says_who_did_it_and_holds_no_whole_address(
    change, person, officer
):
    change(person)

    event = audit.history(person).get()
    assert (event.verb, event.actor) == ("partnerships.address_changed", officer)
    assert event.changes == {"email": ["a…@old.example", "a…@new.example"]}


def test_password_and_tokens_stay(change, person):
    before = person.password
    AuthToken.objects.create(user=person)

    change(person)

    assert User.objects.get(pk=person.pk).password == before
    assert AuthToken.objects.count() == 1


def test_what_signing_in_remembers_of_either_address_goes(change, person):
    other = UserFactory()
    kept = EmailAddress.objects.create(user=other, email="other@hcss.example")
    EmailAddress.objects.create(user=other, email=NEW)
    EmailAddress.objects.create(user=person, email=person.email, verified=True)

    change(person)

    assert list(EmailAddress.objects.all()) == [kept]


@pytest.mark.parametrize(
    "email",
    ["", "ann", "ann@", "a b@new.example", "ann@new.example\0", "a\n@b.example"],
)
def test_what_is_no_address_is_refused(change, person, email):
    assert refusal(change, person, email)


def test_an_address_that_is_too_long_is_refused(change, person):
    assert refusal(change, person, "a" * 60 + "@" + "b." * 120 + "example")


def test_their_own_address_is_refused(change, person):
    said = refusal(change, person, "ANN.LEE@old.example")

    assert said == ["This is their address already."]


def test_an_address_is_one_persons_whatever_its_case(change, person):
    UserFactory(name="Bo Kay", email="Bo.Kay@new.example")

    said = refusal(change, person, "bo.kay@NEW.example")

    assert said == ["Bo Kay has this address."]


def test_a_leavers_address_stays_theirs(change, person):
    UserFactory(name="Gone Away", email=NEW, is_active=False)

    assert refusal(change, person, NEW) == ["Gone Away has this address."]


def test_an_address_that_is_asked_in_is_refused(change, person):
    InvitationFactory(name="Nina New", email=NEW)

    assert refusal(change, person, NEW) == [
        (
            "Nina New was invited at this address on 1 October 2026: withdraw that "
            "invitation first."
        )
    ]


def test_an_invitation_that_was_withdrawn_is_no_hindrance(change, person, now):
    InvitationFactory(email=NEW, withdrawn_at=now)

    assert change(person).email == NEW


def test_whoever_looked_before_another_change_is_told(change, person, told):
    seen, stale = version_of(person), User.objects.get(pk=person.pk)
    change(person)
    told.clear()

    with pytest.raises(Conflict) as caught:
        change(stale, "third@new.example", seen=seen)
    with pytest.raises(Conflict):
        change(stale, "third@new.example")

    assert caught.value.messages == [
        (
            "Somebody else changed this person while you had it open. Their address is "
            "now “ann@new.example”."
        )
    ]
    assert User.objects.get(pk=person.pk).email == NEW
    assert told == []


# --- Who may ---


def test_an_officer_mends_anybodys_and_their_own(change, officer):
    for person in (UserFactory(officer=True), UserFactory(), officer):
        assert change(person, f"n{person.pk}@new.example").email.startswith("n")


@pytest.mark.parametrize(
    "who", ["officer", "contact", "deputy", "approver", "member", "chair", "assurer"]
)
def test_an_administrator_gets_no_way_into_the_content(change, administrator, who):
    person = UserFactory(**{who: True}, administrator=True)

    with pytest.raises(NotPermitted):
        change(person, actor=administrator)


def test_an_administrator_does_not_prepare_for_what_is_to_come(change, administrator):
    person = UserFactory(administrator=True)
    AppointmentFactory(person=person, starts_on=date(2026, 12, 1))
    bare = UserFactory()

    for each in (person, bare):
        with pytest.raises(NotPermitted):
            change(each, actor=administrator)


def test_an_administrator_mends_an_administrators(change, administrator):
    other = UserFactory(administrator=True)
    AppointmentFactory(person=other, ends_on=TODAY)

    assert change(other, actor=administrator).email == NEW
    assert change(administrator, "me@new.example", actor=administrator)


@pytest.mark.parametrize("who", ["contact", "deputy", "member", "chair", "reader"])
def test_nobody_else_changes_an_address_not_even_their_own(change, person, who):
    other = UserFactory(**{who: True})

    for each in (person, other):
        with pytest.raises(NotPermitted):
            change(each, actor=other)
