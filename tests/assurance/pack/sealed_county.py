"""A sealed quarter with one of everything that a paper has to say.

Sixty actions under seven priorities; the fifth has no owner and no heading. What is
OFFICIAL-SENSITIVE says so in words that begin with ``zqx``.
"""

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

from actions.choices import Marking, ReturnState
from assurance.choices import SHOWN_MEANINGS, Shown
from assurance.meeting_choices import EscalationState, WrittenCode
from assurance.selectors import seal_shapes as of
from assurance.selectors.shapes import (
    Cell,
    DateChangeFacts,
    DeliveryRow,
    Gap,
    HeadingFacts,
    LineFacts,
    Listed,
    MatrixRow,
    OwnershipFacts,
    Position,
    StatusCount,
    ToDecide,
    Worse,
)
from hcss.kernel.quarters import Quarter
from tests.assurance.pack.shapes import A_DAY, SEALED_AT, some

SECRET = "zqx"
AGENCIES = ("Police", "County Council", "Fire and Rescue", "Probation", "Health Board")
HEADINGS = (
    ("CC", "County co-ordination"),
    ("FL", "Driving front-line delivery"),
    ("RV", "Understanding risk and vulnerability"),
    ("RR", "Reporting and recording"),
    ("AR", "Alignment of resources"),
    ("LL", "Local links"),
)
TITLES = (
    "Serious organised crime and the exploitation of children",
    "Serious violence affecting young people",
    "Domestic abuse",
    "Radicalisation and extremism",
    "Anti-social behaviour",
    "Modern slavery",
    "Drugs and alcohol",
)
STATUSES = (
    Shown.ON_TRACK,
    Shown.AT_RISK,
    Shown.OFF_TRACK,
    Shown.NO_RETURN,
    Shown.ON_TRACK,
    Shown.COMPLETE,
)
_PROGRESS = (
    "The multi-agency plan was agreed on 9 September and its first two steps are done. "
    "Two districts have still to name who attends, and the officer will ask again."
)


def sealed_county(**fields: Any) -> of.Sealed:
    """Return the sealed quarter; ``fields`` take the place of what is in it."""
    actions = tuple(_action(number) for number in range(60))
    made = some(
        of.Sealed,
        format=of.FORMAT,
        quarter="2026-27-q2",
        quarter_label="Q2 2026/27",
        group="Hampshire Community Safety Strategy Group",
        agreement="Hampshire County Agreement for Community Safety",
        agreement_period="2026-29",
        sealed_by="Pat Officer",
        sealed_by_post="Partnerships officer",
        previous="2026-27-q1",
        previous_label="Q1 2026/27",
        meeting=_meeting(),
        scales=_scales(),
        position=_position(actions),
        priorities=_priorities(),
        actions=actions,
        returns=tuple(map(_return, AGENCIES)),
        opinions=(_opinion(),),
        date_changes=(_date_change("P1-01", 3), _date_change("P2-02", 1)),
        asks=(_ask(1, ""), _ask(2, "police")),
        amendments=(_amendment(),),
        matters_arising=(_decision(),),
        escalations=(_escalation(),),
        checks=(
            some(
                of.SealedCheck, label="Green but overdue", grade="a", number=2, total=60
            ),
        ),
        funding=(_funding(),),
        history=_history(),
        written=_written(),
    )
    return replace(made, **fields)


def _action(number: int) -> of.SealedAction:
    priority, agency = number % 7 + 1, AGENCIES[number % 5]
    status = STATUSES[number % 6]
    is_silent = status == Shown.NO_RETURN
    late = 12 if status == Shown.OFF_TRACK else 0
    ref = f"P{priority}-{number // 7 + 1:02}"
    return some(
        of.SealedAction,
        ref=ref,
        title=f"Agree and carry out plan {number + 1} with every district",
        priority_number=priority,
        heading_label=HEADINGS[number % 6][1],
        life="active",
        life_label="Active",
        lead=agency,
        lead_slug=_slug(agency),
        contact="Jo Contact",
        baseline_on=date(2026, 9, 30),
        forecast_on=date(2026, 12, 15),
        times_redated=number % 3,
        status=status,
        status_label=status.label,
        was=Shown.AT_RISK,
        was_label=Shown.AT_RISK.label,
        days_overdue=late,
        marking=Marking.OFFICIAL,
        line=None if is_silent else _line(agency, status, ref),
    )


def _line(agency: str, status: Shown, ref: str) -> of.SealedLine:
    is_late = status in (Shown.AT_RISK, Shown.OFF_TRACK)
    return some(
        of.SealedLine,
        agency=agency,
        agency_slug=_slug(agency),
        version=1,
        status=status,
        status_label=status.label,
        progress=f"{ref}: {_PROGRESS}",
        issue="One district does not attend." if is_late else "",
        recovery_step="The chair writes to the district." if is_late else "",
        recovery_on=date(2026, 11, 13) if is_late else None,
        cause="The post is vacant." if status == Shown.OFF_TRACK else "",
        ask="Agree a temporary post." if status == Shown.OFF_TRACK else "",
        ask_of="the group",
        ask_by=date(2026, 11, 20),
        marking=Marking.OFFICIAL,
        is_accepted=True,
        signed_name="Sam Signer",
        signed_post="Head of Partnerships",
        evidence=(
            some(of.SealedEvidence, title="Minutes", kind_label="Minutes", holder="x"),
        ),
        officer_notes=("Pat Officer, 21 October 2026: The plan was seen.",),
        contributions=("Probation: We attended both meetings.",),
    )


