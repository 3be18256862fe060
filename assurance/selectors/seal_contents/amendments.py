"""What was amended in closed quarters since the seal before (R33)."""

from datetime import date
from typing import Any

from actions.choices import Marking, PeriodState
from actions.models import Amendment
from actions.return_choices import AmendmentState
from actions.selectors.amendments import readings
from assurance.selectors.seal_contents.sealing import (
    Sealing,
    by_ref,
    everybodys_reader,
)
from assurance.selectors.seal_shapes import SealedAmendment, SealedDifference
from hcss.kernel.templatetags.show import day


def sealed_amendments(sealing: Sealing) -> tuple[SealedAmendment, ...]:
    """Return the amendments agreed since the seal before, field by field. One query.

    Of this quarter and earlier ones, once they have closed.
    """
    agreed: Any = Amendment.objects.filter(
        state=AmendmentState.APPROVED,
        line__action__agreement=sealing.agreement,
        quarterly_return__period__state=PeriodState.CLOSED,
        quarterly_return__period__starts_on__lte=sealing.period.starts_on,
    ).with_line()
    news = [each for each in agreed if sealing.is_news(each.decided_at)]
    found = readings(sorted(news, key=_place), reader=everybodys_reader())
    return tuple(_amendment(each) for each in found)


def _place(amendment: Amendment) -> tuple[Any, ...]:
    owed = amendment.quarterly_return
    ref = by_ref(amendment.line.action.ref)
    return owed.period.starts_on, owed.agency_name, *ref, amendment.number


def _amendment(reading: Any) -> SealedAmendment:
    amendment = reading.amendment
    owed, action = amendment.quarterly_return, amendment.line.action
    marked = (amendment, amendment.original, amendment.line, action)
    is_sensitive = any(each.is_sensitive for each in marked)
    return SealedAmendment(
        quarter=owed.period.slug,
        quarter_label=str(owed.period),
        agency=owed.agency_name,
        agency_slug=owed.agency.slug,
        ref=action.ref,
        title=action.title,
        number=amendment.number,
        reason=amendment.reason,
        differences=tuple(
            SealedDifference(each.label, _said(each.before), _said(each.after))
            for each in reading.differences
        ),
        proposed_by=amendment.proposed_by.name,
        decided_by=amendment.decided_by.name if amendment.decided_by else "",
        decided_at=amendment.decided_at,
        marking=(Marking.SENSITIVE if is_sensitive else Marking.OFFICIAL).value,
    )


def _said(value: object) -> str:
    """Return a field's value in words; nothing for what was empty."""
    if isinstance(value, date):
        return day(value)
    return str(value) if value else ""
