"""When a meeting's papers must be out, and what its page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.models import Period
from actions.selectors.windows import london_day
from assurance.meeting_choices import PackState
from assurance.models import Decision, Meeting, MeetingPaper, Pack, Seal
from assurance.selectors.group_shapes import MatterFacts
from assurance.selectors.matters import matters_of
from assurance.selectors.moments import stand
from hcss.kernel import working_days
from partnerships.models import Partnership, User
from priorities.models import Agreement

#: Clear working days between the day on which papers go out and the meeting.
CLEAR_DAYS = 5


def papers_day(held_on: date) -> date:
    """Return the last day to send out papers: neither it nor the meeting's counts."""
    return working_days.after(held_on, -(CLEAR_DAYS + 1))


@dataclass(frozen=True)
class PackFacts:
    """A paper made for the meeting, and whether it was late."""

    pack: Pack
    made_on: date | None
    is_late: bool


@dataclass(frozen=True)
class MeetingPage:
    """What a meeting's page shows besides the meeting."""

    papers_on: date
    seal: Seal | None
    packs: Sequence[PackFacts]
    #: The papers day is over and nothing is made.
    is_pack_overdue: bool
    papers: Sequence[MeetingPaper]
    decisions: Sequence[Decision]
    before: Meeting | None
    matters: Sequence[MatterFacts]
    is_held: bool
    #: It may still be corrected: until the day after it was held.
    is_editable: bool


def meeting_page(*, meeting: Meeting, person: User, now: datetime) -> MeetingPage:
    """Return the page's contents, as far as ``person`` may read them (R57)."""
    on, papers_on = london_day(now), papers_day(meeting.held_on)
    seal = _seal_of(meeting.period)
    packs = _packs(seal, papers_on, person)
    before = _before(meeting)
    is_made = any(each.made_on for each in packs)
    return MeetingPage(
        papers_on=papers_on,
        seal=seal,
        packs=packs,
        is_pack_overdue=bool(meeting.period) and on > papers_on and not is_made,
        papers=list(meeting.papers.visible_to(person).order_by("added_at", "pk")),
        decisions=list(meeting.decisions.visible_to(person).with_scope().in_order()),
        before=before,
        matters=_matters(before, person, now) if before else (),
        is_held=meeting.held_on <= on,
        is_editable=is_editable(meeting, on=on),
    )


def is_editable(meeting: Meeting, *, on: date) -> bool:
    """Say whether a meeting may still be corrected: until the day after it."""
    return on <= meeting.held_on + timedelta(days=1)


def group_of_agreement() -> Partnership | None:
    """Return the group whose agreement it is: meetings are usually its own."""
    current = Agreement.objects.current().select_related("group").first()
    return current.group if current else None


def _seal_of(period: Period | None) -> Seal | None:
    """Return the seal of a quarter, without its content."""
    if period is None or period.sealed_at is None:
        return None
    seals = Seal.objects.filter(period=period).select_related("period")
    return seals.defer("content").first()


def _packs(seal: Seal | None, papers_on: date, person: User) -> list[PackFacts]:
    if seal is None:
        return []
    packs = Pack.objects.visible_to(person).filter(seal=seal)
    made = packs.filter(state=PackState.MADE).select_related("seal__period")
    ordered = made.defer("seal__content").order_by("part", "format")
    return [_pack(each, papers_on) for each in ordered]


def _pack(pack: Pack, papers_on: date) -> PackFacts:
    made_on = london_day(pack.made_at) if pack.made_at else None
    is_late = made_on is not None and made_on > papers_on
    return PackFacts(pack, made_on, is_late)


def _before(meeting: Meeting) -> Meeting | None:
    """Return the group's meeting before this one."""
    earlier = Meeting.objects.filter(group=meeting.group, held_on__lt=meeting.held_on)
    found: Meeting | None = earlier.with_group().newest_first().first()
    return found


def _matters(before: Meeting, person: User, now: datetime) -> Sequence[MatterFacts]:
    agreement = Agreement.objects.current().first()
    if agreement is None:
        return ()
    standpoint = stand(quarter=None, now=now)
    return matters_of(
        meeting=before, standpoint=standpoint, agreement=agreement, person=person
    )
