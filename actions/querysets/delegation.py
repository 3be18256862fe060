"""The words for lines passed on, and for what others write beside a line."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from actions import policy
from actions.choices import Marking
from actions.return_choices import ProposalState

if TYPE_CHECKING:
    from partnerships.models import User

#: What is shown beside a line: its action, its return and whose they are.
_OF_LINE = (
    "line__action__lead_agency",
    "line__action__priority",
    "line__quarterly_return__period",
    "line__quarterly_return__agency",
)


class DelegationQuerySet(models.QuerySet):
    """Lines passed to a colleague or, by a link, to somebody without an account."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_delegations(user))

    def usable(self, *, at: datetime) -> Self:
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=at)

    def unsent(self) -> Self:
        """Keep those whose mail is still owed."""
        return self.filter(sent_at=None)

    def with_line(self) -> Self:
        """Fetch what every page and payload shows beside a line passed on."""
        return self.select_related(*_OF_LINE, "given_by", "to_person", "proposal")


class ProposalQuerySet(models.QuerySet):
    """Words that somebody else wrote for a line."""

    def of_agencies(self, agencies: list[int]) -> Self:
        """Keep those whose lines those agencies own: only they read them."""
        owner = "delegation__line__quarterly_return__agency__in"
        return self.filter(**{owner: agencies})

    def waiting(self) -> Self:
        return self.filter(state=ProposalState.WAITING)

    def with_line(self) -> Self:
        """Fetch what every page and payload shows beside a proposal."""
        of_line = [f"delegation__{path}" for path in _OF_LINE]
        return self.select_related(*of_line, "delegation__given_by", "decided_by")


class ContributorReportQuerySet(models.QuerySet):
    """What contributing agencies say beside the lead's line (R37)."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_contributions(user))

    def newest(self) -> Self:
        """Keep what each agency said last on each line."""
        reports: Any = apps.get_model("actions", "ContributorReport")._default_manager
        later = reports.filter(
            line=OuterRef("line"), agency=OuterRef("agency"), pk__gt=OuterRef("pk")
        )
        return self.exclude(Exists(later))

    def official(self) -> Self:
        """Leave out what is sensitive: it is in no export (R57)."""
        return self.exclude(marking=Marking.SENSITIVE).exclude(
            line__action__marking=Marking.SENSITIVE
        )

    def with_line(self) -> Self:
        """Fetch what every page and payload shows beside it."""
        return self.select_related(*_OF_LINE, "agency", "written_by")
