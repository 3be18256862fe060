"""Agencies keep the names and the ends of their time (R51, R53)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.models import Agency, AgencyName, Succession
from partnerships.selectors import name_on, version_of
from partnerships.services import agencies
from tests.conftest import NOW
from tests.factories import AgencyFactory, AgencyNameFactory, UserFactory
from tests.partnerships.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def police(db: None) -> Agency:
    return AgencyFactory(
        name="Hampshire Constabulary", slug="hampshire-constabulary", kind="police"
    )


def rename(actor, agency, now, **changes):
    sent = {"name": "Hampshire and Isle of Wight Constabulary"}
    sent |= {"from_on": date(2022, 11, 1), "on": TODAY, "now": now} | changes
    return agencies.rename_agency(actor=actor, agency=agency, **sent)


def test_an_officer_puts_an_agency_on_the_register(officer, now):
    agency = agencies.create_agency(
        actor=officer, name="Havant Borough Council", kind="council", now=now
    )

    assert agency.slug == "havant-borough-council"
    event = audit.history(agency).get()
    assert (event.verb, event.actor) == ("partnerships.agency_created", officer)


def test_an_address_that_is_taken_gets_a_number(officer, now):
    AgencyFactory(name="Some agency", slug="new-forest")

    first = agencies.create_agency(
        actor=officer, name="New Forest", kind="council", now=now
    )
    second = agencies.create_agency(actor=officer, name="New", kind="other", now=now)

    assert [first.slug, second.slug] == ["new-forest-2", "new-2"]


@pytest.mark.parametrize("who", ["contact", "chair", "reader", "administrator"])
def test_only_officers_change_the_register(police, who, now):
    other = UserFactory(**{who: True})

    with pytest.raises(NotPermitted):
        agencies.create_agency(actor=other, name="X", kind="council", now=now)
    with pytest.raises(NotPermitted):
        agencies.edit_agency(actor=other, agency=police, note="x", now=now)
    with pytest.raises(NotPermitted):
        rename(other, police, now)
    with pytest.raises(NotPermitted):
        agencies.correct_agency_name(actor=other, agency=police, name="X", now=now)


def test_a_second_agency_of_a_name_is_refused_whatever_its_letters(
    police, officer, now
):
    with pytest.raises(ValidationError) as caught:
        agencies.create_agency(
            actor=officer, name="hampshire constabulary", kind="police", now=now
        )

    assert caught.value.message_dict == {
        "name": ["Hampshire Constabulary is on the register already."]
    }


def test_an_earlier_name_of_another_agency_is_refused(police, officer, now):
    AgencyNameFactory(agency=police, name="Hampshire Police")

    with pytest.raises(ValidationError) as caught:
        agencies.create_agency(
            actor=officer, name="Hampshire Police", kind="police", now=now
        )

    assert caught.value.messages == [
        (
            "Hampshire Police is an earlier name of Hampshire Constabulary, "
            "which is on the register."
        )
    ]


def test_an_unknown_kind_is_refused(officer, now):
    with pytest.raises(ValidationError) as caught:
        agencies.create_agency(actor=officer, name="X", kind="gang", now=now)

    assert list(caught.value.message_dict) == ["kind"]


def test_an_edit_is_written_down_with_what_changed(police, officer, now):
    agencies.edit_agency(actor=officer, agency=police, short_name="HC", now=now)

    assert audit.history(police).get().changes == {"short_name": ["", "HC"]}


def test_an_edit_that_changes_nothing_writes_nothing(police, officer, now):
    agencies.edit_agency(actor=officer, agency=police, kind="police", now=now)

    assert not audit.history(police).exists()


def test_of_two_tabs_the_second_is_shown_both_values(police, officer, now):
    seen = version_of(police)
    agencies.edit_agency(actor=officer, agency=police, kind="other", seen=seen, now=now)
    second_tab = Agency.objects.get(pk=police.pk)

    with pytest.raises(Conflict) as caught:
        agencies.edit_agency(
            actor=officer, agency=second_tab, kind="fire", seen=seen, now=now
        )

    assert caught.value.messages == [
        (
            "Somebody else changed this while you had it open. Kind is now “Other "
            "organisation”, you sent “Fire and rescue”."
        )
    ]
    assert Agency.objects.get(pk=police.pk).kind == "other"


def test_two_tabs_that_say_the_same_do_not_quarrel(police, officer, now):
    seen = version_of(police)

    for _ in range(2):
        agencies.edit_agency(
            actor=officer, agency=police, note="Ring first.", seen=seen, now=now
        )

    assert audit.history(police).count() == 1


def test_a_renamed_agency_keeps_its_old_name_for_its_time(police, officer, now):
    rename(officer, police, now)

    assert name_on(police, on=date(2020, 3, 31)) == "Hampshire Constabulary"
    assert name_on(police, on=date(2022, 10, 31)) == "Hampshire Constabulary"
    assert (
        name_on(police, on=date(2022, 11, 1))
        == "Hampshire and Isle of Wight Constabulary"
    )
    assert list(Agency.objects.named("Hampshire Const")) == [police]
    assert list(Agency.objects.named("Isle of Wight")) == [police]


def test_a_second_renaming_begins_where_the_first_one_ended(police, officer, now):
    rename(officer, police, now)
    rename(officer, police, now, name="Third name", from_on=date(2025, 4, 1))

    periods = AgencyName.objects.order_by("to_on").values_list("from_on", "to_on")
    assert list(periods) == [
        (None, date(2022, 10, 31)),
        (date(2022, 11, 1), date(2025, 3, 31)),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": "Hampshire Constabulary"}, "name", "This is its name already."),
        (
            {"from_on": date(2026, 10, 21)},
            "from_on",
            "Record a new name on or after the day it is used from.",
        ),
        (
            {"from_on": date(1, 1, 1)},
            "from_on",
            "Give a day between 1900 and 2199.",
        ),
        (
            {"from_on": date(2020, 4, 1)},
            "from_on",
            "The present name is used since 1 April 2020: give a later day.",
        ),
        ({"name": "Taken"}, "name", "Taken is on the register already."),
    ],
)
def test_a_renaming_is_refused_in_words(police, officer, changes, field, words):
    AgencyFactory(name="Taken")
    AgencyNameFactory(agency=police, to_on=date(2020, 3, 31))

    with pytest.raises(ValidationError) as caught:
        rename(officer, police, NOW, **changes)

    assert caught.value.message_dict == {field: [words]}
    assert AgencyName.objects.count() == 1


def test_an_agency_that_has_ended_keeps_its_name(police, officer, now):
    Agency.objects.filter(pk=police.pk).update(ended_on=date(2024, 1, 1))
    police.refresh_from_db()

    with pytest.raises(ValidationError) as caught:
        rename(officer, police, now)

    assert caught.value.messages == [
        "Hampshire Constabulary no longer exists: its name stays."
    ]


def test_a_name_written_wrongly_is_put_right_and_never_was(police, officer, now):
    agencies.correct_agency_name(
        actor=officer, agency=police, name="Hampshire Constabulary!", now=now
    )

    assert not AgencyName.objects.exists()
    assert audit.history(police).get().changes == {
        "name": ["Hampshire Constabulary", "Hampshire Constabulary!"]
    }


def succeed(actor, predecessor, successor, now, **changes):
    sent = {"took_over_on": date(2022, 7, 1), "on": TODAY, "now": now} | changes
    return agencies.record_succession(
        actor=actor, predecessor=predecessor, successor=successor, **sent
    )


def test_a_succession_ends_the_predecessor_and_merges_nothing(officer, now):
    group = AgencyFactory(name="West Hampshire CCG", kind="nhs")
    board = AgencyFactory(name="Integrated Care Board", kind="nhs")

    succeed(officer, group, board, now)

    group.refresh_from_db()
    assert group.ended_on == date(2022, 7, 1)
    assert group.why_it_cannot_lead == (
        "West Hampshire CCG no longer exists: choose its successor"
    )
    assert set(Agency.objects.named("West Hampshire CCG")) == {group, board}
    assert list(Agency.objects.current()) == [board]


def test_a_body_may_have_two_successors_on_one_day(officer, now):
    county, first, second = AgencyFactory.create_batch(3)

    succeed(officer, county, first, now)
    succeed(officer, county, second, now)

    assert Succession.objects.count() == 2


def test_a_succession_is_refused_in_words(officer, now):
    old, heir = AgencyFactory(name="Old"), AgencyFactory(name="Heir")
    succeed(officer, old, heir, now)
    third = AgencyFactory(name="Third")
    cases = [
        ((old, third, {"took_over_on": date(2022, 7, 2)}), "Old ended on 1 July 2022"),
        ((old, heir, {}), "This succession is recorded already."),
        ((heir, old, {"took_over_on": date(2024, 1, 1)}), "Old had ended by then"),
        ((heir, old, {"took_over_on": date(2020, 1, 1)}), "Heir took over from Old."),
        ((third, third, {}), "An agency cannot succeed itself."),
        ((third, heir, {"took_over_on": date(2027, 1, 1)}), "Record a succession on"),
    ]

    for (predecessor, successor, changes), words in cases:
        with pytest.raises(ValidationError) as caught:
            succeed(officer, predecessor, successor, now, **changes)
        assert caught.value.messages[0].startswith(words)

    assert Succession.objects.count() == 1


def test_only_an_officer_records_a_succession(reader, now):
    old, heir = AgencyFactory.create_batch(2)

    with pytest.raises(NotPermitted):
        succeed(reader, old, heir, now)
