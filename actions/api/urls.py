"""The routes this app adds to the API."""

from rest_framework.routers import BaseRouter

from actions.api.actions_views import ActionViewSet, DateChangeViewSet
from actions.api.quarter_period_views import PeriodViewSet
from actions.api.quarter_views import (
    LineViewSet,
    OfficerNoteViewSet,
    QueryViewSet,
    ReturnViewSet,
)
from actions.api.reminders_views import ReminderViewSet


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the site's one router."""
    router.register("actions", ActionViewSet, basename="actions")
    router.register("date-changes", DateChangeViewSet, basename="date-changes")
    router.register("reminders", ReminderViewSet, basename="reminders")
    router.register("periods", PeriodViewSet, basename="periods")
    router.register("returns", ReturnViewSet, basename="returns")
    router.register("lines", LineViewSet, basename="lines")
    router.register("queries", QueryViewSet, basename="queries")
    router.register("officer-notes", OfficerNoteViewSet, basename="officer-notes")
