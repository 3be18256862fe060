"""The owner's doors to passing a line on, and to what came of it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from actions.forms.delegation import PassOnForm, TakeOverForm
from actions.models import Delegation, Proposal, ReturnLine
from actions.return_choices import ProposalState
from actions.selectors.answers import answers_of, label_of
from actions.selectors.delegation import is_narrow, passed_on, said_in
from actions.services import delegation, line_proposals
from actions.views.asks import visible_line
from hcss.kernel.errors import Conflict
from partnerships.choices import AGENCY_ROLES
from partnerships.views.shared import ServiceButton, ServiceForm


def pass_on_address(line: ReturnLine) -> str:
    """Return the address of the page on which a line is passed on."""
    return f"{line.get_absolute_url()}pass-on/"


class PassOnView(ServiceForm):
    """Pass a line on, see to whom it was passed, take it back."""

    template_name = "actions/pass_on.html"
    rule = "actions.pass_on_line"
    form_class = PassOnForm
    title, button = "Pass this line on", "Pass it on"
    done = "Passed on. You are shown what they write before it is in your return."
    line: ReturnLine

    def find(self) -> None:
        self.line = visible_line(self.kwargs, self.who)
        self.subject = self.line

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "line": self.line,
            "giver": self.who,
            "on": timezone.localdate(),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            line=self.line,
            action=self.line.action,
            passed=passed_on(self.line, at=timezone.now()),
            is_narrow=is_narrow(self.line),
            **kwargs,
        )

    def call(self, typed: dict[str, Any]) -> Delegation:
        return delegation.pass_on(
            actor=self.who, line=self.line, now=timezone.now(), **typed
        )

    def next_page(self, changed: Any) -> str:
        return pass_on_address(self.line)


class TakeBackView(ServiceButton):
    """Stop a line passed on."""

    rule = "actions.take_back_line"
    done = "Taken back. Nothing can be written through it any more."
    subject: Delegation

    def find(self) -> None:
        visible = Delegation.objects.visible_to(self.who).with_line()
        self.subject = get_object_or_404(visible, pk=self.kwargs["pk"])

    def call(self) -> Delegation:
        return delegation.take_back(
            actor=self.who, delegation=self.subject, now=timezone.now()
        )

    def next_page(self) -> str:
        return pass_on_address(self.subject.line)


class _OfProposal:
    """What both doors to one proposal have in common: only its owner finds it."""

    def found(self) -> Proposal:
        page: Any = self
        theirs = Proposal.objects.of_agencies(page.who.agencies_as(*AGENCY_ROLES))
        proposal: Proposal = get_object_or_404(theirs.with_line(), pk=page.kwargs["pk"])
        return proposal


class ProposalView(_OfProposal, ServiceForm):
    """The words beside the draft; one button takes them over."""

    template_name = "actions/proposal.html"
    rule = "actions.decide_proposal"
    form_class = TakeOverForm
    button = "Take these words over"
    done = "Taken over into your draft. Read it, and change what you want."
    proposal: Proposal

    def find(self) -> None:
        self.proposal = self.found()
        self.subject = self.proposal

    @property
    def line(self) -> ReturnLine:
        line: ReturnLine = self.proposal.delegation.line
        return line

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"version": self.line.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        line = self.line
        return super().get_context_data(
            proposal=self.proposal,
            said=said_in(self.proposal),
            said_label=label_of(self.proposal, line),
            line=line,
            action=line.action,
            draft_label=label_of(line, line),
            draft=answers_of(line),
            is_waiting=self.proposal.state == ProposalState.WAITING,
            **kwargs,
        )

    def call(self, typed: dict[str, Any]) -> ReturnLine:
        return line_proposals.take_over(
            actor=self.who, proposal=self.proposal, now=timezone.now(), **typed
        )

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        """Show the refusal; after a conflict both texts as they stand now."""
        if isinstance(error, Conflict):
            self.find()
            sent: Any = form.data
            again = sent.copy()
            again["version"] = str(self.line.version)
            form.data = again
        return super().refuse(form, error)


class DeclineView(_OfProposal, ServiceButton):
    """Leave the draft as it is."""

    rule = "actions.decide_proposal"
    done = "Not taken over. Your draft is as it was."
    subject: Proposal

    def find(self) -> None:
        self.subject = self.found()

    def call(self) -> Proposal:
        return line_proposals.decline(
            actor=self.who, proposal=self.subject, now=timezone.now()
        )

    def next_page(self) -> str:
        return reverse("actions:proposal", args=[self.subject.pk])
