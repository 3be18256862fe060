"""What reminders are about becomes any kind of thing; messages and ways are kept."""

import uuid
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F


def _name_what_it_is_about(apps: Any, _schema: Any) -> None:
    """Write the kind and number of what each reminder was about."""
    reminders = apps.get_model("actions", "Reminder").objects
    reminders.exclude(quarterly_return=None).update(
        kind="return", thing_id=F("quarterly_return_id")
    )
    reminders.exclude(action=None).update(kind="action", thing_id=F("action_id"))
    for reminder in reminders.filter(occasion__startswith="ask:"):
        reminder.kind = "ask"
        reminder.thing_id = int(reminder.occasion.removeprefix("ask:"))
        reminder.save(update_fields=["kind", "thing_id"])


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0004_sealed_periods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="period",
            name="first_reminder_before_the_second",
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_is_about_one_thing",
        ),
        migrations.AddField(
            model_name="reminder",
            name="kind",
            field=models.CharField(default="return", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reminder",
            name="thing_id",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(_name_what_it_is_about, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name="period",
            name="first_reminder_on",
        ),
        migrations.RemoveField(
            model_name="period",
            name="second_reminder_on",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="action",
        ),
        migrations.RemoveField(
            model_name="reminder",
            name="quarterly_return",
        ),
        migrations.CreateModel(
            name="CalendarAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("address", models.EmailField(max_length=254)),
                ("subject", models.CharField(max_length=300)),
                (
                    "reference",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                ("message_id", models.CharField(db_index=True, max_length=255)),
                ("begun_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("is_refused", models.BooleanField(default=False)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("came_back_at", models.DateTimeField(blank=True, null=True)),
                ("came_back_for_good", models.BooleanField(default=False)),
                ("lost_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="ReminderPreference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("weekdays", models.JSONField(blank=True, default=list)),
                ("in_service_only", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("stage", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField()),
                ("count", models.SmallIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[("working_days", "working days"), ("days", "days")],
                        max_length=12,
                    ),
                ),
                ("sentence", models.TextField()),
                ("is_on", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="reminder",
            name="held_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="held_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="is_mailed",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="next_try_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="reminder",
            name="not_before",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="stage",
            field=models.CharField(max_length=20),
        ),
        migrations.AddField(
            model_name="calendaraddress",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calendar_addresses",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="digests",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="digest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="actions.digest",
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["kind", "thing_id"], name="reminders_by_thing"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_at", None), ("held_by", None)),
                    models.Q(
                        ("held_at__isnull", False),
                        ("held_by__isnull", False),
                        ("sent_at", None),
                    ),
                    _connector="OR",
                ),
                name="held_reminder_says_by_whom",
            ),
        ),
        migrations.AddField(
            model_name="reminderpreference",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminder_preference",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="stagechange",
            name="changed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="calendaraddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("person",),
                name="one_calendar_address_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(fields=["begun_at"], name="digests_by_beginning"),
        ),
        migrations.AddIndex(
            model_name="digest",
            index=models.Index(
                condition=models.Q(
                    ("failed_at", None), ("lost_at", None), ("sent_at", None)
                ),
                fields=["begun_at"],
                name="digests_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sent_at", None), ("failed_at", None), _connector="OR"
                ),
                name="digest_is_sent_or_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="stagechange",
            constraint=models.UniqueConstraint(
                fields=("stage", "version"), name="stage_changes_are_numbered"
            ),
        ),
    ]
