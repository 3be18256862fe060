"""The browser's doors to the proof that a return went: a copy to keep, page and PDF."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from actions.models import Submission
from actions.selectors.receipt_data import receipt_data
from actions.selectors.receipts import Receipt, receipt
from actions.views.returns import ReturnPage
from hcss.kernel import policy
from hcss.kernel.pdf import compile_pdf


class ReceiptPage(ReturnPage):
    """A page about one sending-in of a return, of which the person may have proof."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        sent = self.quarterly_return.submissions.filter(version=kwargs["version"])
        submission: Submission | None = sent.first()
        if submission is None:
            raise Http404
        submission.quarterly_return = self.quarterly_return
        if not policy.allows(self.who, "actions.read_receipt", submission):
            raise Http404
        self.submission = submission

    @property
    def receipt(self) -> Receipt:
        return receipt(self.submission, reader=self.who)


class ReceiptCopyView(ReceiptPage):
    """The receipt with the lines as they were sent in, to read and to print."""

    template_name = "actions/receipt_copy.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(receipt=self.receipt, **kwargs)


class ReceiptPdfView(ReceiptPage):
    """The same as a PDF, to keep."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        proof = self.receipt
        made = compile_pdf(
            "receipt.typ",
            receipt_data(proof),
            made_at=self.submission.submitted_at,
        )
        response = HttpResponse(made, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{proof.file_name}"'
        return response
