"""Keeping what was sent in: each line as it read, who wrote it, whose action it is."""

from collections.abc import Mapping

from actions.choices import DeliveryStatus
from actions.models import Action, ReportedLine, ReturnLine, Submission
from actions.selectors import words as line_words
from actions.selectors.windows import london_day
from actions.services.reported_asks import raise_from_reports
from partnerships.models import PostHolding

Words = Mapping[str, object]


def file_lines(submission: Submission, lines: list[ReturnLine]) -> None:
    """Keep the lines in the words of the agency, with their writers (R33, R38)."""
    said: list[Words] = [
        line_words.sent_words(line) | _authorship(line) for line in lines
    ]
    _file(submission, lines, said)
    raise_from_reports(
        actor=submission.submitted_by,
        reported=[line.reported for line in lines if line.reported],
        now=submission.submitted_at,
    )


def file_nothing_due(submission: Submission, lines: list[ReturnLine]) -> None:
    """Keep on every line the one statement of whoever signs (R32)."""
    nothing: Words = {
        "status": DeliveryStatus.NOTHING_DUE,
        "written_by": submission.submitted_by,
    }
    _file(submission, lines, [nothing for _ in lines])


def _authorship(line: ReturnLine) -> dict[str, object]:
    """Return who wrote the line, for whom, and whether it was said before."""
    earlier = line.carried_from
    return {
        "written_by": line.written_for_by or line.edited_by,
        "written_for_by": line.written_for_by,
        "written_for_at": line.written_for_at,
        "told_by": line.told_by,
        "confirmed_by": line.confirmed_by,
        "confirmed_at": line.confirmed_at,
        "carried_from": earlier,
        "times_still_true": earlier.times_still_true + 1 if earlier else 0,
    }


def _file(submission: Submission, lines: list[ReturnLine], said: list[Words]) -> None:
    """Keep the lines as they were sent in, and note that their owner reviewed them."""
    owners = _owners(submission, lines)
    reported = ReportedLine.objects.bulk_create(
        ReportedLine(
            submission=submission,
            line=line,
            baseline_on=line.action.baseline_on,
            forecast_on=line.action.forecast_on,
            marking=line.marking,
            owner_name=owners[line.pk],
            action_title=line.action.title,
            **words,
        )
        for line, words in zip(lines, said, strict=True)
    )
    for line, kept in zip(lines, reported, strict=True):
        line.reported = kept
    ReturnLine.objects.bulk_update(lines, ["reported"])
    Action.objects.filter(pk__in=[line.action_id for line in lines]).update(
        reviewed_at=submission.submitted_at
    )


def _owners(submission: Submission, lines: list[ReturnLine]) -> dict[int, str]:
    """Return, by line, who answers for its action that day; empty if nobody does."""
    day = london_day(submission.submitted_at)
    posts = {line.action.contact_post_id for line in lines}
    holdings = PostHolding.objects.current(on=day).filter(post__in=posts - {None})
    holders = {
        each.post_id: each.person.name for each in holdings.select_related("person")
    }
    return {
        line.pk: holders.get(line.action.contact_post_id or 0)
        or (line.action.contact.name if line.action.contact else "")
        for line in lines
    }
