"""Working in a spreadsheet: download, upload, look at what was found, save once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import FormView, View

from actions.forms.workbooks import SaveForm, WorkbookForm
from actions.models import Upload
from actions.selectors.standing import why_it_cannot_be_changed
from actions.services.workbooks import check_workbook, save_workbook, set_aside
from actions.views.returns import ReturnPage, WritingPage
from actions.workbooks.contents import contents
from actions.workbooks.findings import by_kind, from_kept
from actions.workbooks.kept import check_kept
from actions.workbooks.leaving import fresh_download, kept_download
from actions.workbooks.opening import NotAWorkbook
from actions.workbooks.writing import write_workbook
from hcss.kernel import policy
from hcss.kernel.errors import Conflict
from hcss.kernel.forms import add_refusal
from partnerships.views.shared import refused


class WorkbookView(ReturnPage, FormView):
    """The two ways of the spreadsheet, and what became of each upload."""

    template_name = "actions/workbook.html"
    form_class = WorkbookForm

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        policy.require(self.who, "actions.write_return", self.quarterly_return)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        owner, now = self.quarterly_return, timezone.now()
        is_writable = owner.is_writable(at=now)
        uploads = owner.uploads.visible_to(self.who).with_people()
        return super().get_context_data(
            why="" if is_writable else why_it_cannot_be_changed(owner, now=now),
            uploads=uploads.order_by("-pk"),
            **kwargs,
        )

    def form_valid(self, form: WorkbookForm) -> HttpResponse:
        try:
            run = check_workbook(
                actor=self.who,
                quarterly_return=self.quarterly_return,
                file=form.cleaned_data["file"],
                now=timezone.now(),
            )
        except ValidationError as error:
            response = refused(self, form, error)
            response.status_code = max(response.status_code, 400)
            return response
        return redirect(run.upload)

    def form_invalid(self, form: WorkbookForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


class WorkbookFileView(WritingPage, View):
    """Hand over the lines as a workbook."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        owner, now = self.quarterly_return, timezone.now()
        found = contents(owner, reader=self.who, made_for=str(self.who), now=now)
        return fresh_download(write_workbook(found, now=now), owner)


class UploadPage(ReturnPage):
    """A page about one upload of the return."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        uploads = Upload.objects.visible_to(self.who).with_people()
        self.upload = get_object_or_404(
            uploads, quarterly_return=self.quarterly_return, pk=kwargs["pk"]
        )
        self.upload.quarterly_return = self.quarterly_return


class UploadView(UploadPage):
    """The dry run while somebody has to decide; afterwards what was found then."""

    template_name = "actions/upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = self._look_again() if self.upload.is_waiting else None
        findings = found.findings if found else from_kept(self.upload.findings)
        kwargs.setdefault("form", SaveForm())
        return super().get_context_data(
            upload=self.upload,
            check=found,
            findings=by_kind(findings),
            **kwargs,
        )

    def _look_again(self) -> Any:
        """Hold the upload against the lines as they are now; None if it is gone."""
        try:
            return check_kept(self.upload, reader=self.who, now=timezone.now())
        except NotAWorkbook as refusal:
            messages.error(self.request, refusal.words)
            return None


class SaveUploadView(UploadView):
    """Save the rows, all or the clean ones, on one confirmation."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = SaveForm(request.POST)
        if not form.is_valid():
            return self._show(form, 400)
        try:
            saved = save_workbook(
                actor=self.who,
                upload=self.upload,
                only_clean=form.only_clean,
                is_confirmed=form.cleaned_data["is_confirmed"],
                now=timezone.now(),
            )
        except ValidationError as error:
            add_refusal(form, error)
            return self._show(form, 409 if isinstance(error, Conflict) else 400)
        count = len(saved.saved_refs)
        lines = f"{count} line{'' if count == 1 else 's'}"
        messages.success(
            request, f"{lines} saved as a draft. Check them, then send in the return."
        )
        return redirect(self.quarterly_return)

    def _show(self, form: SaveForm, status: int) -> HttpResponse:
        self.upload.refresh_from_db()
        self.upload.quarterly_return = self.quarterly_return
        return self.render_to_response(self.get_context_data(form=form), status=status)


class SetAsideView(UploadPage):
    """Decide that nothing of an upload is saved."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            set_aside(actor=self.who, upload=self.upload, now=timezone.now())
        except Conflict as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(self.upload)
        messages.success(request, "The spreadsheet is set aside. Nothing was saved.")
        return redirect(self.address("workbook"))


class UploadFileView(UploadPage):
    """Hand an upload back to its agency, as it came."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        try:
            return kept_download(self.upload)
        except OSError:
            raise Http404 from None
