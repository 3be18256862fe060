"""What the group of a random county does: opinions, meetings, escalations, money."""

from datetime import UTC, date, datetime
from typing import Any

from assurance.choices import AssuranceLevel
from tests import factories as make
from tests.assurance.recounts.chances import LAST, THIS, Chances

LEVELS = AssuranceLevel.values


class RandomGroup(Chances):
    """What is judged, decided and put to people."""

    def judge(self) -> None:
        """Give opinions: some current, some expired, on some scopes several."""
        for _ in range(self.chance.randint(0, 12)):
            given_at = self.moment(date(2025, 7, 1), date(2026, 11, 19))
            make.OpinionFactory(
                priority=self.chance.choice(self.priorities),
                heading=self.chance.choice([None, *self.headings[1:]]),
                level=self.chance.choice(LEVELS),
                given_at=given_at,
                given_by=self.assurer,
                evidence_sources=self.chance.randint(1, 4),
                evidence_on=self.chance.choice([None, date(2026, 6, 30)]),
            )

    def meet(self) -> None:
        """Hold meetings, decide, escalate, and write for the paper."""
        group = self.agreement.group
        held = {"group": group, "recorded_by": self.officer}
        if self.by(0.7):
            considering = self.periods[THIS]
            make.MeetingFactory(held_on=date(2026, 12, 2), period=considering, **held)
        for held_on in (date(2026, 6, 10), date(2026, 9, 16)):
            if self.by(0.7):
                self._meeting(make.MeetingFactory(held_on=held_on, **held))
        for agency in self.agencies:
            self._escalation(agency)
        for code in self.chance.sample(["summary", "horizon", "legal"], 2):
            make.WrittenPartFactory(
                period=self.periods[THIS],
                code=code,
                text=f"What is written of {code}.",
                marking=self.marking(),
                written_by=self.officer,
            )

    def _meeting(self, meeting: Any) -> None:
        followed = [
            each
            for each in self.actions
            if each.lead_agency_id and not hasattr(each, "made_by_decision")
        ]
        for _ in range(self.chance.randint(0, 3)):
            follow_up = None
            if followed and self.by(0.6):
                follow_up = followed.pop(self.chance.randrange(len(followed)))
            make.DecisionFactory(
                meeting=meeting,
                number=f"2026/27-{self.next('decision'):02}",
                text=f"Decision {self.counted['decision']} of the group.",
                recorded_by=self.officer,
                recorded_at=datetime(2026, 9, 17, 9, tzinfo=UTC),
                follow_up=follow_up,
            )

    def _escalation(self, agency: Any) -> None:
        if self.by(0.6):
            return
        answered = {
            "answered": True,
            "replied_by": self.writers[agency.slug],
            "replied_at": self.moment(date(2026, 8, 20), date(2026, 11, 19)),
        }
        make.EscalationFactory(
            agency=agency,
            period=self.periods[LAST],
            raised_at=self.moment(date(2026, 7, 30), date(2026, 8, 10)),
            reply_by=self.day(date(2026, 10, 1), date(2026, 12, 24)),
            **(answered if self.by(0.5) else {}),
        )

    def fund(self) -> None:
        """Record money that ends."""
        for _ in range(self.chance.randint(0, 3)):
            ends = [None, self.day(date(2026, 9, 1), date(2028, 3, 31))]
            some = self.chance.sample(self.actions, self.chance.randint(0, 2))
            make.FundingConcernFactory(
                stream=f"Fund {self.next('fund')}",
                ends_on=self.chance.choice(ends),
                recorded_by=self.officer,
                settled=self.by(0.2),
                actions=some,
            )
