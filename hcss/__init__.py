"""The project: settings, addresses and the task queue. No domain rules live here."""

from hcss.celery import app as celery_app

__all__ = ["celery_app"]
