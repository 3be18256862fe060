"""The fixed lists of this app. The words are the field's own."""

from django.db import models


class StatementKind(models.TextChoices):
    """What one sentence of an agreement does."""

    OWNERSHIP = "ownership", "Ownership"
    ARRANGEMENT = "arrangement", "Arrangement"
    COMMITMENT = "commitment", "Commitment"
    OPPORTUNITY = "opportunity", "Opportunity"
    CONCERN = "concern", "Concern"


class FragmentKind(models.TextChoices):
    """What the quoted part of a sentence amounts to."""

    COMMITMENT = "commitment", "Commitment"
    OPPORTUNITY = "opportunity", "Opportunity"
    CONCERN = "concern", "Concern"


class Strength(models.TextChoices):
    """How firmly a commitment is worded."""

    FIRM = "firm", "Firm"
    SOFT = "soft", "Soft"
    IN_PROGRESS = "in_progress", "In progress"
    NEED = "need", "Stated need"
    STATED_PRIORITY = "stated_priority", "Stated priority"


class OwnershipGrade(models.TextChoices):
    """How settled the ownership of a priority is, in the source's words."""

    STRONG_JOINT = "strong_joint", "Strong, joint"
    STRONG = "strong", "Strong"
    STRATEGIC = "strategic", "Strategic"
    ADOPTED = "adopted", "Adopted, with leadership"
    TO_BE_DEVELOPED = "to_be_developed", "To be developed"
    NONE_RECORDED = "none_recorded", "None recorded"


class BodyKind(models.TextChoices):
    """What an owner, or an entry of the register, is on our own register."""

    AGENCY = "agency", "Agency"
    PARTNERSHIP = "partnership", "Partnership"
    POST = "post", "Post"


class RegisterCategory(models.TextChoices):
    """The five lists of the register of what an agreement names."""

    BODY = "body", "Public bodies, directorates, offices and sectors"
    PARTNERSHIP = "partnership", "Boards, partnerships, networks and panels"
    PROGRAMME = "programme", "Teams, programmes, services and initiatives"
    PLAN = "plan", "Plans, strategies, tools, data sources and channels"
    FUNDING = "funding", "Funding streams"
