"""Addresses of what a person sees of their own reminders."""

from django.urls import path

from actions.views import bell

urlpatterns = [
    path("you/reminders/", bell.MyRemindersView.as_view(), name="my-reminders"),
    path("you/reminders/ways/", bell.MyWaysView.as_view(), name="my-ways"),
    path("you/calendar/", bell.MyCalendarView.as_view(), name="my-calendar"),
    path(
        "you/calendar/make/", bell.MakeCalendarView.as_view(), name="my-calendar-make"
    ),
    path(
        "you/calendar/revoke/",
        bell.RevokeCalendarView.as_view(),
        name="my-calendar-revoke",
    ),
    path(
        "calendar/<str:secret>.ics",
        bell.CalendarFeedView.as_view(),
        name="calendar-feed",
    ),
]
