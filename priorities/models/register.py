"""The register of every body, plan, form and fund that an agreement names."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from partnerships.models import Agency, Partnership, Post
from priorities.choices import RegisterCategory
from priorities.models.agreement import Agreement
from priorities.models.source import Statement
from priorities.querysets import RegisterEntryQuerySet


class RegisterEntry(models.Model):
    """Something an agreement names, under one name, and what we hold it to be.

    Names that only look alike stay apart (R52).
    """

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="register"
    )
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=20, choices=RegisterCategory)
    type = models.CharField(max_length=100)
    note = models.TextField(blank=True)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="register_entries",
    )
    partnership = models.ForeignKey(
        Partnership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="register_entries",
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="register_entries",
    )
    order = models.PositiveSmallIntegerField()

    objects = RegisterEntryQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "register entries"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "code"], name="one_register_entry_per_code"
            ),
            models.CheckConstraint(
                condition=(
                    Q(partnership=None, post=None)
                    | Q(agency=None, post=None)
                    | Q(agency=None, partnership=None)
                ),
                name="register_entry_is_at_most_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("priorities:register-entry", args=[self.code])

    @property
    def stands_for(self) -> Agency | Partnership | Post | None:
        """The agency, partnership or post on our own register, if it is one."""
        return self.agency or self.partnership or self.post


class RegisterAlias(models.Model):
    """Another name under which the agreement names the same thing."""

    entry = models.ForeignKey(
        RegisterEntry, on_delete=models.PROTECT, related_name="aliases"
    )
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "register aliases"
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "name"], name="alias_is_given_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Mention(models.Model):
    """A place where the agreement names an entry of the register."""

    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mentions",
    )
    entry = models.ForeignKey(
        RegisterEntry, on_delete=models.PROTECT, related_name="mentions"
    )
    #: Named in the title or the introduction, outside any statement.
    in_introduction = models.BooleanField(default=False)

    class Meta:
        ordering = ["entry__order", "statement__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "entry"], name="statement_names_an_entry_once"
            ),
            models.UniqueConstraint(
                fields=["entry"],
                condition=Q(in_introduction=True),
                name="introduction_names_an_entry_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(statement=None, in_introduction=True)
                    | Q(statement__isnull=False, in_introduction=False)
                ),
                name="mention_is_in_a_statement_or_the_introduction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry.code} in {self.place}"

    @property
    def place(self) -> str:
        """The reference of the statement, or the introduction."""
        return self.statement.ref if self.statement else "the introduction"


class Relationship(models.Model):
    """What the agreement says one party is or does to another."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="relationships"
    )
    from_text = models.CharField(max_length=200)
    relation = models.CharField(max_length=100)
    to_text = models.CharField(max_length=200)
    from_entry = models.ForeignKey(
        RegisterEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="relationships_out",
    )
    to_entry = models.ForeignKey(
        RegisterEntry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="relationships_in",
    )
    #: References of the statements that say so, such as "3.CC.04, 2.CC.04".
    statements = models.TextField()
    note = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "from_text", "relation", "to_text"],
                name="one_relationship_per_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_text} {self.relation} {self.to_text}"
