"""The closed lists of the assurance app. Values are stored; labels are shown."""

from django.db import models


class AssuranceLevel(models.TextChoices):
    """The levels of the first version of the scale (3.3); later ones are data."""

    SUBSTANTIAL = "substantial", "Substantial"
    REASONABLE = "reasonable", "Reasonable"
    LIMITED = "limited", "Limited"
    NONE = "none", "No assurance"


LEVEL_MEANINGS = {
    AssuranceLevel.SUBSTANTIAL: (
        "Arrangements are in place, understood by all the agencies they need, and "
        "working. Current evidence from more than one source says so. Only minor "
        "matters remain."
    ),
    AssuranceLevel.REASONABLE: (
        "Arrangements are generally in place and working. Some gaps or "
        "inconsistencies may put results at risk; they are known, owned and being "
        "addressed."
    ),
    AssuranceLevel.LIMITED: (
        "Significant gaps or weaknesses: an agency missing, a plan not delivered, "
        "evidence thin or old. Results are at risk unless they are put right."
    ),
    AssuranceLevel.NONE: (
        "Arrangements are absent or are failing, or an essential question cannot be "
        "answered."
    ),
}


class Line(models.IntegerChoices):
    """The three lines of assurance: how far the giver is from the work."""

    FIRST = 1, "First line: those doing the work"
    SECOND = 2, "Second line: those who oversee it"
    THIRD = 3, "Third line: independent review"


class Confidence(models.TextChoices):
    """How strong the evidence is, apart from what it says."""

    HIGH = "high", "High: several current sources"
    MEDIUM = "medium", "Medium: one current source"
    LOW = "low", "Low: little, old or indirect"

    @property
    def word(self) -> str:
        """The first word of its label, where sources and age stand beside it."""
        return self.label.partition(":")[0]


#: The scope of an opinion that is on the whole priority, where a code is wanted.
WHOLE = "all"
WHOLE_LABEL = "The whole priority"

_LINE_WORDS = {
    Line.FIRST: "First line",
    Line.SECOND: "Second line",
    Line.THIRD: "Third line",
}


#: What the opinion of an owner may be given as (R39).
SELF_ASSESSMENT_LINES = (Line.FIRST, Line.SECOND)


def giver_label(line: int, *, is_self_assessment: bool) -> str:
    """Return the words that stand beside a level: whose opinion it is (R39)."""
    words = _LINE_WORDS[Line(line)]
    if not is_self_assessment:
        return words
    if line == Line.FIRST:
        return "First-line self-assessment"
    return f"{words}, by an owner"


#: How a self-assessment is shown, in words for whoever gives one.
SHOWN_AS = " or ".join(
    f"“{giver_label(line, is_self_assessment=True)}”" for line in SELF_ASSESSMENT_LINES
)


class CellState(models.TextChoices):
    """What a cell of the matrix says besides the levels (R4, R41, R42)."""

    NOT_ASSESSED = "not_assessed", "Not yet assessed"
    OUT_OF_DATE = "out_of_date", "Out of date"
    NO_HEADING = "no_heading", "No heading in the source"


STATE_MEANINGS = {
    CellState.NOT_ASSESSED: (
        "Nobody has given an opinion. Not the same as No assurance."
    ),
    CellState.OUT_OF_DATE: (
        "There is an opinion, but it has expired: it is shown and not counted as "
        "current."
    ),
    CellState.NO_HEADING: (
        "The Agreement says nothing about this priority under this heading, so there "
        "is nothing to assess."
    ),
}


class Direction(models.TextChoices):
    """Where a subject stands against the position before (domain 3.4)."""

    IMPROVING = "improving", "Improving"
    STABLE = "stable", "Stable"
    DETERIORATING = "deteriorating", "Deteriorating"
    NEW = "new", "New"
    NOT_COMPARABLE = "not_comparable", "Not comparable"


DIRECTION_MEANINGS = {
    Direction.IMPROVING: "Better than in the position before, on the same scale.",
    Direction.STABLE: "The same as in the position before.",
    Direction.DETERIORATING: "Worse than in the position before, on the same scale.",
    Direction.NEW: "There is no earlier position.",
    Direction.NOT_COMPARABLE: (
        "One of the two positions is not rated, not yet assessed or out of date, or "
        "the scale changed."
    ),
}


class Shown(models.TextChoices):
    """How an action stands in a position: the rating, or why there is none.

    The first six are the lead agency's words; nothing here is worked out from a
    date (R19), and no return is a status of its own (R31).
    """

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    REPORTED_COMPLETE = "reported_complete", "Reported complete"
    NOT_STARTED = "not_started", "Not started"
    NOTHING_DUE = "nothing_due", "Nothing due"
    ON_HOLD = "on_hold", "On hold"
    NOT_YET_RETURNED = "not_yet_returned", "Not yet returned"
    NO_RETURN = "no_return", "No return"
    NO_LINE = "no_line", "No line this quarter"


#: Of these nothing was heard: "6 not reported" (R30).
NOT_REPORTED = (Shown.NOT_YET_RETURNED, Shown.NO_RETURN, Shown.NO_LINE)
#: From the best to the worst; a status that is not here is not rated (3.4).
RATING_ORDER: dict[str, int] = {
    Shown.COMPLETE: 0,
    Shown.REPORTED_COMPLETE: 0,
    Shown.ON_TRACK: 1,
    Shown.AT_RISK: 2,
    Shown.OFF_TRACK: 3,
}
SHOWN_MEANINGS = {
    Shown.ON_TRACK: (
        "Not complete; the forecast date is in the future; the lead agency expects to "
        "meet it; no issue needs help from the group."
    ),
    Shown.AT_RISK: (
        "The forecast date is in the future, but an issue threatens the date or the "
        "result, and a recovery step is under way that the lead agency expects to work."
    ),
    Shown.OFF_TRACK: (
        "The forecast date has passed, or will be missed without a decision or "
        "resource that the lead agency does not have."
    ),
    Shown.COMPLETE: (
        "The success criterion is met, with evidence, and an HCSSG officer has "
        "verified it."
    ),
    Shown.REPORTED_COMPLETE: (
        "The lead agency says that it is complete; an officer has not verified it yet, "
        "so it is not counted as complete."
    ),
    Shown.NOT_STARTED: "The planned start is in the future.",
    Shown.NOTHING_DUE: "Nothing was due on this action this quarter.",
    Shown.ON_HOLD: "On hold by decision until a date.",
    Shown.NOT_YET_RETURNED: "The period is open and the agency's return is awaited.",
    Shown.NO_RETURN: (
        "Nothing was received by the close of the period. It says nothing about "
        "progress."
    ),
    Shown.NO_LINE: (
        "An agreed action that is not in its agency's return for the quarter: agreed "
        "or resumed since, for one. It says nothing about progress."
    ),
}
