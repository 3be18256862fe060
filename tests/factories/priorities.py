"""Agreements and what they say. Plain rows all belong to one small agreement.

``PriorityFactory()`` twice is the same priority 1; ``number=2`` makes another.
``FragmentFactory(opportunity=True)`` and ``concern=True`` are what is not tracked.
"""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from priorities.choices import (
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
    FragmentLink,
    Heading,
    Mention,
    Owner,
    Ownership,
    Priority,
    RegisterAlias,
    RegisterEntry,
    Relationship,
    Statement,
)
from tests.factories.partnerships import AgencyFactory, UserFactory


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement
        django_get_or_create = ("slug",)

    title = "Agreement for Community Safety"
    slug = "the-agreement"
    period_label = "2026-29"
    introduction = "The partners of the county agree on what follows."
    loaded_at = datetime(2026, 4, 1, 9, tzinfo=UTC)


class HeadingFactory(DjangoModelFactory):
    class Meta:
        model = Heading
        django_get_or_create = ("agreement", "code")

    agreement = factory.SubFactory(AgreementFactory)
    code = "CC"
    label = "County co-ordination"
    question = "Is there a clear county-level body, plan and lead?"
    order = 1


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority
        django_get_or_create = ("agreement", "number")

    agreement = factory.SubFactory(AgreementFactory)
    number = 1
    list_title = factory.SelfAttribute("heading_title")
    heading_title = factory.LazyAttribute(lambda each: f"The priority of {each.number}")
    short_title = factory.LazyAttribute(lambda each: f"Priority of {each.number}")


class OwnershipFactory(DjangoModelFactory):
    class Meta:
        model = Ownership
        django_get_or_create = ("priority",)

    priority = factory.SubFactory(PriorityFactory)
    grade = OwnershipGrade.STRONG
    words = "strong ownership of this priority"


class OwnerFactory(DjangoModelFactory):
    """An agency that owns the priority; no lead."""

    class Meta:
        model = Owner

    ownership = factory.SubFactory(OwnershipFactory)
    agency = factory.SubFactory(AgencyFactory)
    order = factory.Sequence(int)


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement

    priority = factory.SubFactory(PriorityFactory)
    heading = factory.SubFactory(
        HeadingFactory, agreement=factory.SelfAttribute("..priority.agreement")
    )
    ref = factory.LazyAttributeSequence(
        lambda each, n: f"{each.priority.number}.CC.{n + 1:02}"
    )
    order = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"Arrangement {n} is in place.")
    kind = StatementKind.ARRANGEMENT
    source_heading = "County co-ordination"
    bullet = 1


class EditorialNoteFactory(DjangoModelFactory):
    class Meta:
        model = EditorialNote

    statement = factory.SubFactory(StatementFactory)
    text = "The board has since been renamed."
    written_by = factory.SubFactory(UserFactory, officer=True)
    written_at = datetime(2026, 10, 5, 9, tzinfo=UTC)


class FragmentFactory(DjangoModelFactory):
    """A firm commitment, P1-01 and so on."""

    class Meta:
        model = Fragment

    class Params:
        opportunity = factory.Trait(kind=FragmentKind.OPPORTUNITY, strength="")
        concern = factory.Trait(kind=FragmentKind.CONCERN, strength="")

    statement = factory.SubFactory(
        StatementFactory,
        kind=StatementKind.COMMITMENT,
        text="The board will review the plan.",
    )
    agreement = factory.SelfAttribute("statement.priority.agreement")
    ref = factory.LazyAttributeSequence(
        lambda each, n: f"P{each.statement.priority.number}-{n + 1:02}"
    )
    kind = FragmentKind.COMMITMENT
    strength = Strength.FIRM
    quote = "will review the plan"
    title = factory.Sequence(lambda n: f"Review plan {n}")
    order = factory.Sequence(lambda n: n + 1)


class FragmentLinkFactory(DjangoModelFactory):
    class Meta:
        model = FragmentLink

    first = factory.SubFactory(FragmentFactory)
    second = factory.SubFactory(FragmentFactory)
    why = "Probably one piece of work."


class RegisterEntryFactory(DjangoModelFactory):
    class Meta:
        model = RegisterEntry

    agreement = factory.SubFactory(AgreementFactory)
    code = factory.Sequence(lambda n: f"PLAN{n}")
    name = factory.Sequence(lambda n: f"Plan {n}")
    category = RegisterCategory.PLAN
    type = "Plan"
    order = factory.Sequence(int)


class RegisterAliasFactory(DjangoModelFactory):
    class Meta:
        model = RegisterAlias

    entry = factory.SubFactory(RegisterEntryFactory)
    name = factory.Sequence(lambda n: f"the plan {n}")


class MentionFactory(DjangoModelFactory):
    class Meta:
        model = Mention

    statement = factory.SubFactory(StatementFactory)
    entry = factory.SubFactory(RegisterEntryFactory)


class RelationshipFactory(DjangoModelFactory):
    class Meta:
        model = Relationship

    agreement = factory.SubFactory(AgreementFactory)
    from_text = factory.Sequence(lambda n: f"Board {n}")
    relation = "oversees"
    to_text = "the plan"
    statements = "1.CC.01"
    order = factory.Sequence(int)
