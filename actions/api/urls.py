"""The routes this app adds to the API."""

from rest_framework.routers import BaseRouter

from actions.api.actions_views import ActionViewSet, DateChangeViewSet
from actions.api.asks_views import AskViewSet
from actions.api.bell_views import YouViewSet
from actions.api.delegation_views import (
    ContributionViewSet,
    DelegationViewSet,
    ProposalViewSet,
)
from actions.api.evidence_views import EvidenceViewSet
from actions.api.lines_views import LineViewSet
from actions.api.locks_views import AmendmentViewSet, ExtensionViewSet
from actions.api.messages_views import MessageViewSet
from actions.api.quarter_period_views import PeriodViewSet
from actions.api.queries_views import OfficerNoteViewSet, QueryViewSet
from actions.api.receipts_views import ReceiptViewSet
from actions.api.reminder_stages_views import ReminderStageViewSet
from actions.api.reminders_views import ReminderViewSet
from actions.api.returns_views import ReturnViewSet
from actions.api.sign_off_views import SignOffViewSet
from actions.api.slips_views import SlipViewSet
from actions.api.workbooks_views import UploadViewSet


def register(router: BaseRouter) -> None:
    """Add this app's viewsets to the site's one router."""
    router.register("actions", ActionViewSet, basename="actions")
    router.register("date-changes", DateChangeViewSet, basename="date-changes")
    router.register("reminders", ReminderViewSet, basename="reminders")
    router.register("reminder-stages", ReminderStageViewSet, basename="reminder-stages")
    router.register("you", YouViewSet, basename="you")
    router.register("messages", MessageViewSet, basename="messages")
    router.register("periods", PeriodViewSet, basename="periods")
    router.register("returns", ReturnViewSet, basename="returns")
    router.register("sign-offs", SignOffViewSet, basename="sign-offs")
    router.register("lines", LineViewSet, basename="lines")
    router.register("asks", AskViewSet, basename="asks")
    router.register("passed-lines", DelegationViewSet, basename="passed-lines")
    router.register("proposals", ProposalViewSet, basename="proposals")
    router.register("contributions", ContributionViewSet, basename="contributions")
    router.register("evidence", EvidenceViewSet, basename="evidence")
    router.register("receipts", ReceiptViewSet, basename="receipts")
    router.register("queries", QueryViewSet, basename="queries")
    router.register("officer-notes", OfficerNoteViewSet, basename="officer-notes")
    router.register("extensions", ExtensionViewSet, basename="extensions")
    router.register("amendments", AmendmentViewSet, basename="amendments")
    router.register("slips", SlipViewSet, basename="slips")
    router.register("uploads", UploadViewSet, basename="uploads")
