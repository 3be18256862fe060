"""The officer's pages of the stages of reminding: when, whom, in which words (R59)."""

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone

from actions.forms.reminder_stages import (
    GoBackForm,
    StageForm,
    as_signed,
    stage_as_typed,
)
from actions.selectors.stage_pages import (
    StageVersion,
    stage_groups,
    stage_versions,
)
from actions.services.reminding.stage_previews import StagePreview, preview_stage
from actions.services.reminding.stages import (
    CHANGEABLE,
    StageConflict,
    change_stage,
    go_back,
    plain,
    refuse_unusable,
)
from actions.views.reminders import RULE, tabs
from hcss.kernel import reminding
from partnerships.views.shared import (
    AppointedDetail,
    AppointedPage,
    ServiceButton,
    ServiceForm,
    refused,
)


class StagesView(AppointedDetail):
    """Every stage by kind: its moment, its people, its words, and who made it so."""

    rule = RULE
    template_name = "actions/reminder_stages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            groups=stage_groups(), tabs=tabs("stages"), **kwargs
        )


class _OfStage(AppointedPage):
    """Something about the stage in the address."""

    rule = RULE
    versions: list[StageVersion]

    def find(self) -> None:
        self.code: str = self.kwargs["code"]
        if self.code not in reminding.delivered():
            raise Http404("no such stage")
        self.versions = stage_versions(self.code)

    def page_url(self) -> str:
        return reverse("actions:reminder-stage", args=[self.code])


class StageView(_OfStage, ServiceForm):
    """Change a stage; of two who change it the second sees both. Or only try it out."""

    template_name = "actions/reminder_stage.html"
    form_class = StageForm
    done = "Saved. What goes out from now on goes so."
    preview: StagePreview | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"source": self.versions[0].row.source}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | stage_as_typed(self.versions[0].row.rule)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        preview = self.preview
        if preview is None and self.request.method == "GET":
            preview = self.tried(self.versions[0].row.rule)
        return super().get_context_data(
            row=self.versions[0].row,
            versions=self.versions,
            preview=preview,
            is_typed=self.request.method == "POST",
            **kwargs,
        )

    def tried(self, rule: reminding.StageRule) -> StagePreview:
        return preview_stage(rule=rule, now=timezone.now())

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        if self.request.POST.get("do") != "preview" or not isinstance(form, StageForm):
            return super().form_valid(form)
        signed = as_signed(form.cleaned_data)
        typed = {name: signed[name] for name in CHANGEABLE}
        typed["sentence"] = plain(typed["sentence"])
        rule = self.versions[0].row.rule
        try:
            refuse_unusable(rule, **typed)
        except ValidationError as error:
            return self.refuse(form, error)
        self.preview = self.tried(replace(rule, **typed))
        return self.render_to_response(self.get_context_data(form=form))

    def call(self, typed: dict[str, Any]) -> Any:
        return change_stage(
            actor=self.who, stage=self.code, now=timezone.now(), **as_signed(typed)
        )

    def next_page(self, changed: Any) -> str:
        return self.page_url()

    def refuse(self, form: forms.BaseForm, error: ValidationError) -> HttpResponse:
        if isinstance(error, StageConflict) and isinstance(form, StageForm):
            form.look_again(error.rule.version)
            self.extra_context = {"theirs": error.rule}
        return refused(self, form, error)


class StageBackView(_OfStage, ServiceButton):
    """Let a stage stand again as it stood; a version of its own."""

    done = "The stage stands as it stood then."

    def call(self) -> None:
        form = GoBackForm(self.request.POST)
        if not form.is_valid():
            raise ValidationError("Choose one of the versions.")
        go_back(
            actor=self.who, stage=self.code, now=timezone.now(), **form.cleaned_data
        )

    def next_page(self) -> str:
        return self.page_url()
