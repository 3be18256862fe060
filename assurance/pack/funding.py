"""Section 9: money that ends, and what falls over with it."""

from collections.abc import Iterator

from assurance.pack.blocks import (
    Block,
    Blocks,
    Bullets,
    Fact,
    Section,
    SubHeading,
    Table,
)
from assurance.pack.wording import (
    NOBODY,
    NOT_KNOWN,
    counted,
    day,
    named,
    or_words,
    quoted,
)
from assurance.selectors.seal_shapes import Sealed, SealedFunding

#: How many quarters ahead the horizon is.
AHEAD = 4


def funding(sealed: Sealed) -> Section:
    """Return the concerns about funding; first those of the next four quarters."""
    return Section(
        anchor="risks-and-funding",
        heading="9. Risks and funding",
        blocks=(
            SubHeading("What ends in the next four quarters"),
            *_cliff(sealed),
            SubHeading("Concerns about funding"),
            *concerns(sealed.funding),
        ),
    )


def _cliff(sealed: Sealed) -> Blocks:
    near = [each for each in sealed.funding if 1 <= each.within <= AHEAD]
    near.sort(key=lambda each: each.within)
    rows = tuple(
        (
            each.stream,
            f"{day(each.ends_on)} ({each.quarter_label})",
            counted(len(each.actions), "action"),
        )
        for each in near
    )
    table = Table(
        caption=f"{len(near)} of {counted(len(sealed.funding), 'concern')}",
        heads=("Funding", "Ends", "Depend on it"),
        rows=rows,
    )
    return or_words(
        [table] if rows else [],
        "No funding that is recorded ends in the next four quarters.",
    )


def concerns(found: tuple[SealedFunding, ...]) -> Blocks:
    """Return each concern with what depends on it."""
    blocks = [block for each in found for block in _concern(each)]
    return or_words(blocks, "No concern about funding is recorded.")


def _concern(each: SealedFunding) -> Iterator[Block]:
    yield SubHeading(each.stream, level=3)
    ends = f"{day(each.ends_on)} ({each.quarter_label})"
    yield Fact("Ends", ends if each.ends_on else NOT_KNOWN)
    if each.note:
        yield Fact("What is known", each.note)
    if each.statement_text:
        yield quoted(each.statement_text, f"The Agreement, {each.statement}")
    items = tuple(
        f"{named(one.ref, one.title)}, {one.lead or NOBODY}" for one in each.actions
    )
    if items:
        yield Fact("Depend on it", counted(len(items), "action"))
        yield Bullets(items=items)
    else:
        yield Fact("Depend on it", "No action is recorded")
