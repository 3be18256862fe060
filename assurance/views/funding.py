"""The funding cliff in the browser: the horizon, one stream, and keeping it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ObjectDoesNotExist, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from actions.choices import Marking
from assurance.forms import funding as funding_forms
from assurance.models import FundingConcern, Seal
from assurance.selectors.funding import facts_of
from assurance.selectors.funding_horizon import (
    live_horizon,
    sealed_horizon,
    streams_of,
)
from assurance.selectors.funding_shapes import Horizon, Stream
from assurance.selectors.funding_starts import offered_actions, starting_points
from assurance.selectors.seals import seal_as_at
from assurance.services import funding
from assurance.services.funding import FundingFacts
from assurance.views.shared import AssurancePage
from hcss.kernel import audit, policy
from hcss.kernel.csv import csv_response
from hcss.kernel.errors import Conflict
from partnerships.views.shared import AppointedDetail, AppointedPage, ServiceForm

_PER_PAGE = 20
_MANAGE = "assurance.manage_funding"
CSV_HEADER = (
    "Stream",
    "Standing",
    "Last day",
    "Quarter",
    "What is known",
    "Sentence",
    "Action",
    "Title",
    "Lead agency",
    "Status",
    "What its lead has said",
)


class FundingView(AssurancePage):
    """What falls over in the next four quarters; also as CSV, and as at a seal."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        seal = self._seal(request.GET.get("as_at", ""))
        now = timezone.now()
        horizon = (
            sealed_horizon(seal=seal, person=self.who)
            if seal
            else live_horizon(person=self.who, now=now)
        )
        if request.GET.get("format") == "csv":
            rows = _csv_rows(horizon)
            return csv_response("funding.csv", CSV_HEADER, rows)  # type: ignore[return-value]
        settled = FundingConcern.objects.visible_to(self.who).settled()
        pages = Paginator(settled.order_by("-settled_on", "-pk"), _PER_PAGE)
        context = {
            "horizon": horizon,
            "seal": seal,
            "page_obj": None if seal else pages.get_page(request.GET.get("page")),
        }
        return render(request, "assurance/funding.html", context)

    def _seal(self, word: str) -> Seal | None:
        """Return the seal that the address asks for, if it does."""
        if not word:
            return None
        try:
            return seal_as_at(word, timezone.now())
        except ValidationError as error:
            raise BadRequest(" ".join(error.messages)) from error
        except ObjectDoesNotExist as error:
            raise Http404(str(error)) from error


class StartsView(AppointedDetail):
    """What the Agreement says of money: where an officer may begin (R7)."""

    rule = _MANAGE
    template_name = "assurance/funding_starts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(starts=starting_points(), **kwargs)


class ConcernPage(AppointedPage):
    """A page about one stream."""

    rule = "assurance.view_assurance"
    concern: FundingConcern

    def find(self) -> None:
        found = FundingConcern.objects.visible_to(self.who).with_source()
        concern: FundingConcern = get_object_or_404(
            found.with_dependants(), pk=self.kwargs["pk"]
        )
        self.concern = self.subject = concern

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            concern=self.concern, **kwargs
        )
        return context


class ConcernView(ConcernPage, AppointedDetail):
    """One stream, what depends on it, and what was done about it."""

    template_name = "assurance/funding_concern.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        facts = facts_of(self.concern, on=timezone.localdate())
        keeps = policy.allows(self.who, _MANAGE, self.concern)
        return super().get_context_data(
            stream=streams_of([facts], person=self.who, now=now)[0],
            is_open=self.concern.settled_on is None,
            events=audit.history(self.concern)[:_PER_PAGE] if keeps else [],
            **kwargs,
        )


