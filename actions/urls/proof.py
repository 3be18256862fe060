"""Addresses of the proof that returns went, and of an agency's history of them."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import receipts, returns_history

_RECEIPT = f"{RETURN}receipts/<int:version>/"

urlpatterns = [
    path(_RECEIPT, receipts.ReceiptCopyView.as_view(), name="receipt-copy"),
    path(f"{_RECEIPT}pdf/", receipts.ReceiptPdfView.as_view(), name="receipt-pdf"),
    path(
        "agencies/<slug:agency>/returns/",
        returns_history.HistoryView.as_view(),
        name="returns-history",
    ),
]
