"""How gunicorn serves the site. What differs between places comes from hcss.env."""

import gc
from pathlib import Path
from typing import Any

from hcss import env

_port = env.whole("PORT", default=8000, least=1, most=65535)
bind = f"{env.text('BIND', '127.0.0.1')}:{_port}"
worker_class = "gthread"
workers = env.whole("WEB_CONCURRENCY", default=2, least=1, most=64)
threads = env.whole("WEB_THREADS", default=4, least=1, most=64)

# A connection is kept while its reader moves from page to page.
keepalive = 5
# No page takes this long; a process that does is stuck.
timeout = 60
graceful_timeout = 30

# The application is loaded once, before the processes part: they share its memory.
preload_app = True

accesslog = None
errorlog = "-"
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108 - signs of life, kept off a slow disk
    worker_tmp_dir = "/dev/shm"  # noqa: S108


def when_ready(server: Any) -> None:
    """Keep what was loaded out of the garbage collector, and connections unshared."""
    from django.db import connections  # noqa: PLC0415 - Django is loaded by now

    connections.close_all()
    gc.collect()
    gc.freeze()
