from datetime import date, timedelta

import pytest

from assurance.models import Opinion
from tests.factories import GIVEN_AT, HeadingFactory, OpinionFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_opinions_given_by_a_moment_include_that_moment():
    given = OpinionFactory()
    OpinionFactory(given_at=GIVEN_AT + timedelta(seconds=1))

    assert list(Opinion.objects.given_by_moment(GIVEN_AT)) == [given]


def test_opinions_are_in_date_until_the_day_they_expire():
    on = date(2026, 9, 22)
    expired, current = OpinionFactory(expired=True), OpinionFactory()

    assert list(Opinion.objects.out_of_date(on=on)) == [expired]
    assert list(Opinion.objects.in_date(on=on)) == [current]


def test_each_scope_has_one_last_opinion():
    OpinionFactory()
    second = OpinionFactory()
    whole = OpinionFactory(whole=True)
    other = OpinionFactory(heading=HeadingFactory(code="FL"))

    assert set(Opinion.objects.latest_per_scope()) == {second, whole, other}


def test_later_opinions_are_those_after_in_time_or_in_writing():
    first, second = OpinionFactory(), OpinionFactory()
    third = OpinionFactory(given_at=GIVEN_AT + timedelta(days=1))

    assert set(Opinion.objects.given_after(first)) == {second, third}
    assert list(Opinion.objects.given_after(third)) == []


def test_newest_comes_first():
    older = OpinionFactory(expired=True)
    newer, newest = OpinionFactory(), OpinionFactory()

    assert list(Opinion.objects.newest_first()) == [newest, newer, older]


def test_opinions_are_hidden_from_people_without_an_appointment():
    opinion = OpinionFactory()

    assert list(Opinion.objects.visible_to(UserFactory())) == []
    assert list(Opinion.objects.visible_to(UserFactory(reader=True))) == [opinion]
