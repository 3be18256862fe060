"""Addresses of the pages about reminders."""

from django.urls import path

from actions.views import reminders

urlpatterns = [
    path("reminders/", reminders.RemindersView.as_view(), name="reminders"),
    path(
        "reminders/reminders.csv",
        reminders.RemindersCsvView.as_view(),
        name="reminders-csv",
    ),
    path(
        "reminders/<int:pk>/release/",
        reminders.ReminderReleaseView.as_view(),
        name="reminder-release",
    ),
    path("you/reminders/", reminders.MyRemindersView.as_view(), name="my-reminders"),
]
