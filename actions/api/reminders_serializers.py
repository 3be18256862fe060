"""The shapes in which the API shows reminders."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from actions.choices import ReminderState
from actions.models import Reminder
from actions.services.reminding.dry_run import Planned
from actions.services.reminding.outlook import Outlook
from hcss.kernel import reminding
from hcss.kernel.api.fields import KeyField
from partnerships.models import User


def stage_choices() -> list[tuple[str, str]]:
    """Return every stage by its code. They are delivered before the API is read."""
    return [(code, rule.label) for code, rule in reminding.delivered().items()]


class ReminderSerializer(serializers.ModelSerializer):
    """A reminder and where it is on its way."""

    person_name = serializers.CharField(source="person.name")
    stage_label = serializers.CharField()
    about = serializers.CharField()
    url = serializers.CharField()
    state = serializers.ChoiceField(choices=ReminderState.choices)

    class Meta:
        model = Reminder
        fields = [
            "id",
            "person",
            "person_name",
            "stage",
            "stage_label",
            "kind",
            "thing_id",
            "about",
            "url",
            "concerns_on",
            "state",
            "planned_at",
            "not_before",
            "is_mailed",
            "held_at",
            "next_try_at",
            "sent_at",
            "stopped_at",
            "stopped_because",
            "attempts",
            "failed_at",
            "refused_at",
            "error",
        ]
        read_only_fields = fields


class VacancySerializer(serializers.Serializer):
    """Nobody can be told of something."""

    stage = serializers.CharField(source="due.stage")
    stage_label = serializers.CharField(source="due.stage_label")
    about = serializers.CharField(source="due.about")
    url = serializers.CharField(source="due.url")
    mend = serializers.CharField()
    mend_url = serializers.CharField()


class DueReminderSerializer(serializers.Serializer):
    """What a run would send, or why it does not; no person is a vacancy."""

    person = serializers.IntegerField(
        source="due.person.pk", allow_null=True, default=None
    )
    person_name = serializers.CharField(
        source="due.person.name", allow_null=True, default=None
    )
    stage = serializers.CharField(source="due.stage")
    stage_label = serializers.CharField(source="due.stage_label")
    occasion = serializers.CharField(source="due.occasion")
    about = serializers.CharField(source="due.about")
    sentence = serializers.CharField(source="due.sentence")
    url = serializers.CharField(source="due.url")
    concerns_on = serializers.DateField(source="due.concerns_on", allow_null=True)
    why = serializers.CharField(source="due.why")
    goes = serializers.SerializerMethodField(
        help_text="Whether the run of that day mails it."
    )
    is_waiting = serializers.BooleanField()
    is_held = serializers.BooleanField()
    is_refused = serializers.BooleanField()
    is_mailed = serializers.BooleanField()
    not_before = serializers.DateField(allow_null=True)

    def get_goes(self, planned: Planned) -> bool:
        return planned.goes_on(self.context["on"])


class ReminderPlanSerializer(serializers.Serializer):
    """The plan of a day: whom its run would write to, person by person."""

    on = serializers.DateField()
    days = serializers.ListField(
        child=serializers.DateField(), help_text="The days that can be asked for."
    )
    people = serializers.IntegerField(help_text="How many are written to.")
    reminders = serializers.SerializerMethodField()
    vacancies = serializers.SerializerMethodField(
        help_text="Of what nobody can be told, and where that is mended."
    )

    @extend_schema_field(DueReminderSerializer(many=True))
    def get_reminders(self, plan: dict[str, Any]) -> list[dict[str, Any]]:
        found: Outlook = plan["outlook"]
        listed = [
            each
            for letter in found.letters
            for each in [*letter.going, *letter.staying]
        ]
        shown = DueReminderSerializer(listed, many=True, context={"on": found.on})
        return list(shown.data)

    @extend_schema_field(VacancySerializer(many=True))
    def get_vacancies(self, plan: dict[str, Any]) -> list[dict[str, Any]]:
        found: Outlook = plan["outlook"]
        return list(VacancySerializer(found.vacancies, many=True).data)


class LetterSerializer(serializers.Serializer):
    """The whole mail to one person on a day, and how many things it tells them."""

    person = serializers.IntegerField()
    on = serializers.DateField()
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    reminders = serializers.IntegerField()


class NumberSerializer(serializers.Serializer):
    """Of how many reminders it was done."""

    number = serializers.IntegerField()


# --- What is sent ---------------------------------------------------------------------


class PersonSerializer(serializers.Serializer):
    """One person."""

    person = KeyField(queryset=User.objects.all())


class ChosenSerializer(serializers.Serializer):
    """All of a stage, of a person, or of both."""

    stage = serializers.ChoiceField(
        choices=stage_choices(), required=False, default="", allow_blank=True
    )
    person = KeyField(
        queryset=User.objects.all(), required=False, default=None, allow_null=True
    )


class HoldAllSerializer(ChosenSerializer):
    """All of it that is planned for a day; without a day, for the next run."""

    on = serializers.DateField(required=False, default=None, allow_null=True)


class HoldReminderSerializer(serializers.Serializer):
    """One thing that is planned for a day, as the plan names it."""

    person = KeyField(queryset=User.objects.all())
    stage = serializers.ChoiceField(choices=stage_choices())
    occasion = serializers.CharField(max_length=60)
    on = serializers.DateField(required=False, default=None, allow_null=True)
