"""Loading the register twice changes nothing that an officer changed since."""

import pytest

from partnerships.models import Agency, Partnership, Post
from partnerships.services import agencies, register

pytestmark = pytest.mark.django_db


def load():
    council = register.ensure_agency(
        name="Hampshire County Council",
        slug="hampshire-county-council",
        kind="council",
        short_name="HCC",
    )
    board = register.ensure_partnership(
        name="Prevent Board",
        slug="prevent-board",
        kind="board",
        host_agency=council,
    )
    register.ensure_post(
        title="Director of Public Health",
        slug="director-of-public-health",
        agency=council,
    )
    register.ensure_post(title="Chair", slug="chair", partnership=board)
    return council


def test_loading_again_makes_no_second_row(db):
    for _ in range(2):
        load()

    assert Agency.objects.count() == 1
    assert Partnership.objects.count() == 1
    assert Post.objects.count() == 2


def test_loading_again_overwrites_nothing(officer, now):
    council = load()
    agencies.edit_agency(actor=officer, agency=council, short_name="County", now=now)

    load()

    assert Agency.objects.get().short_name == "County"
