"""How the API's lists may be narrowed. Each filter calls a word of the queryset."""

import django_filters
from django.db.models import QuerySet

from priorities.choices import (
    FragmentKind,
    RegisterCategory,
    StatementKind,
    Strength,
)
from priorities.models import (
    EditorialNote,
    Fragment,
    Heading,
    Priority,
    RegisterEntry,
    Statement,
)
from priorities.querysets import RegisterEntryQuerySet, StatementQuerySet

MOST = 32767


class HeadingFilter(django_filters.FilterSet):
    """Reads ``?agreement=slug``."""

    agreement = django_filters.CharFilter(field_name="agreement__slug")

    class Meta:
        model = Heading
        fields = ["agreement"]


class PriorityFilter(django_filters.FilterSet):
    """Reads ``?agreement=slug&number=``."""

    agreement = django_filters.CharFilter(field_name="agreement__slug")
    number = django_filters.NumberFilter(min_value=1, max_value=MOST)

    class Meta:
        model = Priority
        fields = ["agreement", "number"]


class StatementFilter(django_filters.FilterSet):
    """Reads ``?agreement=&priority=&heading=&kind=&search=``."""

    agreement = django_filters.CharFilter(field_name="priority__agreement__slug")
    priority = django_filters.NumberFilter(
        field_name="priority__number", min_value=1, max_value=MOST
    )
    heading = django_filters.CharFilter(
        method="under", help_text='A heading\'s code, or "none".'
    )
    kind = django_filters.ChoiceFilter(choices=StatementKind.choices, method="of_kind")
    search = django_filters.CharFilter(method="saying")

    class Meta:
        model = Statement
        fields = ["agreement", "priority", "heading", "kind", "search"]

    def under(
        self, statements: StatementQuerySet, name: str, code: str
    ) -> QuerySet[Statement]:
        if code == "none":
            return statements.without_heading()
        return statements.filter(heading__code=code)

    def of_kind(
        self, statements: StatementQuerySet, name: str, kind: str
    ) -> QuerySet[Statement]:
        return statements.of_kind(kind)

    def saying(
        self, statements: StatementQuerySet, name: str, words: str
    ) -> QuerySet[Statement]:
        return statements.saying(words)


class FragmentFilter(django_filters.FilterSet):
    """Reads ``?agreement=&priority=&kind=&strength=``."""

    agreement = django_filters.CharFilter(field_name="agreement__slug")
    priority = django_filters.NumberFilter(
        field_name="statement__priority__number", min_value=1, max_value=MOST
    )
    kind = django_filters.ChoiceFilter(choices=FragmentKind.choices)
    strength = django_filters.ChoiceFilter(choices=Strength.choices)

    class Meta:
        model = Fragment
        fields = ["agreement", "priority", "kind", "strength"]


class RegisterEntryFilter(django_filters.FilterSet):
    """Reads ``?agreement=&category=&search=``."""

    agreement = django_filters.CharFilter(field_name="agreement__slug")
    category = django_filters.ChoiceFilter(choices=RegisterCategory.choices)
    search = django_filters.CharFilter(method="called")

    class Meta:
        model = RegisterEntry
        fields = ["agreement", "category", "search"]

    def called(
        self, entries: RegisterEntryQuerySet, name: str, words: str
    ) -> QuerySet[RegisterEntry]:
        return entries.named(words)


class EditorialNoteFilter(django_filters.FilterSet):
    """Reads ``?agreement=&statement=1.CC.01``."""

    agreement = django_filters.CharFilter(
        field_name="statement__priority__agreement__slug"
    )
    statement = django_filters.CharFilter(field_name="statement__ref")

    class Meta:
        model = EditorialNote
        fields = ["agreement", "statement"]
