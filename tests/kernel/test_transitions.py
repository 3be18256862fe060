"""Two people, one winner, and no half-changed object in anybody's hand."""

import pytest
from django.core.exceptions import ValidationError

from hcss.kernel.transitions import compare_and_set
from partnerships.models import Agency
from tests.factories import AgencyFactory

pytestmark = pytest.mark.django_db


def test_the_first_of_two_wins():
    agency = AgencyFactory(note="")
    first_tab = Agency.objects.get(pk=agency.pk)
    second_tab = Agency.objects.get(pk=agency.pk)

    won = compare_and_set(first_tab, expected={"note": ""}, note="first")
    lost = compare_and_set(second_tab, expected={"note": ""}, note="second")

    assert (won, lost) == (True, False)
    assert first_tab.note == "first"
    assert second_tab.note == ""
    agency.refresh_from_db()
    assert agency.note == "first"


def test_what_is_not_allowed_changes_neither_row_nor_object():
    agency = AgencyFactory(name="Wessex Test Council")
    AgencyFactory(name="Solent Test Council")

    with pytest.raises(ValidationError):
        compare_and_set(agency, expected={}, name="Solent Test Council")

    assert agency.name == "Wessex Test Council"
    agency.refresh_from_db()
    assert agency.name == "Wessex Test Council"
