"""When the clock may ask for what writes to people."""

from datetime import datetime

from celery.schedules import crontab, schedstate


class DayTime(crontab):
    """A crontab whose missed run waits for its own hours.

    Other jobs are caught up as soon as there is a clock again. What writes to people
    is not: nobody is written to at night because something broke in the afternoon.
    """

    hour: set[int]

    def is_due(self, last_run_at: datetime) -> schedstate:
        """Say whether it is time, and in how many seconds to ask again."""
        state = super().is_due(last_run_at)
        if state.is_due and self.maybe_make_aware(self.now()).hour not in self.hour:
            return schedstate(is_due=False, next=state.next)
        return state
