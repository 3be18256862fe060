"""Eight quarters and some actions to draw, and what is read off a drawing."""

import random
from datetime import date, timedelta
from xml.etree import ElementTree as ET

from assurance.choices import Shown
from assurance.selectors.action_dates import ActionDates, DatedAction
from assurance.selectors.history_figures import RETURN_KINDS
from assurance.selectors.seal_shapes import SealedCount, SealedGroup, SealedQuarter
from hcss.kernel.quarters import Quarter

SVG = "{http://www.w3.org/2000/svg}"
#: What somebody may have typed as a name.
HOSTILE = "<script>alert('1')</script> & \"quotes\" ]]> \x00\x0b\ufffe Ünï 警察"


def delivery(number: int, label: str, **counts: int) -> SealedGroup:
    """Return a priority's counts; every status is there, with 0 too."""
    return SealedGroup(
        key=str(number),
        label=label,
        total=sum(counts.values()),
        counts=tuple(
            SealedCount(each.value, each.label, counts.get(each.value, 0))
            for each in Shown
        ),
    )


def came_in(slug: str, kind: str, name: str = "") -> SealedGroup:
    count = SealedCount(kind, RETURN_KINDS[kind], 1)
    return SealedGroup(slug, name or slug.title(), 1, (count,))


def history(
    seed: int = 1, *, quarters: int = 8, priorities: int = 7, agencies: int = 12
) -> list[SealedQuarter]:
    """Return quarters of no particular figures, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    found = []
    quarter = Quarter(2024, 3)
    for _ in range(quarters):
        found.append(
            SealedQuarter(
                slug=quarter.slug,
                label=str(quarter),
                delivery=tuple(
                    delivery(
                        number,
                        f"Priority of {number}",
                        **{
                            each.value: chance.choice([0, 0, 1, 3, 12])
                            for each in Shown
                        },
                    )
                    for number in range(1, priorities + 1)
                ),
                returns=tuple(
                    came_in(f"agency-{place}", chance.choice(list(RETURN_KINDS)))
                    for place in range(agencies)
                    if chance.random() < 0.9
                ),
            )
        )
        quarter = quarter.next
    return found


def action(number: int, first: date | None, now: date | None, **fields) -> DatedAction:
    return DatedAction(
        **{
            "ref": f"P1-{number:02}",
            "title": f"Action {number}",
            "priority_number": 1,
            "baseline_on": first,
            "forecast_on": now,
            "review_on": None,
            "is_continuing": False,
        }
        | fields
    )


def dates(count: int = 20, seed: int = 1) -> ActionDates:
    chance = random.Random(seed)  # noqa: S311
    found = []
    for number in range(1, count + 1):
        first = date(2026, 4, 1) + timedelta(days=chance.randrange(500))
        moved = timedelta(days=chance.choice([0, 0, 31, 92, -20, 400]))
        found.append(action(number, first, first + moved))
    return ActionDates(len(found), tuple(found))


def texts(svg: str) -> list[str]:
    """Return every text that the drawing shows, in order."""
    tree = ET.fromstring(svg)  # noqa: S314 -- our own drawing
    return ["".join(each.itertext()) for each in tree.iter(f"{SVG}text")]
