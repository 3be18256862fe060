"""What a position says of today only: standing checks, and money that ends."""

from typing import Any

from assurance.selectors.funding import figures
from assurance.selectors.moments import Standpoint
from assurance.selectors.shapes import ChecksFacts
from hcss.kernel import standing

#: Of an earlier position nobody knows what the checks would have found then.
NOT_KNOWN: dict[str, Any] = {"checks": (), "funding": None}


def known_today(standpoint: Standpoint) -> dict[str, Any]:
    """Return the findings by grade and the figures of the horizon. Two queries."""
    counted = standing.counts(standing.Moment.of(standpoint.as_at))
    return {
        "checks": tuple(
            ChecksFacts(
                grade=each.grade,
                label=each.label,
                number=each.number,
                checks=each.checks,
                checks_total=each.checks_total,
            )
            for each in standing.by_grade(counted)
        ),
        "funding": figures(on=standpoint.on),
    }
