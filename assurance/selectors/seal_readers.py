"""What somebody may read of a sealed position: the rules of the live pages (R57).

The rules are those of :mod:`actions.policy`, asked of what the seal itself says:
who led, who contributed, what had been accepted then.
"""

from dataclasses import dataclass
from functools import cached_property

from actions.choices import Marking, ReturnState
from actions.policy import CLEARED
from assurance.selectors.seal_shapes import (
    Sealed,
    SealedAction,
    SealedAsk,
    SealedEscalation,
    SealedLine,
)
from partnerships.choices import AGENCY_ROLES, COUNTY_ROLES, Role
from partnerships.models import Agency, Partnership, User


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a seal; agencies and boards by their slugs."""

    sealed: Sealed
    is_cleared: bool = False
    #: Sees who has returned and what has come in, accepted or not.
    is_county: bool = False
    agencies: frozenset[str] = frozenset()
    boards: frozenset[str] = frozenset()
    #: Reads for a meeting in public: of what is not accepted no words.
    is_open_part: bool = False

    @cached_property
    def actions(self) -> dict[str, SealedAction]:
        return {action.ref: action for action in self.sealed.actions}

    @cached_property
    def accepted(self) -> frozenset[str]:
        """The agencies whose return had been accepted whole."""
        return frozenset(
            each.agency_slug
            for each in self.sealed.returns
            if each.state == ReturnState.ACCEPTED
        )

    def sees(self, action: SealedAction) -> bool:
        """The rule ``actions.view_action``."""
        if self.is_cleared or action.marking != Marking.SENSITIVE:
            return True
        return bool(self.agencies & {action.lead_slug, *action.contributor_slugs})

    def sees_ref(self, ref: str, marking: str = Marking.SENSITIVE) -> bool:
        """The same of an action by its reference.

        ``marking`` is that of what names it, and counts where the seal does not hold
        the action.
        """
        action = self.actions.get(ref)
        if action is None:
            return self.is_cleared or marking != Marking.SENSITIVE
        return self.sees(action)

    def hears(self, action: SealedAction) -> bool:
        """Say whether how it was reported is known to the reader.

        The rule ``actions.view_line``: what is not accepted is for whoever looks at
        the county and for the agency itself.
        """
        owner = _return_of(action)
        if not owner or self.is_county:
            return True
        return owner in self.agencies or owner in self.accepted

    def names(self, ref: str) -> bool:
        """Say whether a line is named to the reader in words."""
        action = self.actions.get(ref)
        if action is None:
            return self.is_cleared
        return self.sees(action) and self.hears(action)

    def is_kept(self, marking: str, agency: str) -> bool:
        """Say whether what is so marked is kept from the reader."""
        is_sensitive = marking == Marking.SENSITIVE
        return is_sensitive and not (self.is_cleared or agency in self.agencies)

    def is_narrow(self, action: SealedAction) -> bool:
        """Say whether a line's words are sensitive and not for the reader (R57)."""
        agency = _return_of(action) or action.lead_slug
        marking = action.line.marking if action.line else action.marking
        return self.is_kept(marking, agency) or self.is_kept(action.marking, agency)

    def is_unpublished(self, line: SealedLine | None) -> bool:
        """Say whether the words are not accepted, and asked for in public."""
        return (
            self.is_open_part
            and line is not None
            and line.agency_slug not in self.accepted
        )

    def sees_ask(self, ask: SealedAsk | None) -> bool:
        """The rule ``actions.view_ask``."""
        if self.is_cleared or ask is None:
            return self.is_cleared
        if self.agencies & {ask.agency_slug, ask.of_agency_slug}:
            return True
        is_official = ask.marking != Marking.SENSITIVE
        return is_official and self.is_county and self.sees_ref(ask.ref, ask.marking)

    def sees_escalation(self, escalation: SealedEscalation) -> bool:
        """Whoever looks at the county, and the agency itself."""
        if self.is_kept(escalation.marking, escalation.agency_slug):
            return False
        if escalation.ref and not self.sees_ref(escalation.ref, escalation.marking):
            return False
        return self.is_county or escalation.agency_slug in self.agencies


def _return_of(action: SealedAction) -> str:
    """Return the agency whose return has a line of the action; else nothing."""
    return action.return_of or (action.line.agency_slug if action.line else "")


def reader_of(sealed: Sealed, person: User | None) -> Reader:
    """Return ``person`` as a reader of the seal. Two queries at most.

    None reads the open part of a paper: nothing sensitive at all.
    """
    if person is None:
        return Reader(sealed, is_county=True, is_open_part=True)
    agencies = person.agencies_as(*AGENCY_ROLES)
    chaired = {
        held.partnership_id
        for held in person.standing
        if held.role == Role.CHAIR and held.partnership_id
    }
    return Reader(
        sealed,
        is_cleared=person.holds(*CLEARED),
        is_county=person.holds(*COUNTY_ROLES),
        agencies=_slugs(Agency, agencies) if agencies else frozenset(),
        boards=_slugs(Partnership, chaired) if chaired else frozenset(),
    )


def _slugs(
    model: type[Agency] | type[Partnership], ids: list[int] | set[int]
) -> frozenset[str]:
    rows = model._default_manager.filter(pk__in=ids)
    return frozenset(rows.values_list("slug", flat=True))
