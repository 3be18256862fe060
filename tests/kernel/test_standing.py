"""The register of standing checks."""

from datetime import UTC, date, datetime

import pytest

from hcss.kernel import standing
from hcss.kernel.standing import GRADE_MEANINGS, Grade, Moment
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_every_app_registers_its_own():
    homes = {check.found.__module__.split(".")[0] for check in standing.checks()}

    assert homes == {"partnerships", "priorities", "actions", "assurance"}


def test_the_gravest_come_first_and_every_grade_says_what_it_means():
    places = [list(Grade).index(check.grade) for check in standing.checks()]

    assert places == sorted(places)
    assert set(GRADE_MEANINGS) == set(Grade)


def test_two_checks_cannot_have_one_name():
    check = standing.checks()[0]

    with pytest.raises(ValueError, match=check.code):
        standing.register(check)


def test_a_check_that_is_not_known_is_none():
    assert standing.check_called("no-such") is None


def test_every_check_explains_itself():
    texts = [(each.label, each.meaning, each.of) for each in standing.checks()]

    assert all(all(words) for words in texts)
    assert len({label for label, _, _ in texts}) == len(texts)


def test_one_day_has_many_moments():
    """The statement is written once a day, and run at the moment that is asked."""
    expires_at = datetime(2026, 10, 20, 12, tzinfo=UTC)
    make.InvitationFactory(expires_at=expires_at)

    found = [
        standing.counts(Moment.of(datetime(2026, 10, 20, hour, minute, tzinfo=UTC)))[
            "invitation-expired"
        ].number
        for hour, minute in ((11, 59), (12, 0), (11, 0))
    ]

    assert found == [0, 1, 0]


def test_the_day_is_that_of_london():
    assert Moment.of(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)).on == date(2026, 7, 2)


def test_findings_are_summed_by_grade_with_their_checks():
    make.InvitationFactory(expires_at=datetime(2026, 10, 1, tzinfo=UTC))
    counted = standing.counts(Moment.of(datetime(2026, 10, 20, 9, tzinfo=UTC)))

    by_grade = {each.grade: each for each in standing.by_grade(counted)}

    assert (by_grade["minor"].number, by_grade["minor"].checks) == (1, 1)
    assert sum(each.checks_total for each in by_grade.values()) == len(counted)
