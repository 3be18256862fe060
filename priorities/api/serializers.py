"""What the API shows of an agreement, and the one thing it takes."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hcss.kernel.api.fields import KeyField
from hcss.kernel.confirming import HOW_A_PROGRAM_CONFIRMS
from priorities.choices import (
    BodyKind,
    FragmentKind,
    OwnershipGrade,
    RegisterCategory,
    StatementKind,
    Strength,
)
from priorities.models import (
    Agreement,
    EditorialNote,
    Fragment,
    Heading,
    Mention,
    Priority,
    RegisterEntry,
    Statement,
)

NO_NOTE = "Write the note."


class AgreementSerializer(serializers.ModelSerializer):
    """A version of the county's agreement."""

    group = serializers.CharField(source="group.name", default=None, allow_null=True)
    replaces = serializers.CharField(
        source="replaces.slug", default=None, allow_null=True
    )

    class Meta:
        model = Agreement
        fields = [
            "id",
            "slug",
            "title",
            "byline",
            "period_label",
            "introduction",
            "starts_on",
            "ends_on",
            "group",
            "replaces",
            "loaded_at",
        ]
        read_only_fields = fields


class HeadingSerializer(serializers.ModelSerializer):
    """A question asked of every priority; ``OW`` is strategic ownership."""

    agreement = serializers.CharField(source="agreement.slug")

    class Meta:
        model = Heading
        fields = ["id", "agreement", "code", "label", "question", "order"]
        read_only_fields = fields


class BodySerializer(serializers.Serializer):
    """An agency, a partnership or a post on our own register."""

    kind = serializers.ChoiceField(
        source="_meta.model_name", choices=BodyKind.choices, read_only=True
    )
    name = serializers.CharField(source="__str__", read_only=True)
    slug = serializers.CharField(read_only=True)


class OwnerSerializer(serializers.Serializer):
    """One owner; the lead only if the source says so (R13)."""

    owner = BodySerializer(read_only=True)
    is_lead = serializers.BooleanField(read_only=True)


class OwnershipSerializer(serializers.Serializer):
    """Who answers for a priority, in the source's words."""

    grade = serializers.ChoiceField(choices=OwnershipGrade.choices, read_only=True)
    grade_label = serializers.CharField(source="get_grade_display", read_only=True)
    words = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    owners = OwnerSerializer(source="all_owners", many=True, read_only=True)


class PrioritySerializer(serializers.ModelSerializer):
    """A priority, who answers for it and how much is said under it."""

    agreement = serializers.CharField(source="agreement.slug")
    title = serializers.CharField()
    ownership = OwnershipSerializer(allow_null=True, default=None)
    statement_count = serializers.IntegerField()
    commitment_count = serializers.IntegerField()
    opportunity_count = serializers.IntegerField()
    concern_count = serializers.IntegerField()

    class Meta:
        model = Priority
        fields = [
            "id",
            "agreement",
            "number",
            "title",
            "list_title",
            "heading_title",
            "short_title",
            "ownership",
            "statement_count",
            "commitment_count",
            "opportunity_count",
            "concern_count",
        ]
        read_only_fields = fields


class StatementSerializer(serializers.ModelSerializer):
    """One sentence, word for word. ``heading`` is null where the source has none."""

    agreement = serializers.CharField(source="priority.agreement.slug")
    priority = serializers.IntegerField(source="priority.number")
    heading = serializers.CharField(
        source="heading.code", default=None, allow_null=True
    )
    suggested_heading = serializers.CharField(
        source="suggested_heading.code", default=None, allow_null=True
    )
    kind = serializers.ChoiceField(choices=StatementKind.choices)
    also_kind = serializers.ChoiceField(choices=StatementKind.choices, allow_blank=True)
    names = serializers.SerializerMethodField(
        help_text="Codes of the register entries that the sentence names."
    )
    fragments: serializers.Field = serializers.SlugRelatedField(
        slug_field="ref", many=True, read_only=True
    )

    class Meta:
        model = Statement
        fields = [
            "id",
            "ref",
            "agreement",
            "priority",
            "heading",
            "source_heading",
            "is_inline_heading",
            "order",
            "bullet",
            "is_bullet",
            "level",
            "text",
            "kind",
            "also_kind",
            "reading_note",
            "suggested_heading",
            "source_lines",
            "names",
            "fragments",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_names(self, statement: Statement) -> list[str]:
        return [mention.entry.code for mention in statement.mentions.all()]


class FragmentSerializer(serializers.ModelSerializer):
    """What a sentence promises, wishes or warns. ``suggested_lead`` is no lead."""

    agreement = serializers.CharField(source="agreement.slug")
    statement = serializers.CharField(source="statement.ref")
    priority = serializers.IntegerField(source="statement.priority.number")
    heading = serializers.CharField(
        source="statement.heading.code", default=None, allow_null=True
    )
    kind = serializers.ChoiceField(choices=FragmentKind.choices)
    strength = serializers.ChoiceField(choices=Strength.choices, allow_blank=True)

    class Meta:
        model = Fragment
        fields = [
            "id",
            "ref",
            "agreement",
            "statement",
            "priority",
            "heading",
            "kind",
            "strength",
            "quote",
            "title",
            "condition",
            "owner_in_source",
            "suggested_lead",
            "note",
        ]
        read_only_fields = fields


class RegisterEntrySerializer(serializers.ModelSerializer):
    """Something the agreement names, and what it is on our own register."""

    agreement = serializers.CharField(source="agreement.slug")
    category = serializers.ChoiceField(choices=RegisterCategory.choices)
    aliases = serializers.ListField(source="other_names", child=serializers.CharField())
    stands_for = BodySerializer(allow_null=True)
    named_in = serializers.SerializerMethodField(
        help_text="References of the statements that name it."
    )
    is_in_introduction = serializers.SerializerMethodField()

    class Meta:
        model = RegisterEntry
        fields = [
            "id",
            "agreement",
            "code",
            "name",
            "category",
            "type",
            "note",
            "aliases",
            "stands_for",
            "named_in",
            "is_in_introduction",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_named_in(self, entry: RegisterEntry) -> list[str]:
        return [each.statement.ref for each in _places(entry) if each.statement]

    def get_is_in_introduction(self, entry: RegisterEntry) -> bool:
        return any(each.in_introduction for each in _places(entry))


def _places(entry: RegisterEntry) -> list[Mention]:
    places: list[Mention] = getattr(entry, "places", [])
    return places


class EditorialNoteSerializer(serializers.ModelSerializer):
    """An officer's remark beside a sentence."""

    statement = serializers.CharField(source="statement.ref")
    written_by = serializers.CharField(source="written_by.name")

    class Meta:
        model = EditorialNote
        fields = ["id", "statement", "text", "written_by", "written_at"]
        read_only_fields = fields


class AddEditorialNoteSerializer(serializers.Serializer):
    """What the API takes to write beside a sentence: the form's twin."""

    statement = KeyField(queryset=Statement.objects.all())
    text = serializers.CharField(
        max_length=5000,
        error_messages={"blank": NO_NOTE, "required": NO_NOTE, "null": NO_NOTE},
    )
    is_confirmed = serializers.BooleanField(
        default=False, help_text=HOW_A_PROGRAM_CONFIRMS
    )
