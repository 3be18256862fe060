"""Pages of actions, the quarter and its reminders, from the site's root."""

from actions.urls import (
    actions,
    asks,
    delegation,
    evidence,
    lines,
    locks,
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
    *delegation.urlpatterns,
    *quarter.urlpatterns,
    *reminders.urlpatterns,
    *returns.urlpatterns,
    *signing.urlpatterns,
    *locks.urlpatterns,
    *proof.urlpatterns,
    *evidence.urlpatterns,
    *workbooks.urlpatterns,
    *lines.urlpatterns,
]
