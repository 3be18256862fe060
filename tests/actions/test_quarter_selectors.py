"""What stands beside a line: earlier words, and whether they are only repeated."""

import pytest

from actions.choices import DeliveryStatus
from actions.models import ReturnLine
from actions.selectors.comparison import (
    last_quarter,
    same_as_last_quarter,
    unchanged,
)
from actions.selectors.sheet import sheet
from actions.selectors.words import kept_back, sent_words
from hcss.kernel import policy
from tests.factories import (
    QUARTER,
    AgencyFactory,
    PeriodFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def in_quarter(quarter, agency, **traits):
    return ReturnFactory(agency=agency, period=PeriodFactory(quarter=quarter), **traits)


@pytest.fixture
def line():
    return ReturnLineFactory(finished=True)


@pytest.fixture
def agency(line):
    return line.quarterly_return.agency


def test_the_latest_earlier_quarter_is_the_one_shown(line, agency):
    before = QUARTER.previous
    for quarter, said in ((before.previous, "Spring"), (before, "Summer")):
        ReturnLineFactory(
            quarterly_return=in_quarter(quarter, agency, accepted=True),
            action=line.action,
            reported=True,
            reported__progress=said,
        )
    ReturnLineFactory(
        quarterly_return=in_quarter(QUARTER.next, agency, accepted=True),
        action=line.action,
        reported=True,
        reported__progress="Winter",
    )

    earlier = last_quarter([line])[line.pk]

    assert (earlier.quarter, earlier.words.progress) == (before, "Summer")


def test_a_quarter_without_return_is_passed_over_and_named_by_its_own(line, agency):
    """R31: the last rating is history, with its quarter."""
    before = QUARTER.previous
    ReturnLineFactory(
        quarterly_return=in_quarter(before.previous, agency, accepted=True),
        action=line.action,
        reported=True,
    )
    ReturnLineFactory(
        quarterly_return=in_quarter(before, agency, no_return=True),
        action=line.action,
        finished=True,
    )

    assert last_quarter([line])[line.pk].quarter == before.previous


def test_another_agencys_words_are_shown_once_they_are_accepted(line):
    elsewhere = in_quarter(QUARTER.previous, AgencyFactory(), submitted=True)
    ReturnLineFactory(quarterly_return=elsewhere, action=line.action, reported=True)

    assert last_quarter([line]) == {}

    elsewhere.state = "accepted"
    elsewhere.accepted_by = UserFactory(officer=True)
    elsewhere.accepted_at = elsewhere.submitted_at
    elsewhere.save()
    assert list(last_quarter([line])) == [line.pk]


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("The draft plan went to all partners.", True),
        ("The draft  plan went\r\nto all partners. ", True),
        ("The plan went to all partners.", False),
    ],
)
def test_text_that_only_repeats_is_noticed_whatever_its_spaces(
    line, agency, said, same
):
    """R38a."""
    ReturnLineFactory(
        quarterly_return=in_quarter(QUARTER.previous, agency, accepted=True),
        action=line.action,
        reported=True,
    )
    line.progress = said

    assert same_as_last_quarter(line, last_quarter([line])[line.pk]) is same


def test_two_empty_texts_are_no_repetition(line, agency):
    ReturnLineFactory(
        quarterly_return=in_quarter(QUARTER.previous, agency, accepted=True),
        action=line.action,
        reported=DeliveryStatus.NOTHING_DUE,
    )
    line.progress = ""

    assert same_as_last_quarter(line, last_quarter([line])[line.pk]) is False


def test_unchanged_keeps_the_lines_sent_in_with_the_words_of_last_time():
    agency = AgencyFactory()
    sent = in_quarter(QUARTER.next, agency, submitted=True)
    before = in_quarter(QUARTER, agency)
    same = ReturnLineFactory(quarterly_return=sent, reported=True)
    ReturnLineFactory(quarterly_return=before, action=same.action, reported=True)
    new = ReturnLineFactory(quarterly_return=sent, reported=True)
    changed = ReturnLineFactory(
        quarterly_return=sent, reported=True, reported__progress="Signed."
    )
    ReturnLineFactory(quarterly_return=before, action=changed.action, reported=True)
    silent = ReturnLineFactory(
        quarterly_return=sent, reported=DeliveryStatus.NOTHING_DUE
    )
    ReturnLineFactory(
        quarterly_return=before,
        action=silent.action,
        reported=DeliveryStatus.NOTHING_DUE,
    )

    found = unchanged(ReturnLine.objects.filter(quarterly_return=sent))

    assert list(found) == [same]
    assert new not in found


def test_only_the_words_of_the_status_are_sent(line):
    line.cause = "Written when it was off track"

    assert "cause" not in sent_words(line)
    assert kept_back(line) == ["cause"]


def test_a_question_is_seen_by_those_who_see_its_return_and_its_action():
    quarterly_return = ReturnFactory(accepted=True)
    sensitive = ReturnLineFactory(
        quarterly_return=quarterly_return, action__sensitive=True, reported=True
    )
    whole = QueryFactory(quarterly_return=quarterly_return)
    about = QueryFactory(quarterly_return=quarterly_return, line=sensitive)

    def seen_by(person):
        return set(type(whole).objects.visible_to(person))

    assert seen_by(UserFactory(officer=True)) == {whole, about}
    assert seen_by(UserFactory(contact=quarterly_return.agency)) == {whole, about}
    assert seen_by(UserFactory(reader=True)) == {whole}
    assert seen_by(UserFactory(contact=True)) == {whole}
    assert seen_by(UserFactory()) == set()


def test_lines_listed_and_lines_allowed_are_the_same_for_everyone():
    agency = AgencyFactory()
    for trait in ("draft", "submitted", "queried", "accepted", "nil"):
        quarterly_return = ReturnFactory(agency=agency, **{trait: True})
        quarterly_return.period = PeriodFactory(quarter=QUARTER)
        for sensitive in (False, True):
            ReturnLineFactory(
                quarterly_return=quarterly_return, action__sensitive=sensitive
            )
        agency = AgencyFactory()
    people = [
        UserFactory(**{role: True})
        for role in (
            "officer",
            "chair",
            "assurer",
            "reader",
            "contact",
            "administrator",
        )
    ]
    people += [UserFactory(contact=agency), UserFactory(approver=agency), UserFactory()]

    for person in people:
        listed = set(ReturnLine.objects.visible_to(person))
        allowed = {
            line
            for line in ReturnLine.objects.with_action()
            if policy.allows(person, "actions.view_line", line)
        }
        assert listed == allowed


def test_who_reads_words_reads_only_what_was_sent_in(line, agency, now):
    ReturnLineFactory(
        quarterly_return=in_quarter(QUARTER.previous, agency, accepted=True),
        action=line.action,
        reported=True,
    )

    page = sheet(line.quarterly_return, reader=UserFactory(chair=True), now=now)

    assert (page.may_read, page.is_writing) == (False, False)
    assert [(row.words, row.earlier) for row in page.rows] == [(None, None)]
