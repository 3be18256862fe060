"""What contributors see that the lead agency's rating does not say (R37)."""

from django.db.models import F

from actions.models import ContributorReport
from assurance.choices import Shown
from assurance.selectors.ask_shapes import IssueFacts
from assurance.selectors.lines import NAMED
from assurance.selectors.statuses import Statuses
from partnerships.models import User

_LABELS = dict(Shown.choices)


def contributor_issues(*, statuses: Statuses, person: User) -> tuple[IssueFacts, ...]:
    """Return where a contributor reports an issue, by action, NAMED at most.

    One query. Only lines that ``person`` may see; nobody's words.
    """
    said = ContributorReport.objects.newest().filter(reports_issue=True)
    lines = statuses.lines().visible_to(person).filter(contributor_reports__in=said)
    contributor = "contributor_reports__agency__slug"
    by_action = ("action__priority__number", "action__ref")
    rows = lines.order_by(*by_action, contributor).values(
        "shown",
        ref=F("action__ref"),
        title=F("action__title"),
        agency=F("quarterly_return__agency_name"),
        contributor=F("contributor_reports__agency__name"),
    )
    return tuple(
        IssueFacts(
            ref=row["ref"],
            title=row["title"],
            agency=row["agency"],
            contributor=row["contributor"],
            status=row["shown"],
            status_label=_LABELS[row["shown"]],
        )
        for row in rows[: statuses.standpoint.cut(NAMED)]
    )
