"""Addresses of the pages about reminders."""

from django.urls import path

from actions.views import reminder_ledger as ledger
from actions.views import reminder_stages as stages
from actions.views import reminders

_LETTER = "reminders/people/<int:pk>/"
_STAGE = "reminders/stages/<slug:code>/"

urlpatterns = [
    path("reminders/", reminders.PlannedView.as_view(), name="reminders"),
    path("reminders/held/", ledger.HeldView.as_view(), name="reminders-held"),
    path("reminders/failed/", ledger.FailedView.as_view(), name="reminders-failed"),
    path("reminders/sent/", ledger.SentView.as_view(), name="reminders-sent"),
    path(
        "reminders/reminders.csv",
        ledger.RemindersCsvView.as_view(),
        name="reminders-csv",
    ),
    path("reminders/hold/", ledger.HoldView.as_view(), name="reminders-hold"),
    path(
        "reminders/hold-all/", ledger.HoldAllView.as_view(), name="reminders-hold-all"
    ),
    path(
        "reminders/let-all-go/",
        ledger.LetAllGoView.as_view(),
        name="reminders-let-all-go",
    ),
    path(
        "reminders/<int:pk>/release/",
        ledger.ReminderReleaseView.as_view(),
        name="reminder-release",
    ),
    path(
        "reminders/<int:pk>/let-go/",
        ledger.ReminderLetGoView.as_view(),
        name="reminder-let-go",
    ),
    path(_LETTER, reminders.LetterView.as_view(), name="reminder-letter"),
    path(
        _LETTER + "mail.html",
        reminders.LetterHtmlView.as_view(),
        name="reminder-letter-html",
    ),
    path(_LETTER + "send-now/", ledger.SendNowView.as_view(), name="reminder-send-now"),
    path("reminders/stages/", stages.StagesView.as_view(), name="reminder-stages"),
    path(_STAGE, stages.StageView.as_view(), name="reminder-stage"),
    path(_STAGE + "back/", stages.StageBackView.as_view(), name="reminder-stage-back"),
]
