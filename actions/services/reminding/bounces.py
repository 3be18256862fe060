"""Reading the mailbox that mail comes back to."""

from dataclasses import dataclass
from datetime import datetime

from actions.services.reminding.delivery import digest_of_report, record_delivery
from hcss.kernel.delivery_reports import read_report
from hcss.kernel.mailboxes import Letters


@dataclass(frozen=True)
class BouncesRead:
    """What a reading brought: reports about our messages, and letters left alone."""

    reports: int
    left: int


def read_bounces(*, box: Letters, now: datetime) -> BouncesRead:
    """Write down what each report says and take it out of the mailbox.

    What is no report, or about none of our messages, stays in place. Safe to run
    again, and to break off: a report is taken out when it has been written down, and
    says nothing new the second time.
    """
    reports = left = 0
    for name, letter in box.letters():
        report = read_report(letter)
        digest = digest_of_report(report=report) if report else None
        if report is None or digest is None:
            left += 1
            continue
        outcome = report.outcome_at(digest.address)
        record_delivery(digest=digest, fate=outcome.fate, words=outcome.words, now=now)
        box.take_out(name)
        reports += 1
    return BouncesRead(reports, left)
