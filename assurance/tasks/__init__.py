"""Celery's doors into the assurance app: fetch nothing, decide nothing."""

from assurance.tasks import packs

__all__ = ["packs"]
