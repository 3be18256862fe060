"""Opinions. A plain one is Reasonable, second line, by an assurer, on a heading.

``OpinionFactory(whole=True)`` is on the whole priority; ``own_work=True`` is a
first-line self-assessment; ``expired=True`` was given in 2025 and has expired.
"""

from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory

from assurance.choices import AssuranceLevel, Confidence, Line
from assurance.models import Opinion, Scale
from assurance.services.opinions import a_year_after
from tests.factories.partnerships import UserFactory

#: When the factories' opinions are given, unless a test says otherwise.
GIVEN_AT = datetime(2026, 9, 21, 10, tzinfo=UTC)


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
    "reason": "The board meets and its plan is current.",
    "interests": "",
}
