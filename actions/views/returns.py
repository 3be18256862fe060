"""A return in the browser: what every page of it shares, and reading it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView

from actions.forms.checking import CheckForm, NoteForm
from actions.models import Return
from actions.selectors.offers import offers
from actions.selectors.receipts import receipts_of
from actions.selectors.return_locks import locks_of
from actions.selectors.sheet import Row, Sheet, sheet
from actions.selectors.signatories import WaysToSend, rounds_of, ways_to_send
from actions.selectors.standing import standing, why_it_cannot_be_changed
from actions.services.queries import box_of
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import add_refusal
from partnerships.models import User
from partnerships.people import person


class ReturnPage(TemplateView):
    """A page about one return. What a person may not see does not exist (404)."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.who: User = person(request)
        self.quarterly_return = self.find()

    def find(self) -> Return:
        """Return what the address names, as it stands now; Http404 if it is unseen."""
        visible = Return.objects.visible_to(self.who).with_agency()
        return get_object_or_404(
            visible.select_related("accepted_by"),
            period__starts_on=self.kwargs["quarter"].starts_on,
            agency__slug=self.kwargs["agency"],
        )

    def address(self, name: str) -> str:
        """Return the address of another page about the same return."""
        quarterly_return = self.quarterly_return
        where = [quarterly_return.period.quarter, quarterly_return.agency.slug]
        return reverse(f"actions:{name}", args=where)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            quarterly_return=self.quarterly_return,
            period=self.quarterly_return.period,
            now=timezone.now(),
            **kwargs,
        )


class WritingPage(ReturnPage):
    """A page on which the agency writes; otherwise it says why it cannot."""

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.write_return", self.quarterly_return)
        if request.method == "GET" and not self.quarterly_return.is_writable(
            at=timezone.now()
        ):
            on = timezone.localdate()
            why = why_it_cannot_be_changed(self.quarterly_return, on=on)
            messages.info(request, why)
            return redirect(self.quarterly_return)
        return super().dispatch(request, *args, **kwargs)


@dataclass(frozen=True)
class Cell:
    """A line of the page with what its officer types beside it."""

    row: Row
    tick_id: str
    is_ticked: bool = False
    box: Any = None
    note_form: NoteForm | None = None


class ReturnView(ReturnPage):
    """The return: a list of tasks for its agency, what was sent in for others."""

    template_name = "actions/return.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = sheet(self.quarterly_return, reader=self.who, now=timezone.now())
        check_form = kwargs.get("check_form") or self._check_form(page)
        notes: dict[int, NoteForm] = kwargs.get("notes", {})
        may_note = policy.allows(
            self.who, "actions.check_return", self.quarterly_return
        )
        return super().get_context_data(
            **kwargs
            | self._writing(page)
            | {
                "check_form": check_form,
                "sheet": page,
                "standing": standing(self.quarterly_return),
                "locks": locks_of(
                    self.quarterly_return, reader=self.who, now=timezone.now()
                ),
                "receipts": receipts_of(self.quarterly_return, reader=self.who),
                "rounds": rounds_of(self.quarterly_return, reader=self.who),
                "ways": self._ways(),
                "may_write_for": self._may_write_for(),
                "cells": [
                    _cell(row, number, check_form, notes if may_note else None)
                    for number, row in enumerate(page.rows)
                ],
            }
        )

    def _ways(self) -> WaysToSend | None:
        """Return who signs, for those who write; nobody else is told here."""
        if not policy.allows(self.who, "actions.write_return", self.quarterly_return):
            return None
        on = timezone.localdate()
        return ways_to_send(self.quarterly_return, actor=self.who, on=on)

    def _may_write_for(self) -> bool:
        """Say whether this officer may type here for the agency (R35)."""
        may = policy.allows(self.who, "actions.write_for", self.quarterly_return)
        return may and self.quarterly_return.is_writable(at=timezone.now())

    def _writing(self, page: Sheet) -> dict[str, Any]:
        """Return what can be ticked as still true, and whether uploads stay."""
        if page.is_writing:
            found = offers(page.rows, reader=self.who, on=timezone.localdate())
            may_tick = any(not each.why_not for each in found)
            return {"offers": found, "may_tick": may_tick}
        uploads = self.quarterly_return.uploads.visible_to(self.who)
        return {"has_uploads": uploads.exists()}

    def _check_form(self, page: Sheet) -> CheckForm | None:
        if not page.is_checking:
            return None
        version = {"version": self.quarterly_return.version}
        return CheckForm(initial=version, lines=[row.line for row in page.rows])

    def refuse(
        self, form: forms.BaseForm, error: ValidationError, **context: Any
    ) -> HttpResponse:
        """Show the page again with why it was refused, and with all that was typed."""
        self.quarterly_return = self.find()
        add_refusal(form, error)
        if isinstance(form, CheckForm):
            context["check_form"] = form
            if isinstance(error, Conflict):
                form.look_again(self.quarterly_return.version)
        page = self.get_context_data(form=form, **context)
        status = 409 if isinstance(error, Conflict) else 400
        return self.render_to_response(page, status=status)


def _cell(
    row: Row, number: int, form: CheckForm | None, notes: dict[int, NoteForm] | None
) -> Cell:
    """Put beside a line what the officer ticks, asks and notes there."""
    tick_id, note_form = f"id_lines_{number}", None
    if notes is not None and row.words:
        note_form = notes.get(row.line.pk) or NoteForm(auto_id=note_id(row.line.pk))
    if form is None:
        return Cell(row, tick_id, note_form=note_form)
    box = form[box_of(row.line)]
    return Cell(
        row,
        tick_id,
        is_ticked=form.is_ticked(row.line),
        box=box if row.is_askable or box.value() else None,
        note_form=note_form,
    )


def note_id(line_key: int) -> str:
    """Return how the boxes of a note are called, apart for each line of the page."""
    return f"note-{line_key}-%s"
