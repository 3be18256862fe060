"""The browser's doors to seals."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from actions.models import Period
from assurance.forms.seals import SealFilter, SealForm
from assurance.models import Seal
from assurance.selectors.readiness import unready
from assurance.services.seals import require_sealable, seal_period
from assurance.views.shared import AssurancePage
from hcss.kernel.csv import when
from hcss.kernel.errors import Conflict
from partnerships.views.shared import AppointedList, ServiceForm


class SealsView(AssurancePage, AppointedList):
    """Every sealed position, the newest quarter first."""

    template_name = "assurance/seals.html"
    filterset_class = SealFilter
    csv_name = "sealed-positions.csv"
    csv_header = (
        "Quarter",
        "Agreement",
        "Sealed at",
        "Sealed by",
        "Post",
        "Hash (SHA-256)",
        "Papers made",
    )

    def rows(self) -> QuerySet:
        return Seal.objects.visible_to(self.who).listed().newest_first()

    def csv_rows(self, found: Any) -> Any:
        return (
            (
                seal.period,
                seal.agreement.title,
                when(seal.sealed_at),
                seal.sealed_by_name,
                seal.sealed_by_post,
                seal.sha256,
                seal.packs_made,
            )
            for seal in found
        )


class SealView(AssurancePage, ServiceForm):
    """What will be frozen and what is not ready; then the one button."""

    template_name = "assurance/seal.html"
    form_class = SealForm
    rule = "assurance.seal_period"
    done = "The position is sealed. It no longer changes."

    def find(self) -> None:
        """Find the period, if it has begun."""
        begun = Period.objects.begun()
        on = self.kwargs["quarter"].starts_on
        self.period = get_object_or_404(begun, starts_on=on)

    def call(self, typed: dict[str, Any]) -> Seal:
        return seal_period(actor=self.who, period=self.period, now=timezone.now())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            period=self.period,
            refusal=self._refusal(),
            unready=unready(period=self.period, now=timezone.now()),
            seal=Seal.objects.listed().filter(period=self.period).first(),
            **kwargs,
        )

    def _refusal(self) -> str:
        """Return why the period cannot be sealed now; else nothing."""
        try:
            require_sealable(period=self.period)
        except Conflict as conflict:
            return " ".join(conflict.messages)
        return ""
