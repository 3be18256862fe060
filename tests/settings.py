"""The real settings with the outside world off.

TEST_DB=postgres runs the tests on PostgreSQL (see tests/machinery/database.py);
without it they run on SQLite, in a file, so that threads meet each other there too.
"""

import os
import sys
from pathlib import Path

from tests.machinery import folders

# What a developer's own shell says about a real installation is not for tests.
for name in folders.documented_variables():
    os.environ.pop(name, None)
    os.environ.pop(f"{name}_FILE", None)
os.environ["DEBUG"] = "true"
os.environ["HCSS_HOME"] = str(folders.home(for_a_run="pytest" in sys.modules))
if os.environ.get("TEST_DB", "sqlite") == "postgres":
    os.environ |= {
        "DB": "postgres",
        "DB_HOST": os.environ.get("TEST_PG_HOST", "started-later"),
        "DB_USER": "postgres",
    }

from hcss.settings import *  # noqa: E402, F403
from hcss.settings import DATABASES, STATIC_ROOT  # noqa: E402
from hcss.settings.places import HOME  # noqa: E402

# WhiteNoise warns of a folder that is not there, and a warning fails a test.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

if os.environ.get("TEST_DB", "sqlite") == "sqlite":
    DATABASES["default"]["TEST"] = {"NAME": Path(HOME) / "tests.sqlite3"}
DEBUG = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_BROKER_URL = "memory://"
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
