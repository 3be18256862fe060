"""The words in which the rest of the site asks for agreements and what they say."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Prefetch, Q

from priorities.choices import FragmentKind

if TYPE_CHECKING:
    from priorities.models import Agreement, Fragment


class AgreementQuerySet(models.QuerySet):
    """Agreements, by version."""

    def current(self) -> Self:
        """Keep those that no other replaces, the newest first: ``.first()`` is it."""
        return self.filter(replaced_by=None).order_by("-loaded_at", "-pk")

    def with_group(self) -> Self:
        """Fetch what every page about an agreement shows beside it."""
        return self.select_related("group", "replaces")


class HeadingQuerySet(models.QuerySet):
    """Headings, in the order of the agreement."""

    def of(self, agreement: "Agreement") -> Self:
        return self.filter(agreement=agreement).order_by("order")


class PriorityQuerySet(models.QuerySet):
    """Priorities, by number."""

    def of(self, agreement: "Agreement") -> Self:
        return self.filter(agreement=agreement).order_by("number")

    def with_ownership(self) -> Self:
        """Fetch the grade and, as ``ownership.all_owners``, every owner (R13)."""
        return self.select_related("agreement", "ownership").prefetch_related(
            Prefetch("ownership__owners", to_attr="all_owners"),
            "ownership__all_owners__agency",
            "ownership__all_owners__partnership",
            "ownership__all_owners__post__agency",
            "ownership__all_owners__post__partnership",
        )

    def with_counts(self) -> Self:
        """Count statements and what is quoted from them, per priority."""
        fragment = "statements__fragments"
        quoted = {
            f"{name}_count": Count(
                fragment, filter=Q(statements__fragments__kind=kind), distinct=True
            )
            for name, kind in [
                ("commitment", FragmentKind.COMMITMENT),
                ("opportunity", FragmentKind.OPPORTUNITY),
                ("concern", FragmentKind.CONCERN),
            ]
        }
        return self.annotate(
            statement_count=Count("statements", distinct=True), **quoted
        )


class StatementQuerySet(models.QuerySet):
    """Sentences, by place and kind."""

    def of(self, agreement: "Agreement") -> Self:
        return self.filter(priority__agreement=agreement).order_by("order")

    def of_kind(self, kind: str) -> Self:
        """Keep those that are ``kind``, in the first place or also."""
        return self.filter(Q(kind=kind) | Q(also_kind=kind))

    def saying(self, words: str) -> Self:
        return self.filter(text__icontains=words)

    def without_heading(self) -> Self:
        """Keep those that stand under no heading in the source (R4)."""
        return self.filter(heading=None)

    def with_place(self) -> Self:
        """Fetch where each sentence stands."""
        return self.select_related(
            "priority__agreement", "heading", "suggested_heading"
        )

    def with_notes(self) -> Self:
        """Fetch what is ``quoted``, ``named`` and ``noted`` beside each sentence.

        What each quotation ``became`` is told by the app that makes actions of them.
        """
        return self.prefetch_related(
            Prefetch("fragments", to_attr="quoted"),
            Prefetch("quoted__actions", to_attr="became"),
            Prefetch("mentions", to_attr="named"),
            "named__entry",
            Prefetch("editorial_notes", to_attr="noted"),
            "noted__written_by",
        )


class FragmentQuerySet(models.QuerySet):
    """What is quoted from sentences, by what it amounts to."""

    def of(self, agreement: "Agreement") -> Self:
        return self.filter(agreement=agreement).order_by("order")

    def commitments(self) -> Self:
        return self.filter(kind=FragmentKind.COMMITMENT)

    def opportunities(self) -> Self:
        """Keep the wishes: never in a delivery count (R9)."""
        return self.filter(kind=FragmentKind.OPPORTUNITY)

    def concerns(self) -> Self:
        return self.filter(kind=FragmentKind.CONCERN)

    def with_statement(self) -> Self:
        """Fetch the sentence, its heading and its priority."""
        return self.select_related(
            "agreement", "statement__heading", "statement__priority__agreement"
        )

    def with_actions(self) -> Self:
        """Fetch what each quotation ``became``."""
        return self.prefetch_related(Prefetch("actions", to_attr="became"))


class FragmentLinkQuerySet(models.QuerySet):
    """What belongs together."""

    def touching(self, fragments: "Iterable[Fragment]") -> Self:
        """Keep the links at either end of which one of ``fragments`` is."""
        ends = list(fragments)
        return self.filter(Q(first__in=ends) | Q(second__in=ends))


class RegisterEntryQuerySet(models.QuerySet):
    """What an agreement names."""

    def of(self, agreement: "Agreement") -> Self:
        return self.filter(agreement=agreement).order_by("order")

    def named(self, words: str) -> Self:
        """Keep those with ``words`` in their code, their name or another name."""
        return self.filter(
            Q(code__iexact=words)
            | Q(name__icontains=words)
            | Q(aliases__name__icontains=words)
        ).distinct()

    def with_places(self) -> Self:
        """Fetch what each entry stands for, its ``other_names`` and its ``places``."""
        return self.select_related(
            "agreement",
            "agency",
            "partnership",
            "post__agency",
            "post__partnership",
        ).prefetch_related(
            Prefetch("aliases", to_attr="other_names"),
            Prefetch("mentions", to_attr="places"),
            "places__statement",
        )
