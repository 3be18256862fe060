"""Links and references; one item for many lines, and taken off again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from actions.choices import ReturnState
from actions.models import Evidence, EvidenceUse, Return
from actions.return_choices import EvidenceKind, ScanState
from actions.services import evidence_notes, evidence_uses
from actions.services.evidence_facts import REFERENCES_ONLY, About
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from hcss.kernel.quarters import Quarter
from tests import factories as make

pytestmark = pytest.mark.django_db

PREVENT = "Violent extremism and terrorism"
DATED = About(dated_on=date(2026, 9, 1))


@pytest.fixture
def line():
    return make.ReturnLineFactory()


@pytest.fixture
def contact(line):
    return make.UserFactory(contact=line.quarterly_return.agency)


def extremism_line(line):
    """Return another line of the same return, on the extremism priority."""
    return make.ReturnLineFactory(
        quarterly_return=line.quarterly_return,
        action__priority__number=4,
        action__priority__heading_title=PREVENT,
    )


# --- Links and references


def test_a_link_is_as_good_as_a_file(line, contact, now):
    item = evidence_notes.add_link(
        actor=contact,
        line=line,
        title=" Minutes ",
        url=" https://county.example/minutes/6 ",
        about=DATED,
        now=now,
    )

    assert (item.kind, item.title) == (EvidenceKind.LINK, "Minutes")
    assert item.url == "https://county.example/minutes/6"
    assert item.scan == ScanState.NOT_NEEDED
    assert [use.line for use in item.uses.all()] == [line]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"url": ""}, ["url"]),
        ({"url": "javascript:alert(1)"}, ["url"]),
        ({"url": "file:///etc/passwd"}, ["url"]),
        ({"url": "https://"}, ["url"]),
        ({"url": "https://county.example/" + "a" * 500}, ["url"]),
        ({"title": "t" * 201}, ["title"]),
        ({"title": "", "url": ""}, ["title", "url"]),
        ({"title": "About 943 476 5919"}, ["title"]),
    ],
)
def test_a_link_needs_a_title_and_a_whole_address(line, contact, now, typed, fields):
    good = {"title": "Minutes", "url": "https://county.example/"}

    with pytest.raises(ValidationError) as refused:
        evidence_notes.add_link(actor=contact, line=line, now=now, **(good | typed))

    assert list(refused.value.message_dict) == fields
    assert Evidence.objects.count() == 0


def test_a_reference_says_who_holds_it_and_its_date(line, contact, now):
    item = evidence_notes.add_reference(
        actor=contact,
        line=line,
        title="CTLP 2026",
        holder="Counter Terrorism Policing",
        about=DATED,
        now=now,
    )

    assert (item.kind, item.holder, item.dated_on) == (
        EvidenceKind.REFERENCE,
        "Counter Terrorism Policing",
        date(2026, 9, 1),
    )
    assert (item.file.name, item.url) == ("", "")


def test_a_reference_without_holder_or_date_is_refused(line, contact, now):
    with pytest.raises(ValidationError) as refused:
        evidence_notes.add_reference(
            actor=contact, line=line, title="", holder=" ", now=now
        )

    assert sorted(refused.value.message_dict) == ["dated_on", "holder", "title"]


def test_the_extremism_priority_takes_a_reference_and_no_link(contact, line, now):
    """R56."""
    prevent = extremism_line(line)

    with pytest.raises(ValidationError) as refused:
        evidence_notes.add_link(
            actor=contact, line=prevent, title="A", url="https://a.example", now=now
        )
    evidence_notes.add_reference(
        actor=contact, line=prevent, title="CTLP", holder="Police", about=DATED, now=now
    )

    assert refused.value.message_dict == {"url": [REFERENCES_ONLY]}
    assert Evidence.objects.get().kind == EvidenceKind.REFERENCE


@pytest.mark.parametrize("add", ["add_link", "add_reference"])
def test_officers_add_nothing_and_nobody_adds_to_what_is_with_the_group(now, add):
    sent = make.ReturnLineFactory(quarterly_return__submitted=True, reported=True)
    words = {
        "add_link": {"title": "A", "url": "https://a.example"},
        "add_reference": {"title": "A", "holder": "B", "about": DATED},
    }[add]
    call = getattr(evidence_notes, add)

    with pytest.raises(NotPermitted):
        call(actor=make.UserFactory(officer=True), line=sent, now=now, **words)
    contact = make.UserFactory(contact=sent.quarterly_return.agency)
    with pytest.raises(Conflict):
        call(actor=contact, line=sent, now=now, **words)


# --- Many lines


def test_one_item_supports_many_lines_of_other_quarters_too(line, contact, now):
    agency = line.quarterly_return.agency
    item = make.EvidenceUseFactory(line=line).evidence
    beside = make.ReturnLineFactory(quarterly_return=line.quarterly_return)
    earlier = make.ReturnLineFactory(
        quarterly_return__agency=agency,
        quarterly_return__period__quarter=Quarter(2026, 1),
        quarterly_return__queried=True,
    )

    new = evidence_uses.use_for(
        actor=contact, evidence=item, lines=[line, beside, earlier], now=now
    )
    again = evidence_uses.use_for(actor=contact, evidence=item, lines=[beside], now=now)

    assert [use.line for use in new] == [beside, earlier]
    assert again == []
    assert item.uses.count() == 3
    assert AuditEvent.objects.filter(verb="actions.evidence_used").count() == 2


def test_an_item_supports_no_line_of_another_agency(line, contact, now):
    item = make.EvidenceUseFactory(line=line).evidence

    with pytest.raises(ValidationError) as refused:
        evidence_uses.use_for(
            actor=contact, evidence=item, lines=[make.ReturnLineFactory()], now=now
        )

    assert list(refused.value.message_dict) == ["lines"]


@pytest.mark.parametrize("kind", ["file", "link"])
def test_no_file_and_no_link_is_smuggled_to_the_extremism_priority(
    line, contact, now, kind
):
    """R56: neither in one step nor in two."""
    agency = line.quarterly_return.agency
    factory = {"file": make.FileEvidenceFactory, "link": make.EvidenceFactory}[kind]
    beside = make.ReturnLineFactory(quarterly_return=line.quarterly_return)

    with pytest.raises(ValidationError) as refused:
        evidence_uses.use_for(
            actor=contact,
            evidence=factory(agency=agency),
            lines=[beside, extremism_line(line)],
            now=now,
        )

    assert refused.value.message_dict == {"lines": [REFERENCES_ONLY]}
    assert EvidenceUse.objects.count() == 0


def test_a_reference_may_support_the_extremism_priority(line, contact, now):
    agency = line.quarterly_return.agency
    item = make.EvidenceFactory(agency=agency, reference=True)

    uses = evidence_uses.use_for(
        actor=contact, evidence=item, lines=[extremism_line(line)], now=now
    )

    assert len(uses) == 1


def test_all_lines_or_none(line, contact, now):
    agency = line.quarterly_return.agency
    item = make.EvidenceFactory(agency=agency)
    sent = make.ReturnLineFactory(
        quarterly_return__agency=agency,
        quarterly_return__period__quarter=Quarter(2026, 1),
        quarterly_return__accepted=True,
        reported=True,
    )

    with pytest.raises(Conflict):
        evidence_uses.use_for(actor=contact, evidence=item, lines=[line, sent], now=now)

    assert EvidenceUse.objects.count() == 0


def test_nothing_to_use_it_for_and_an_infected_file_are_refused(line, contact, now):
    infected = make.FileEvidenceFactory(
        agency=line.quarterly_return.agency, scan=ScanState.INFECTED
    )

    for lines in ([], [line]):
        with pytest.raises(ValidationError):
            evidence_uses.use_for(
                actor=contact, evidence=infected, lines=lines, now=now
            )


@pytest.mark.parametrize("who", [{"officer": True}, {"reader": True}])
def test_only_the_agency_says_what_its_evidence_supports(line, now, who):
    item = make.EvidenceUseFactory(line=line).evidence
    person = make.UserFactory(**who)

    with pytest.raises(NotPermitted):
        evidence_uses.use_for(actor=person, evidence=item, lines=[line], now=now)
    with pytest.raises(NotPermitted):
        evidence_uses.take_off(actor=person, evidence=item, line=line, now=now)


# --- Taken off


def test_taken_off_the_row_stays_with_its_end_and_it_can_come_back(line, contact, now):
    use = make.EvidenceUseFactory(line=line)

    evidence_uses.take_off(actor=contact, evidence=use.evidence, line=line, now=now)
    evidence_uses.use_for(
        actor=contact,
        evidence=use.evidence,
        lines=[line],
        now=now + timedelta(minutes=1),
    )

    use.refresh_from_db()
    assert (use.removed_by, use.removed_at) == (contact, now)
    assert line.evidence_uses.filter(removed_at=None).count() == 1
    assert Evidence.objects.count() == 1


def test_taken_off_twice_is_a_conflict(line, contact, now):
    use = make.EvidenceUseFactory(line=line)
    evidence_uses.take_off(actor=contact, evidence=use.evidence, line=line, now=now)

    with pytest.raises(Conflict) as refused:
        evidence_uses.take_off(actor=contact, evidence=use.evidence, line=line, now=now)

    assert refused.value.code == "taken_off"


@pytest.mark.parametrize("state", [ReturnState.SUBMITTED, ReturnState.ACCEPTED])
def test_what_was_sent_in_cannot_be_taken_off_while_the_group_has_it(now, state):
    line = make.ReturnLineFactory(quarterly_return__accepted=True, reported=True)
    Return.objects.filter(pk=line.quarterly_return_id).update(state=state)
    use = make.EvidenceUseFactory(line=line)
    contact = make.UserFactory(contact=line.quarterly_return.agency)

    with pytest.raises(Conflict):
        evidence_uses.take_off(actor=contact, evidence=use.evidence, line=line, now=now)

    use.refresh_from_db()
    assert use.removed_at is None
