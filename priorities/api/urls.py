"""The routes this app adds to the API."""

from rest_framework.routers import BaseRouter

from priorities.api import views


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the site's one router."""
    router.register("agreements", views.AgreementViewSet, basename="agreement")
    router.register("headings", views.HeadingViewSet, basename="heading")
    router.register("priorities", views.PriorityViewSet, basename="priority")
    router.register("statements", views.StatementViewSet, basename="statement")
    router.register("fragments", views.FragmentViewSet, basename="fragment")
    router.register(
        "register-entries", views.RegisterEntryViewSet, basename="register-entry"
    )
    router.register(
        "editorial-notes", views.EditorialNoteViewSet, basename="editorial-note"
    )
