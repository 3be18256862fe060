"""Section 2: half a page. Where everything stands, what changed, what is asked."""

from collections.abc import Iterator

from assurance.meeting_choices import WrittenCode
from assurance.pack.blocks import Blocks, Bullets, Note, Section, SubHeading, Words
from assurance.pack.recommendations import to_decide
from assurance.pack.wording import counted, day
from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.since import Since
from assurance.selectors.since.kinds import Tone

_FIRST = "This is the first sealed position: there is none before it."


def summary(sealed: Sealed, since: Since | None) -> Section:
    """Return the summary; ``since`` has the differences from the seal before."""
    return Section(
        anchor="summary",
        heading="2. Summary",
        blocks=(
            *_comments(sealed),
            SubHeading("Overall position"),
            Bullets(items=tuple(_overall(sealed))),
            SubHeading("What changed"),
            *_changed(sealed, since),
            SubHeading("What is asked"),
            Words(_asked(sealed)),
        ),
    )


def _comments(sealed: Sealed) -> Iterator[Note]:
    for each in sealed.written:
        if each.code == WrittenCode.SUMMARY and each.text:
            yield Note(text=each.text, by=f"{each.written_by}, {day(each.written_on)}")


def _overall(sealed: Sealed) -> Iterator[str]:
    position = sealed.position
    yield f"Delivery: {position.delivery_total.summary}."
    cells = [
        f"{each.number} of {position.cells_total} {each.label}"
        for each in position.opinions
        if each.number
    ]
    yield f"Assurance under the headings: {', '.join(cells) or 'nothing is assessed'}."
    yield f"Returns: {position.returns.summary}."
    gaps = [
        f"{each.label}: {each.number} of {each.total}"
        for each in position.unknown
        if each.number
    ]
    yield f"What is not known: {'; '.join(gaps) or 'nothing that was looked for'}."


def _changed(sealed: Sealed, since: Since | None) -> Blocks:
    if since is None:
        before = sealed.previous_label
        words = f"Compared with {before}: not known." if before else _FIRST
        return (Words(words),)
    items = [
        f"{tone.label}: {'; '.join(found)}"
        for tone in Tone
        for found in [
            [
                f"{each.label} {each.summary}"
                for each in since.kinds
                if each.tone == tone
            ]
        ]
        if found
    ]
    nothing = "Nothing differs."
    return (
        Words(f"Since {since.before_label}:"),
        Bullets(items=(*(items or [nothing]), since.unchanged)),
    )


def _asked(sealed: Sealed) -> str:
    asked = len(to_decide(sealed))
    if not asked:
        return (
            "Nothing is put to the group to decide: it is asked to note the position."
        )
    return (
        f"{counted(asked, 'recommendation')} for the group to decide stand in section "
        "1; what they rest on is in sections 3 to 10."
    )
