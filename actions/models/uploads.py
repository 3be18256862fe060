"""A workbook of lines that came back from an agency."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from actions.models.evidence import private_storage
from actions.models.returns import Return
from actions.querysets import UploadQuerySet
from actions.return_choices import UploadState


class Upload(models.Model):
    """A spreadsheet as it was sent, what was found in it, and what became of it.

    ``findings`` is a list of ``{"sheet", "row", "column", "text", "kind"}``, and of
    a changed line both texts, ``yours`` and ``theirs``. The file stays with the
    return; what could not be read, or is another return's, is not kept.
    """

    quarterly_return = models.ForeignKey(
        Return, on_delete=models.PROTECT, related_name="uploads"
    )
    file = models.FileField(
        storage=private_storage, upload_to="workbooks/%Y/", max_length=200, blank=True
    )
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=UploadState, default=UploadState.CHECKED
    )
    findings = models.JSONField(default=list, blank=True)
    #: References of the lines that can be saved, and of those that were.
    clean_refs = models.JSONField(default=list, blank=True)
    saved_refs = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.file_name} for {self.quarterly_return}"

    def get_absolute_url(self) -> str:
        owner = self.quarterly_return
        where = [owner.period.quarter, owner.agency.slug, self.pk]
        return reverse("actions:upload", args=where)

    @property
    def is_waiting(self) -> bool:
        """Say whether somebody has still to save it or set it aside."""
        return self.state == UploadState.CHECKED
