"""Who may see and add evidence: as far as the words of the lines it supports."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import F, Q

from actions.choices import RECEIVED, Marking, ReturnState
from actions.policy.actions import CLEARED
from hcss.kernel.policy import rule
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES

if TYPE_CHECKING:
    from actions.models import Evidence, EvidenceUse, ReturnLine
    from partnerships.models import User


def visible_evidence(user: "User", path: str = "") -> Q:
    """Return the filter for the evidence that ``user`` may see.

    The people of its agency see it always. Officers, chairs, assurers and readers
    see it with the first line it supports that has come in; other agencies once
    that return is accepted, as long as it belongs to what was last sent in. What is
    sensitive, or supports only what is, is for the cleared and the agency (R57).
    """
    if not user.reads_content:
        return Q(pk__in=[])
    uses = apps.get_model("actions", "EvidenceUse")._default_manager
    own = Q(**{f"{path}agency__in": user.agencies_as(*AGENCY_ROLES)})
    shown = Q(**{f"{path}pk__in": uses.filter(came_in(user)).values("evidence")})
    if not user.holds(*CLEARED):
        shown &= ~Q(**{f"{path}marking": Marking.SENSITIVE})
    return own | shown


def visible_uses(user: "User") -> Q:
    """Return the filter for the uses, line by line, that ``user`` may know of."""
    if not user.reads_content:
        return Q(pk__in=[])
    own = Q(evidence__agency__in=user.agencies_as(*AGENCY_ROLES))
    shown = came_in(user)
    if not user.holds(*CLEARED):
        shown &= ~Q(evidence__marking=Marking.SENSITIVE)
    return own | shown


def came_in(user: "User") -> Q:
    """Return the filter for the uses that went in with a report ``user`` may read."""
    line = "line__quarterly_return__state"
    if user.holds(*COUNTY_ROLES):
        version, received = "line__versions", Q(**{f"{line}__in": RECEIVED})
    else:
        version, received = "line__reported", Q(**{line: ReturnState.ACCEPTED})
    sent_at = f"{version}__submission__submitted_at"
    went_in = Q(
        Q(removed_at=None) | Q(removed_at__gt=F(sent_at)),
        **{f"{sent_at}__gte": F("added_at")},
    )
    if not user.holds(*CLEARED):
        went_in &= (
            Q(**{f"{version}__marking": Marking.OFFICIAL})
            & Q(line__marking=Marking.OFFICIAL)
            & Q(line__action__marking=Marking.OFFICIAL)
        )
    return received & went_in


@rule("actions.view_evidence")
def may_view_evidence(user: "User", evidence: "Evidence") -> bool:
    """The same rule as :func:`visible_evidence`, for one item in hand."""
    if not user.reads_content:
        return False
    if user.holds(*AGENCY_ROLES, agency_id=evidence.agency_id):
        return True
    if evidence.is_sensitive and not user.holds(*CLEARED):
        return False
    uses = evidence.uses.select_related(
        "line__action", "line__quarterly_return", "line__reported__submission"
    ).prefetch_related("line__versions__submission")
    return any(_is_shown(use, user) for use in uses)


def _is_shown(use: "EvidenceUse", user: "User") -> bool:
    line = use.line
    state = line.quarterly_return.state
    if user.holds(*COUNTY_ROLES):
        versions = list(line.versions.all()) if state in RECEIVED else []
    else:
        accepted = line.reported if state == ReturnState.ACCEPTED else None
        versions = [accepted] if accepted else []
    if not user.holds(*CLEARED):
        is_narrow = line.is_sensitive or line.action.is_sensitive
        versions = [] if is_narrow else [v for v in versions if not v.is_sensitive]
    return any(_went_in(use, each.submission.submitted_at) for each in versions)


def _went_in(use: "EvidenceUse", sent_at: Any) -> bool:
    return use.added_at <= sent_at and (
        use.removed_at is None or use.removed_at > sent_at
    )


@rule("actions.add_evidence")
def may_add_evidence(user: "User", line: "ReturnLine | None" = None) -> bool:
    """The people of the line's agency add to it; officers only read."""
    if line is None:
        return user.holds(*AGENCY_ROLES)
    return user.holds(*AGENCY_ROLES, agency_id=line.quarterly_return.agency_id)


@rule("actions.use_evidence")
def may_use_evidence(user: "User", evidence: "Evidence") -> bool:
    """An item supports lines of its own agency, whose people say which."""
    return user.holds(*AGENCY_ROLES, agency_id=evidence.agency_id)
