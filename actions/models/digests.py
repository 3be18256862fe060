"""Messages to people: one mail with everything a person is owed, and its fate."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from actions.choices import DigestState
from actions.querysets.digests import DigestQuerySet


class Digest(models.Model):
    """One message to one person. Written before it is sent, so that none is unknown.

    A row that stays without an answer is one where the worker died: whether the mail
    server said yes is not known, and the next attempt may be a second copy.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests"
    )
    #: The address it goes to: the person's own at that moment.
    address = models.EmailField()
    subject = models.CharField(max_length=300)
    #: By this the mail server and GOV.UK Notify speak of it afterwards.
    reference = models.UUIDField(default=uuid4, unique=True, editable=False)
    #: The same for the same reminders, so that a second copy is known as one.
    message_id = models.CharField(max_length=255, db_index=True)
    begun_at = models.DateTimeField()
    #: The mail server's yes.
    sent_at = models.DateTimeField(null=True, blank=True)
    #: The mail server's no.
    failed_at = models.DateTimeField(null=True, blank=True)
    is_refused = models.BooleanField(default=False)
    #: What was learnt after the yes: delivered, or came back.
    delivered_at = models.DateTimeField(null=True, blank=True)
    came_back_at = models.DateTimeField(null=True, blank=True)
    came_back_for_good = models.BooleanField(default=False)
    #: No answer: the worker died in between, which is found when the reminders are
    #: taken over, or the mail server did not say.
    lost_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(failed_at=None),
                name="digest_is_sent_or_failed",
            ),
        ]
        indexes = [
            models.Index(fields=["begun_at"], name="digests_by_beginning"),
            models.Index(
                fields=["begun_at"],
                condition=Q(sent_at=None, failed_at=None, lost_at=None),
                name="digests_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.address}"

    @property
    def is_to_their_address(self) -> bool:
        """Whether it went to the address that the person has; not if it was mended."""
        return self.address.lower() == self.person.email.lower()

    @property
    def state(self) -> DigestState:
        """Say what became of it."""
        if self.came_back_at:
            for_good = self.came_back_for_good
            return DigestState.BOUNCED if for_good else DigestState.DELAYED
        if self.delivered_at:
            return DigestState.DELIVERED
        if self.sent_at:
            return DigestState.SENT
        if self.failed_at:
            return DigestState.REFUSED if self.is_refused else DigestState.FAILED
        return DigestState.DOUBTFUL if self.lost_at else DigestState.SENDING
