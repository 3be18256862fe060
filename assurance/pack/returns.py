"""Section 3: who returned, with the quarter before, and quality beside timeliness."""

from assurance.pack.blocks import Section, Table, Words
from assurance.pack.wording import NOT_KNOWN, counted, day, joined
from assurance.selectors.seal_shapes import Sealed, SealedReturn

_HEADS = (
    "Agency",
    "This quarter",
    "Quarter before",
    "Sent in",
    "Signed by",
    "Words unchanged",
    "Without evidence",
)


def returns(sealed: Sealed) -> Section:
    """Return the returns by agency; a nil return is not a missing one (R32)."""
    before = _before(sealed)
    rows = tuple(_row(each, before) for each in sealed.returns)
    table = Table(
        caption=f"Returns for {sealed.quarter_label} by agency",
        heads=_HEADS,
        rows=rows,
        widths=(4, 4, 3, 3, 4, 3, 3),
    )
    summary = Words(f"{sealed.position.returns.summary}.")
    quality = Words(
        "Words unchanged and lines without evidence say how much a return tells; they "
        "are counted of the lines that the agency owed."
    )
    nothing = Words("No agency owed a return for this quarter.")
    return Section(
        anchor="returns",
        heading="3. Returns received",
        blocks=(summary, quality, table) if rows else (nothing,),
    )


def _row(each: SealedReturn, before: dict[str, str]) -> tuple[str, ...]:
    nil = " (nil return)" if each.is_nil else ""
    twice = ". No return two quarters running" if each.missing_twice else ""
    came_in = each.sent_at is not None
    of_lines = counted(each.lines, "line")
    return (
        each.agency,
        f"{each.label}{nil}{twice}",
        before.get(each.agency_slug) or _missing_before(each),
        day(each.sent_at, "Not sent in"),
        joined((each.signed_name, each.signed_post), unknown="Nobody signed"),
        f"{each.lines_unchanged} of {of_lines}" if came_in else NOT_KNOWN,
        f"{each.lines_without_evidence} of {of_lines}" if came_in else NOT_KNOWN,
    )


def _missing_before(each: SealedReturn) -> str:
    return "No return" if each.missing_before else NOT_KNOWN


def _before(sealed: Sealed) -> dict[str, str]:
    """Return how each agency's return stood in the quarter before, in words."""
    earlier = [each for each in sealed.history if each.slug != sealed.quarter]
    if not earlier:
        return {}
    return {
        group.key: ", ".join(each.label for each in group.counts if each.number)
        for group in earlier[-1].returns
    }
