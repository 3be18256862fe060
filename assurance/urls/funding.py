"""Addresses of the funding cliff."""

from django.urls import path

from assurance.views import funding

_ONE = "assurance/funding/<int:pk>/"

urlpatterns = [
    path("assurance/funding/", funding.FundingView.as_view(), name="funding"),
    path(
        "assurance/funding/starting-points/",
        funding.StartsView.as_view(),
        name="funding-starts",
    ),
    path(
        "assurance/funding/new/",
        funding.RecordFundingView.as_view(),
        name="funding-record",
    ),
    path(_ONE, funding.ConcernView.as_view(), name="funding-concern"),
    path(
        f"{_ONE}edit/",
        funding.EditFundingView.as_view(),
        name="funding-concern-edit",
    ),
    path(
        f"{_ONE}settle/",
        funding.SettleFundingView.as_view(),
        name="funding-concern-settle",
    ),
    path(
        f"{_ONE}actions/",
        funding.FundingActionsView.as_view(),
        name="funding-concern-actions",
    ),
]
