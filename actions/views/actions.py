"""The list of actions, and the page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from actions.choices import OPEN_LIVES, ActionLife, DeliveryStatus
from actions.forms.action_filters import ActionListFilter
from actions.models import Action
from actions.selectors.actions import facts
from actions.selectors.amendments import of_action
from actions.selectors.asks import asks_about
from actions.selectors.contributions import contributions_to
from actions.selectors.evidence import evidence_of_action
from actions.selectors.history import history_of
from actions.selectors.reports import Report, evidence, reports
from actions.selectors.source import sources
from actions.views.shared import visible_action
from hcss.kernel import policy
from partnerships.models import User
from partnerships.views.shared import AppointedDetail, AppointedList

_PROPOSED = (ActionLife.PROPOSED,)
_UNDER_WAY = (ActionLife.AGREED, ActionLife.ACTIVE)
_NOT_OVER = (ActionLife.PROPOSED, *OPEN_LIVES)


class ActionsView(AppointedList):
    """Every action that the reader may see, narrowed and sorted by the address."""

    rule = "partnerships.read_content"
    template_name = "actions/actions.html"
    context_object_name = "actions"
    filterset_class = ActionListFilter
    sealed_as = "actions"
    csv_name = "actions.csv"
    csv_header = (
        "Reference",
        "Title",
        "Priority",
        "Heading",
        "Life",
        "Lead agency",
        "Contact",
        "Success criterion",
        "Baseline date",
        "Forecast date",
        "Slippage in days",
        "Times re-dated",
        "Review date",
        "Overdue by days",
        "Condition",
        "Latest status",
        "Quarter of the latest status",
        "Source",
    )

    def rows(self) -> QuerySet[Action]:
        self.today = timezone.localdate()
        visible = Action.objects.visible_to(self.who).with_people()
        if not self.request.GET.get("agreement"):
            visible = visible.of_current_agreement()
        found: QuerySet[Action] = visible.with_standing(
            self.who, on=self.today
        ).by_ref()
        return found

    def csv_rows(self, found: Any) -> Iterable[tuple[Any, ...]]:
        """Return everything that was filtered, without what is sensitive (R57)."""
        open_ones = found.official().prefetch_related("fragments__statement")
        return (_csv_row(action, on=self.today) for action in open_ones)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        actions = context["actions"]
        return context | {
            "rows": [(action, facts(action, on=self.today)) for action in actions],
            "may_choose": policy.allows(self.who, "actions.manage_actions")
            and any(action.life == ActionLife.PROPOSED for action in actions),
            "is_filtered": any(self.filterset.form.cleaned_data.values())
            if self.filterset.is_valid()
            else True,
        }


class ActionView(AppointedDetail):
    """One action: its source, its dates, what was reported, what happened to it."""

    template_name = "actions/action.html"

    def find(self) -> None:
        self.action = visible_action(self.kwargs["ref"], reader=self.who)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        known = facts(self.action, on=timezone.localdate())
        found = reports(self.action, reader=self.who)
        contributions = self.action.contributions.select_related("agency")
        changes = self.action.date_changes.select_related("asked_by", "decided_by")
        return super().get_context_data(
            action=self.action,
            facts=known,
            sources=sources(self.action),
            contributors=[
                each.agency for each in contributions.order_by("agency__name")
            ],
            reports=found,
            evidence=evidence(found),
            given=evidence_of_action(
                self.action, reader=self.who, on=timezone.localdate()
            ),
            amendments=of_action(self.action, reader=self.who),
            asks=asks_about(self.action, reader=self.who),
            contributions=contributions_to(self.action, reader=self.who),
            date_changes=changes.order_by("-number"),
            history=history_of(self.action),
            ways=ways_on(self.action, found, self.who),
            **kwargs,
        )


@dataclass(frozen=True)
class Way:
    """A button or link that leads on from an action."""

    label: str
    name: str
    lives: tuple[ActionLife, ...]
    rule: str = "actions.manage_actions"

    def is_open(self, action: Action, found: list[Report], person: User) -> bool:
        """Say whether to offer it: by its life, dates and reports, and the policy."""
        return (
            action.life in self.lives
            and _fits(self.name, action, found)
            and policy.allows(person, self.rule, action)
        )

    def url(self, action: Action) -> str:
        return reverse(f"actions:{self.name}", args=[action.ref])


WAYS = (
    Way("Agree this action", "action-adopt", _PROPOSED),
    Way("Start", "action-start", (ActionLife.AGREED,)),
    Way("Verify completion", "action-verify", _UNDER_WAY, "actions.verify_action"),
    Way("Resume", "action-resume", (ActionLife.ON_HOLD,)),
    Way("Set a date", "action-date", OPEN_LIVES),
    Way("Ask for a new date", "date-change-ask", OPEN_LIVES, "actions.ask_for_date"),
    Way("Record that the condition is met", "action-condition", _NOT_OVER),
    Way("Edit", "action-edit", _NOT_OVER),
    Way("Put on hold", "action-hold", _UNDER_WAY),
    Way("Close", "action-close", _NOT_OVER),
)

#: What an action waits for, where it is offered; verifying comes first.
_NEXT = ("action-adopt", "action-start", "action-verify", "action-resume")


def ways_on(action: Action, found: list[Report], person: User) -> dict[str, Any]:
    """Return the main button and the links beside it, as far as there are any."""
    open_ones = [
        (way.label, way.url(action), way.name)
        for way in WAYS
        if way.is_open(action, found, person)
    ]
    main = next((way for way in open_ones if way[2] in _NEXT), None)
    return {"main": main, "others": [way for way in open_ones if way != main]}


def _fits(name: str, action: Action, found: list[Report]) -> bool:
    if name == "action-date":
        return action.baseline_on is None
    if name == "date-change-ask":
        return action.forecast_on is not None
    if name == "action-condition":
        return action.has_open_condition
    if name == "action-verify":
        return not action.is_continuing and _is_reported_complete(found)
    return True


def _is_reported_complete(found: list[Report]) -> bool:
    """R20: say whether the agency said so in what it last sent in."""
    said = (report.words.status for report in found if report.words)
    return next(said, None) == DeliveryStatus.COMPLETE


def _csv_row(action: Action, *, on: date) -> tuple[Any, ...]:
    known = facts(action, on=on)
    refs = [each.statement.ref for each in action.fragments.all()]
    return (
        action.ref,
        action.title,
        action.priority.number,
        action.heading or ("No heading in the source" if refs else "No heading given"),
        action.get_life_display(),
        action.lead_agency,
        known.contact_name or ("Contact vacant" if known.is_contact_vacant else ""),
        action.success_criterion,
        action.baseline_on,
        action.forecast_on or ("No date agreed" if known.is_undated else ""),
        known.slippage_days,
        known.redated_times,
        action.review_on,
        known.overdue_days or "",
        action.condition,
        known.status_label,
        known.quarter,
        ", ".join(refs),
    )
