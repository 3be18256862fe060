"""All settings, in one file. What differs between places comes from hcss.env."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from hcss import env
from hcss.hours import DayTime

BASE_DIR = Path(__file__).resolve().parent.parent
#: Everything that is written while running: database, mail, queues, uploads.
HOME = env.folder("HCSS_HOME", default=BASE_DIR / "var")

# --- Safety
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret(
    "SECRET_KEY", development="for-development-only" if DEBUG else None
)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
#: Behind TLS, which is everywhere but on a developer's own machine.
SECURE = env.flag("SECURE", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
if env.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_FAILURE_VIEW = "hcss.signing_in.csrf_failed"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 60 * 60 * 8
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Apps: lowest layer first
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "drf_spectacular",
    "knox",
    "rest_framework",
    "hcss.kernel",
    "partnerships",
    "priorities",
    "actions",
    "assurance",
    "hcss.demonstration",
]
AUTH_USER_MODEL = "partnerships.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hcss.kernel.middleware.permissions_policy",
    "hcss.kernel.middleware.refuse_nul",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Every page is private unless its view says @login_not_required.
    "hcss.signing_in.KeepWords",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Before anything reads what was sent, which the check against forgery does first.
    "hcss.kernel.middleware.refuse_huge",
]
ROOT_URLCONF = "hcss.urls"
WSGI_APPLICATION = "hcss.wsgi.application"

# --- Pages
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "hcss.kernel.templatetags.policy",
                "hcss.kernel.templatetags.show",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hcss.context.site",
            ],
        },
    }
]
FORM_RENDERER = "hcss.kernel.forms.GovukRenderer"
SERVICE_NAME = env.text("SERVICE_NAME", "Community safety priorities")
GROUP_NAME = env.text("GROUP_NAME", "Hampshire Community Safety Strategy Group")

# --- Signing in: by e-mail, by invitation only
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "hcss.accounts.InvitationOnlyAdapter"
ACCOUNT_FORMS = {"signup": "partnerships.forms.signup.InvitedSignupForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already proves the address
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key", "reset_password": "5/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", default=0)
PASSWORD_MIN_LENGTH = 12
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ["email", "name"]}),
        ("MinimumLengthValidator", {"min_length": PASSWORD_MIN_LENGTH}),
        ("CommonPasswordValidator", {}),
    ]
]
INVITATION_LASTS = timedelta(days=14)

# --- Database: SQLite until DB=postgres
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "hcss.sqlite3",
        "OPTIONS": {
            # Take the write lock at BEGIN, so a busy database waits, not fails.
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; "
                "PRAGMA busy_timeout = 20000;"
            ),
        },
    }
}
if env.choice("DB", default="sqlite", among=("sqlite", "postgres")) == "postgres":
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": env.text("DB_HOST", "localhost"),
        "PORT": env.whole("DB_PORT", default=5432, least=1, most=65535),
        "NAME": env.text("DB_NAME", "hcss"),
        "USER": env.text("DB_USER", "hcss"),
        "PASSWORD": env.secret("DB_PASSWORD", development="" if DEBUG else None),
        "OPTIONS": {"connect_timeout": 5},
    }
DATABASES["default"]["CONN_MAX_AGE"] = env.whole("DB_CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Cache: sign-in limits are counted across processes, and without Redis too
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
    }
}

# --- Tasks: Redis, or files under HOME when no broker is named
REDIS_URL = env.link("REDIS_URL", schemes=("redis", "rediss"))
QUEUES = HOME / "queues"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    # A task that a dead worker held comes back after the visibility timeout.
    {
        "visibility_timeout": env.whole("VISIBILITY_TIMEOUT", default=900, least=1),
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUES / "tasks"),
        "data_folder_out": str(QUEUES / "tasks"),
        "control_folder": str(QUEUES / "control"),
        "store_processed": False,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True  # safe: every task here may run twice
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False  # the ledger is in the database; beat asks again
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE = "Europe/London"
CELERY_BEAT_SCHEDULER = "hcss.clock:OneClock"
CELERY_IMPORTS = ["hcss.heartbeat", "hcss.job_notes"]
#: Of several clocks one ticks; it is taken for dead when it has not for so long.
CLOCK_LEASE = timedelta(
    seconds=env.whole("CLOCK_LEASE_SECONDS", default=60, least=2, most=3600)
)
#: Touched whenever a clock ticks or stands by, for the check of its health.
CLOCK_SIGN_OF_LIFE = HOME / "clock-lives"
#: Each run expires when the next one is due: an outage leaves no queue behind it.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {
        "task": "hcss.beat",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "send-owed-invitations": {
        "task": "partnerships.send_owed_invitations",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "send-owed-passed-lines": {
        "task": "actions.send_owed_passed_lines",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    },
    "turn-the-quarter": {
        "task": "actions.turn_the_quarter",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "scan-evidence": {
        "task": "actions.scan_waiting_evidence",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "make-packs": {
        "task": "assurance.make_waiting_packs",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 300},
    },
    "plan-reminders": {
        "task": "actions.plan_reminders",
        "schedule": DayTime(hour="8-17", minute="*/15"),
        "options": {"expires": 900},
    },
    "send-reminders": {
        "task": "actions.send_reminders",
        "schedule": DayTime(hour="8-18", minute="*/5"),
        "options": {"expires": 300},
    },
}
#: A worker that has held a reminder this long without sending it is taken for dead.
REMINDER_LEASE = timedelta(
    seconds=env.whole("REMINDER_LEASE_SECONDS", default=900, least=1)
)
#: How long to wait after the first failure; twice as long after each further one.
REMINDER_RETRY = timedelta(
    seconds=env.whole("REMINDER_RETRY_SECONDS", default=60, least=1)
)

# --- Mail: GOV.UK Notify where there is a key, else a mail server, else files
MAIL_FOLDER = HOME / "mail"
EMAIL_TIMEOUT = 20
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOTIFY_API_KEY = env.shaped(
    "NOTIFY_API_KEY", rf".*{_UUID}-{_UUID}", form="the key as GOV.UK Notify showed it"
)
NOTIFY_TEMPLATE_ID = env.shaped(
    "NOTIFY_TEMPLATE_ID", _UUID, form="the number of the template, such as 1f0f2a…-…"
)
NOTIFY_URL = env.link(
    "NOTIFY_URL",
    "https://api.notifications.service.gov.uk",
    schemes=("http", "https"),
).rstrip("/")
#: What Notify shows when it tells us what became of a message; without it it cannot.
NOTIFY_CALLBACK_TOKEN = env.shaped(
    "NOTIFY_CALLBACK_TOKEN", r"[!-~]{10,}", form="at least ten plain characters"
)
if NOTIFY_API_KEY:
    if not NOTIFY_TEMPLATE_ID:
        raise ImproperlyConfigured("NOTIFY_TEMPLATE_ID must be set with NOTIFY_API_KEY")
    EMAIL_BACKEND = "hcss.notify.NotifyBackend"
elif env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("EMAIL_HOST")
    EMAIL_PORT = env.whole("EMAIL_PORT", default=25, least=1, most=65535)
    EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD", development="")
    EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(MAIL_FOLDER)
DEFAULT_FROM_EMAIL = env.mailbox("DEFAULT_FROM_EMAIL", default="returns@hcss.example")
#: The mailbox that mail comes back to, where there is one to be read: IMAP over TLS.
BOUNCES: dict[str, Any] = {
    "host": env.text("BOUNCES_IMAP_HOST"),
    "port": env.whole("BOUNCES_IMAP_PORT", default=993, least=1, most=65535),
    "user": env.text("BOUNCES_IMAP_USER"),
    "password": env.secret("BOUNCES_IMAP_PASSWORD", development=""),
    "folder": env.text("BOUNCES_IMAP_FOLDER", "INBOX"),
}
if BOUNCES["host"]:
    CELERY_BEAT_SCHEDULE["read-bounces"] = {
        "task": "actions.read_bounces",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 600},
    }
#: The address people use, for links in mail.
SITE_URL = env.link(
    "SITE_URL", "http://127.0.0.1:8000", schemes=("http", "https")
).rstrip("/")

# --- REST
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "hcss.kernel.api.authentication.BearerOfToken",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["hcss.kernel.api.permissions.PolicyPermission"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "hcss.kernel.api.pagination.Pages",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hcss.kernel.api.parsers.TextJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "hcss.kernel.api.errors.explain",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=env.whole("TOKEN_DAYS", default=30, least=1, most=365)),
    "TOKEN_LIMIT_PER_USER": 10,
    "AUTO_REFRESH": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Community safety priorities",
    "DESCRIPTION": "The agreement, its actions, the quarter's returns and assurance.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AgencyKindEnum": "partnerships.choices.AgencyKind",
        "PartnershipKindEnum": "partnerships.choices.PartnershipKind",
        "StatementKindEnum": "priorities.choices.StatementKind",
        "FragmentKindEnum": "priorities.choices.FragmentKind",
        "BodyKindEnum": "priorities.choices.BodyKind",
        "AskStateEnum": "actions.return_choices.AskState",
        "ProposalStateEnum": "actions.return_choices.ProposalState",
        "ExtensionStateEnum": "actions.return_choices.ExtensionState",
        "AmendmentStateEnum": "actions.return_choices.AmendmentState",
        "UploadStateEnum": "actions.return_choices.UploadState",
        "DateChangeStateEnum": "actions.choices.DateChangeState",
        "PeriodStateEnum": "actions.choices.PeriodState",
        "ReturnStateEnum": "actions.choices.ReturnState",
        "ReminderStateEnum": "actions.choices.ReminderState",
        "DigestStateEnum": "actions.choices.DigestState",
        "OwnershipGradeEnum": "priorities.choices.OwnershipGrade",
        "FindingGradeEnum": "hcss.kernel.standing.Grade",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hcss.kernel.api.schema.document_problems",
    ],
}

# --- The quarter: its windows, in England's working days after its last day (R59, 4.2)
WINDOW = {
    "opens": env.whole("WINDOW_OPENS", default=1, least=1, most=30),
    "due": env.whole("WINDOW_DUE", default=15, least=1, most=60),
    "closes": env.whole("WINDOW_CLOSES", default=20, least=1, most=60),
}
if list(WINDOW.values()) != sorted(set(WINDOW.values())):
    raise ImproperlyConfigured("WINDOW_…: each must be later than the one before")

# --- Language, time, files
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.folder("STATIC_ROOT", default=HOME / "static")
# Only what pages link to is kept, and source maps are not worth a minute's packing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]
UPLOADS = env.folder("UPLOADS", default=HOME / "uploads")
_MEGABYTE = 1024 * 1024
EVIDENCE_MOST_BYTES = env.whole(
    "EVIDENCE_MOST_BYTES", default=10 * _MEGABYTE, least=1024, most=100 * _MEGABYTE
)
EVIDENCE_MOST_FILES = env.whole("EVIDENCE_MOST_FILES", default=10, least=1, most=50)
WORKBOOK_MOST_BYTES = env.whole(
    "WORKBOOK_MOST_BYTES", default=5 * _MEGABYTE, least=1024, most=10 * _MEGABYTE
)
#: The longest file that any page takes, all files of a request, and the request.
UPLOAD_MOST_BYTES = max(EVIDENCE_MOST_BYTES, 10 * _MEGABYTE)
UPLOADS_MOST_BYTES = UPLOAD_MOST_BYTES * min(EVIDENCE_MOST_FILES, 5)
REQUEST_MOST_BYTES = UPLOADS_MOST_BYTES + _MEGABYTE
FILE_UPLOAD_HANDLERS = [
    "hcss.kernel.uploads.BoundedUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
#: clamd: tcp://host:3310 or unix:///run/clamav/clamd.ctl; without it none is scanned.
CLAMD = env.link("CLAMD", schemes=("tcp", "unix"))
SCAN_SECONDS = 60
#: A worker that has been at a file for so long is taken for dead.
SCAN_LEASE = timedelta(minutes=5)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # What people upload: outside the web root, without an address of its own.
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": UPLOADS,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Metrics: for whoever shows this token; without one there are none
METRICS_TOKEN = env.secret("METRICS_TOKEN", development="")

# --- Logging: one line an event, to standard output
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {
        "handlers": ["out"],
        "level": env.choice(
            "LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR")
        ),
    },
}

for made in (HOME, QUEUES / "tasks", QUEUES / "control", MAIL_FOLDER):
    made.mkdir(parents=True, exist_ok=True)
