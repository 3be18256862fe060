"""The financial year's quarters (domain 4.2, R61)."""

from datetime import date

import pytest

from hcss.kernel.quarters import Quarter


@pytest.mark.parametrize(
    ("day", "slug"),
    [
        (date(2026, 3, 31), "2025-26-q4"),
        (date(2026, 4, 1), "2026-27-q1"),
        (date(2026, 6, 30), "2026-27-q1"),
        (date(2026, 7, 1), "2026-27-q2"),
        (date(2026, 12, 31), "2026-27-q3"),
        (date(2027, 1, 1), "2026-27-q4"),
        (date(2027, 3, 31), "2026-27-q4"),
        (date(2000, 1, 1), "1999-00-q4"),
    ],
)
def test_a_day_falls_in_a_quarter_of_the_financial_year(day, slug):
    assert Quarter.containing(day).slug == slug


def test_a_quarter_is_written_with_its_year():
    assert str(Quarter(2026, 1)) == "Q1 2026/27"
    assert str(Quarter(2099, 4)) == "Q4 2099/00"


def test_a_quarter_knows_its_days_and_its_neighbours():
    fourth = Quarter(2026, 4)

    assert (fourth.starts_on, fourth.ends_on) == (date(2027, 1, 1), date(2027, 3, 31))
    assert fourth.next == Quarter(2027, 1)
    assert fourth.previous == Quarter(2026, 3)
    assert Quarter(2026, 1).previous == Quarter(2025, 4)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_slug_reads_back(number):
    quarter = Quarter(2026, number)

    assert Quarter.parse(quarter.slug) == quarter


@pytest.mark.parametrize(
    "slug", ["2026-q2", "2026-28-q2", "2026-27-q5", "2026-27-Q2", "", "1999-00-q1"]
)
def test_anything_else_is_refused(slug):
    with pytest.raises(ValueError, match="is not a quarter such as 2026-27-q2"):
        Quarter.parse(slug)
