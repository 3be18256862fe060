from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from assurance.choices import Line
from assurance.models import Opinion
from tests.factories import OpinionFactory

pytestmark = pytest.mark.django_db


def test_an_opinion_is_never_changed_and_never_removed():
    opinion = OpinionFactory()

    for change in (lambda: Opinion.objects.update(level="none"), opinion.delete):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()

    assert Opinion.objects.get().level == "reasonable"


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"reason": ""}, "opinion_gives_reason_and_evidence"),
        ({"evidence": ""}, "opinion_gives_reason_and_evidence"),
        ({"expires_on": date(2026, 9, 21)}, "opinion_expires_after_it_is_given"),
        (
            {"own_work": True, "interests": ""},
            "self_assessment_declares_its_interest",
        ),
        (
            {"own_work": True, "line": Line.THIRD},
            "self_assessment_declares_its_interest",
        ),
    ],
)
def test_the_database_keeps_the_rules_of_an_opinion(fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        OpinionFactory(**fields)


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, "Second line"),
        ({"line": Line.THIRD}, "Third line"),
        ({"line": Line.FIRST}, "First line"),
        ({"own_work": True}, "First-line self-assessment"),
        ({"own_work": True, "line": Line.SECOND}, "Second line, by an owner"),
    ],
)
def test_an_opinion_says_how_far_its_giver_is_from_the_work(fields, label):
    assert OpinionFactory.build(**fields).giver_label == label


def test_an_opinion_names_its_scope():
    on_heading, on_whole = OpinionFactory(), OpinionFactory(whole=True)

    assert (on_heading.code, on_heading.scope) == ("CC", "County co-ordination")
    assert (on_whole.code, on_whole.scope) == ("all", "The whole priority")
    assert str(on_heading) == "Reasonable: County co-ordination, P1"


def test_an_opinion_is_out_of_date_from_the_day_it_expires():
    opinion = OpinionFactory()

    assert opinion.expires_on == date(2027, 9, 21)
    assert not opinion.is_out_of_date(on=date(2027, 9, 20))
    assert opinion.is_out_of_date(on=date(2027, 9, 21))
