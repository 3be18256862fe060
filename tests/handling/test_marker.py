"""A word of a sensitive line is read by those cleared for it, and by nobody else (R57).

Every address of the site is walked as every kind of person: a new one joins by itself.
"""

import re
from pathlib import Path

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from django_filters import CharFilter

from actions.models import Delegation, Reminder
from actions.services import delegation
from actions.services.reminding import digests, plans
from actions.services.reminding.calendar import calendar_of
from tests import addresses, world
from tests.conftest import NOW
from tests.handling import marked, reading

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
WORD = re.compile(rf"{marked.MARK}(\d+)x-([a-z]+-[a-z_]+)", re.IGNORECASE)
CLEARED = ("officer", "chair", "assurer")
#: Their agency by the name of its thing: they read what is their own.
OF_AN_AGENCY = {
    "contact": "own_agency",
    "deputy": "own_agency",
    "approver": "own_agency",
    "member": "own_agency",
    "other_contact": "other_agency",
}
NOT_CLEARED = sorted(set(world.PERSONAS) - {*CLEARED, *OF_AN_AGENCY})
#: What an agency keeps to itself, and its people read.
PRIVATE = {"returnline", "proposal", "delegation", "signoff", "upload"}
#: Files that one agency takes for itself, of its own lines.
OWN_FILES = ("actions:workbook-", "api:returns-workbook")
OWN_FILES += ("actions:upload-file", "api:uploads-file")
#: What kinds of file the site answers with: `reading.text_of` can read each.
READABLE = {
    "text/html",
    "text/plain",
    "text/csv",
    "text/calendar",
    "application/json",
    "application/pdf",
    "application/vnd.oai.openapi",
    "application/zip",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: What leaves the site to be read who knows where.
EXPORTS = ("text/csv", "text/calendar", "spreadsheetml")
#: Every kind of mail, by the templates of its text; those of signing in name no line.
MAIL = {
    "templates/actions/mail/passed_line.txt",
    "templates/actions/mail/reminders.txt",
    "templates/partnerships/mail/invitation.txt",
}


@pytest.fixture(scope="module")
def walked(django_db_setup, django_db_blocker):
    """Walk once: what each person found, in which addresses and kinds of file."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOW, tick=False),
        transaction.atomic(),
    ):
        county = marked.build(now=NOW)
        found = {who: Walk(county, who) for who in world.PERSONAS}
        agencies = {name: county[name].pk for name in ("own_agency", "other_agency")}
        transaction.set_rollback(True)
    return found, agencies


class Walk:
    """What one person found: where each marked word stands, and the kinds of file."""

    def __init__(self, county, who):
        self.kinds = set()
        #: ``{(agency, kind and field): {(address, kind of file), ...}}``
        self.words = {}
        client = Client()
        if person := county.people[who]:
            client.force_login(person)
        for address in addresses.addresses(county):
            for path in _ways(address):
                self._read(address, client.get(path, HTTP_ACCEPT="*/*"))

    def _read(self, address, response):
        kind = response.headers.get("Content-Type", "").split(";")[0]
        self.kinds.add(kind)
        for agency, name in WORD.findall(reading.text_of(response)):
            where = self.words.setdefault((int(agency), name.lower()), set())
            where.add((str(address), kind))

    def exported(self):
        """Return the addresses of files that hold marked words."""
        places = {place for where in self.words.values() for place in where}
        return sorted(
            address
            for address, kind in places
            if any(export in kind for export in EXPORTS)
        )


def _ways(address):
    """Return the page, also as it was sealed, and each as a file for spreadsheets."""
    is_page = not address.name.startswith(("api:", "account"))
    ways = [address.path]
    if getattr(_view(address.path), "sealed_as", ""):
        ways.append(f"{address.path}?as_at=2025-26-q4")
    files = (f"{way}{'&' if '?' in way else '?'}format=csv" for way in tuple(ways))
    return [*ways, *(files if is_page else ())]


def _fields(*, private):
    """Return every marked kind and field: an agency's own, or those of others too."""
    return {
        f"{model.__name__.lower()}-{field.name}"
        for model in marked.READ_BY
        for field in marked.text_fields(model)
        if (model.__name__.lower() in PRIVATE) == private
    }


# --- Who may not ---


@pytest.mark.parametrize("who", NOT_CLEARED)
def test_who_is_not_cleared_finds_no_word_of_a_sensitive_line(walked, who):
    found, _ = walked

    assert found[who].words == {}


@pytest.mark.parametrize("who", OF_AN_AGENCY)
def test_an_agency_finds_no_word_of_another_s_sensitive_line(walked, who):
    found, agencies = walked
    own = (agencies[OF_AN_AGENCY[who]], marked.SHARED)

    others = {key: at for key, at in found[who].words.items() if key[0] not in own}

    assert others == {}


@pytest.mark.parametrize("who", sorted({*world.PERSONAS} - {*OF_AN_AGENCY}))
def test_no_file_for_spreadsheets_holds_such_a_word_even_for_the_cleared(walked, who):
    found, _ = walked

    assert found[who].exported() == []


@pytest.mark.parametrize("who", OF_AN_AGENCY)
def test_an_agency_has_such_words_in_its_own_workbook_only(walked, who):
    found, _ = walked

    exported = found[who].exported()

    assert exported
    assert [name for name in exported if not name.startswith(OWN_FILES)] == []


# --- Who may ---


@pytest.mark.parametrize("who", CLEARED)
def test_who_is_cleared_reads_every_word(walked, who):
    """So that the tests above can fail: the words are there to be found."""
    found, _ = walked
    names = {name for _, name in found[who].words}

    assert _fields(private=False) - names == set()
    assert {"action-title", "datechange-explanation"} <= names


def test_an_agency_reads_every_word_of_its_own(walked):
    found, agencies = walked
    own = agencies["own_agency"]
    names = {name for agency, name in found["contact"].words if agency == own}

    assert _fields(private=True) - names == set()


# --- Mail ---


@pytest.fixture
def county(db):
    with time_machine.travel(NOW, tick=False):
        yield marked.build(now=NOW)


def test_no_mail_holds_a_word_of_a_line(county):
    """R58: not even to those who may read it."""
    Reminder.objects.all().delete()
    plans.plan_reminders(on=NOW.date(), now=NOW)
    for person in digests.owed_people(now=NOW):
        digests.send_digest(person_id=person, now=NOW)
    passed = Delegation.objects.usable(at=NOW).unsent()
    for each in passed:
        delegation.send_passed_line(delegation_id=each.pk, now=NOW)
    said = [_letter(each) for each in mail.outbox]

    assert any("/reminders" in letter or "return" in letter for letter in said)
    assert {name for letter in said for _, name in WORD.findall(letter)} <= {
        "delegation-to_name",
        "delegation-to_email",
    }


def _letter(message):
    parts = [message.subject, message.body]
    parts += [str(part[0]) for part in getattr(message, "alternatives", [])]
    return " ".join(parts)


def test_a_link_for_one_line_shows_no_word_of_what_became_sensitive(county, client):
    passed = Delegation.objects.usable(at=NOW).filter(to_person=None).first()
    secret = delegation.secret_of(delegation=passed)

    response = client.get(reverse("actions:passed-link", args=[secret]))

    found = {name for _, name in WORD.findall(reading.text_of(response))}
    assert response.status_code < 500
    assert found <= {"delegation-to_name"}


def test_no_calendar_holds_a_word_of_a_line(county):
    """It lies in a program of somebody's, who knows where (R57, R58)."""
    people = [person for person in county.people.values() if person]
    said = [
        calendar_of(person=person, made_at=NOW, now=NOW).decode().replace("\r\n ", "")
        for person in people
    ]

    assert any(county["hidden_action"].ref in calendar for calendar in said)
    assert [WORD.findall(calendar) for calendar in said if WORD.search(calendar)] == []


# --- Searching ---


@pytest.mark.parametrize("who", ["reader", "contact"])
def test_no_filter_tells_that_a_hidden_word_is_there(county, client, who):
    """A list narrowed by a word of a hidden text is the list for any other word."""
    client.force_login(county.people[who])
    told = {}
    for address in addresses.addresses(county):
        for name in _text_filters(address.path):
            found, nothing = (
                _count(client.get(address.path, {name: word}))
                for word in (f"{marked.MARK}{county['other_agency'].pk}x", "qqqqqqqq")
            )
            if found != nothing:
                told[f"{address} {name}"] = (found, nothing)

    assert told == {}


def _view(path):
    view = resolve(path).func
    return getattr(view, "view_class", None) or getattr(view, "cls", None)


def _text_filters(path):
    filters = getattr(getattr(_view(path), "filterset_class", None), "base_filters", {})
    return [name for name, each in filters.items() if isinstance(each, CharFilter)]


def _count(response):
    reading.release(response)
    if response.headers.get("Content-Type", "").startswith("application/json"):
        data = response.json()
        return (response.status_code, isinstance(data, dict) and data.get("count"))
    context = response.context or {}
    return (response.status_code, context.get("total") if context else None)


# --- What is new joins ---


def test_whatever_hangs_on_a_line_is_marked_and_there(county):
    assert marked.kinds() - set(marked.READ_BY) == set()
    assert [kind for kind in marked.READ_BY if not kind.objects.exists()] == []


def test_every_kind_of_file_that_the_site_answers_with_can_be_read(walked):
    found, _ = walked
    kinds = set().union(*(walk.kinds for walk in found.values()))

    assert kinds - {""} <= READABLE
    assert {"application/pdf", "text/csv"} <= kinds


def test_every_kind_of_mail_is_looked_at():
    texts = (ROOT / "templates").glob("*/mail/*.txt")
    parts = ("_sentence.txt", "reminders_subject.txt")

    assert {
        str(path.relative_to(ROOT)) for path in texts if path.name not in parts
    } == MAIL
