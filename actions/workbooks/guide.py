"""The sheets that explain: how to fill in the workbook, and what the words mean."""

from collections.abc import Iterator

from actions.choices import DELIVERY_MEANINGS, DELIVERY_NEEDS, DeliveryStatus, Marking
from actions.return_choices import LineAnswer
from actions.selectors.words import LABELS
from actions.workbooks.columns import LINES
from actions.workbooks.contents import Contents
from hcss.kernel.templatetags.show import deadline

_ANSWERS = {
    LineAnswer.STILL_TRUE: (
        "The words of last time are true as they stand. Leave the other cells of the "
        "row as they are."
    ),
    LineAnswer.CHANGED: "Choose a delivery status and fill in what it asks for.",
    LineAnswer.NOTHING_DUE: "Nothing was due on this action this quarter.",
}
_MARKINGS = {
    Marking.OFFICIAL: "Everything that needs no special handling.",
    Marking.SENSITIVE: (
        "Keep it to those who need to know: the words are shown to officers, chairs, "
        "assurers and your own agency only."
    ),
}


def how_to(contents: Contents) -> Iterator[str]:
    """Yield the steps, one a row."""
    period = contents.quarterly_return.period
    yield f"Due by {deadline(period.due_at)}."
    yield f"Write in the white cells of the sheet {LINES}: one row for each action."
    yield (
        f"Choose an answer: {', '.join(LineAnswer.labels)}. Leave a row as it is if "
        "you are not ready: nothing of it is changed."
    )
    yield "Choose answers, statuses and markings from the lists in the cells."
    yield "Type dates as dates, such as 31/10/2026. Type words, never formulas."
    yield (
        "Do not rename, add or delete columns, and do not copy a whole row over "
        "another: each row carries a hidden key."
    )
    yield (
        "Write about arrangements, never about a person who is helped: no names, no "
        "addresses, no case details. No material of the Counter Terrorism Local "
        "Profile and nothing from a Channel panel belongs here."
    )
    yield (
        "Save as an Excel workbook (.xlsx) and upload it on the page from which it "
        "came. Before anything is saved you are shown every fault by its cell, and "
        "every row that somebody changed since this workbook was made."
    )
    yield "Uploading saves a draft. To send in the return, sign it on the site."
    yield f"Marking of this workbook: {contents.marking}. Handle copies of it likewise."


def definitions() -> Iterator[tuple[str, str, str]]:
    """Yield each word that can be chosen: its column, the word, what it means."""
    for answer, meaning in _ANSWERS.items():
        yield "Answer", LineAnswer(answer).label, meaning
    for status, meaning in DELIVERY_MEANINGS.items():
        asks = ", ".join(LABELS[name] for name in DELIVERY_NEEDS[status])
        asked = f" Fill in: {asks}." if asks else ""
        yield LABELS["status"], DeliveryStatus(status).label, meaning + asked
    for marking, meaning in _MARKINGS.items():
        yield "Marking", Marking(marking).label, meaning
