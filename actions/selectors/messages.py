"""Messages to people, for officers: what became of each, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from actions.choices import DigestState
from actions.models import Digest, Reminder
from actions.querysets.reminders import with_things

_TAKEN_OVER = "What it carried went into a later message"
_NO_ADDRESS = (
    "Nothing more is sent to this person until an officer has mended the address, or "
    "sends one of the reminders again."
)
#: What each state means, and what happens next.
EXPLAINED = {
    DigestState.SENDING: "A worker is handing it over at this moment.",
    DigestState.SENT: (
        "The mail server took it. Whether it arrived is only known if a report comes "
        "back."
    ),
    DigestState.DELIVERED: "It arrived at the person’s mail system.",
    DigestState.FAILED: (
        "The mail server did not take it, did not answer, or could not be reached. "
        "What it carried is tried again by itself, later and later, an hour apart at "
        "most."
    ),
    DigestState.REFUSED: f"The mail server refuses the address. {_NO_ADDRESS}",
    DigestState.BOUNCED: (
        f"It was sent and came back: the address does not work. {_NO_ADDRESS}"
    ),
    DigestState.DELAYED: (
        "It has not arrived so far. The person’s mail system goes on trying, or we "
        "send what it carried again, as its reminders say."
    ),
    DigestState.DOUBTFUL: (
        "The worker stopped between handing it over and writing down the answer, so "
        "nobody knows whether the mail server took it. What it carried was sent again "
        "in a later message, if it still had a reason. A person may have received "
        "both; most mail systems drop a second copy of just the same reminders."
    ),
}
_TO_MEND = (DigestState.REFUSED, DigestState.BOUNCED)


@dataclass(frozen=True)
class MessageShown:
    """One message, as officers see it."""

    digest: Digest
    reminders: list[Reminder]

    @property
    def about(self) -> str:
        """Say what it is about as a mail would today: no word of what became sensitive.

        The subject as it was sent may hold a title that is no longer for everybody.
        """
        if not self.reminders:
            return _TAKEN_OVER
        if len(self.reminders) == 1:
            [only] = self.reminders
            return f"{only.stage_label}: {only.about}"
        return f"{len(self.reminders)} reminders from {settings.SERVICE_NAME}"

    @property
    def is_to_mend(self) -> bool:
        """Whether it failed because of the address that the person still has."""
        return self.digest.state in _TO_MEND and self.digest.is_to_their_address

    @property
    def meaning(self) -> str:
        return EXPLAINED[self.digest.state]


def messages_shown(digests: Iterable[Digest]) -> list[MessageShown]:
    """Return messages with what they carried: the same queries however many."""
    listed = [MessageShown(each, list(each.reminders.all())) for each in digests]
    with_things(reminder for each in listed for reminder in each.reminders)
    return listed
