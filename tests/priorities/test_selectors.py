"""A priority is put together as the source arranges it."""

from priorities.models import Statement
from priorities.selectors import agreement_called, sections_of, totals_of
from tests.factories import AgreementFactory


def sections(number: int):
    statements = Statement.objects.filter(priority__number=number).with_place()
    return sections_of(statements=statements.order_by("order"))


def test_priority_2_has_all_six_headings_three_of_them_inside_bullets(hampshire):
    """R3."""
    two = sections(2)

    assert [each.heading.code for each in two] == [
        "OW",
        "CC",
        "FL",
        "RV",
        "RR",
        "AR",
        "LL",
    ]
    assert [each.heading.code for each in two if each.is_inline] == ["RV", "RR", "AR"]
    assert [each.is_ownership for each in two] == [True] + [False] * 6


def test_priority_5_keeps_its_four_bullets_inside_the_third(hampshire):
    """R4."""
    ownership, rest = sections(5)

    assert rest.heading is None
    assert [len(block.statements) for block in rest.blocks] == [1, 3, 1]
    inside = [[s.ref for s in block.statements] for block in rest.blocks[2].inside]
    assert inside == [["5.GN.06", "5.GN.07"], ["5.GN.08"], ["5.GN.09"], ["5.GN.10"]]
    assert [block.is_bullet for block in ownership.blocks] == [False]


def test_the_document_has_78_bullets_and_7_ownership_paragraphs(hampshire):
    blocks = [
        block
        for number in range(1, 8)
        for section in sections(number)
        for outer in section.blocks
        for block in [outer, *outer.inside]
    ]

    assert sum(block.is_bullet for block in blocks) == 78
    assert sum(not block.is_bullet for block in blocks) == 7


def test_without_a_name_the_current_agreement_is_meant(db):
    old = AgreementFactory(slug="old")
    new = AgreementFactory(slug="new", replaces=old)

    assert agreement_called() == new
    assert agreement_called(slug="old") == old
    assert agreement_called(slug="none") is None


def test_totals_are_over_all_priorities(hampshire):
    priorities = hampshire.priorities.with_counts()

    totals = totals_of(priorities=priorities)

    assert (totals.statements, totals.commitments) == (170, 49)
    assert (totals.opportunities, totals.concerns) == (13, 6)
    assert totals_of(priorities=[]).statements == 0
