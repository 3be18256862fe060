"""Sealed positions, what is written for their papers, and papers made from them.

A plain seal is of Q2 2026/27, sealed on 30 October 2026 at 17:00, of an empty position:
``SealFactory(sealed=a_sealed(actions=(...)))`` holds what a test says.
"""

from datetime import UTC, datetime
from typing import Any, get_origin, get_type_hints

import factory
from factory.django import DjangoModelFactory

from actions.choices import ActionLife, Marking, PeriodState
from assurance.meeting_choices import PackFormat, Part, WrittenCode
from assurance.models import Pack, Seal, WrittenPart
from assurance.selectors.ask_shapes import LateAsks
from assurance.selectors.group_shapes import Escalations
from assurance.selectors.seal_shapes import FORMAT, Sealed, SealedAction
from assurance.selectors.shapes import (
    DeliveryRow,
    Listed,
    PeriodFacts,
    Position,
    ReturnsFacts,
    ToDecide,
    Worse,
)
from hcss.kernel.plain import canonical, digest
from tests.factories.partnerships import UserFactory
from tests.factories.priorities import AgreementFactory
from tests.factories.quarter import QUARTER, PeriodFactory

SEALED_AT = datetime(2026, 10, 30, 17, tzinfo=UTC)
_NOTHING_LISTED = Listed(total=0, lines=(), not_named=0)


def a_position(**fields: Any) -> Position:
    """Return a position in which there is nothing yet, but ``fields``."""
    windows = PeriodFactory.build()
    nothing: dict[str, Any] = {
        "agreement": "Agreement for Community Safety",
        "period": PeriodFacts(
            slug=QUARTER.slug,
            label=str(QUARTER),
            state=PeriodState.CLOSED.value,
            state_label=PeriodState.CLOSED.label,
            due_at=windows.due_at,
            closes_at=windows.closes_at,
        ),
        "periods": (),
        "as_at": SEALED_AT,
        "is_latest": True,
        "to_decide": ToDecide(
            asks=_NOTHING_LISTED,
            late_asks=LateAsks(total=0, asks=(), not_named=0),
            date_changes=(),
            date_changes_total=0,
            ownership_to_develop=(),
            owned_without_action=(),
        ),
        "worse": Worse(
            compared_with="", actions=_NOTHING_LISTED, opinions=(), movement=()
        ),
        "delivery_total": DeliveryRow(
            number=None,
            title="All priorities",
            total=0,
            summary="No agreed action to report on",
            counts=(),
            overdue=0,
            proposed=0,
            note="",
        ),
        "exceptions": _NOTHING_LISTED,
        "returns": ReturnsFacts(
            total=0,
            summary="No return is asked for",
            counts=(),
            nil=0,
            missing_twice=0,
            missing_twice_label="No return two quarters running",
            agencies=(),
        ),
        "last_meeting": None,
        "escalations": Escalations(
            raised=0,
            open=0,
            late=0,
            summary="Nothing has been escalated",
            escalations=(),
            not_named=0,
        ),
        "funding": None,
        "seal": None,
    }
    return Position(**_emptied(Position, nothing) | fields)


def a_sealed(**fields: Any) -> Sealed:
    """Return what a seal holds of a quarter with nothing in it, but ``fields``."""
    nothing: dict[str, Any] = {
        "format": FORMAT,
        "quarter": QUARTER.slug,
        "quarter_label": str(QUARTER),
        "sealed_at": SEALED_AT,
        "sealed_by": "Person who sealed",
        "position": fields.get("position") or a_position(),
        "meeting": None,
    }
    texts = {
        "group": "Hampshire County Strategy Group",
        "agreement": "Agreement for Community Safety",
        "agreement_slug": "the-agreement",
        "agreement_period": "2026-29",
        "sealed_by_post": "Partnerships officer",
        "previous": "",
        "previous_label": "",
    }
    return Sealed(**_emptied(Sealed, nothing | texts) | fields)


def a_sealed_action(**fields: Any) -> SealedAction:
    """Return an agreed action of which nothing is known but ``fields``."""
    known = {
        "ref": "P1-01",
        "title": "Hold the review",
        "priority_number": 1,
        "life": ActionLife.AGREED.value,
        "life_label": ActionLife.AGREED.label,
        "marking": Marking.OFFICIAL.value,
        "line": None,
    }
    return SealedAction(**_nothing_of(SealedAction) | known | fields)


def _nothing_of(shape: type) -> dict[str, Any]:
    """Return for each field what says nothing: empty words, no day, 0, none."""
    empty: dict[Any, Any] = {str: "", int: 0, bool: False}
    return {
        name: () if get_origin(hint) is tuple else empty.get(hint)
        for name, hint in get_type_hints(shape).items()
    }


def _emptied(shape: type, given: dict[str, Any]) -> dict[str, Any]:
    """Return ``given`` and, for the lists not in it, empty ones."""
    return dict.fromkeys(shape.__dataclass_fields__, ()) | given


class SealFactory(DjangoModelFactory):
    class Meta:
        model = Seal

    class Params:
        #: What it holds; otherwise next to nothing, of its own quarter.
        sealed = None

    period = factory.SubFactory(PeriodFactory, sealed=True)
    agreement = factory.SubFactory(AgreementFactory)
    format = FORMAT
    content = factory.LazyAttribute(
        lambda seal: canonical(
            seal.sealed
            or a_sealed(
                quarter=seal.period.slug,
                quarter_label=str(seal.period),
                sealed_at=seal.sealed_at,
                sealed_by=seal.sealed_by_name,
                sealed_by_post=seal.sealed_by_post,
            )
        )
    )
    sha256 = factory.LazyAttribute(lambda seal: digest(seal.content))
    sealed_at = factory.SelfAttribute("period.sealed_at")
    sealed_by = factory.SubFactory(UserFactory, officer=True)
    sealed_by_name = factory.SelfAttribute("sealed_by.name")
    sealed_by_post = factory.SelfAttribute("sealed_by.post_title")


class WrittenPartFactory(DjangoModelFactory):
    """The summary of the quarter's paper."""

    class Meta:
        model = WrittenPart

    class Params:
        comment = factory.Trait(
            code=WrittenCode.COMMENT,
            priority=factory.SubFactory("tests.factories.priorities.PriorityFactory"),
        )

    period = factory.SubFactory(PeriodFactory, closed=True)
    code = WrittenCode.SUMMARY
    text = "Two agencies have not returned; one priority has no owner."
    written_by = factory.SubFactory(UserFactory, officer=True)
    written_at = datetime(2026, 10, 29, 9, tzinfo=UTC)


class PackFactory(DjangoModelFactory):
    """The open part as PDF, asked for and waiting to be made."""

    class Meta:
        model = Pack

    seal = factory.SubFactory(SealFactory)
    part = Part.OPEN
    format = PackFormat.PDF
    asked_by = factory.SubFactory(UserFactory, officer=True)
    asked_at = datetime(2026, 10, 30, 10, tzinfo=UTC)
