"""Mail: GOV.UK Notify where there is a key, else a mail server, else files."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from hcss import env
from hcss.settings.places import HOME

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
#: The address people use, for links in mail.
SITE_URL = env.link(
    "SITE_URL", "http://127.0.0.1:8000", schemes=("http", "https")
).rstrip("/")
