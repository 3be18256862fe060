"""The closed lists about a return besides its state: values stored, labels shown."""

from django.db import models


class LineAnswer(models.TextChoices):
    """What the agency says of a line first of all; never stored (ADR 0019)."""

    STILL_TRUE = "still_true", "Still true"
    CHANGED = "changed", "Something changed"
    NOTHING_DUE = "nothing_due", "Nothing was due"


class SignOffOutcome(models.TextChoices):
    """What the agency's approver did with a return that waited for them."""

    WAITING = "waiting", "Waiting for the approver"
    SIGNED = "signed", "Signed"
    SENT_BACK = "sent_back", "Sent back"


class ExtensionState(models.TextChoices):
    """Where a request for more time stands."""

    ASKED = "asked", "Waiting for an officer"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


class AmendmentState(models.TextChoices):
    """Where a change of an accepted line stands (R33)."""

    PROPOSED = "proposed", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class AskState(models.TextChoices):
    """Where something that an agency asked for stands."""

    OPEN = "open", "Not answered"
    ANSWERED = "answered", "Answered, waiting for the asker"
    CLOSED = "closed", "Closed by the asker"
    OVERRULED = "overruled", "Closed by the chair"


#: Somebody still has to do something about the ask.
OPEN_ASKS = (AskState.OPEN, AskState.ANSWERED)


class AskReplyKind(models.TextChoices):
    """What one entry in the conversation about an ask is."""

    ANSWER = "answer", "Answer"
    NOT_ENOUGH = "not_enough", "Not enough"
    ASKED_AGAIN = "again", "Asked again in a return"
    CLOSED = "closed", "Closed by the asker"
    OVERRULED = "overruled", "Closed by the chair"


class EvidenceKind(models.TextChoices):
    """In which form evidence is held."""

    FILE = "file", "A file"
    LINK = "link", "A link"
    REFERENCE = "reference", "A reference: who holds it, and its date"


class ScanState(models.TextChoices):
    """What the virus scanner said of a file."""

    NOT_NEEDED = "not_needed", "Nothing to scan"
    WAITING = "waiting", "Waiting for the virus scan"
    CLEAN = "clean", "Scanned, nothing found"
    INFECTED = "infected", "Held back: the virus scan found something"
    NO_SCANNER = "no_scanner", "Not scanned: no scanner is set up"


class UploadState(models.TextChoices):
    """What became of a spreadsheet that came back."""

    CHECKED = "checked", "Checked, nothing saved yet"
    SAVED = "saved", "Saved"
    SET_ASIDE = "set_aside", "Set aside"
    REFUSED = "refused", "Refused"


class ProposalState(models.TextChoices):
    """What the owner of a line did with words that somebody else wrote for it."""

    WAITING = "waiting", "Waiting for the owner"
    TAKEN = "taken", "Taken over"
    DECLINED = "declined", "Not taken over"
