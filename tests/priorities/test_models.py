"""What the database refuses, and what a row says of itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from priorities.choices import OwnershipGrade, StatementKind, Strength
from priorities.models import EditorialNote
from tests.factories import (
    AgencyFactory,
    AgreementFactory,
    EditorialNoteFactory,
    FragmentFactory,
    FragmentLinkFactory,
    HeadingFactory,
    MentionFactory,
    OwnerFactory,
    OwnershipFactory,
    PartnershipFactory,
    PostFactory,
    PriorityFactory,
    RegisterAliasFactory,
    RegisterEntryFactory,
    RelationshipFactory,
    StatementFactory,
)


def refusal(row) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    return caught.value.messages


@pytest.mark.parametrize("count", [0, 2])
def test_an_owner_is_one_agency_partnership_or_post(db, count):
    bodies = {"agency": AgencyFactory(), "partnership": PartnershipFactory()}
    named = bodies if count else {"agency": None}

    owner = OwnerFactory.build(ownership=OwnershipFactory(), **named)

    assert refusal(owner) == ["Name one agency, partnership or post."]


def test_an_owner_may_be_a_post(db):
    """R14."""
    post = PostFactory(title="Director of Public Health")

    owner = OwnerFactory(agency=None, post=post)

    assert (owner.owner, str(owner)) == (post, "Director of Public Health")


def test_a_priority_has_at_most_one_lead(db):
    ownership = OwnershipFactory()
    OwnerFactory(ownership=ownership, is_lead=True)

    second = OwnerFactory.build(
        ownership=ownership, agency=AgencyFactory(), is_lead=True
    )

    assert refusal(second) == ["A priority has at most one lead."]


def test_ownership_quotes_the_agreement_unless_none_is_recorded(db):
    silent = OwnershipFactory.build(priority=PriorityFactory(), words="")

    assert refusal(silent) == ["Quote the agreement's words on ownership."]
    silent.grade = OwnershipGrade.NONE_RECORDED
    silent.validate_constraints()


@pytest.mark.parametrize(
    ("grade", "is_open"),
    [
        (OwnershipGrade.TO_BE_DEVELOPED, True),
        (OwnershipGrade.NONE_RECORDED, True),
        (OwnershipGrade.STRONG, False),
    ],
)
def test_ownership_is_open_while_nobody_answers(grade, is_open):
    """R15."""
    assert OwnershipFactory.build(priority=None, grade=grade).is_open == is_open


def test_an_agreement_is_replaced_once_and_ends_after_it_starts(db):
    old = AgreementFactory()
    AgreementFactory(slug="next", replaces=old)

    other = AgreementFactory.build(slug="other", replaces=old)

    assert refusal(other) == ["That agreement has been replaced already."]


def test_references_are_unique_within_a_priority(db):
    statement = StatementFactory()

    with pytest.raises(IntegrityError):
        StatementFactory(priority=statement.priority, ref=statement.ref)


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"also_kind": StatementKind.ARRANGEMENT},
        {"suggested_heading": True},
    ],
)
def test_a_statement_is_whole(db, wrong):
    if "suggested_heading" in wrong:
        wrong = {"suggested_heading": HeadingFactory(code="LL")}

    with pytest.raises(IntegrityError):
        StatementFactory(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"strength": ""}, {"opportunity": True, "strength": Strength.SOFT}]
)
def test_commitments_and_only_they_have_a_strength(db, wrong):
    with pytest.raises(IntegrityError):
        FragmentFactory(**wrong)


def test_a_fragment_is_not_linked_to_itself(db):
    fragment = FragmentFactory()

    with pytest.raises(IntegrityError):
        FragmentLinkFactory(first=fragment, second=fragment)


def test_a_mention_is_in_a_statement_or_in_the_introduction(db):
    with pytest.raises(IntegrityError):
        MentionFactory(in_introduction=True)


def test_a_register_entry_is_at_most_one_thing(db):
    with pytest.raises(IntegrityError):
        RegisterEntryFactory(agency=AgencyFactory(), partnership=PartnershipFactory())


def test_an_editorial_note_is_never_changed_or_removed(db):
    EditorialNoteFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        EditorialNote.objects.update(text="Something else.")
    with pytest.raises(IntegrityError), transaction.atomic():
        EditorialNote.objects.all().delete()


def test_rows_say_what_they_are(db):
    statement = StatementFactory(ref="1.CC.09", also_kind=StatementKind.COMMITMENT)
    entry = RegisterEntryFactory(code="HSCP", name="Safeguarding Partnership")

    assert str(statement) == "1.CC.09"
    assert statement.kinds == ["Arrangement", "Commitment"]
    assert not statement.is_ownership
    assert str(MentionFactory(statement=statement, entry=entry)) == "HSCP in 1.CC.09"
    intro = MentionFactory(statement=None, entry=entry, in_introduction=True)
    assert str(intro) == "HSCP in the introduction"
    assert str(RegisterAliasFactory(name="HSCP")) == "HSCP"
    assert entry.stands_for is None
    assert str(statement.priority) == "Priority 1: The priority of 1"
    assert str(FragmentFactory(ref="P1-09", title="Review")) == "P1-09 Review"
    assert str(EditorialNoteFactory(statement=statement)) == "Note on 1.CC.09"
    said = RelationshipFactory(from_text="The board", to_text="the plan")
    assert str(said) == "The board oversees the plan"
    link = FragmentLinkFactory(first__ref="P1-01", second__ref="P1-02")
    assert str(link) == "P1-01 / P1-02"
    assert str(HeadingFactory()) == "County co-ordination"
    assert (
        str(OwnershipFactory()) == "Strong ownership of Priority 1: The priority of 1"
    )
    assert str(AgreementFactory()) == "Agreement for Community Safety"
