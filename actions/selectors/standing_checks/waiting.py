"""What waits too long, or has stuck: dates, asks, confirmations, files, reminders."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from actions.choices import Marking
from actions.models import (
    Action,
    Ask,
    DateChange,
    Evidence,
    Reminder,
    Return,
    ReturnLine,
)
from actions.querysets.reminders import with_things
from actions.return_choices import EvidenceKind, ScanState
from actions.selectors.standing_checks import shared
from actions.selectors.standing_checks.shared import way
from hcss.kernel import working_days
from hcss.kernel.standing import Check, Finding, Grade, Moment
from hcss.kernel.templatetags.show import day

#: So many working days may a request for a date wait.
PATIENCE = 10


def _dates(moment: Moment) -> QuerySet:
    return DateChange.objects.waiting()


def _old_dates(moment: Moment) -> QuerySet:
    oldest = working_days.after(moment.on, -PATIENCE)
    return DateChange.objects.waiting().filter(asked_at__date__lt=oldest)


def _seen_dates(rows: Any, person: Any) -> QuerySet:
    seen: QuerySet = rows.visible_to(person)
    related = ("action__lead_agency", "asked_by")
    return seen.select_related(*related).order_by("asked_at", "pk")


def _official_dates(rows: Any) -> QuerySet:
    found: QuerySet = rows.official()
    return found


def _about_date(change: Any, person: Any, moment: Moment) -> Finding:
    url = reverse("actions:date-change", args=[change.pk])
    ways = way(person, "actions.decide_date", change, words="Decide it", url=url)
    why = f"A new date was asked for on {day(change.asked_at)}, and nobody decided."
    return Finding(subject=str(change.action), why=why, url=url, **ways)


def _asks(moment: Moment) -> QuerySet:
    return Ask.objects.unanswered()


def _late_asks(moment: Moment) -> QuerySet:
    return Ask.objects.unanswered().needed_before(moment.on)


def _seen_asks(rows: Any, person: Any) -> QuerySet:
    seen: QuerySet = rows.visible_to(person).with_people()
    return seen.order_by("need_by", "pk")


def _official_asks(rows: Any) -> QuerySet:
    found: QuerySet = rows.official()
    return found


def _about_ask(ask: Any, person: Any, moment: Moment) -> Finding:
    """Name the action by its reference: who is asked may not know its title (R57)."""
    of_whom = ask.of_agency.name if ask.of_agency else "the group"
    answer = reverse("actions:ask-answer", args=[ask.pk])
    ways = way(person, "actions.answer_ask", ask, words="Answer it", url=answer)
    return Finding(
        subject=f"{ask.action.ref}: {ask.agency.name} asks {of_whom}",
        why=f"The answer was needed by {day(ask.need_by)}.",
        url=ask.get_absolute_url(),
        **ways,
    )


def _typed(moment: Moment) -> QuerySet:
    """Return what officers typed in returns that may still be written in."""
    out = Return.objects.writable(at=moment.at).values("pk")
    typed = ReturnLine.objects.owed().filter(written_for_by__isnull=False)
    return typed.filter(quarterly_return__in=out)


def _unconfirmed(moment: Moment) -> QuerySet:
    return ReturnLine.objects.unconfirmed().filter(pk__in=_typed(moment).values("pk"))


def _official_typed(rows: QuerySet) -> QuerySet:
    return rows.filter(action__marking=Marking.OFFICIAL, marking=Marking.OFFICIAL)


def _about_typed(line: Any, person: Any, moment: Moment) -> Finding:
    owed = line.quarterly_return
    where = [owed.period.quarter, owed.agency.slug]
    url = reverse("actions:confirm", args=where)
    ways = way(person, "actions.write_return", owed, words="Confirm it", url=url)
    typed_on = day(line.written_for_at)
    return Finding(
        subject=f"{line.action}, {owed.agency_name}",
        why=f"An officer typed it on {typed_on}, and the agency has not confirmed it.",
        url=owed.get_absolute_url(),
        **ways,
    )


def _files(moment: Moment) -> QuerySet:
    return Evidence.objects.filter(kind=EvidenceKind.FILE)


def _stuck_files(moment: Moment) -> QuerySet:
    return _files(moment).filter(scan__in=(ScanState.WAITING, ScanState.INFECTED))


def _seen_files(rows: Any, person: Any) -> QuerySet:
    seen: QuerySet = rows.visible_to(person).with_uses(person)
    return seen.order_by("added_at", "pk")


def _official_files(rows: Any) -> QuerySet:
    found: QuerySet = rows.official()
    return found


def _about_file(item: Any, person: Any, moment: Moment) -> Finding:
    why = f"Added on {day(item.added_at)}: {item.get_scan_display().lower()}."
    ways = shared.NO_WAY
    if item.shown_uses:
        line = item.shown_uses[0].line
        url = f"{line.get_absolute_url()}evidence/"
        words = "Put another in its place"
        ways = way(person, "actions.add_evidence", line, words=words, url=url)
    subject = f"{item.title}, {item.agency.name}"
    return Finding(subject=subject, why=why, url=item.get_absolute_url(), **ways)


def _owed(moment: Moment) -> QuerySet:
    return Reminder.objects.owed()


def _failed(moment: Moment) -> QuerySet:
    return Reminder.objects.failed()


def _seen_reminders(rows: Any, person: Any) -> QuerySet:
    seen: QuerySet = rows.visible_to(person).select_related("person")
    return seen.order_by("failed_at", "pk")


def _official_reminders(rows: QuerySet) -> QuerySet:
    """Leave out those about a sensitive action, or about what hangs on one."""
    actions = Action.objects.filter(marking=Marking.SENSITIVE)
    changes = DateChange.objects.filter(action__in=actions)
    asks = Ask.objects.filter(Q(marking=Marking.SENSITIVE) | Q(action__in=actions))
    return rows.exclude(
        Q(kind__in=("action", "vacancy"), thing_id__in=actions.values("pk"))
        | Q(kind="change", thing_id__in=changes.values("pk"))
        | Q(kind="ask", thing_id__in=asks.values("pk"))
    )


def _about_reminder(reminder: Any, person: Any, moment: Moment) -> Finding:
    here = reverse("actions:reminders-failed")
    url = f"{here}#reminder-{reminder.pk}"
    rule = "actions.manage_reminders"
    return Finding(
        subject=f"{reminder.person}: {reminder.about}",
        why=f"{reminder.state.label}, on {day(reminder.failed_at)}.",
        url=reminder.url,
        **way(person, rule, reminder, words="Send it again", url=url),
    )


CHECKS = (
    Check(
        code="reminder-failed",
        grade=Grade.SERIOUS,
        label="Reminders that could not be sent",
        meaning="The person was not told, whatever the record of reminders says next.",
        of="reminders that are owed",
        found=_failed,
        among=_owed,
        visible=_seen_reminders,
        official=_official_reminders,
        finding=_about_reminder,
        fetch=with_things,
    ),
    Check(
        code="file-held",
        grade=Grade.SERIOUS,
        label="Evidence files that are held back",
        meaning="They wait for the virus scan, or it found something in them.",
        of="evidence files",
        found=_stuck_files,
        among=_files,
        visible=_seen_files,
        official=_official_files,
        finding=_about_file,
    ),
    Check(
        code="ask-late",
        grade=Grade.IMPORTANT,
        label="Asks that nobody answered in time",
        meaning="An agency said what it needs, and by when; the day has passed.",
        of="asks that wait for an answer",
        found=_late_asks,
        among=_asks,
        visible=_seen_asks,
        official=_official_asks,
        finding=_about_ask,
    ),
    Check(
        code="date-waiting",
        grade=Grade.IMPORTANT,
        label="Requests for a new date that wait too long",
        meaning=f"Nobody has decided for more than {PATIENCE} working days.",
        of="requests for a new date that wait",
        found=_old_dates,
        among=_dates,
        visible=_seen_dates,
        official=_official_dates,
        finding=_about_date,
    ),
    Check(
        code="line-unconfirmed",
        grade=Grade.IMPORTANT,
        label="Lines written for an agency and not confirmed by it",
        meaning="What an officer typed counts for nothing until the agency confirms.",
        of="lines written for an agency in returns that are not in",
        found=_unconfirmed,
        among=_typed,
        visible=shared.seen_lines,
        official=_official_typed,
        finding=_about_typed,
    ),
)
