"""What is a secret stays out of the log."""

import logging

import pytest
from django.test import Client

from hcss.log_secrets import WithoutSecrets


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Not Found: /calendar/a-good-secret.ics", "Not Found: /calendar/…"),
        ('"GET /passed/link/s3cret/ HTTP/1.1"', '"GET /passed/link/…/ HTTP/1.1"'),
        ("Gone: /invitations/s3cret/?a=b", "Gone: /invitations/…/?a=b"),
        (
            "/accounts/password/reset/key/1-s3cret/ x",
            "/accounts/password/reset/key/…/ x",
        ),
        ("/returns/17/ and 100 %", "/returns/17/ and 100 %"),
    ],
)
def test_a_secret_in_an_address_is_left_out(said, kept):
    record = logging.LogRecord("any", logging.INFO, "", 1, "%s", (said,), None)

    assert WithoutSecrets().filter(record)

    assert record.getMessage() == kept


@pytest.mark.django_db
def test_what_django_logs_of_a_calendars_address_names_no_secret(capsys, settings):
    logging.config.dictConfig(settings.LOGGING)

    Client().options("/calendar/a-good-secret.ics")
    Client().get("/calendar/a-good-secret.ics")

    logged = capsys.readouterr().err
    assert "/calendar/…" in logged
    assert "a-good-secret" not in logged
