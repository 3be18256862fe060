"""Addresses of meetings and of what they decide, from the site's root."""

from django.urls import path

from assurance.views import decisions, meetings

_ONE = "assurance/meetings/<int:pk>/"

urlpatterns = [
    path("assurance/meetings/", meetings.MeetingsView.as_view(), name="meetings"),
    path(
        "assurance/meetings/new/",
        meetings.PlanMeetingView.as_view(),
        name="meeting-new",
    ),
    path(_ONE, meetings.MeetingView.as_view(), name="meeting"),
    path(f"{_ONE}edit/", meetings.EditMeetingView.as_view(), name="meeting-edit"),
    path(f"{_ONE}papers/", meetings.AddPaperView.as_view(), name="meeting-paper"),
    path(f"{_ONE}decide/", decisions.DecideView.as_view(), name="meeting-decide"),
    path("assurance/decide/", decisions.DecideNowView.as_view(), name="decide"),
    path("assurance/decisions/", decisions.DecisionsView.as_view(), name="decisions"),
    path(
        "assurance/decisions/<int:pk>/",
        decisions.DecisionView.as_view(),
        name="decision",
    ),
]
