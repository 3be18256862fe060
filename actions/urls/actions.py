"""Addresses of the pages about actions and their dates."""

from django.urls import path

from actions.views import actions, adoption, changes, dates

_ONE = "actions/<str:ref>/"

urlpatterns = [
    path("actions/", actions.ActionsView.as_view(), name="actions"),
    path("actions/propose/", adoption.ProposeView.as_view(), name="action-propose"),
    path("actions/adopt/", adoption.AdoptManyView.as_view(), name="adopt-many"),
    path(_ONE, actions.ActionView.as_view(), name="action"),
    path(f"{_ONE}adopt/", adoption.AdoptView.as_view(), name="action-adopt"),
    path(f"{_ONE}edit/", changes.EditView.as_view(), name="action-edit"),
    path(f"{_ONE}start/", changes.StartView.as_view(), name="action-start"),
    path(f"{_ONE}hold/", changes.HoldView.as_view(), name="action-hold"),
    path(f"{_ONE}resume/", changes.ResumeView.as_view(), name="action-resume"),
    path(f"{_ONE}verify/", changes.VerifyView.as_view(), name="action-verify"),
    path(f"{_ONE}close/", changes.CloseView.as_view(), name="action-close"),
    path(
        f"{_ONE}condition-met/",
        changes.ConditionView.as_view(),
        name="action-condition",
    ),
    path(f"{_ONE}date/", dates.SetDateView.as_view(), name="action-date"),
    path(f"{_ONE}new-date/", dates.AskForDateView.as_view(), name="date-change-ask"),
    path("date-changes/", dates.DateChangesView.as_view(), name="date-changes"),
    path("date-changes/<int:pk>/", dates.DateChangeView.as_view(), name="date-change"),
]
