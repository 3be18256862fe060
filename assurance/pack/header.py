"""Section 0: the head of the paper. Who reports to whom, on what day, as at when."""

from assurance.meeting_choices import Part
from assurance.pack.blocks import Fact
from assurance.pack.wording import NOBODY, day
from assurance.selectors.seal_shapes import Sealed
from hcss.kernel.templatetags.show import moment

_NOT_SET = "Not set when the position was sealed"


def header_facts(
    sealed: Sealed, part: Part, *, sha256: str, asked: int
) -> tuple[Fact, ...]:
    """Return the head; ``asked`` is how many recommendations are to be decided."""
    meeting = sealed.meeting
    return (
        Fact("Part", part.label),
        Fact("Group", meeting.group if meeting else sealed.group),
        Fact("Meeting", _meeting(sealed)),
        Fact("Item", (meeting.item if meeting else "") or _NOT_SET),
        Fact("Report of", (meeting.report_of if meeting else "") or _sealer(sealed)),
        Fact("Contact", (meeting.contact if meeting else "") or NOBODY),
        Fact("Purpose", _purpose(asked)),
        Fact("Position as at", moment(sealed.sealed_at)),
        Fact("Seal (SHA-256)", sha256),
    )


def _meeting(sealed: Sealed) -> str:
    meeting = sealed.meeting
    if meeting is None:
        return _NOT_SET
    when = f"{day(meeting.held_on)} {meeting.begins_at}".strip()
    return f"{when}, {meeting.place}" if meeting.place else when


def _sealer(sealed: Sealed) -> str:
    return sealed.sealed_by_post or sealed.sealed_by


def _purpose(asked: int) -> str:
    if asked:
        return "To decide, and to give assurance"
    return "To note, and to give assurance"
