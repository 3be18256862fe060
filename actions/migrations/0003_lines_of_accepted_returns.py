"""Returns that were accepted whole, before lines were: their lines are accepted too."""

from typing import Any

from django.db import migrations
from django.db.models import OuterRef, Subquery


def accept_lines(apps: Any, schema_editor: Any) -> None:
    """Give the lines of accepted returns the officer and the hour of the return."""
    lines = apps.get_model("actions", "ReturnLine").objects
    returns = apps.get_model("actions", "Return").objects
    theirs = returns.filter(pk=OuterRef("quarterly_return"))
    lines.filter(
        quarterly_return__state="accepted",
        reported__isnull=False,
        accepted_at=None,
    ).update(
        accepted_by=Subquery(theirs.values("accepted_by")[:1]),
        accepted_at=Subquery(theirs.values("accepted_at")[:1]),
    )


class Migration(migrations.Migration):
    dependencies = [("actions", "0002_the_return_whole")]

    operations = [migrations.RunPython(accept_lines, migrations.RunPython.noop)]
