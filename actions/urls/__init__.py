"""Pages of actions, the quarter and its reminders, from the site's root."""

from actions.urls import (
    actions,
    asks,
    bell,
    delegation,
    evidence,
    lines,
    locks,
    messages,
    proof,
    quarter,
    reminders,
    returns,
    signing,
    workbooks,
)

app_name = "actions"

urlpatterns = [
    *actions.urlpatterns,
    *asks.urlpatterns,
    *bell.urlpatterns,
    *delegation.urlpatterns,
    *quarter.urlpatterns,
    *messages.urlpatterns,
    *reminders.urlpatterns,
    *returns.urlpatterns,
    *signing.urlpatterns,
    *locks.urlpatterns,
    *proof.urlpatterns,
    *evidence.urlpatterns,
    *workbooks.urlpatterns,
    *lines.urlpatterns,
]
