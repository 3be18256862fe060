"""The first pages of the officer and of an agency's contact."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from actions.selectors.amendments import to_agree
from actions.selectors.contributions import parts_of
from actions.selectors.delegation import passed_to, proposals_for
from actions.selectors.desk import desk
from actions.selectors.quarter import next_period, work_of
from hcss.kernel import policy, standing
from partnerships.choices import AGENCY_ROLES
from partnerships.people import person


class DeskView(TemplateView):
    """What waits for an officer, in the order in which it is needed."""

    template_name = "actions/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        policy.require(person(self.request), "actions.manage_periods")
        now = timezone.now()
        counted = standing.counts(standing.Moment.of(now))
        return super().get_context_data(
            desk=desk(now=now),
            today=timezone.localdate(),
            grades=standing.by_grade(counted),
            checks_url=standing.page_url(),
            **kwargs,
        )


class MineView(TemplateView):
    """What a contact's agencies owe, and what they have sent in."""

    template_name = "actions/mine.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        who = person(self.request)
        policy.require(who, "actions.view_mine")
        agencies, now = who.agencies_as(*AGENCY_ROLES), timezone.now()
        return super().get_context_data(
            agencies=work_of(agencies, on=timezone.localdate()),
            amendments=to_agree(who),
            passed=passed_to(who, at=now),
            proposals=proposals_for(agencies),
            parts=parts_of(who, at=now),
            next_period=next_period(),
            now=now,
            **kwargs,
        )
