"""Each word, with the neighbour that it must leave out."""

from datetime import UTC, datetime

import pytest

from priorities.choices import StatementKind
from priorities.models import (
    Agreement,
    Fragment,
    FragmentLink,
    Heading,
    Priority,
    RegisterEntry,
    Statement,
)
from tests.factories import (
    AgreementFactory,
    FragmentFactory,
    FragmentLinkFactory,
    HeadingFactory,
    PriorityFactory,
    RegisterAliasFactory,
    RegisterEntryFactory,
    StatementFactory,
)


@pytest.fixture
def other(db):
    return AgreementFactory(slug="other")


def test_current_is_what_nothing_replaces_the_newest_first(other):
    old = AgreementFactory(slug="old")
    new = AgreementFactory(
        slug="new", replaces=old, loaded_at=datetime(2027, 4, 1, tzinfo=UTC)
    )

    assert list(Agreement.objects.current()) == [new, other]


def test_of_keeps_one_agreement_in_its_order(other):
    mine = AgreementFactory()
    second, first = (HeadingFactory(code=c, order=o) for c, o in [("B", 2), ("A", 1)])
    HeadingFactory(agreement=other)
    priority = PriorityFactory()
    PriorityFactory(agreement=other)
    statement = StatementFactory()
    StatementFactory(priority__agreement=other)
    fragment = FragmentFactory(statement=statement)
    FragmentFactory(statement__priority__agreement=other)
    entry = RegisterEntryFactory()
    RegisterEntryFactory(agreement=other)

    headings = [each for each in Heading.objects.of(mine) if each.code in "AB"]
    assert headings == [first, second]
    assert list(Priority.objects.of(mine)) == [priority]
    assert list(Statement.objects.of(mine)) == [statement]
    assert list(Fragment.objects.of(mine)) == [fragment]
    assert list(RegisterEntry.objects.of(mine)) == [entry]


def test_statements_by_kind_heading_and_words(db):
    promise = StatementFactory(kind=StatementKind.COMMITMENT, text="We will.")
    both = StatementFactory(also_kind=StatementKind.COMMITMENT)
    bare = StatementFactory(heading=None, text="It is so.")

    assert list(Statement.objects.of_kind(StatementKind.COMMITMENT)) == [promise, both]
    assert list(Statement.objects.without_heading()) == [bare]
    assert list(Statement.objects.saying("we WILL")) == [promise]


def test_fragments_by_what_they_amount_to(db):
    promise = FragmentFactory()
    wish = FragmentFactory(opportunity=True)
    worry = FragmentFactory(concern=True)

    assert list(Fragment.objects.commitments()) == [promise]
    assert list(Fragment.objects.opportunities()) == [wish]
    assert list(Fragment.objects.concerns()) == [worry]


def test_links_are_found_from_either_end(db):
    out, within, beyond = FragmentFactory(), FragmentFactory(), FragmentFactory()
    one = FragmentLinkFactory(first=out, second=within)
    two = FragmentLinkFactory(first=within, second=beyond)

    assert list(FragmentLink.objects.touching([within])) == [one, two]
    assert list(FragmentLink.objects.touching([out])) == [one]


@pytest.mark.parametrize("words", ["hscp", "safeguarding", "children's"])
def test_a_register_entry_is_found_once_by_code_name_or_other_name(db, words):
    entry = RegisterEntryFactory(code="HSCP", name="Safeguarding Partnership")
    RegisterAliasFactory(entry=entry, name="the Children's Partnership")
    RegisterAliasFactory(entry=entry, name="the Children's Safeguarding Partnership")
    RegisterEntryFactory(name="Adults board")

    assert list(RegisterEntry.objects.named(words)) == [entry]


def test_counts_are_per_priority_and_not_multiplied(db):
    one = StatementFactory()
    StatementFactory()
    FragmentFactory(statement=one)
    FragmentFactory(statement=one, opportunity=True)
    FragmentFactory(statement=one, opportunity=True)
    PriorityFactory(number=2)

    first, second = Priority.objects.with_counts().order_by("number")

    assert (first.statement_count, first.commitment_count) == (2, 1)
    assert (first.opportunity_count, first.concern_count) == (2, 0)
    assert (second.statement_count, second.commitment_count) == (0, 0)
