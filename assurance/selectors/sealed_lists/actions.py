"""The list of actions: each with what was sent in on it this quarter, in one row."""

from assurance.selectors.seal_shapes import SealedAction, SealedLine
from assurance.selectors.sealed_lists.columns import columns
from assurance.selectors.sealed_lists.shapes import Column, Row, Value

_ACTION = columns(
    ref="Reference",
    title="Title",
    priority_number="Priority",
    heading_label="Heading",
    heading_code="Heading’s code",
    life_label="Life",
    life="Life’s code",
    status_label="Status",
    status="Status’s code",
    was_label="Status the quarter before",
    was="Code of the status before",
    lead="Lead agency",
    lead_slug="Lead agency in addresses",
    lead_partnership="Lead partnership",
    overseen_by="Overseen by",
    contact="Contact",
    contributors="Contributors",
    contributor_slugs="Contributors in addresses",
    success_criterion="Success criterion",
    condition="Condition",
    condition_met_on="Condition met on",
    starts_on="Planned start",
    baseline_on="Baseline date",
    forecast_on="Forecast date",
    times_redated="Times re-dated",
    days_overdue="Overdue by days",
    review_on="Review date",
    is_continuing="Continuing",
    decision="Decision",
    agreed_on="Agreed on",
    completed_on="Completed on",
    closed_on="Closed on",
    closed_as_label="Closed as",
    closing_decision="Decision to close",
    reviewed_on="Reviewed on",
    marking="Marking",
    sources="Source",
    return_of="In the return of",
)
_LINE = columns(
    agency="Reported by",
    agency_slug="Reported by, in addresses",
    version="Version",
    status_label="Reported status",
    status="Reported status’s code",
    progress="Progress",
    issue="Issue",
    recovery_step="Recovery step",
    recovery_on="Recovery step by",
    cause="Cause",
    ask="What is asked",
    ask_of="Asked of",
    ask_by="Asked by when",
    completed_on="Reported complete on",
    evidence_words="Evidence in words",
    evidence_link="Evidence’s link",
    reported_to="Reported to",
    reported_on="Reported there on",
    marking="Marking of the report",
    is_accepted="Accepted",
    is_unchanged="The words of the quarter before",
    times_still_true="Quarters running still true",
    sent_at="Sent in",
    is_late="Late",
    signed_name="Signed by",
    signed_post="Post of who signed",
    written_for_by="Typed for the agency by",
    officer_notes="Officer’s remarks",
    contributions="What contributors reported",
    evidence="Evidence",
    is_hidden="Words held back",
)
#: The fields of what was sent in stand beside those of the action, under this name.
LINE = "line_"
COLUMNS = (*_ACTION, *(Column(f"{LINE}{each.key}", each.label) for each in _LINE))


def action_row(action: SealedAction) -> Row:
    """Return an action with its line; without a line those columns are empty."""
    row: Row = {each.key: getattr(action, each.key) for each in _ACTION}
    row["contributors"] = "\n".join(action.contributors)
    row["contributor_slugs"] = "\n".join(action.contributor_slugs)
    row["sources"] = "\n".join(f"{each.ref}: {each.text}" for each in action.sources)
    if action.line is None:
        return row | {f"{LINE}{each.key}": None for each in _LINE}
    return row | {
        f"{LINE}{each.key}": _of_line(action.line, each.key) for each in _LINE
    }


def _of_line(line: SealedLine, key: str) -> Value:
    if key == "evidence":
        return "\n".join(each.title for each in line.evidence)
    if key == "officer_notes":
        return "\n".join(line.officer_notes)
    if key == "contributions":
        return "\n".join((*line.contributions, *line.sensitive_contributions))
    value: Value = getattr(line, key)
    return value
