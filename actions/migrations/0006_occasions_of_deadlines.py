"""What was reminded of a return's deadline is kept by that deadline."""

from typing import Any

from django.db import migrations

#: The stages that count from the deadline.
_OF_THE_DEADLINE = (
    "return_first",
    "return_second",
    "return_late",
    "return_member",
    "return_chair",
)


def name_the_deadline(apps: Any, _schema_editor: Any) -> None:
    """Add the day to the occasion, so that nobody is told of it again."""
    reminders = apps.get_model("actions", "Reminder").objects
    told = reminders.filter(kind="return", stage__in=_OF_THE_DEADLINE)
    for reminder in told.exclude(concerns_on=None).iterator():
        if reminder.occasion == f"return:{reminder.thing_id}":
            reminder.occasion = f"{reminder.occasion}:{reminder.concerns_on}"
            reminder.save(update_fields=["occasion"])


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_stages_digests_and_ways")]

    operations = [
        migrations.RunPython(name_the_deadline, migrations.RunPython.noop),
    ]
