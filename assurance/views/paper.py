"""The paper as a page: what its PDF and its Word file show, block for block."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe

from actions.models import Period
from assurance.meeting_choices import Part
from assurance.models import Seal
from assurance.pack.blocks import Paper
from assurance.pack.of_seal import paper_of
from assurance.selectors.seals import seal_of
from assurance.views.shared import AssurancePage
from hcss.kernel import policy


class PackView(AssurancePage):
    """The open part of a sealed quarter's paper; of another quarter what to do."""

    part = Part.OPEN

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        quarter = kwargs["quarter"]
        try:
            seal = seal_of(quarter)
        except Seal.DoesNotExist:
            period = get_object_or_404(Period.objects.for_quarter(quarter))
            return render(request, "assurance/pack_unsealed.html", {"period": period})
        return self._shown(request, seal)

    def _shown(self, request: HttpRequest, seal: Seal) -> HttpResponse:
        paper = paper_of(seal, self.part)
        context = {
            "seal": seal,
            "paper": paper,
            "sections": _sections(paper),
            "is_open": self.part == Part.OPEN,
            "reads_closed": policy.allows(self.who, "assurance.read_closed_part"),
        }
        return render(request, "assurance/pack.html", context)


class ClosedPackView(PackView):
    """The closed part, for those who may read what is OFFICIAL-SENSITIVE (R57)."""

    rule = "assurance.read_closed_part"
    part = Part.CLOSED


def _sections(paper: Paper) -> list[dict[str, Any]]:
    """Return the sections as the template reads them: cells with their heads."""
    return [
        {
            "anchor": section.anchor,
            "heading": section.heading,
            "blocks": [_shown(block) for block in section.blocks],
        }
        for section in paper.sections
    ]


def _shown(block: Any) -> dict[str, Any]:
    if block.kind == "table":
        return {"kind": "table", "table": _table(block)}
    if block.kind == "picture":
        # Drawn by assurance.pictures, which escapes every name that it writes.
        svg = mark_safe(block.svg)  # noqa: S308
        return {
            "kind": "picture",
            "block": block,
            "svg": svg,
            "table": _table(block.table),
        }
    return {"kind": block.kind, "block": block}


def _table(table: Any) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "heads": [
            (head, place in table.numbers) for place, head in enumerate(table.heads)
        ],
        "rows": [
            {
                "name": row[0],
                "cells": [
                    (table.heads[place], text, place in table.numbers)
                    for place, text in enumerate(row[1:], start=1)
                ],
            }
            for row in table.rows
        ],
    }
