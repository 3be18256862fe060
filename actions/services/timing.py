"""By when: a completion date, a review date, or the plain fact that there is none."""

from calendar import monthrange
from datetime import date

from actions.choices import Timing
from actions.services.faults import Faults
from hcss.kernel.templatetags.show import day

#: R26: a continuing action is looked at again within this many months.
REVIEW_MONTHS = 6


def check_timing(
    faults: Faults,
    *,
    timing: str,
    baseline_on: date | None,
    review_on: date | None,
    today: date,
    agreed_on: date | None,
    starts_on: date | None = None,
) -> None:
    """Note what is wrong with when an action is to be done (R22, R26)."""
    if timing == Timing.DATE:
        _check_date(faults, baseline_on, agreed_on, starts_on)
        words = "Only a continuing action has a review date."
        _refuse(faults, words, review_on=review_on)
    elif timing == Timing.CONTINUING:
        check_review(faults, review_on=review_on, today=today)
        words = "A continuing action has a review date and no completion date."
        _refuse(faults, words, baseline_on=baseline_on)
    elif timing == Timing.UNDATED:
        words = "You said that no date is agreed: leave this empty."
        _refuse(faults, words, baseline_on=baseline_on, review_on=review_on)
    else:
        faults.add("timing", "Say by when it is to be done, or that no date is agreed.")


def check_review(faults: Faults, *, review_on: date | None, today: date) -> None:
    """R26: a continuing action is reviewed within six months."""
    latest = months_after(today, REVIEW_MONTHS)
    if review_on is None:
        faults.add("review_on", "Give the day on which it is reviewed.")
    elif review_on <= today:
        faults.add("review_on", "The review date must be in the future.")
    elif review_on > latest:
        faults.add(
            "review_on",
            f"The review date must be within six months: by {day(latest)}.",
        )


def months_after(start: date, count: int) -> date:
    """Return the same day ``count`` months on, or the last day of a shorter month."""
    years, month = divmod(start.month - 1 + count, 12)
    year, month = start.year + years, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def _check_date(
    faults: Faults,
    baseline_on: date | None,
    agreed_on: date | None,
    starts_on: date | None,
) -> None:
    if baseline_on is None:
        faults.add("baseline_on", "Give the day by which it is to be completed.")
        return
    if agreed_on and baseline_on <= agreed_on:
        faults.add(
            "baseline_on",
            "The completion date must be after the day it was agreed, "
            f"{day(agreed_on)}.",
        )
    if starts_on and starts_on > baseline_on:
        faults.add("starts_on", "It must start before it is to be completed.")


def _refuse(faults: Faults, words: str, **days: date | None) -> None:
    """Note each day that is given and should not be."""
    for field, given in days.items():
        if given:
            faults.add(field, words)
