"""Evidence, and the lines it supports.

A plain item is a link, with ``reference`` a note of who holds it.
``FileEvidenceFactory`` keeps a file. ``EvidenceUseFactory(line=…)`` makes an item of
the line's agency that supports the line.
"""

import hashlib
from datetime import UTC, date, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from actions.choices import Marking
from actions.models import Evidence, EvidenceUse
from actions.return_choices import EvidenceKind, ScanState
from tests.factories.partnerships import AgencyFactory, UserFactory
from tests.factories.quarter import ReturnLineFactory

ADDED_AT = datetime(2026, 10, 12, 9, tzinfo=UTC)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    class Params:
        reference = factory.Trait(
            kind=EvidenceKind.REFERENCE,
            url="",
            holder="County records office",
        )
        sensitive = factory.Trait(marking=Marking.SENSITIVE)

    agency = factory.SubFactory(AgencyFactory)
    kind = EvidenceKind.LINK
    title = factory.Sequence(lambda n: f"Signed plan {n}")
    dated_on = date(2026, 9, 18)
    url = "https://records.example/plan"
    scan = ScanState.NOT_NEEDED
    added_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("...agency")
    )
    added_at = ADDED_AT


class FileEvidenceFactory(EvidenceFactory):
    """A text file, kept without a scanner."""

    class Params:
        text = factory.Sequence(lambda n: f"Minute {n} of 18 September 2026.")

    kind = EvidenceKind.FILE
    url = ""
    file_name = "minutes.txt"
    media_type = "text/plain"
    scan = ScanState.NO_SCANNER
    size = factory.LazyAttribute(lambda each: len(each.text.encode()))
    sha256 = factory.LazyAttribute(
        lambda each: hashlib.sha256(each.text.encode()).hexdigest()
    )
    file = factory.LazyAttribute(
        lambda each: ContentFile(each.text.encode(), name=each.sha256[:32])
    )


class EvidenceUseFactory(DjangoModelFactory):
    class Meta:
        model = EvidenceUse

    line = factory.SubFactory(ReturnLineFactory)
    evidence = factory.SubFactory(
        EvidenceFactory,
        agency=factory.SelfAttribute("..line.quarterly_return.agency"),
    )
    added_by = factory.SelfAttribute("evidence.added_by")
    added_at = factory.SelfAttribute("evidence.added_at")
