"""What shows that an action stands as reported: files, links and references."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions.choices import Marking
from actions.models.lines import ReturnLine
from actions.querysets import EvidenceQuerySet
from actions.return_choices import EvidenceKind, ScanState
from partnerships.models import Agency


def private_storage() -> Storage:
    """Return where uploads are kept: outside whatever the web server serves."""
    return storages["private"]


class Evidence(models.Model):
    """One item, which may support many lines of its agency.

    A file is known by its content (``media_type``, ``sha256``), and served only
    through the policy, as an attachment. ``dated_on`` is the day it speaks of.
    """

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="evidence"
    )
    kind = models.CharField(max_length=10, choices=EvidenceKind)
    title = models.CharField(max_length=200)
    dated_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    marking = models.CharField(max_length=20, choices=Marking, default=Marking.OFFICIAL)
    url = models.URLField(max_length=500, blank=True)
    #: R56: of a reference, who holds it.
    holder = models.CharField(max_length=200, blank=True)
    file = models.FileField(
        storage=private_storage, upload_to="evidence/%Y/", max_length=200, blank=True
    )
    #: As it was called on the computer it came from; only ever shown and offered.
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    scan = models.CharField(
        max_length=12, choices=ScanState, default=ScanState.NOT_NEEDED
    )
    #: Of a file that waits, when a worker last took it to scan it.
    scanned_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=EvidenceKind.FILE) & ~Q(file="") & ~Q(sha256=""))
                | (Q(kind=EvidenceKind.LINK) & ~Q(url="") & Q(file=""))
                | (Q(kind=EvidenceKind.REFERENCE) & ~Q(holder="") & Q(file="")),
                name="evidence_is_what_it_says",
            ),
            models.CheckConstraint(
                condition=~Q(title=""),
                name="evidence_has_a_title",
                violation_error_message="Say what it is.",
            ),
            models.UniqueConstraint(
                fields=["agency", "sha256"],
                condition=~Q(sha256=""),
                name="one_file_is_kept_once_per_agency",
            ),
        ]

    def __str__(self) -> str:
        # Not the title: the history is read before what it speaks of has come in.
        return f"Evidence {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("actions:evidence-item", args=[self.pk])

    @property
    def is_sensitive(self) -> bool:
        return self.marking == Marking.SENSITIVE

    @property
    def is_file(self) -> bool:
        return self.kind == EvidenceKind.FILE

    @property
    def is_held_back(self) -> bool:
        """Say whether it is a file that nobody is given: unscanned, or infected."""
        return self.scan in (ScanState.WAITING, ScanState.INFECTED)

    @property
    def is_served(self) -> bool:
        return self.is_file and not self.is_held_back


class EvidenceUse(models.Model):
    """This item supports that line. Taken off, the row stays with its end."""

    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="uses"
    )
    line = models.ForeignKey(
        ReturnLine, on_delete=models.PROTECT, related_name="evidence_uses"
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "line"],
                condition=Q(removed_at=None),
                name="evidence_supports_a_line_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} for {self.line}"
