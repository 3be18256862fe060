"""Planning the meetings of a group, and what is on their table."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from actions.choices import Marking
from actions.models import Period
from actions.selectors.windows import london_day
from actions.services.faults import Faults
from assurance import events
from assurance.models import Meeting, MeetingPaper
from assurance.selectors.meetings import is_editable
from hcss.kernel import audit, personal_data, policy
from hcss.kernel.errors import Conflict
from hcss.kernel.templatetags.show import day
from hcss.kernel.transitions import compare_and_set
from partnerships.models import Partnership, User

#: A meeting further ahead is a slip of the pen.
AHEAD = timedelta(days=2 * 366)
_TEXTS = ("place", "item", "report_of", "contact")
_LONGEST = {"place": 200, "item": 40, "report_of": 200, "contact": 200}
_LONGEST_ADDRESS = 500


@dataclass(frozen=True, kw_only=True)
class MeetingFacts:
    """When and where a group meets, and the head of its paper (4.5)."""

    group: Partnership | None = None
    held_on: date | None = None
    begins_at: time | None = None
    place: str = ""
    #: The quarter whose position it considers.
    period: Period | None = None
    item: str = ""
    report_of: str = ""
    contact: str = ""


@transaction.atomic
def plan_meeting(
    *, actor: User, facts: MeetingFacts, now: datetime, is_confirmed: bool = False
) -> Meeting:
    """Put down a meeting of a group.

    One that was held already may be put down too, so that its decisions have a place.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no group or day, a group that has ended, a second meeting on
            the day or on the quarter, a text too long, or personal data (R55).
    """
    policy.require(actor, "assurance.manage_meetings")
    facts = _tidy(facts)
    _check(facts, but=None, on=london_day(now)).stop()
    meeting = Meeting(**_values(facts), recorded_by=actor, recorded_at=now)
    meeting.full_clean()
    meeting.save()
    _guard(actor, meeting, facts, {}, is_confirmed=is_confirmed, now=now)
    audit.record(events.MEETING_PLANNED, actor=actor, subject=meeting, now=now)
    return meeting


@transaction.atomic
def edit_meeting(
    *,
    actor: User,
    meeting: Meeting,
    facts: MeetingFacts,
    version: int,
    now: datetime,
    is_confirmed: bool = False,
) -> Meeting:
    """Correct a meeting, until the day after it was held.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: as :func:`plan_meeting`; or another group or day although
            it has decided something, which is numbered by both.
        Conflict: it was held before yesterday, or somebody else was first.
    """
    policy.require(actor, "assurance.manage_meetings", meeting)
    on = london_day(now)
    if not is_editable(meeting, on=on):
        held = day(meeting.held_on)
        raise Conflict(
            f"It was held on {held}: what is known of it stays as it is.", code="held"
        )
    facts = _tidy(facts)
    faults = _check(facts, but=meeting, on=on)
    _check_decided(faults, meeting, facts)
    faults.stop()
    before = {name: getattr(meeting, name) for name in _TEXTS}
    different = audit.difference(meeting, _values(facts))
    changed = compare_and_set(
        meeting,
        expected={"version": version},
        version=version + 1,
        **_values(facts),
    )
    if not changed:
        raise Conflict(
            "Somebody else has just changed this meeting: look again.", code="changed"
        )
    _guard(actor, meeting, facts, before, is_confirmed=is_confirmed, now=now)
    audit.record(
        events.MEETING_EDITED,
        actor=actor,
        subject=meeting,
        now=now,
        changes=different,
    )
    return meeting


@transaction.atomic
def add_paper(
    *,
    actor: User,
    meeting: Meeting,
    title: str,
    url: str,
    now: datetime,
    marking: str = Marking.OFFICIAL,
    is_confirmed: bool = False,
) -> MeetingPaper:
    """Add another paper, which is kept elsewhere. It stays: a wrong one gets a second.

    Raises:
        NotPermitted: ``actor`` is not an officer.
        ValidationError: no title, no address of a web page, or personal data (R55).
    """
    policy.require(actor, "assurance.manage_meetings", meeting)
    title, url = title.strip(), url.strip()
    faults = Faults()
    faults.need_line("title", title, "Write what the paper is called.")
    faults.add("url", _fault_of(url))
    if marking not in Marking.values:
        faults.add("marking", "Choose one of the markings.")
    faults.stop()
    personal_data.guard(
        actor=actor,
        subject=meeting,
        texts={"title": title, "url": url},
        is_confirmed=is_confirmed,
        now=now,
    )
    paper = MeetingPaper(
        meeting=meeting,
        title=title,
        url=url,
        marking=marking,
        added_by=actor,
        added_at=now,
    )
    paper.full_clean()
    paper.save()
    audit.record(events.PAPER_ADDED, actor=actor, subject=meeting, now=now)
    return paper


# --- What is wrong ------------------------------------------------------------------


def _tidy(facts: MeetingFacts) -> MeetingFacts:
    return replace(facts, **{name: getattr(facts, name).strip() for name in _TEXTS})


def _values(facts: MeetingFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in asdict(MeetingFacts())}


def _check(facts: MeetingFacts, *, but: Meeting | None, on: date) -> Faults:
    faults = Faults()
    faults.need("group", facts.group, "Choose the group that meets.")
    group = facts.group
    if group and group.ended_on and facts.held_on and group.ended_on <= facts.held_on:
        faults.add("group", f"{group} no longer existed then: choose another.")
    _check_day(faults, facts, on=on)
    for name, longest in _LONGEST.items():
        if len(getattr(facts, name)) > longest:
            faults.add(name, f"Use {longest} characters or fewer.")
    if group:
        _check_free(faults, facts, group, but)
    return faults


def _check_day(faults: Faults, facts: MeetingFacts, *, on: date) -> None:
    faults.need("held_on", facts.held_on, "Give the day of the meeting.")
    faults.refuse_strange(held_on=facts.held_on)
    if facts.held_on and facts.held_on > on + AHEAD:
        faults.add("held_on", "That is more than two years ahead: check the year.")
    if facts.held_on and facts.period and facts.held_on <= facts.period.ends_on:
        faults.add("period", f"{facts.period} is not over on the day of the meeting.")


def _check_free(
    faults: Faults, facts: MeetingFacts, group: Partnership, but: Meeting | None
) -> None:
    """One meeting of a group a day, and one that considers a quarter.

    The group is held until the transaction ends: of two at once one finds the other.
    """
    Partnership.objects.select_for_update().get(pk=group.pk)
    others = Meeting.objects.filter(group=group)
    if but:
        others = others.exclude(pk=but.pk)
    if facts.held_on and others.filter(held_on=facts.held_on).exists():
        faults.add("held_on", "The group has a meeting on that day already.")
    if facts.period and others.filter(period=facts.period).exists():
        words = f"Another meeting of the group considers {facts.period}."
        faults.add("period", words)


def _check_decided(faults: Faults, meeting: Meeting, facts: MeetingFacts) -> None:
    """Its decisions are numbered by the group and the year, and cited by the day."""
    moved = [
        name
        for name in ("group", "held_on")
        if getattr(facts, name) and getattr(facts, name) != getattr(meeting, name)
    ]
    if moved and meeting.decisions.exists():
        for name in moved:
            faults.add(name, "It has decided something: this stays as it is.")


def _fault_of(url: str) -> str:
    if not url:
        return "Give the address of the paper."
    if len(url) > _LONGEST_ADDRESS:
        return f"Use {_LONGEST_ADDRESS} characters or fewer."
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError:
        return "Give an address that begins with https:// or http://."
    return ""


def _guard(
    actor: User,
    meeting: Meeting,
    facts: MeetingFacts,
    before: dict[str, str],
    *,
    is_confirmed: bool,
    now: datetime,
) -> None:
    personal_data.guard(
        actor=actor,
        subject=meeting,
        texts={name: getattr(facts, name) for name in _TEXTS},
        before=before,
        is_confirmed=is_confirmed,
        now=now,
    )
