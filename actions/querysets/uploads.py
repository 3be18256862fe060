"""The words for the spreadsheets that came back."""

from typing import TYPE_CHECKING, Self

from django.db import models

from actions import policy

if TYPE_CHECKING:
    from partnerships.models import User


class UploadQuerySet(models.QuerySet):
    """Spreadsheets, as they were sent."""

    def visible_to(self, user: "User") -> Self:
        return self.filter(policy.visible_uploads(user))

    def with_people(self) -> Self:
        """Fetch what every page and payload about an upload shows beside it."""
        return self.select_related(
            "quarterly_return__period",
            "quarterly_return__agency",
            "uploaded_by",
            "decided_by",
        )
