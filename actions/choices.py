"""The closed lists of the actions app. Values are stored; labels are shown."""

from enum import StrEnum

from django.db import models


class ActionLife(models.TextChoices):
    """Where an action is in its life (domain 3.6)."""

    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    ACTIVE = "active", "Active"
    ON_HOLD = "on_hold", "On hold"
    COMPLETE = "complete", "Complete"
    CLOSED = "closed", "Closed"


#: Lives in which the lead agency owes a line in each quarter's return.
REPORTED_LIVES = (ActionLife.AGREED, ActionLife.ACTIVE)
#: Lives in which an agreed action is still to be done.
OPEN_LIVES = (ActionLife.AGREED, ActionLife.ACTIVE, ActionLife.ON_HOLD)


class Timing(models.TextChoices):
    """By when an action is to be done; that nobody knows is an answer too (R26)."""

    DATE = "date", "It has a completion date"
    CONTINUING = "continuing", "It continues, and is reviewed"
    UNDATED = "undated", "No date is agreed yet"


class ClosedAs(models.TextChoices):
    """Why an action was closed without being complete (R29)."""

    WITHDRAWN = "withdrawn", "Withdrawn"
    SUPERSEDED = "superseded", "Superseded"
    MERGED = "merged", "Merged"


class Marking(models.TextChoices):
    """How material is to be handled (R57)."""

    OFFICIAL = "official", "OFFICIAL"
    SENSITIVE = "official_sensitive", "OFFICIAL-SENSITIVE"


class DelayReason(models.TextChoices):
    """Why a date moves: codes, so that “resources” is not the only answer."""

    FUNDING = "funding", "Funding not confirmed or withdrawn"
    STAFFING = "staffing", "A post is vacant or staff are redeployed"
    PARTNER = "partner", "Waiting for another agency"
    DECISION = "decision", "Waiting for a decision of the group or another board"
    LEGAL = "legal", "Law, guidance or a national programme changed"
    SCOPE = "scope", "The work is larger than was known"
    DATA = "data", "Data or an information-sharing agreement is missing"
    OTHER = "other", "Another reason"


class DateChangeState(models.TextChoices):
    """Where a request for a new date stands (R23)."""

    WAITING = "waiting", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class PeriodState(models.TextChoices):
    """Where a reporting period stands."""

    PLANNED = "planned", "Not open yet"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class ReturnState(models.TextChoices):
    """Where a return is on its way from the agency to the group (domain 3.5)."""

    OPEN = "open", "Not started"
    DRAFT = "draft", "Draft"
    AWAITING = "awaiting", "Awaiting agency sign-off"
    SUBMITTED = "submitted", "Submitted"
    QUERIED = "queried", "Returned for clarification"
    ACCEPTED = "accepted", "Accepted"
    NO_RETURN = "no_return", "No return"


#: Nothing has come in, and the agency is still at it.
UNDER_WAY = (ReturnState.OPEN, ReturnState.DRAFT, ReturnState.AWAITING)
#: The agency has sent something in.
RECEIVED = (ReturnState.SUBMITTED, ReturnState.QUERIED, ReturnState.ACCEPTED)
#: With the officer: its lines may be accepted and asked about, one by one.
CHECKABLE = (ReturnState.SUBMITTED, ReturnState.QUERIED)


class DeliveryStatus(models.TextChoices):
    """The lead agency's own judgement of an action (domain 3.2)."""

    ON_TRACK = "on_track", "On track"
    AT_RISK = "at_risk", "At risk"
    OFF_TRACK = "off_track", "Off track"
    COMPLETE = "complete", "Complete"
    NOT_STARTED = "not_started", "Not started"
    NOTHING_DUE = "nothing_due", "Nothing due"


#: The precise meaning of each status, printed wherever one is chosen or counted.
DELIVERY_MEANINGS = {
    DeliveryStatus.ON_TRACK: (
        "Not complete; the forecast date is in the future; you expect to meet it; "
        "no issue needs help from the group."
    ),
    DeliveryStatus.AT_RISK: (
        "The forecast date is in the future, but an issue threatens the date or the "
        "result, and a recovery step is under way that you expect to work."
    ),
    DeliveryStatus.OFF_TRACK: (
        "The forecast date has passed, or will be missed without a decision or "
        "resource that you do not have."
    ),
    DeliveryStatus.COMPLETE: (
        "The success criterion is met. An HCSSG officer verifies it before it counts."
    ),
    DeliveryStatus.NOT_STARTED: "The planned start is in the future.",
    DeliveryStatus.NOTHING_DUE: "Nothing was due on this action this quarter.",
}
#: What each status asks for (R20, R21): field names of a line.
DELIVERY_NEEDS: dict[str, tuple[str, ...]] = {
    DeliveryStatus.ON_TRACK: ("progress",),
    DeliveryStatus.AT_RISK: ("issue", "recovery_step", "recovery_on"),
    DeliveryStatus.OFF_TRACK: ("cause", "ask", "ask_of", "ask_by"),
    DeliveryStatus.COMPLETE: ("progress", "completed_on", "evidence"),
    DeliveryStatus.NOT_STARTED: (),
    DeliveryStatus.NOTHING_DUE: (),
}


class Stage(StrEnum):
    """The codes of this app's stages of reminding; what they are is data (R59)."""

    RETURN_OPENED = "return_opened"
    RETURN_FIRST = "return_first"
    RETURN_SECOND = "return_second"
    RETURN_LATE = "return_late"
    RETURN_MEMBER = "return_member"
    RETURN_CHAIR = "return_chair"
    ACTION_DUE_30 = "action_due_30"
    ACTION_DUE_7 = "action_due_7"
    ACTION_OVERDUE = "action_overdue"
    ACTION_REVIEW = "action_review"
    ACTION_UNDATED = "action_undated"
    CONTACT_VACANT = "contact_vacant"
    AGENCY_VACANT = "agency_vacant"
    ASK_LATE = "ask_late"
    CHANGE_WAITING = "change_waiting"


class ReminderState(models.TextChoices):
    """Where a reminder is on its way to its person."""

    WAITING = "waiting", "Waiting to be sent"
    HELD = "held", "Held by an officer"
    FAILED = "failed", "Failed, will be tried again"
    REFUSED = "refused", "Refused: the address does not work"
    SENT = "sent", "Sent"
    SHOWN = "shown", "Shown in the service only"
    STOPPED = "stopped", "Stopped: no longer needed"


class DigestState(models.TextChoices):
    """What became of a message to a person."""

    SENDING = "sending", "Being sent"
    SENT = "sent", "Handed to the mail server"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Not handed over, tried again"
    REFUSED = "refused", "Refused by the mail server"
    BOUNCED = "bounced", "Came back: the address does not work"
    DELAYED = "delayed", "Came back for now"
    DOUBTFUL = "doubtful", "Not known: the worker stopped"