def _position(actions: tuple[of.SealedAction, ...]) -> Position:
    worst = tuple(each for each in actions if each.status == Shown.OFF_TRACK)
    named = tuple(map(_line_facts, worst))
    listed = Listed(total=len(named), lines=named, not_named=0)
    nothing = Listed(total=0, lines=(), not_named=0)
    matrix = tuple(_row(number) for number in range(1, 8))
    return some(
        Position,
        headings=tuple(
            some(HeadingFacts, code=c, label=label) for c, label in HEADINGS
        ),
        to_decide=some(
            ToDecide,
            asks=nothing,
            date_changes=(some(DateChangeFacts, ref="P1-01", number=3),),
            ownership_to_develop=(
                some(
                    OwnershipFacts, number=5, title=TITLES[4], text="Who is to own it?"
                ),
            ),
        ),
        worse=some(Worse, compared_with="Q1 2026/27", movement=_movement()),
        unknown=(some(Gap, label="No return", number=1, total=5, names=("Police",)),),
        matrix=matrix,
        opinions=(StatusCount("limited", "Limited", 1),),
        cells_total=36,
        delivery=tuple(_delivery(number, actions) for number in range(1, 8)),
        delivery_total=_delivery(None, actions),
        exceptions=listed,
        weak_opinions=(matrix[0].cells[0],),
    )


def _movement() -> tuple[StatusCount, ...]:
    return (
        StatusCount("improving", "Improving", 30),
        StatusCount("deteriorating", "Deteriorating", 30),
    )


def _line_facts(action: of.SealedAction) -> LineFacts:
    return some(
        LineFacts,
        ref=action.ref,
        title=action.title,
        agency=action.lead,
        status=action.status,
        status_label=action.status_label,
        forecast_on=action.forecast_on,
        days_overdue=action.days_overdue,
    )


def _row(number: int) -> MatrixRow:
    cells = tuple(_cell(number, code, label) for code, label in HEADINGS)
    whole = _cell(number, "all", "The whole priority")
    title = TITLES[number - 1]
    return some(MatrixRow, number=number, title=title, whole=whole, cells=cells)


def _cell(number: int, code: str, label: str) -> Cell:
    scope: dict[str, Any] = {"priority_number": number, "code": code, "label": label}
    if number == 5 and code != "all":
        state = {"state": "no_heading", "state_label": "No heading in the source"}
        return some(Cell, **scope, **state)
    if number > 2:
        state = {"state": "not_assessed", "state_label": "Not yet assessed"}
        return some(Cell, **scope, **state)
    return some(
        Cell,
        **scope,
        state="limited",
        state_label="Limited",
        level="limited",
        level_label="Limited",
        giver="Second line",
        given_on=A_DAY,
        direction="deteriorating",
        direction_label="Deteriorating",
        was="reasonable",
        was_label="Reasonable",
        opinion=7,
    )


def _delivery(number: int | None, actions: tuple[of.SealedAction, ...]) -> DeliveryRow:
    mine = [a for a in actions if number in (None, a.priority_number)]
    counts = Counter(each.status for each in mine)
    return some(
        DeliveryRow,
        number=number,
        title=TITLES[number - 1] if number else "All priorities",
        total=len(mine),
        summary=f"{counts[Shown.ON_TRACK]} of {len(mine)} on track",
        counts=tuple(StatusCount(e.value, e.label, counts[e]) for e in Shown),
        overdue=sum(each.days_overdue > 0 for each in mine),
    )


def _meeting() -> of.SealedMeeting:
    return some(
        of.SealedMeeting,
        group="Hampshire Community Safety Strategy Group",
        held_on=date(2026, 11, 11),
        begins_at="10:00",
        place="The Castle, Winchester",
        item="4",
        report_of="Partnerships officer",
        contact="Pat Officer",
    )


def _scales() -> tuple[of.SealedScale, ...]:
    levels = tuple(
        some(of.SealedLevel, code=each.value, label=each.label, definition=words)
        for each, words in SHOWN_MEANINGS.items()
    )
    return (of.SealedScale(name="delivery", version=1, levels=levels),)


def _priorities() -> tuple[of.SealedPriority, ...]:
    return tuple(
        some(
            of.SealedPriority,
            number=number,
            title=title,
            grade_label="To be developed" if number == 5 else "Strong",
            owners=() if number == 5 else ("County Council",),
        )
        for number, title in enumerate(TITLES, start=1)
    )


