"""The kinds of difference, in the order in which a chair reads them."""

from dataclasses import dataclass
from enum import StrEnum

from assurance.selectors.seal_shapes import Sealed


class Tone(StrEnum):
    """Under which heading a kind stands."""

    WORSE = "worse"
    CHANGED = "changed"
    BETTER = "better"

    @property
    def label(self) -> str:
        return {"worse": "Worse", "changed": "Changed", "better": "Better"}[self.value]


class Of(StrEnum):
    """What a kind is counted from (R30)."""

    #: Agreed and not closed: what the position counts.
    STANDING = "agreed actions"
    ACTIONS = "actions"
    OPINIONS = "opinions"
    RETURNS = "returns"
    PRIORITIES = "priorities"
    CHECKS = "checks"
    NOTHING = ""

    def total(self, sealed: Sealed) -> int | None:
        """Return how many there are of it in a seal, if that can be counted."""
        if self is Of.NOTHING:
            return None
        if self is Of.STANDING:
            return sum(1 for each in sealed.actions if each.status)
        return len(getattr(sealed, self.value))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of difference: its words, and what it is counted from."""

    code: str
    label: str
    tone: Tone
    of: Of = Of.NOTHING


def _kinds(tone: Tone, of: Of, **labels: str) -> tuple[Kind, ...]:
    return tuple(Kind(code, label, tone, of) for code, label in labels.items())


_WORSE, _CHANGED, _BETTER = Tone.WORSE, Tone.CHANGED, Tone.BETTER
_ORDERED = (
    *_kinds(
        _WORSE,
        Of.OPINIONS,
        opinion_down="Opinion went down",
        opinion_out_of_date="Opinion ran out of date",
    ),
    *_kinds(_WORSE, Of.NOTHING, opinion_gone="No opinion any more"),
    *_kinds(
        _WORSE,
        Of.STANDING,
        new_red="Newly off track",
        rating_down="Rated lower",
        silent="Nothing heard after a report",
        overdue="Newly overdue",
    ),
    *_kinds(
        _WORSE,
        Of.ACTIONS,
        slip="Date moved later",
        on_hold="Put on hold",
    ),
    *_kinds(
        _WORSE,
        Of.RETURNS,
        return_missing_twice="No return two quarters running",
        return_missing="No return this time",
        return_late="Came in late, was on time",
    ),
    *_kinds(
        _WORSE,
        Of.NOTHING,
        escalation_raised="Escalated",
        ask_new="Newly asked, not settled",
        ask_late="Answer newly late",
        ask_again="Answer was not enough",
        date_asked="New date asked for",
        funding_ending="Funding newly ending",
    ),
    *_kinds(_WORSE, Of.CHECKS, check_more="Standing check finds more"),
    *_kinds(
        _CHANGED,
        Of.OPINIONS,
        opinion_not_comparable="Opinion on another scale: not comparable",
        opinion_renewed="Opinion given again",
    ),
    *_kinds(_CHANGED, Of.STANDING, status="Stands differently, not comparable"),
    *_kinds(
        _CHANGED,
        Of.ACTIONS,
        life="Went back in its life",
        dated="Date agreed",
        date_back="Date moved and moved back",
        lead_changed="Lead agency changed",
        contact_changed="Contact changed",
        edited="Facts or words of an action changed",
        proposed="Newly proposed",
    ),
    *_kinds(_CHANGED, Of.NOTHING, gone="Not in the position any more"),
    *_kinds(
        _CHANGED,
        Of.RETURNS,
        return_nil="Nil return, or no longer",
        return_new="Returns for the first time",
    ),
    *_kinds(
        _CHANGED,
        Of.NOTHING,
        return_not_owed="Owes no return any more",
        amended="Closed quarter amended",
        decision_taken="Decision taken",
        decision_outcome="What came of a decision",
        escalation_changed="Escalation put to somebody else, or by another day",
        ask_changed="Ask changed",
        date_refused="New date refused",
        funding_new="New concern about funding",
        funding_changed="Funding changed",
    ),
    *_kinds(
        _CHANGED,
        Of.PRIORITIES,
        ownership_changed="Ownership changed",
        priority_added="Priority added",
        priority_reworded="Priority reworded",
    ),
    *_kinds(
        _CHANGED,
        Of.NOTHING,
        priority_retired="Priority retired",
        agreement_changed="Another Agreement",
        scale_changed="Scale changed",
        renamed="Renamed",
    ),
    *_kinds(
        _BETTER,
        Of.OPINIONS,
        opinion_up="Opinion went up",
        opinion_new="First opinion given",
    ),
    *_kinds(
        _BETTER,
        Of.STANDING,
        rating_up="Rated higher",
        reported_again="Reported again",
    ),
    *_kinds(
        _BETTER,
        Of.ACTIONS,
        not_red="No longer off track",
        not_overdue="No longer overdue",
        earlier="Date moved earlier",
        complete="Complete, verified",
        closed="Closed by decision",
        condition_met="Condition met",
        agreed="Newly agreed",
        started="Started",
        resumed="Resumed",
        reviewed="Reviewed",
    ),
    *_kinds(
        _BETTER,
        Of.RETURNS,
        return_again="Returned again after no return",
        return_on_time="On time again",
    ),
    *_kinds(
        _BETTER,
        Of.NOTHING,
        escalation_answered="Escalation answered",
        ask_answered="Ask answered, not settled yet",
        ask_closed="Ask settled",
        funding_settled="Funding concern settled",
    ),
    *_kinds(_BETTER, Of.CHECKS, check_fewer="Standing check finds fewer"),
)
#: Every kind by its code, in order.
KINDS = {each.code: each for each in _ORDERED}
