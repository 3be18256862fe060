"""The API's doors to the reminders."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from actions.api import reminders_serializers as shapes
from actions.forms.reminders import PlanForm, ReminderStateFilter
from actions.models import Reminder
from actions.querysets import ReminderQuerySet
from actions.querysets.reminders import with_things
from actions.services.reminding import ledger
from actions.services.reminding.dry_run import days_ahead
from actions.services.reminding.outlook import letter_to, mail_of, outlook
from actions.services.reminding.sending_now import send_now
from hcss.kernel import policy
from partnerships.people import person

_MANAGE = "actions.manage_reminders"
_ON = OpenApiParameter(
    "on",
    OpenApiTypes.DATE,
    description="The next run's day if it is not given, or one of the ten working "
    "days after it.",
)
_PERSON = OpenApiParameter("person", OpenApiTypes.INT)
_PLAN = [
    _ON,
    OpenApiParameter("stage", OpenApiTypes.STR),
    _PERSON,
    OpenApiParameter("period", OpenApiTypes.STR, description="Such as 2026-27-q2."),
]


class ReminderViewSet(viewsets.ReadOnlyModelViewSet):
    """The ledger of reminders: officers see all of it, others what is theirs."""

    queryset = Reminder.objects.none()
    serializer_class = shapes.ReminderSerializer
    filterset_class = ReminderStateFilter
    policy_rules = {
        "retrieve": "actions.view_reminder",
        "release": _MANAGE,
        "let_go": _MANAGE,
    }
    #: What only officers do, asked before anything in the request is looked at.
    managing = ("plan", "letter", "hold", "hold_all", "let_all_go", "send_now")

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action in self.managing:
            policy.require(person(request), _MANAGE)

    def get_queryset(self) -> ReminderQuerySet:
        visible = Reminder.objects.visible_to(person(self.request))
        return visible.select_related("person").order_by("-planned_at", "-pk")

    def paginate_queryset(self, queryset: Any) -> Any:
        """Fetch what the reminders of a page are about, a query a kind."""
        page = super().paginate_queryset(queryset)
        return page if page is None else with_things(page)

    @extend_schema(request=None, responses=shapes.ReminderSerializer)
    @action(detail=True, methods=["post"], filterset_class=None)
    def release(self, request: Request, pk: str) -> Response:
        """Let a reminder that failed be sent by the next run."""
        released = ledger.release_reminder(
            actor=person(request), reminder=self.get_object(), now=timezone.now()
        )
        return Response(self.get_serializer(released).data)

    @extend_schema(request=None, responses=shapes.ReminderSerializer)
    @action(detail=True, methods=["post"], filterset_class=None, url_path="let-go")
    def let_go(self, request: Request, pk: str) -> Response:
        """Let go a reminder that an officer held."""
        let_go = ledger.release_held(
            actor=person(request), reminder=self.get_object(), now=timezone.now()
        )
        return Response(self.get_serializer(let_go).data)

    @extend_schema(parameters=_PLAN, responses=shapes.ReminderPlanSerializer)
    @action(detail=False, filterset_class=None, pagination_class=None)
    def plan(self, request: Request) -> Response:
        """Say whom the run of a day would write to, and why: a dry run."""
        now = timezone.now()
        form = _plan_form(request, now)
        found = outlook(on=form.day, now=now, chosen=form.cleaned_data)
        plan = {
            "on": found.on,
            "days": form.days,
            "people": found.people,
            "outlook": found,
        }
        return Response(shapes.ReminderPlanSerializer(plan).data)

    @extend_schema(
        parameters=[_ON, OpenApiParameter("person", OpenApiTypes.INT, required=True)],
        responses=shapes.LetterSerializer,
    )
    @action(detail=False, filterset_class=None, pagination_class=None)
    def letter(self, request: Request) -> Response:
        """Show the whole mail that one person would get on a day."""
        now = timezone.now()
        form = _plan_form(request, now)
        who = form.cleaned_data["person"]
        if who is None:
            raise ValidationError({"person": "Say whose mail."})
        letter = letter_to(person=who, on=form.day, now=now)
        if letter is None or not letter.going:
            raise Http404("nothing goes to this person on this day")
        mail = mail_of(letter=letter, now=now)
        shown = {
            "person": who.pk,
            "on": form.day,
            "subject": mail.subject,
            "text": mail.body,
            "html": mail.alternatives[0][0],
            "reminders": len(letter.going),
        }
        return Response(shapes.LetterSerializer(shown).data)

    @extend_schema(
        request=shapes.HoldReminderSerializer, responses=shapes.ReminderSerializer
    )
    @action(detail=False, methods=["post"], filterset_class=None)
    def hold(self, request: Request) -> Response:
        """Hold one thing that is planned for a day, in the ledger yet or not."""
        typed = _typed(shapes.HoldReminderSerializer, request)
        now = timezone.now()
        held = ledger.hold(
            actor=person(request),
            key=(typed["person"].pk, typed["stage"], typed["occasion"]),
            on=_day(typed["on"], now),
            now=now,
        )
        return Response(self.get_serializer(held).data)

    @extend_schema(request=shapes.HoldAllSerializer, responses=shapes.NumberSerializer)
    @action(detail=False, methods=["post"], filterset_class=None, url_path="hold-all")
    def hold_all(self, request: Request) -> Response:
        """Hold all of a stage or of a person that is planned for a day."""
        typed = _typed(shapes.HoldAllSerializer, request)
        now = timezone.now()
        number = ledger.hold_all(
            actor=person(request),
            on=_day(typed["on"], now),
            stage=typed["stage"],
            person=typed["person"],
            now=now,
        )
        return Response({"number": number})

    @extend_schema(request=shapes.ChosenSerializer, responses=shapes.NumberSerializer)
    @action(detail=False, methods=["post"], filterset_class=None, url_path="let-all-go")
    def let_all_go(self, request: Request) -> Response:
        """Let go all that is held: of a stage, of a person, or all there is."""
        typed = _typed(shapes.ChosenSerializer, request)
        number = ledger.release_all_held(
            actor=person(request), now=timezone.now(), **typed
        )
        return Response({"number": number})

    @extend_schema(request=shapes.PersonSerializer, responses=shapes.NumberSerializer)
    @action(detail=False, methods=["post"], filterset_class=None, url_path="send-now")
    def send_now(self, request: Request) -> Response:
        """Send one person at once what is due to them today."""
        typed = _typed(shapes.PersonSerializer, request)
        number = send_now(actor=person(request), now=timezone.now(), **typed)
        return Response({"number": number})


def _plan_form(request: Request, now: datetime) -> PlanForm:
    """Read day and filters from the address.

    Raises:
        ValidationError: at the parameter that makes no sense.
    """
    form = PlanForm(
        request.query_params, days=days_ahead(now=now), reader=person(request)
    )
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    return form


def _day(on: date | None, now: datetime) -> date:
    """Return the day that was sent, or that of the next run.

    Raises:
        ValidationError: it is not one of those that can be looked at.
    """
    days = days_ahead(now=now)
    if on not in (None, *days):
        words = "Choose the next run or one of the ten working days after it."
        raise ValidationError({"on": words})
    return on or days[0]


def _typed(shape: type[Serializer], request: Request) -> Any:
    """Return what was sent, checked for shape."""
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data
