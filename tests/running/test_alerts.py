"""The rules for Prometheus speak of figures that there are."""

import re

import pytest
import yaml

from hcss import heartbeat  # noqa: F401 -- registers its own
from hcss.kernel import gauges, lateness
from tests.machinery import folders

RULES = yaml.safe_load((folders.ROOT / "docs" / "alerts.yml").read_text())
ALERTS = [rule for group in RULES["groups"] for rule in group["rules"]]


def test_every_alert_looks_at_a_figure_that_there_is():
    known = {*gauges.names(), "hcss_database_up"}

    named = {
        name for rule in ALERTS for name in re.findall(r"\bhcss_[a-z_]+", rule["expr"])
    }

    assert named - known == set()


def test_every_alert_is_explained_to_whoever_gets_it():
    page = (folders.ROOT / "docs" / "operations.md").read_text()

    assert [rule["alert"] for rule in ALERTS if rule["alert"] not in page] == []
    assert [
        rule["alert"] for rule in ALERTS if "summary" not in rule["annotations"]
    ] == []


@pytest.mark.django_db
def test_the_watch_kept_on_reminders_is_one_that_there_is(now):
    (rule,) = [rule for rule in ALERTS if rule["alert"] == "HcssRemindersLate"]
    (what,) = re.findall(r'what="([a-z]+)"', rule["expr"])

    assert what in lateness.figures(now)