class RecordFundingView(ServiceForm):
    """Record a stream, from a sentence of the Agreement or from what was learnt."""

    rule = _MANAGE
    template_name = "assurance/funding_form.html"
    form_class = funding_forms.RecordFundingForm
    title, button = "Record a funding stream", "Record it"
    done = "Recorded."

    def get_form_kwargs(self) -> dict[str, Any]:
        self.starts = starting_points()
        offered = offered_actions(person=self.who)
        return super().get_form_kwargs() | {"starts": self.starts, "offered": offered}

    def get_initial(self) -> dict[str, Any]:
        """Return the sentence, and the stream it names, if the address has one."""
        ref = self.request.GET.get("statement", "")
        named = [each for each in starting_points() if each.statement.ref == ref]
        if not named:
            return super().get_initial()
        start = named[0]
        entry = start.entries[0] if start.entries else None
        return super().get_initial() | {
            "statement": start.statement.pk,
            "entry": entry.pk if entry else None,
            "stream": entry.name if entry else "",
        }

    def call(self, typed: dict[str, Any]) -> FundingConcern:
        actions = typed.pop("actions")
        is_confirmed = typed.pop("is_confirmed", False)
        return funding.record_concern(
            actor=self.who,
            facts=FundingFacts(**typed),
            actions=actions,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )


class _ConcernForm(ConcernPage, ServiceForm):
    """Change a stream as it was when it was read."""

    rule = _MANAGE
    template_name = "assurance/funding_form.html"

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.concern.version}

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the refusal; after a conflict the stream as it stands now."""
        if isinstance(error, Conflict) and isinstance(form, funding_forms.VersionForm):
            self.find()
            form.look_again(self.concern)
        return super().refuse(form, error)


class EditFundingView(_ConcernForm):
    """Correct what is known of it."""

    form_class = funding_forms.EditFundingForm
    title, button, done = "Change what is known of it", "Save", "Saved."

    def get_form_kwargs(self) -> dict[str, Any]:
        known = {"starts": starting_points(), "kept": self.concern}
        return super().get_form_kwargs() | known

    def get_initial(self) -> dict[str, Any]:
        concern = self.concern
        return super().get_initial() | {
            "stream": concern.stream,
            "ends_on": concern.ends_on,
            "end_not_known": concern.ends_on is None,
            "note": concern.note,
            "entry": concern.entry_id,
            "statement": concern.statement_id,
        }

    def call(self, typed: dict[str, Any]) -> FundingConcern:
        version = typed.pop("version")
        is_confirmed = typed.pop("is_confirmed", False)
        return funding.edit_concern(
            actor=self.who,
            concern=self.concern,
            facts=FundingFacts(**typed),
            version=version,
            now=timezone.now(),
            is_confirmed=is_confirmed,
        )


class SettleFundingView(_ConcernForm):
    """Say why it is no longer a worry."""

    form_class = funding_forms.SettleFundingForm
    title, button, done = "It is settled", "Settle it", "Settled."

    def call(self, typed: dict[str, Any]) -> FundingConcern:
        return funding.settle_concern(
            actor=self.who, concern=self.concern, now=timezone.now(), **typed
        )


class FundingActionsView(_ConcernForm):
    """Say which actions depend on it."""

    form_class = funding_forms.FundingActionsForm
    title, button, done = "Actions that depend on it", "Save", "Saved."

    def get_form_kwargs(self) -> dict[str, Any]:
        offered = offered_actions(person=self.who)
        return super().get_form_kwargs() | {"offered": offered, "kept": self.concern}

    def get_initial(self) -> dict[str, Any]:
        linked = list(self.concern.actions.values_list("pk", flat=True))
        return super().get_initial() | {"actions": linked}

    def call(self, typed: dict[str, Any]) -> FundingConcern:
        return funding.choose_actions(
            actor=self.who, concern=self.concern, now=timezone.now(), **typed
        )


def _csv_rows(horizon: Horizon) -> Iterator[tuple[Any, ...]]:
    """Yield a row per dependant, or one for a stream without; nothing sensitive."""
    for ending in horizon.quarters:
        yield from _rows_of(ending.streams, "Ends within four quarters")
    yield from _rows_of(horizon.ended, "Already ended")
    yield from _rows_of(horizon.unknown, "End not known")
    yield from _rows_of(horizon.later, "Ends later")


def _rows_of(streams: tuple[Stream, ...], standing: str) -> Iterator[tuple[Any, ...]]:
    for each in streams:
        known = (each.quarter_label, each.note, each.statement)
        head = (each.stream, standing, each.ends_on, *known)
        official = [it for it in each.actions if it.marking != Marking.SENSITIVE]
        for action in official:
            said = (action.status_label, action.heard)
            yield (*head, action.ref, action.title, action.lead, *said)
        if not official:
            yield (*head, "", "", "", "", "")
