"""The product on the day of the tests' stories, and a way to let time pass.

Its processes agree on the time: STORY names the folder in which it is said. They are
``celery --app tests.running.that_day …`` and ``gunicorn tests.running.that_day``.
"""

import os
import threading
import time
from pathlib import Path

import time_machine

from tests.running.story import Story

_LOOK_SECONDS = 0.2
_story = Story(Path(os.environ["STORY"]))
_traveller = time_machine.travel(_story.time()).start()


def _follow() -> None:
    """Jump when the story does; a process that is forked starts where its parent is."""
    global _jumped  # noqa: PLW0603 -- shared with the processes that are forked
    while True:
        asked = _story.jumped()
        _traveller.shift(asked - _jumped)
        _jumped = asked
        time.sleep(_LOOK_SECONDS)


def _keep_following() -> None:
    threading.Thread(target=_follow, daemon=True).start()


_jumped = 0
_keep_following()
os.register_at_fork(after_in_child=_keep_following)

from hcss.celery import app  # noqa: E402
from hcss.wsgi import application  # noqa: E402

__all__ = ["app", "application"]
