"""The mail as it is seen, and where its links lead a person who is signed out."""

import re
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail

from actions.models import Reminder
from actions.services.reminding.digests import send_digest
from actions.services.reminding.plans import plan_reminders
from hcss.kernel import reminding
from tests.actions import one_of_everything as every
from tests.conftest import NOW
from tests.journeys.visitor import Visitor
from tests.machinery import axe

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.only_sqlite]

#: Pages that every digest leads to besides what it is about.
ALWAYS = {"/", "/you/reminders/", "/you/reminders/ways/"}
#: These are for pages: a mail program puts its own around a mail.
LANDMARKS = ("region", "landmark-one-main")


@pytest.fixture
def october():
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def county(live_server, settings, october):
    """Everybody's digest is on its way, with the address of the running site."""
    settings.SITE_URL = live_server.url


def digest_to(person):
    """Return the one message to a person: its text, its HTML."""
    plan_reminders(on=NOW.date(), now=NOW)
    assert send_digest(person_id=person.pk, now=NOW) > 0
    [message] = mail.outbox
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    return message.body, html


def links(body, html):
    """Return the addresses in the text, which are those in the HTML."""
    in_text = set(re.findall(r"https?://\S+", body))
    in_html = set(re.findall(r'href="(http[^"]+)"', html))
    assert in_text == in_html
    return in_text


def test_every_kind_of_thing_is_among_them():
    assert set(every.MAKE) == set(reminding.sources())


@pytest.mark.parametrize("role", ["contact", "deputy"])
@pytest.mark.parametrize("kind", sorted(every.OF_AN_AGENCY))
def test_the_link_leads_an_agency_s_own_person_through_sign_in(
    county, open_page, role, kind
):
    those = every.those(own_role=role)
    thing = every.MAKE[kind](those)

    assert lands(those.own, thing, open_page) == thing.get_absolute_url()


@pytest.mark.parametrize("kind", sorted(set(every.MAKE) - every.OF_AN_AGENCY))
def test_the_link_leads_an_officer_through_sign_in(county, open_page, kind):
    those = every.those()
    thing = every.MAKE[kind](those)

    assert lands(those.officer, thing, open_page) == thing.get_absolute_url()


def lands(person, thing, open_page):
    """Follow the digest's link to the thing; return where the person then is."""
    body, html = digest_to(person)
    [link] = {
        each
        for each in links(body, html)
        if each.removeprefix(each[: each.index("/", 8)]) == thing.get_absolute_url()
    }
    page = open_page()
    parts = urlsplit(link)
    visitor = Visitor(page, f"{parts.scheme}://{parts.netloc}", person.email)
    visitor.sign_in(link.removeprefix(visitor.site))
    page.wait_for_url(link)
    assert page.get_by_role("heading", level=1).first.inner_text() != "Page not found"
    return page.url.removeprefix(visitor.site)


def test_the_other_links_lead_to_the_list_and_to_the_choice(county, open_page):
    those = every.those()
    for make in every.MAKE.values():
        make(those)
    body, html = digest_to(those.officer)
    paths = {urlsplit(each).path for each in links(body, html)}
    mine = Reminder.objects.sent().filter(person=those.officer)

    assert paths - ALWAYS == {urlsplit(each.url).path for each in mine}
    assert paths >= {"/", "/you/reminders/"}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("dark", [False, True])
def test_the_mail_has_no_barrier_and_nothing_is_cut_off(county, open_page, width, dark):
    those = every.those()
    for make in every.MAKE.values():
        make(those)
    _, html = digest_to(those.officer)
    page = open_page(width=width, color_scheme="dark" if dark else "light")

    page.set_content(html)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = [each for each in axe.violations(page) if not each.startswith(LANDMARKS)]
    assert found == []
