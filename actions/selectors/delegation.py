"""To whom a line may be passed, and how a line that was passed stands."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from actions.choices import REPORTED_LIVES
from actions.models import Delegation, Proposal, ReturnLine
from actions.selectors.answers import Said
from actions.selectors.comparison import Earlier, last_quarter
from actions.selectors.handling import is_sensitive
from actions.selectors.words import LABELS
from hcss.kernel import policy
from partnerships.choices import AGENCY_ROLES
from partnerships.models import Appointment, User

OPEN, USED, WITHDRAWN, EXPIRED = "open", "used", "withdrawn", "expired"
#: The line is with the group, accepted or not owed any more.
LOCKED = "locked"
#: The line has become OFFICIAL-SENSITIVE, and is not for the person any more.
HIDDEN = "hidden"

WHY_NOT = {
    USED: "What was written through it has been sent to the agency: it works once.",
    WITHDRAWN: "The agency has taken it back.",
    EXPIRED: "Its time is over.",
    LOCKED: "The agency’s return has been sent in or closed, or the line is settled.",
    HIDDEN: "What it is about may not be shown this way any more.",
}


@dataclass(frozen=True)
class Passed:
    """A line passed on, as its receiver or its owner sees it at a moment."""

    delegation: Delegation
    standing: str
    proposal: Proposal | None

    @property
    def is_open(self) -> bool:
        return self.standing == OPEN


def digest_of(*, secret: str) -> str:
    """Return what is stored of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def by_secret(secret: str) -> Delegation | None:
    """Return the line passed on by the link with that secret, if there is one."""
    linked = Delegation.objects.with_line().filter(to_person=None)
    found: Delegation | None = linked.filter(
        token_digest=digest_of(secret=secret)
    ).first()
    return found


def people_to_pass_to(line: ReturnLine, *, giver: User, on: date) -> QuerySet[User]:
    """Return whom the line may be passed to besides ``giver``.

    The deputy of the action, those who speak for the agency, and whom it employs; of
    what is sensitive only who may read it (R57).
    """
    agency = line.quarterly_return.agency_id
    held = Appointment.objects.current(on=on).filter(
        agency=agency, role__in=AGENCY_ROLES
    )
    speaking = Q(pk__in=held.values("person"))
    others = Q(pk=line.action.deputy_id) | Q(employer=agency)
    able = speaking if is_narrow(line) else speaking | others
    people = User.objects.active().filter(able).exclude(pk=giver.pk)
    found: QuerySet[User] = people.order_by("name", "pk")
    return found


def is_narrow(line: ReturnLine) -> bool:
    """Say whether the line, or its action, is OFFICIAL-SENSITIVE (R57)."""
    return is_sensitive(line, line=line)


def standing_of(delegation: Delegation, *, at: datetime) -> str:
    """Say whether words may still be proposed through it, or why not."""
    if delegation.used_at:
        return USED
    if delegation.withdrawn_at:
        return WITHDRAWN
    if at >= delegation.expires_at:
        return EXPIRED
    if not _is_asked_for(delegation.line, at):
        return LOCKED
    return OPEN if _may_see(delegation) else HIDDEN


def passed(delegation: Delegation, *, at: datetime) -> Passed:
    """Return how it stands, with the proposal that came of it."""
    return Passed(
        delegation=delegation,
        standing=standing_of(delegation, at=at),
        proposal=getattr(delegation, "proposal", None),
    )


def passed_to(person: User, *, at: datetime) -> list[Passed]:
    """Return the lines that wait for words of ``person``. One query."""
    usable = Delegation.objects.usable(at=at).with_line().filter(to_person=person)
    rows = [passed(each, at=at) for each in usable.order_by("expires_at", "pk")]
    return [each for each in rows if each.is_open]


def passed_on(line: ReturnLine, *, at: datetime) -> list[Passed]:
    """Return to whom the line was passed, newest first. One query."""
    rows = Delegation.objects.with_line().filter(line=line).order_by("-pk")
    return [passed(each, at=at) for each in rows]


def proposals_for(agencies: list[int]) -> QuerySet[Proposal]:
    """Return the words that wait for those agencies to take over, oldest first."""
    waiting = Proposal.objects.of_agencies(agencies).waiting().with_line()
    found: QuerySet[Proposal] = waiting.order_by("written_at", "pk")
    return found


def said_in(proposal: Proposal) -> list[Said]:
    """Return everything that was written, named as on the page of a line."""
    return [
        Said(
            label=LABELS[name],
            value=value,
            is_date=isinstance(value, date),
            is_link=name == "evidence_link",
        )
        for name in proposal.WORDS
        if name != "status" and (value := getattr(proposal, name))
    ]


def words_before(delegation: Delegation) -> Earlier | None:
    """Return last quarter's words of the line, unless they are sensitive (R57)."""
    line = delegation.line
    earlier = last_quarter([line]).get(line.pk)
    if earlier is None:
        return None
    reader = delegation.to_person
    is_marked = is_sensitive(earlier.words, line=line)
    if is_marked and not policy.allows(reader, "actions.read_sensitive", line):
        return None
    return earlier


def _is_asked_for(line: ReturnLine, at: datetime) -> bool:
    """Say whether the agency may write on the line, and still owes it."""
    action = line.action
    is_owed = (
        action.life in REPORTED_LIVES
        and action.lead_agency_id == line.quarterly_return.agency_id
    )
    return is_owed and line.is_writable(at=at)


def _may_see(delegation: Delegation) -> bool:
    """R57: what has become sensitive is shown to the cleared only."""
    return not is_narrow(delegation.line) or policy.allows(
        delegation.to_person, "actions.read_sensitive", delegation.line
    )
