"""The database's own rules, in words."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from partnerships.choices import CANNOT_LEAD, AgencyKind
from partnerships.models import Invitation, Membership
from tests.factories import (
    AgencyFactory,
    AppointmentFactory,
    InvitationFactory,
    PostHoldingFactory,
    UserFactory,
)


def test_each_kind_that_cannot_lead_says_why():
    refused = {
        kind for kind in AgencyKind if AgencyFactory.build(kind=kind).why_it_cannot_lead
    }

    assert refused == set(CANNOT_LEAD)


def test_a_sector_says_why_it_cannot_lead():
    sector = AgencyFactory.build(name="The VCS", kind="sector")

    assert sector.why_it_cannot_lead == (
        "The VCS cannot lead: a sector is not an organisation that can answer for "
        "an action"
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            lambda: Membership(starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 1)),
            "The membership must end after it starts.",
        ),
        (lambda: Invitation(role="approver"), "Say for which agency."),
        (
            lambda: Invitation(role="chair"),
            "Say which partnership this person chairs.",
        ),
        (
            lambda: AppointmentFactory.build(role="contact", agency=None),
            "Say for which agency.",
        ),
        (
            lambda: PostHoldingFactory.build(ends_on=date(2019, 3, 31)),
            "The holding must end after it starts.",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused_in_words(db, row, words):
    with pytest.raises(ValidationError) as caught:
        row().validate_constraints()

    assert caught.value.messages == [words]


def test_an_address_has_one_open_invitation(db):
    InvitationFactory(email="a@hcss.example")
    second = InvitationFactory.build(
        email="a@hcss.example", invited_by=UserFactory(), secret="other"
    )

    with pytest.raises(ValidationError) as caught:
        second.validate_constraints()

    assert caught.value.messages == ["This address has an open invitation already."]
