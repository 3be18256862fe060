"""Celery's doors into the actions app: fetch nothing, decide nothing, call a service.

Arguments are ids, passed by keyword; ``**_`` lets an old worker take a message
from a newer release.
"""

from actions.tasks import bounces, delegation, evidence, periods, reminders

__all__ = ["bounces", "delegation", "evidence", "periods", "reminders"]
