"""A receipt as its PDF shows it: plain texts in the order of the paper."""

from datetime import date
from typing import Any

from actions.choices import Marking
from actions.selectors.answers import Said
from actions.selectors.handling import HELD_BACK
from actions.selectors.receipts import Receipt, SentLine
from hcss.kernel.templatetags.show import day, moment

_GROUP = "Hampshire Community Safety Strategy Group"


def receipt_data(receipt: Receipt) -> dict[str, Any]:
    """Return what ``hcss/pdf/receipt.typ`` shows: texts, and lists of them."""
    submission = receipt.submission
    period = submission.quarterly_return.period
    return {
        "title": f"Receipt: return of {submission.agency_name} for {period}",
        "author": _GROUP,
        "summary": (
            f"{submission.agency_name} sent in its return for {period} on "
            f"{moment(submission.submitted_at)}, {receipt.punctuality}."
        ),
        "reference": receipt.reference,
        "marking": Marking(receipt.marking).label,
        "footer": _GROUP,
        "proof_caption": f"Receipt {receipt.reference}",
        "proof": [{"label": label, "value": value} for label, value in _proof(receipt)],
        "lines_caption": "Actions reported on",
        "nothing": "This return has no line.",
        "lines": [_line(line, receipt) for line in receipt.lines],
    }


def _proof(receipt: Receipt) -> list[tuple[str, str]]:
    submission = receipt.submission
    return [
        ("Reference", receipt.reference),
        ("Agency", submission.agency_name),
        ("Quarter", str(submission.quarterly_return.period)),
        ("What was sent in", f"{receipt.kind}, version {submission.version}"),
        ("Sent in", f"{moment(submission.submitted_at)}, {receipt.punctuality}"),
        ("Signed by", submission.signed_name),
        ("Post", submission.signed_post),
        ("Marking", str(Marking(receipt.marking).label)),
    ]


def _line(line: SentLine, receipt: Receipt) -> dict[str, Any]:
    action = line.reported.line.action
    return {
        "ref": action.ref,
        "title": line.reported.title,
        "status": line.status_label,
        "version": f"Version {line.version}",
        "note": " ".join(_notes(line, receipt)),
        "answers": [
            {"label": "Delivery status", "value": line.status_label},
            *({"label": said.label, "value": _plain(said)} for said in line.answers),
            *({"label": name, "value": value} for name, value in line.authorship),
        ],
    }


def _notes(line: SentLine, receipt: Receipt) -> list[str]:
    notes = []
    if line.is_hidden:
        notes.append(f"{HELD_BACK}.")
    elif line.is_sensitive:
        notes.append(f"{Marking.SENSITIVE.label}.")
    if line.version != receipt.submission.version:
        notes.append(f"Sent in with version {line.version}, and not again since.")
    return notes


def _plain(said: Said) -> str:
    return day(said.value) if isinstance(said.value, date) else str(said.value)
