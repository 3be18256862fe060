"""The quarter: periods, returns, lines and what was sent in.

A plain period is Q2 2026/27, open: due at 17:00 on 21 October 2026 (summer time), and
closing at 17:00 on 28 October (winter time). A plain return has not been started;
``ReturnFactory(submitted=True)`` has been sent in once, with its submission. A plain
line is empty; ``ReturnLineFactory(finished=True)`` may be sent in, and
``ReturnLineFactory(reported=DeliveryStatus.AT_RISK)`` was.
"""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from actions.choices import DeliveryStatus, PeriodState, ReturnState
from actions.models import (
    OfficerNote,
    Period,
    Query,
    ReportedLine,
    Return,
    ReturnLine,
    Submission,
)
from actions.selectors.windows import windows
from hcss.kernel.quarters import Quarter
from tests.factories.actions import ActionFactory
from tests.factories.partnerships import AgencyFactory, UserFactory

QUARTER = Quarter(2026, 2)
STARTED_AT = datetime(2026, 10, 5, 9, tzinfo=UTC)
TYPED_AT = datetime(2026, 10, 12, 10, 30, tzinfo=UTC)
SENT_AT = datetime(2026, 10, 14, 9, tzinfo=UTC)
CHECKED_AT = datetime(2026, 10, 22, 9, tzinfo=UTC)

#: What a line says under each status, enough for that status.
WORDS = {
    DeliveryStatus.ON_TRACK: {"progress": "The draft plan went to all partners."},
    DeliveryStatus.AT_RISK: {
        "issue": "Two agencies have not named an author.",
        "recovery_step": "The chair writes to both chief officers.",
        "recovery_on": date(2026, 11, 6),
    },
    DeliveryStatus.OFF_TRACK: {
        "cause": "The analyst's post is vacant.",
        "ask": "Lend an analyst for six weeks.",
        "ask_of": "Hampshire County Council",
        "ask_by": date(2026, 11, 13),
    },
    DeliveryStatus.COMPLETE: {
        "progress": "The plan is signed.",
        "completed_on": date(2026, 9, 18),
        "evidence": "Signed plan, minute 6 of 18 September 2026.",
    },
}


class PeriodFactory(DjangoModelFactory):
    class Meta:
        model = Period
        django_get_or_create = ("starts_on",)

    class Params:
        quarter = QUARTER
        windows = factory.LazyAttribute(lambda period: windows(period.quarter))
        planned = factory.Trait(state=PeriodState.PLANNED, opened_at=None)
        closed = factory.Trait(
            state=PeriodState.CLOSED, closed_at=factory.SelfAttribute("closes_at")
        )
        #: Two days after the close: of Q2 2026/27 on 30 October at 17:00.
        sealed = factory.Trait(
            closed=True,
            sealed_at=factory.LazyAttribute(
                lambda period: period.closes_at + timedelta(days=2)
            ),
        )

    slug = factory.LazyAttribute(lambda period: period.quarter.slug)
    starts_on = factory.LazyAttribute(lambda period: period.quarter.starts_on)
    ends_on = factory.LazyAttribute(lambda period: period.quarter.ends_on)
    opens_at = factory.LazyAttribute(lambda period: period.windows.opens_at)
    due_at = factory.LazyAttribute(lambda period: period.windows.due_at)
    closes_at = factory.LazyAttribute(lambda period: period.windows.closes_at)
    state = PeriodState.OPEN
    opened_at = factory.SelfAttribute("opens_at")


class ReturnFactory(DjangoModelFactory):
    class Meta:
        model = Return
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(state=ReturnState.DRAFT, started_at=STARTED_AT)
        awaiting = factory.Trait(draft=True, state=ReturnState.AWAITING)
        submitted = factory.Trait(
            draft=True, state=ReturnState.SUBMITTED, submitted_at=SENT_AT, version=1
        )
        queried = factory.Trait(submitted=True, state=ReturnState.QUERIED)
        accepted = factory.Trait(
            submitted=True,
            state=ReturnState.ACCEPTED,
            accepted_at=CHECKED_AT,
            accepted_by=factory.SubFactory(UserFactory, officer=True),
        )
        no_return = factory.Trait(state=ReturnState.NO_RETURN, period__closed=True)
        nil = factory.Trait(submitted=True, is_nil=True)
        late = factory.Trait(is_late=True)

    period = factory.SubFactory(PeriodFactory)
    agency = factory.SubFactory(AgencyFactory)
    agency_name = factory.SelfAttribute("agency.name")

    @factory.post_generation
    def submission(self, create, extracted, **fields):
        """Give a return that was sent in the submissions that say so."""
        if create:
            for version in range(1, self.version + 1):
                SubmissionFactory(quarterly_return=self, version=version, **fields)