def _return(agency: str) -> of.SealedReturn:
    is_missing = agency == "Police"
    return some(
        of.SealedReturn,
        agency=agency,
        agency_slug=_slug(agency),
        kind="no_return" if is_missing else "on_time",
        label="No return" if is_missing else "On time",
        state=ReturnState.ACCEPTED,
        sent_at=None if is_missing else SEALED_AT,
        signed_name="" if is_missing else "Sam Signer",
        lines=12,
        lines_unchanged=3,
        missing_before=is_missing,
        missing_twice=is_missing,
    )


def _opinion() -> of.SealedOpinion:
    return some(
        of.SealedOpinion,
        number=7,
        priority_number=1,
        code="CC",
        giver="Second line",
        evidence="Minutes of the board of 9 September 2026.",
        reason="The board meets; one agency does not attend.",
        given_by="Ash Assurer",
        given_by_post="Head of Audit",
    )


def _date_change(ref: str, number: int) -> of.SealedDateChange:
    return some(
        of.SealedDateChange,
        ref=ref,
        title="Agree and carry out the plan",
        agency="Police",
        number=number,
        baseline_on=date(2026, 9, 30),
        old_on=date(2026, 12, 15),
        new_on=date(2027, 3, 31),
        reason_label="Funding not confirmed or withdrawn",
        explanation="The grant is decided in January.",
        asked_by="Jo Contact",
        state="waiting",
        state_label="Waiting for a decision",
        marking=Marking.OFFICIAL,
    )


def _ask(number: int, of_agency: str) -> of.SealedAsk:
    return some(
        of.SealedAsk,
        number=number,
        ref="P1-01",
        title="Agree and carry out the plan",
        agency="Probation",
        of_name="Police" if of_agency else "the group",
        of_agency_slug=of_agency,
        text="Name who attends the exploitation group.",
        days_late=9,
        marking=Marking.OFFICIAL,
    )


def _amendment() -> of.SealedAmendment:
    return some(
        of.SealedAmendment,
        quarter_label="Q1 2026/27",
        agency="Police",
        agency_slug="police",
        ref="P1-01",
        title="Agree and carry out the plan",
        number=1,
        reason="The date was wrong.",
        differences=(of.SealedDifference("Progress", "Before words", "After words"),),
        decided_by="Pat Officer",
        marking=Marking.OFFICIAL,
    )


def _decision() -> of.SealedDecision:
    return some(
        of.SealedDecision,
        number="2026/27-03",
        text="Police name an owner before the next meeting.",
        scope="Priority 5",
        follow_up="P5-01",
        follow_up_title="Name an owner",
        follow_up_lead="Police",
        outcome="On track",
        marking=Marking.OFFICIAL,
    )


def _escalation() -> of.SealedEscalation:
    return some(
        of.SealedEscalation,
        kind_label="No return two quarters running",
        quarter_label="Q2 2026/27",
        agency="Police",
        agency_slug="police",
        to_name="Chief Superintendent",
        state=EscalationState.OPEN,
        state_label="Waiting for a reply",
        marking=Marking.OFFICIAL,
    )


def _funding() -> of.SealedFunding:
    return some(
        of.SealedFunding,
        stream="Violence reduction grant",
        ends_on=date(2027, 3, 31),
        quarter_label="Q4 2026/27",
        within=2,
        note="No decision before January.",
        actions=(some(of.SealedDependant, ref="P2-01", title="A plan", lead="Police"),),
    )


def _history() -> tuple[of.SealedQuarter, ...]:
    """Return eight quarters, in which a little more is on track each time."""
    quarters = [Quarter(2026, 2)]
    while len(quarters) < 8:
        quarters.insert(0, quarters[0].previous)
    late = (of.SealedCount("late", "Late", 1),)
    returns = tuple(of.SealedGroup(_slug(each), each, 1, late) for each in AGENCIES)
    return tuple(
        of.SealedQuarter(
            slug=quarter.slug,
            label=str(quarter),
            delivery=tuple(_delivered(title, n, place) for n, title in _numbered()),
            returns=returns,
        )
        for place, quarter in enumerate(quarters)
    )


def _numbered() -> list[tuple[int, str]]:
    return list(enumerate(TITLES, start=1))


def _delivered(title: str, number: int, place: int) -> of.SealedGroup:
    counts = (
        of.SealedCount(Shown.ON_TRACK.value, Shown.ON_TRACK.label, place),
        of.SealedCount(Shown.NO_RETURN.value, Shown.NO_RETURN.label, 8 - place),
    )
    return of.SealedGroup(str(number), title, 8, counts)


def _written() -> tuple[of.SealedWords, ...]:
    said: dict[str, Any] = {"written_by": "Pat Officer", "marking": Marking.OFFICIAL}
    return (
        some(
            of.SealedWords, code=WrittenCode.SUMMARY, text="A steady quarter.", **said
        ),
        some(
            of.SealedWords,
            code=WrittenCode.RECOMMENDATIONS,
            text="Agree the calendar.\nThank the assurers.",
            **said,
        ),
        some(
            of.SealedWords,
            code=WrittenCode.COMMENT,
            priority_number=1,
            text="Attendance is better.",
            **said,
        ),
        some(of.SealedWords, code=WrittenCode.LEGAL, text="None known.", **said),
    )


def _slug(agency: str) -> str:
    return agency.lower().replace(" ", "-")
