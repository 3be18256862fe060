"""Contradictions in what each agency last sent in (R19, R28, R38a)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from actions.choices import CHECKABLE, DeliveryStatus
from actions.models import EvidenceUse
from actions.selectors.comparison import unchanged, unexplained
from actions.selectors.desk import contradicted_lines, latest_lines
from actions.selectors.flags import ASKS_FOR_EVIDENCE
from actions.selectors.standing_checks import shared
from actions.selectors.standing_checks.shared import Way, way
from actions.selectors.still_true import TOO_OFTEN
from hcss.kernel import policy
from hcss.kernel.standing import Check, Finding, Grade, Moment
from hcss.kernel.templatetags.show import day

_OF = "actions that were last reported on"


def _latest(moment: Moment) -> QuerySet:
    found: QuerySet = latest_lines()
    return found


def _overdue(moment: Moment) -> QuerySet:
    found: QuerySet = contradicted_lines(on=moment.on)
    return found


def _unmet(moment: Moment) -> QuerySet:
    on_track = latest_lines().filter(reported__status=DeliveryStatus.ON_TRACK)
    found: QuerySet = on_track.exclude(action__condition="").filter(
        action__condition_met_on=None
    )
    return found


def _conditional(moment: Moment) -> QuerySet:
    found: QuerySet = latest_lines().exclude(action__condition="")
    return found


def _unchanged(moment: Moment) -> QuerySet:
    return unchanged(latest_lines())


def _still_true(moment: Moment) -> QuerySet:
    found: QuerySet = latest_lines().filter(reported__times_still_true__gte=TOO_OFTEN)
    return found


def _unexplained(moment: Moment) -> QuerySet:
    return unexplained(latest_lines())


def _rated_good(moment: Moment) -> QuerySet:
    found: QuerySet = latest_lines().filter(reported__status__in=ASKS_FOR_EVIDENCE)
    return found


def _unproved(moment: Moment) -> QuerySet:
    """Keep those of which nothing was shown: no words, no link, no item."""
    items = EvidenceUse.objects.filter(line=OuterRef("pk"), removed_at=None)
    shown = Q(reported__evidence="", reported__evidence_link="") & ~Exists(items)
    return _rated_good(moment).filter(shown)


def _place(line: Any) -> str:
    return f"{line.quarterly_return.get_absolute_url()}#line-{line.pk}"


def _subject(line: Any) -> str:
    return f"{line.action}, {line.quarterly_return.agency_name}"


def _rated(line: Any) -> str:
    label = DeliveryStatus(line.reported.status).label.lower()
    return f"Reported {label} for {line.quarterly_return.period}"


def _ask_about(line: Any, person: Any, moment: Moment) -> Way:
    """Return how its words are put right: asked about, written again or amended."""
    quarterly_return = line.quarterly_return
    is_open = quarterly_return.state in CHECKABLE and line.accepted_at is None
    if is_open and policy.allows(person, "actions.check_return", quarterly_return):
        return {"mend": "Ask the agency about it", "mend_url": _place(line)}
    if line.is_writable(at=moment.at):
        url = line.get_absolute_url()
        return way(person, "actions.write_line", line, words="Change it", url=url)
    if line.accepted_at is None and quarterly_return.accepted_at is None:
        return shared.NO_WAY
    where = [quarterly_return.period.quarter, quarterly_return.agency.slug]
    url = reverse("actions:amendment-propose", args=[*where, line.action.ref])
    words = "Propose an amendment"
    return way(person, "actions.propose_amendment", line, words=words, url=url)


def _finding(line: Any, why: str, ways: Way) -> Finding:
    return Finding(subject=_subject(line), why=why, url=_place(line), **ways)


def _about_overdue(line: Any, person: Any, moment: Moment) -> Finding:
    action = line.action
    late = (moment.on - action.forecast_on).days
    ago = f"{late} day{'' if late == 1 else 's'} ago"
    ways = way(
        person,
        "actions.ask_for_date",
        action,
        words="Ask for a new date",
        url=reverse("actions:date-change-ask", args=[action.ref]),
    )
    why = f"{_rated(line)}, but due on {day(action.forecast_on)}, {ago}."
    return _finding(line, why, ways)


def _about_condition(line: Any, person: Any, moment: Moment) -> Finding:
    action = line.action
    ways = way(
        person,
        "actions.manage_actions",
        action,
        words="Say that the condition is met",
        url=reverse("actions:action-condition", args=[action.ref]),
    )
    why = f"{_rated(line)}, but its condition is not met: {action.condition}."
    return _finding(line, why, ways)


def _about_words(why: str) -> Any:
    """Return what says of a line that something is wrong with its words."""

    def finding(line: Any, person: Any, moment: Moment) -> Finding:
        said = f"{_rated(line)}. {why}"
        return _finding(line, said, _ask_about(line, person, moment))

    return finding


def _about_still_true(line: Any, person: Any, moment: Moment) -> Finding:
    times = line.reported.times_still_true
    why = f"{_rated(line)}. “Still true” was said {times} times in a row."
    return _finding(line, why, _ask_about(line, person, moment))


CHECKS = (
    Check(
        code="overdue",
        grade=Grade.SERIOUS,
        label="Rated on track or at risk, but overdue",
        meaning=(
            "The forecast date has passed since the agency reported. The rating stays "
            "as it was given, and the calendar says otherwise."
        ),
        of=_OF,
        found=_overdue,
        among=_latest,
        visible=shared.seen_lines,
        official=shared.official_lines,
        finding=_about_overdue,
    ),
    Check(
        code="condition-open",
        grade=Grade.SERIOUS,
        label="Rated on track although its condition is not met",
        meaning=(
            "The Agreement promises this on a condition. While the condition is not "
            "met it cannot be on track."
        ),
        of="conditional actions that were last reported on",
        found=_unmet,
        among=_conditional,
        visible=shared.seen_lines,
        official=shared.official_lines,
        finding=_about_condition,
    ),
    Check(
        code="text-unchanged",
        grade=Grade.IMPORTANT,
        label="The text is the same as last time",
        meaning="Nothing was said that was not said in the report before.",
        of=_OF,
        found=_unchanged,
        among=_latest,
        visible=shared.read_lines,
        official=shared.official_lines,
        finding=_about_words("The text is the same as last time."),
    ),
    Check(
        code="rating-unexplained",
        grade=Grade.IMPORTANT,
        label="The rating changed and no reason was given",
        meaning=(
            "It is rated otherwise than last time, and nothing was written, or the "
            "same words as before."
        ),
        of=_OF,
        found=_unexplained,
        among=_latest,
        visible=shared.read_lines,
        official=shared.official_lines,
        finding=_about_words("It was rated otherwise before, and nothing says why."),
    ),
    Check(
        code="still-true",
        grade=Grade.MINOR,
        label="“Still true”, three times running or more",
        meaning="The same words were attested again and again: does anything move?",
        of=_OF,
        found=_still_true,
        among=_latest,
        visible=shared.read_lines,
        official=shared.official_lines,
        finding=_about_still_true,
    ),
    Check(
        code="no-evidence",
        grade=Grade.MINOR,
        label="Complete or on track, with no evidence",
        meaning="The agency named no evidence and added none.",
        of="actions last reported complete or on track",
        found=_unproved,
        among=_rated_good,
        visible=shared.read_lines,
        official=shared.official_lines,
        finding=_about_words("No evidence was given."),
    ),
)
