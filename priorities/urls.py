"""Addresses of the pages about an agreement."""

from django.urls import path, re_path

from priorities import views

app_name = "priorities"

REF = r"(?P<ref>[A-Za-z0-9.-]{1,20})"
CODE = r"(?P<code>[A-Za-z0-9-]{1,20})"

urlpatterns = [
    path("agreement/", views.AgreementView.as_view(), name="agreement"),
    path(
        "agreement/priorities/<int:number>/",
        views.PriorityView.as_view(),
        name="priority",
    ),
    re_path(
        rf"^agreement/statements/{REF}/$",
        views.StatementView.as_view(),
        name="statement",
    ),
    path(
        "agreement/opportunities/",
        views.OpportunitiesView.as_view(),
        name="opportunities",
    ),
    path("agreement/register/", views.RegisterView.as_view(), name="register"),
    re_path(
        rf"^agreement/register/{CODE}/$",
        views.RegisterEntryView.as_view(),
        name="register-entry",
    ),
]
