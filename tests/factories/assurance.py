"""Opinions. A plain one is Reasonable, second line, by an assurer, on a heading.

``OpinionFactory(whole=True)`` is on the whole priority; ``own_work=True`` is a
first-line self-assessment; ``expired=True`` was given in 2025 and has expired.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from assurance.choices import AssuranceLevel, Confidence, Line
from assurance.models import Opinion, Scale, ScaleLevel
from assurance.services.opinions import a_year_after
from tests.factories.partnerships import UserFactory

#: When the factories' opinions are given, unless a test says otherwise.
GIVEN_AT = datetime(2026, 9, 21, 10, tzinfo=UTC)


class ScaleFactory(DjangoModelFactory):
    """The second version, with three levels: Sound, Partial and Unsound."""

    class Meta:
        model = Scale
        skip_postgeneration_save = True

    version = 2
    published_at = datetime(2026, 10, 1, 10, tzinfo=UTC)
    published_by = factory.SubFactory(UserFactory, officer=True)
    decision = "HCSSG 2026-03, decision 4"

    @factory.post_generation
    def levels(self, create: Any, given: Any, **_: Any) -> None:
        for order, level in enumerate(given or LEVELS):
            ScaleLevel.objects.create(scale=self, order=order, **level)


#: The levels of a second version, as ``publish_scale`` and its doors take them.
LEVELS: list[dict[str, str]] = [
    {
        "code": "sound",
        "label": "Sound",
        "definition": "The arrangements work, and evidence shows it.",
        "tone": "good",
    },
    {
        "code": "partial",
        "label": "Partial",
        "definition": "Some of the arrangements work.",
        "tone": "poor",
    },
    {
        "code": "unsound",
        "label": "Unsound",
        "definition": "The arrangements do not work.",
        "tone": "bad",
    },
]


class OpinionFactory(DjangoModelFactory):
    class Meta:
        model = Opinion

    class Params:
        whole = factory.Trait(heading=None)
        own_work = factory.Trait(
            is_self_assessment=True,
            line=Line.FIRST,
            interests="My agency leads two of the actions.",
        )
        expired = factory.Trait(given_at=datetime(2025, 9, 22, 10, tzinfo=UTC))

    priority = factory.SubFactory("tests.factories.priorities.PriorityFactory")
    heading = factory.SubFactory(
        "tests.factories.priorities.HeadingFactory",
        agreement=factory.SelfAttribute("..priority.agreement"),
    )
    scale = factory.LazyFunction(lambda: Scale.objects.latest("version"))
    level = AssuranceLevel.REASONABLE
    confidence = Confidence.MEDIUM
    line = Line.SECOND
    evidence = "Minutes of the board of 9 September 2026."
    evidence_sources = 1
    evidence_on = factory.LazyAttribute(
        lambda opinion: opinion.given_on - timedelta(days=12)
    )
    reason = "The board meets and its plan is current; one agency does not attend."
    given_by = factory.SubFactory(UserFactory, assurer=True)
    given_by_name = factory.SelfAttribute("given_by.name")
    given_by_post = factory.SelfAttribute("given_by.post_title")
    given_at = GIVEN_AT
    given_on = factory.LazyAttribute(lambda opinion: opinion.given_at.date())
    expires_on = factory.LazyAttribute(
        lambda opinion: a_year_after(day=opinion.given_on)
    )


#: What ``give_opinion`` and its two doors need, besides who, where and when.
GIVEN: dict[str, object] = {
    "level": AssuranceLevel.REASONABLE,
    "confidence": Confidence.MEDIUM,
    "line": Line.SECOND,
    "evidence": "Minutes of the board of 9 September 2026.",
    "evidence_sources": 2,
    "evidence_on": date(2026, 9, 9),
    "reason": "The board meets and its plan is current.",
    "interests": "",
}
