"""All settings. What differs between places comes from hcss.env."""

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from whitenoise.compress import Compressor

from hcss import env
from hcss.settings.api import *  # noqa: F403
from hcss.settings.mail import *  # noqa: F403
from hcss.settings.mail import MAIL_FOLDER
from hcss.settings.places import BASE_DIR, HOME
from hcss.settings.tasks import *  # noqa: F403
from hcss.settings.tasks import QUEUES

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
    "filters": {"secrets": {"()": "hcss.log_secrets.WithoutSecrets"}},
    "handlers": {
        "out": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {
        "handlers": ["out"],
        "level": env.choice(
            "LOG_LEVEL", default="INFO", among=("DEBUG", "INFO", "WARNING", "ERROR")
        ),
    },
}

for made in (HOME, QUEUES / "tasks", QUEUES / "control", MAIL_FOLDER):
    made.mkdir(parents=True, exist_ok=True)
