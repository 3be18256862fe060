"""Addresses of the pages about evidence."""

from django.urls import path

from actions.urls.lines import LINE
from actions.views import evidence, line_evidence

_ONE = "evidence/<int:pk>/"
_HERE = f"{LINE}evidence/"

urlpatterns = [
    path("evidence/", evidence.EvidenceListView.as_view(), name="evidence"),
    path(_ONE, evidence.EvidenceView.as_view(), name="evidence-item"),
    path(f"{_ONE}file/", evidence.EvidenceFileView.as_view(), name="evidence-file"),
    path(f"{_ONE}use/", evidence.UseEvidenceView.as_view(), name="evidence-use"),
    path(_HERE, line_evidence.FilesView.as_view(), name="line-evidence"),
    path(f"{_HERE}link/", line_evidence.LinkView.as_view(), name="line-evidence-link"),
    path(
        f"{_HERE}reference/",
        line_evidence.ReferenceView.as_view(),
        name="line-evidence-reference",
    ),
    path(
        f"{_HERE}again/",
        line_evidence.AgainView.as_view(),
        name="line-evidence-again",
    ),
    path(
        f"{_HERE}<int:pk>/off/",
        line_evidence.TakeOffView.as_view(),
        name="line-evidence-off",
    ),
]
