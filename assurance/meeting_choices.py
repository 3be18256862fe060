"""The closed lists of seals, packs, meetings, escalations and funding."""

from django.db import models


class Tone(models.TextChoices):
    """How good a level of the scale is, whatever it is called."""

    GOOD = "good", "Good"
    FAIR = "fair", "Fair"
    POOR = "poor", "Poor"
    BAD = "bad", "Bad"


#: A level of these tones must be seen by the chair among the exceptions.
WEAK_TONES = (Tone.POOR, Tone.BAD)


class Part(models.TextChoices):
    """Which part of a meeting a paper is for (domain 4.5)."""

    OPEN = "open", "Open part"
    CLOSED = "closed", "Closed part"


class PackFormat(models.TextChoices):
    """What a pack is made as; its page needs no making."""

    PDF = "pdf", "PDF"
    WORD = "docx", "Word"
    WORKBOOK = "xlsx", "Excel workbook"
    CSV = "csv", "CSV files"


class PackState(models.TextChoices):
    """How far the making of a pack has come."""

    WAITING = "waiting", "Waiting to be made"
    MAKING = "making", "Being made"
    MADE = "made", "Made"
    FAILED = "failed", "Failed"


class WrittenCode(models.TextChoices):
    """The sections of the paper that somebody writes (domain 4.5)."""

    SUMMARY = "summary", "Summary"
    RECOMMENDATIONS = "recommendations", "Further recommendations"
    COMMENT = "comment", "Officer’s comment on a priority"
    HORIZON = "horizon", "Horizon"
    LEGAL = "legal", "Legal implications"
    FINANCIAL = "financial", "Financial implications"
    EQUALITY = "equality", "Equality implications"
    DATA_PROTECTION = "data_protection", "Data protection implications"
    CRIME = "crime", "Crime and disorder implications (section 17)"
    ENVIRONMENT = "environment", "Environmental implications"


class EscalationKind(models.TextChoices):
    """Why something was escalated (R47)."""

    RED_TWICE = "red_twice", "Off track two quarters running"
    NO_RETURN_TWICE = "no_return_twice", "No return two quarters running"


class EscalationState(models.TextChoices):
    """An escalation closes only with a reply (R47)."""

    OPEN = "open", "Waiting for a reply"
    ANSWERED = "answered", "Answered"


class GapDirection(models.TextChoices):
    """Which of two judgements that differ is the more hopeful one."""

    AGENCY = "agency", "The agency is more hopeful"
    ASSURER = "assurer", "The assurer is more hopeful"
