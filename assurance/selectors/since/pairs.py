"""Which two seals are compared."""

from django.core.exceptions import ValidationError

from assurance.models import Seal
from assurance.selectors.seal_reading import read
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.seals import seals
from hcss.kernel.quarters import Quarter

SAME = "Choose two different quarters: a sealed position does not differ from itself."
ORDER = "{after} does not come after {before}: the earlier quarter is compared with."
TOO_FEW = (
    "There are fewer than two sealed quarters: there is nothing to compare with yet."
)


def sealed_quarters() -> list[Quarter]:
    """Return the quarters that are sealed, the newest first. One query."""
    found = seals().values_list("period__slug", flat=True)
    return [Quarter.parse(slug) for slug in found]


def read_pair(*, before: Quarter, after: Quarter) -> tuple[Sealed, Sealed]:
    """Return what two seals hold, the earlier first. One query, whatever the size.

    Raises:
        ValidationError: they are the same, or in the wrong order.
        Seal.DoesNotExist: one of them is not sealed.
    """
    if before == after:
        raise ValidationError({"from": SAME})
    if before > after:
        raise ValidationError({"from": ORDER.format(before=before, after=after)})
    starts = (before.starts_on, after.starts_on)
    found = {
        seal.period.starts_on: seal
        for seal in seals().filter(period__starts_on__in=starts)
    }
    for quarter in (before, after):
        if quarter.starts_on not in found:
            raise Seal.DoesNotExist(f"{quarter} is not sealed.")
    return read(found[before.starts_on]), read(found[after.starts_on])
