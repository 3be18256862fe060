"""The browser's doors to the papers that are made from a seal."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assurance.meeting_choices import PackFormat, Part
from assurance.models import Pack, Seal
from assurance.pack.leaving import handed_out
from assurance.services.packs import ask_for_packs
from assurance.views.shared import AssurancePage
from hcss.kernel import policy
from partnerships.views.shared import AppointedDetail, ServiceButton


class _OfSeal(AssurancePage):
    """Something of the seal of the quarter in the address."""

    def find(self) -> None:
        """Find the seal without its content; an unsealed quarter has no papers."""
        seals = Seal.objects.select_related("period").defer("content")
        on = self.kwargs["quarter"].starts_on
        self.seal = get_object_or_404(seals, period__starts_on=on)


class PapersView(_OfSeal, AppointedDetail):
    """The papers of a quarter: what is made, what is being made, and the button."""

    template_name = "assurance/papers.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        packs = Pack.objects.visible_to(self.who).filter(seal=self.seal)
        found = {(each.part, each.format): each for each in packs.with_seal()}
        reads_closed = policy.allows(self.who, "assurance.read_closed_part")
        parts = Part if reads_closed else [Part.OPEN]
        return super().get_context_data(
            seal=self.seal,
            parts=[
                (part, [(each, found.get((part, each))) for each in PackFormat])
                for part in parts
            ],
            is_under_way=any(each.is_under_way for each in found.values()),
            **kwargs,
        )


class MakePapersView(_OfSeal, ServiceButton):
    """The one button: the paper of a part, in every format."""

    rule = "assurance.make_packs"
    done = "The paper is being made. This page shows how far it has come."

    def call(self) -> None:
        if self.kwargs["part"] not in Part.values:
            raise Http404("there is no such part")
        ask_for_packs(
            actor=self.who,
            seal=self.seal,
            part=self.kwargs["part"],
            now=timezone.now(),
        )

    def next_page(self) -> str:
        return f"{self.seal.get_absolute_url()}papers/"


class PaperView(_OfSeal):
    """One paper as a download, to those who may read that part."""

    def get(self, request: HttpRequest, **kwargs: Any) -> FileResponse:
        made = Pack.objects.visible_to(self.who).made().filter(seal=self.seal)
        pack = get_object_or_404(
            made, part=self.kwargs["part"], format=self.kwargs["pack_format"]
        )
        return handed_out(pack, self.seal)
