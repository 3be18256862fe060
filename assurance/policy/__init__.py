"""Who may see and do what with opinions, seals, meetings and packs."""

from assurance.policy.opinions import visible_opinions

__all__ = ["visible_opinions"]
