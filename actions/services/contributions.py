"""What a contributing agency says beside the line of a joint action (R37)."""

from datetime import datetime

from django.db import transaction

from actions import events
from actions.choices import Marking
from actions.models import ContributorReport, ReturnLine
from actions.selectors.contributions import is_open_to_contributors
from actions.services.faults import Faults
from actions.services.locking import locked
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import NOT_ALLOWED, NotPermitted
from partnerships.choices import AGENCY_ROLES
from partnerships.models import Agency, User


@transaction.atomic
def report_contribution(
    *,
    actor: User,
    line: ReturnLine,
    agency: Agency | None,
    text: str,
    now: datetime,
    reports_issue: bool = False,
    marking: str = Marking.OFFICIAL,
    is_confirmed: bool = False,
) -> ContributorReport:
    """Say what ``agency`` did, and whether it sees a problem; the lead alone rates.

    Each saying is kept; the latest of an agency is shown beside the line at once.

    Raises:
        NotPermitted: ``actor`` does not speak for ``agency``, or it does not
            contribute to the action.
        ValidationError: nothing is said, or of no agency; personal data (R55).
        Conflict: the line is accepted, or its period closed without a return.
    """
    policy.require(actor, "actions.report_contribution", line)
    text = text.strip()
    faults = Faults()
    faults.need_words("text", text, "Write what your agency did.")
    faults.need("agency", agency, "Say for which agency you write.")
    if agency is not None:
        _refuse_stranger(actor, line, agency)
    faults.stop()
    if not is_open_to_contributors(line, at=now):
        raise locked(thing=line, now=now)
    personal_data.guard(
        actor=actor,
        subject=line,
        texts={"text": text},
        is_confirmed=is_confirmed,
        now=now,
    )
    report = ContributorReport(
        line=line,
        agency_id=agency.pk if agency else 0,
        text=text,
        reports_issue=reports_issue,
        marking=Marking.SENSITIVE if line.action.is_sensitive else marking,
        written_by=actor,
        written_at=now,
    )
    report.clean_fields(exclude={"line", "written_by"})
    report.save()
    audit.record(
        events.CONTRIBUTION_REPORTED,
        actor=actor,
        subject=line,
        now=now,
        changes={"contributor": ["", str(agency)], "issue": ["", reports_issue]},
    )
    return report


def _refuse_stranger(actor: User, line: ReturnLine, agency: Agency) -> None:
    speaks = actor.holds(*AGENCY_ROLES, agency_id=agency.pk)
    if not (speaks and line.action.contributions.filter(agency=agency).exists()):
        raise NotPermitted(NOT_ALLOWED)
