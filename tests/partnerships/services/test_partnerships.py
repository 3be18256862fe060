"""Partnerships and their members keep their time (R53)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.models import Membership
from partnerships.selectors import version_of
from partnerships.services import partnerships
from tests.factories import AgencyFactory, MembershipFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


def test_an_officer_makes_a_partnership(officer, now):
    board = partnerships.create_partnership(
        actor=officer, name="Prevent Board", kind="board", now=now
    )

    assert board.slug == "prevent-board"
    assert audit.history(board).get().verb == "partnerships.partnership_created"


def test_two_boards_with_like_names_stay_two_but_not_with_the_same(officer, now):
    PartnershipFactory(name="Pan Hampshire Strategic Board")

    partnerships.create_partnership(
        actor=officer, name="HIOW Integrated Strategic Board", kind="board", now=now
    )
    with pytest.raises(ValidationError) as caught:
        partnerships.create_partnership(
            actor=officer, name="pan hampshire strategic board", kind="board", now=now
        )

    assert caught.value.messages == [
        "pan hampshire strategic board is on the register already."
    ]


def test_a_host_that_changes_is_written_down_by_name(officer, now):
    host = AgencyFactory(name="The Council")
    board = PartnershipFactory()

    partnerships.edit_partnership(
        actor=officer, partnership=board, host_agency=host, now=now
    )

    assert audit.history(board).get().changes == {"host_agency": [None, "The Council"]}


def test_of_two_tabs_on_a_partnership_the_second_is_a_conflict(officer, now):
    board = PartnershipFactory(note="")
    seen = version_of(board)
    partnerships.edit_partnership(
        actor=officer, partnership=board, note="first", seen=seen, now=now
    )

    with pytest.raises(Conflict):
        partnerships.edit_partnership(
            actor=officer, partnership=board, note="second", seen=seen, now=now
        )


def test_a_member_joins_and_leaves_and_both_days_stay(officer, now):
    board, agency = PartnershipFactory(), AgencyFactory()

    seat = partnerships.add_member(
        actor=officer,
        partnership=board,
        agency=agency,
        starts_on=date(2020, 1, 1),
        now=now,
    )
    partnerships.end_membership(
        actor=officer, membership=seat, ends_on=date(2024, 1, 1), now=now
    )
    partnerships.add_member(actor=officer, partnership=board, agency=agency, now=now)

    periods = Membership.objects.order_by("pk").values_list("starts_on", "ends_on")
    assert list(periods) == [(date(2020, 1, 1), date(2024, 1, 1)), (None, None)]


def test_a_member_cannot_join_twice(officer, now):
    seat = MembershipFactory()

    with pytest.raises(ValidationError) as caught:
        partnerships.add_member(
            actor=officer, partnership=seat.partnership, agency=seat.agency, now=now
        )

    assert caught.value.messages == ["This agency is a member already."]


def test_what_has_ended_neither_joins_nor_is_joined(officer, now):
    over = {"ended_on": date(2021, 4, 1)}

    with pytest.raises(ValidationError):
        partnerships.add_member(
            actor=officer,
            partnership=PartnershipFactory(),
            agency=AgencyFactory(**over),
            now=now,
        )
    with pytest.raises(ValidationError):
        partnerships.add_member(
            actor=officer,
            partnership=PartnershipFactory(**over),
            agency=AgencyFactory(),
            now=now,
        )

    assert not Membership.objects.exists()


def test_a_membership_ends_once_and_after_it_began(officer, now):
    seat = MembershipFactory(starts_on=date(2020, 1, 1))

    with pytest.raises(ValidationError) as caught:
        partnerships.end_membership(
            actor=officer, membership=seat, ends_on=date(2019, 1, 1), now=now
        )
    assert caught.value.messages == ["The membership must end after it starts."]

    partnerships.end_membership(
        actor=officer, membership=seat, ends_on=date(2021, 1, 1), now=now
    )
    with pytest.raises(Conflict):
        partnerships.end_membership(
            actor=officer, membership=seat, ends_on=date(2022, 1, 1), now=now
        )


def test_only_officers_change_partnerships(administrator, now):
    seat = MembershipFactory()
    board, agency = seat.partnership, AgencyFactory()

    with pytest.raises(NotPermitted):
        partnerships.create_partnership(
            actor=administrator, name="X", kind="board", now=now
        )
    with pytest.raises(NotPermitted):
        partnerships.edit_partnership(
            actor=administrator, partnership=board, note="x", now=now
        )
    with pytest.raises(NotPermitted):
        partnerships.add_member(
            actor=administrator, partnership=board, agency=agency, now=now
        )
    with pytest.raises(NotPermitted):
        partnerships.end_membership(
            actor=administrator, membership=seat, ends_on=date(2024, 1, 1), now=now
        )
