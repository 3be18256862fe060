"""The paper of a meeting, worked out from a seal and from nothing else (domain 4.5).

The same seal always gives the same paper. No query, no clock.
"""

from actions.choices import Marking
from assurance.meeting_choices import Part
from assurance.pack.appendices import all_actions, definitions, held_back_notice
from assurance.pack.blocks import Paper, Section
from assurance.pack.changes import changes
from assurance.pack.closed import closed_sections
from assurance.pack.delivery import delivery
from assurance.pack.drawn import drawn
from assurance.pack.exceptions import exceptions
from assurance.pack.funding import funding
from assurance.pack.grid import grid
from assurance.pack.header import header_facts
from assurance.pack.held import Held, held_back
from assurance.pack.matters import matters
from assurance.pack.priorities import priorities
from assurance.pack.recommendations import recommendations, to_decide
from assurance.pack.returns import returns
from assurance.pack.summary import summary
from assurance.pack.written import horizon, implications
from assurance.selectors.seal_reading import readable
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.since import Since, since
from hcss.kernel.plain import canonical, digest
from hcss.kernel.templatetags.show import moment


def paper(
    sealed: Sealed,
    part: Part,
    *,
    sha256: str = "",
    earlier: Sealed | None = None,
) -> Paper:
    """Return one part of the paper of ``sealed``, which is the seal's whole content.

    The open part holds nothing that is OFFICIAL-SENSITIVE; the closed part holds
    exactly what was held back from the open one (R57). ``sha256`` is the hash that
    the seal was kept with, worked out again if it is not given. ``earlier`` is the
    whole content of the seal before, from which the differences are counted.
    """
    shown = readable(sealed, None)
    held = held_back(sealed, shown)
    is_open = part == Part.OPEN
    differences = since(earlier, sealed, person=None) if earlier else None
    sections = (
        _open(sealed, shown, held, differences)
        if is_open
        else closed_sections(sealed, shown, held)
    )
    asked = len(to_decide(shown if is_open else sealed))
    hashed = sha256 or digest(canonical(sealed))
    return Paper(
        title=f"Community safety priorities: position for {sealed.quarter_label}",
        subtitle=f"{part.label}: {sealed.agreement}",
        marking=str((Marking.OFFICIAL if is_open else Marking.SENSITIVE).label),
        part=part.label,
        group=sealed.meeting.group if sealed.meeting else sealed.group,
        quarter=sealed.quarter_label,
        position_as_at=moment(sealed.sealed_at),
        facts=header_facts(sealed, part, sha256=hashed, asked=asked),
        sections=sections,
        sha256=hashed,
        made_at=sealed.sealed_at,
    )


def _open(
    whole: Sealed, sealed: Sealed, held: Held, differences: Since | None
) -> tuple[Section, ...]:
    return (
        recommendations(sealed),
        summary(sealed, differences),
        returns(sealed),
        grid(sealed),
        delivery(sealed, drawn(whole, sealed)),
        exceptions(sealed),
        priorities(sealed),
        changes(sealed),
        funding(sealed),
        matters(sealed),
        horizon(sealed),
        implications(sealed),
        all_actions(sealed),
        definitions(sealed),
        held_back_notice(held.number),
    )