class SubmissionFactory(DjangoModelFactory):
    """Signed by a contact of the agency, as late or nil as the return says."""

    class Meta:
        model = Submission

    quarterly_return = factory.SubFactory(ReturnFactory)
    version = 1
    submitted_at = factory.LazyAttribute(
        lambda submission: submission.quarterly_return.submitted_at or SENT_AT
    )
    submitted_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...quarterly_return.agency")
    )
    signed_name = factory.SelfAttribute("submitted_by.name")
    signed_post = factory.SelfAttribute("submitted_by.post_title")
    agency_name = factory.SelfAttribute("quarterly_return.agency_name")
    is_late = factory.SelfAttribute("quarterly_return.is_late")
    is_nil = factory.SelfAttribute("quarterly_return.is_nil")


class ReturnLineFactory(DjangoModelFactory):
    class Meta:
        model = ReturnLine
        skip_postgeneration_save = True

    class Params:
        finished = factory.Trait(
            status=DeliveryStatus.ON_TRACK, **WORDS[DeliveryStatus.ON_TRACK]
        )
        #: An officer typed it for the agency, which has not confirmed it.
        typed = factory.Trait(
            finished=True,
            written_for_by=factory.SubFactory(UserFactory, officer=True),
            written_for_at=TYPED_AT,
            told_by="J. Hale, by telephone",
            edited_by=factory.SelfAttribute("written_for_by"),
            edited_at=TYPED_AT,
        )

    quarterly_return = factory.SubFactory(ReturnFactory)
    action = factory.SubFactory(
        ActionFactory,
        active=True,
        lead_agency=factory.SelfAttribute("..quarterly_return.agency"),
    )

    @factory.post_generation
    def reported(self, create, status, **words):
        """Send the line in with a status and the words that it asks for."""
        if not create or not status:
            return
        status = DeliveryStatus.ON_TRACK if status is True else status
        said = {"status": status} | WORDS.get(status, {}) | words
        submission = self.quarterly_return.submissions.order_by("version").last()
        self.reported = ReportedLineFactory(
            line=self,
            submission=submission
            or SubmissionFactory(quarterly_return=self.quarterly_return),
            **said,
        )
        for name, value in said.items():
            setattr(self, name, value)
        # Of a return that is accepted every line is.
        self.accepted_by = self.quarterly_return.accepted_by
        self.accepted_at = self.quarterly_return.accepted_at
        self.save()


class ReportedLineFactory(DjangoModelFactory):
    """On track, with its progress, in the return's latest submission."""

    class Meta:
        model = ReportedLine

    line = factory.SubFactory(ReturnLineFactory)
    submission = factory.SubFactory(
        SubmissionFactory,
        quarterly_return=factory.SelfAttribute("..line.quarterly_return"),
    )
    status = DeliveryStatus.ON_TRACK
    progress = factory.LazyAttribute(
        lambda line: WORDS.get(line.status, {}).get("progress", "")
    )
    baseline_on = factory.SelfAttribute("line.action.baseline_on")
    forecast_on = factory.SelfAttribute("line.action.forecast_on")


class QueryFactory(DjangoModelFactory):
    """An officer's question about a whole return, not answered yet."""

    class Meta:
        model = Query

    class Params:
        answered = factory.Trait(
            answer="Both were away; the meeting is on 3 November.",
            answered_by=factory.SubFactory(
                UserFactory, contact=factory.SelfAttribute("...quarterly_return.agency")
            ),
            answered_at=datetime(2026, 10, 20, 9, tzinfo=UTC),
        )

    quarterly_return = factory.SubFactory(ReturnFactory, queried=True)
    version = factory.SelfAttribute("quarterly_return.version")
    question = "Which two agencies have not named an author?"
    asked_by = factory.SubFactory(UserFactory, officer=True)
    asked_at = datetime(2026, 10, 16, 9, tzinfo=UTC)


class OfficerNoteFactory(DjangoModelFactory):
    class Meta:
        model = OfficerNote

    line = factory.SubFactory(ReturnLineFactory)
    text = "Rung on 23 October: the agency expects to catch up."
    written_by = factory.SubFactory(UserFactory, officer=True)
    written_at = CHECKED_AT
