"""Spreadsheets that came back. A plain one is as it was downloaded, and checked."""

import hashlib
from datetime import UTC, datetime

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from actions.models import Upload
from actions.return_choices import UploadState
from actions.workbooks.contents import contents
from actions.workbooks.writing import write_workbook
from tests.factories.partnerships import UserFactory
from tests.factories.quarter import ReturnFactory

UPLOADED_AT = datetime(2026, 10, 19, 9, tzinfo=UTC)


def _workbook(upload) -> bytes:
    found = contents(
        upload.quarterly_return,
        reader=upload.uploaded_by,
        made_for=str(upload.uploaded_by),
        now=upload.uploaded_at,
    )
    return write_workbook(found, now=upload.uploaded_at)


class UploadFactory(DjangoModelFactory):
    """By a contact of the agency, with the lines of the return in it."""

    class Meta:
        model = Upload

    class Params:
        saved = factory.Trait(
            state=UploadState.SAVED,
            decided_by=factory.SelfAttribute("uploaded_by"),
            decided_at=UPLOADED_AT,
        )
        set_aside = factory.Trait(saved=True, state=UploadState.SET_ASIDE)
        data = factory.LazyAttribute(_workbook)

    quarterly_return = factory.SubFactory(ReturnFactory, draft=True)
    uploaded_by = factory.SubFactory(
        UserFactory, contact=factory.SelfAttribute("..quarterly_return.agency")
    )
    uploaded_at = UPLOADED_AT
    file_name = "lines.xlsx"
    file = factory.LazyAttribute(
        lambda upload: ContentFile(upload.data, name="lines.xlsx")
    )
    size = factory.LazyAttribute(lambda upload: len(upload.data))
    sha256 = factory.LazyAttribute(
        lambda upload: hashlib.sha256(upload.data).hexdigest()
    )
