"""What agencies report in a random county, and all that hangs on a line."""

from datetime import date
from typing import Any

from actions.choices import DeliveryStatus, Marking
from actions.models import Action, ReportedLine, Return, ReturnLine
from hcss.kernel.quarters import Quarter
from tests import factories as make
from tests.assurance.recounts.chances import LAST, QUARTERS, THIS, TODAY, Chances


class RandomLines(Chances):
    """The lines of actions, quarter by quarter."""

    def report(self, action: Action) -> None:
        """Make a line of the action in each quarter, where its agency owed a return."""
        if action.lead_agency is None or action.agreed_on > TODAY:
            return
        for quarter in QUARTERS:
            owed = self.returns.get((quarter, action.lead_agency.slug))
            if owed is not None and self.by(0.85):
                self._line(action, owed)
            if owed is not None and self.by(0.1):
                self._line_of_another(action, quarter)

    def _line_of_another(self, action: Action, quarter: Quarter) -> None:
        """It was handed on while the period was open: two agencies have its line."""
        others = [each for each in self.agencies if each != action.lead_agency]
        mine = self.returns[quarter, action.lead_agency.slug].lines
        theirs = self.returns.get((quarter, self.chance.choice(others).slug))
        if theirs is not None and mine.filter(action=action).exists():
            self._line(action, theirs)

    def _line(self, action: Action, owed: Return) -> None:
        sent = owed.is_received and not owed.is_nil and self.by(0.9)
        status = self.chance.choice(DeliveryStatus.values) if sent else None
        line = make.ReturnLineFactory(
            quarterly_return=owed, action=action, reported=status, **self._said(status)
        )
        if line.reported is None:
            return
        if owed.period.quarter == LAST and line.accepted_at and self.by(0.2):
            self._amended(line)
        if owed.period.quarter == THIS:
            self._beside(line)

    def _said(self, status: Any) -> dict[str, Any]:
        if not status:
            return {}
        words = {"reported__marking": Marking.SENSITIVE} if self.by(0.15) else {}
        if self.by(0.1):
            words["reported__times_still_true"] = self.chance.randint(1, 4)
        if self.by(0.4):
            words["reported__progress"] = f"Step {self.next('step')} is done."
        return words

    def _amended(self, line: ReturnLine) -> None:
        """An accepted line of a closed quarter now says something else (R33)."""
        owed, original = line.quarterly_return, line.reported
        number = self.next(f"amendments of {owed.pk}")
        decided_at = self.moment(date(2026, 8, 20), date(2026, 11, 10))
        submission = make.SubmissionFactory(
            quarterly_return=owed,
            version=owed.version + number,
            submitted_at=decided_at,
            submitted_by=self.writers[owed.agency.slug],
            is_amendment=True,
        )
        words = make.WORDS[DeliveryStatus.AT_RISK]
        result: ReportedLine = make.ReportedLineFactory(
            line=line, submission=submission, status=DeliveryStatus.AT_RISK, **words
        )
        make.AmendmentFactory(
            line=line,
            number=number,
            original=original,
            result=result,
            state="approved",
            proposed_by=self.writers[owed.agency.slug],
            decided_by=self.officer,
            decided_at=decided_at,
        )
        line.reported = result
        line.save()

    def _beside(self, line: ReturnLine) -> None:
        """Evidence, an ask, the officer's note, what contributors say."""
        agency = line.quarterly_return.agency
        writer = self.writers[agency.slug]
        if self.by(0.3):
            item = make.EvidenceFactory(
                agency=agency,
                title=f"Minute {self.next('evidence')}",
                sensitive=self.by(0.2),
                added_by=writer,
            )
            make.EvidenceUseFactory(line=line, evidence=item, added_by=writer)
        if self.by(0.3):
            self._ask(line, writer)
        if self.by(0.2):
            text = f"Note {self.next('note')}: rung on 23 October."
            make.OfficerNoteFactory(line=line, text=text, written_by=self.officer)
        for part in line.action.contributions.all():
            for _ in range(self.chance.choice([0, 1, 2])):
                make.ContributorReportFactory(
                    line=line,
                    agency=part.agency,
                    text=f"Our part {self.next('part')} is done.",
                    reports_issue=self.by(0.5),
                    marking=self.marking(),
                    written_by=self.writers[part.agency.slug],
                )

    def _ask(self, line: ReturnLine, writer: Any) -> None:
        others = [a for a in self.agencies if a != line.quarterly_return.agency]
        state = self.chance.choice(["open", "open", "answered", "closed", "overruled"])
        make.AskFactory(
            line=line,
            text=f"Lend analyst {self.next('ask')} for six weeks.",
            raised_by=writer,
            raised_at=self.moment(date(2026, 10, 1), date(2026, 10, 15)),
            of_agency=self.chance.choice([None, *others]),
            need_by=self.day(date(2026, 11, 1), date(2026, 12, 24)),
            marking=self.marking(),
            **({} if state == "open" else {state: True}),
        )
