"""A quarter's frozen position, what is written for its paper, and the papers made."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.choices import Marking
from actions.models import Period
from assurance.meeting_choices import PackFormat, PackState, Part, WrittenCode
from assurance.querysets import PackQuerySet, SealQuerySet, WrittenPartQuerySet
from hcss.kernel.quarters import Quarter
from priorities.models import Agreement, Priority


def private_storage() -> Storage:
    """Return where packs are kept: outside whatever the web server serves."""
    return storages["private"]


class Seal(models.Model):
    """The position that a meeting considers, word for word and for ever (R46).

    ``content`` is canonical JSON in UTF-8 of :class:`assurance.selectors.seal_shapes
    .Sealed`, ``sha256`` the hash of exactly those bytes. The database refuses any
    change; a period is sealed once, and what comes later is an amendment.
    """

    period = models.OneToOneField(Period, on_delete=models.PROTECT, related_name="seal")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="seals"
    )
    #: The version of the form in which the content is written down.
    format = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
    sealed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sealed_by_name = models.CharField(max_length=200)
    sealed_by_post = models.CharField(max_length=200, blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(content="") & ~Q(sha256=""),
                name="seal_has_content_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"Sealed position of {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("assurance:dashboard", args=[self.quarter])

    @property
    def quarter(self) -> Quarter:
        return self.period.quarter


class WrittenPart(models.Model):
    """What an officer writes for the paper of a period, until it is sealed."""

    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="written_parts"
    )
    code = models.CharField(max_length=16, choices=WrittenCode)
    #: Only of a comment, and then always: which priority it is on.
    priority = models.ForeignKey(
        Priority, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField(blank=True)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = WrittenPartQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "period",
                "code",
                Coalesce("priority", 0),
                name="one_written_part_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(code=WrittenCode.COMMENT, priority__isnull=False)
                | (~Q(code=WrittenCode.COMMENT) & Q(priority=None)),
                name="only_a_comment_is_on_a_priority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_code_display()}, {self.period}"

    def get_absolute_url(self) -> str:
        quarter = self.period.quarter
        if self.priority is None:
            return reverse("assurance:written-part", args=[quarter, self.code])
        number = self.priority.number
        return reverse("assurance:written-comment", args=[quarter, number])

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE


class Pack(models.Model):
    """A paper made from a seal, kept with its hash; made again it is the same."""

    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="packs")
    part = models.CharField(max_length=6, choices=Part)
    format = models.CharField(max_length=4, choices=PackFormat)
    state = models.CharField(max_length=7, choices=PackState, default=PackState.WAITING)
    #: What is being done now, in words, and how far: of ``steps`` so many.
    step = models.CharField(max_length=100, blank=True)
    steps_done = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    #: When a worker last took it; one that dies is taken over after a while.
    taken_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    fault = models.TextField(blank=True)
    file = models.FileField(
        storage=private_storage, upload_to="packs/%Y/", max_length=200, blank=True
    )
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = PackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seal", "part", "format"], name="one_pack_of_a_kind_per_seal"
            ),
            models.CheckConstraint(
                condition=~Q(state=PackState.MADE)
                | (Q(made_at__isnull=False) & ~Q(sha256="") & ~Q(file="")),
                name="made_pack_has_its_file_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_part_display()} as {self.get_format_display()}, {self.seal}"

    def get_absolute_url(self) -> str:
        return reverse(
            "assurance:paper", args=[self.seal.quarter, self.part, self.format]
        )

    @property
    def is_made(self) -> bool:
        return self.state == PackState.MADE

    @property
    def is_under_way(self) -> bool:
        return self.state in (PackState.WAITING, PackState.MAKING)
