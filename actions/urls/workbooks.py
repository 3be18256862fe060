"""Addresses of the pages about working in a spreadsheet."""

from django.urls import path

from actions.urls.returns import RETURN
from actions.views import workbooks

_HERE = f"{RETURN}spreadsheet/"
_ONE = f"{_HERE}<int:pk>/"

urlpatterns = [
    path(_HERE, workbooks.WorkbookView.as_view(), name="workbook"),
    path(
        f"{_HERE}download/",
        workbooks.WorkbookFileView.as_view(),
        name="workbook-download",
    ),
    path(_ONE, workbooks.UploadView.as_view(), name="upload"),
    path(f"{_ONE}save/", workbooks.SaveUploadView.as_view(), name="upload-save"),
    path(f"{_ONE}set-aside/", workbooks.SetAsideView.as_view(), name="upload-aside"),
    path(f"{_ONE}file/", workbooks.UploadFileView.as_view(), name="upload-file"),
]
