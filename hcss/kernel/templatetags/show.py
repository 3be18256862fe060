"""How dates, figures and links are shown. Cheap: these run in loops of sixty rows."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import QueryDict
from django.template import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hcss.kernel import forms
from hcss.kernel.site import is_demonstration
from hcss.kernel.typed_dates import MONTHS

register = template.Library()

LONDON = ZoneInfo("Europe/London")
_DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
WEEKDAYS = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
]


@register.filter
def day(value: date | None) -> str:
    """Show "21 July 2026"; a moment is that of Europe/London. Nothing for none."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = _in_london(value)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


@register.filter
def moment(value: datetime | None) -> str:
    """Show "21 July 2026 at 5:00pm" in Europe/London. Nothing for none."""
    if not value:
        return ""
    local = _in_london(value)
    half = "am" if local.hour < 12 else "pm"  # noqa: PLR2004
    return f"{day(local)} at {local.hour % 12 or 12}:{local.minute:02}{half}"


@register.filter
def deadline(value: datetime | None) -> str:
    """Show "5pm on Tuesday 21 July 2026" in Europe/London. Nothing for none."""
    if not value:
        return ""
    local = _in_london(value)
    half = "am" if local.hour < 12 else "pm"  # noqa: PLR2004
    minutes = f":{local.minute:02}" if local.minute else ""
    hour = local.hour % 12 or 12
    return f"{hour}{minutes}{half} on {WEEKDAYS[local.weekday()]} {day(local)}"


def _in_london(value: datetime) -> datetime:
    return value if value.tzinfo is None else value.astimezone(LONDON)


@register.filter
def age(value: date | None, on: date | None) -> str:
    """Show how old what is of a day was ``on`` another: "41 days old"."""
    if not value or not on:
        return ""
    days = (on - value).days
    return f"{days} day{'' if days == 1 else 's'} old"


@register.filter
def figure(counted: int, total: int) -> str:
    """Show "3 of 10": no figure without what it is counted from (R30)."""
    return f"{counted} of {total}"


@register.filter
def css_name(value: object) -> str:
    """Turn a stored value into a class: ``on_track`` into ``on-track``."""
    return str(value).replace("_", "-")


@register.filter
def event_words(verb: str) -> str:
    """Turn an event's name into words: ``actions.action_agreed``, "Action agreed"."""
    return field_words(verb.rsplit(".", 1)[-1])


@register.filter
def change_words(value: object) -> str:
    """Show one side of a recorded change: yes or no, "21 July 2026", or the words."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day(date.fromisoformat(value))
    return f"“{value}”"


@register.filter
def field_words(name: str) -> str:
    """Turn a field's name into words: ``lead_agency`` into "Lead agency"."""
    return name.removesuffix("_id").replace("_", " ").capitalize()


@register.simple_tag
def site_name() -> str:
    """Return the service's name where no view gave it, as on a server error."""
    return str(settings.SERVICE_NAME)


@register.simple_tag
def group_name() -> str:
    """Return the name of the group whose service this is."""
    return str(settings.GROUP_NAME)


@register.simple_tag
def demonstration() -> bool:
    """Say whether the people and returns shown are fictitious."""
    return is_demonstration()


@register.simple_tag
def problems(form: Any = None) -> list[forms.Problem]:
    """Return what is wrong with a form or a formset, each with the place to mend it."""
    return forms.problems(form)


@register.simple_tag(takes_context=True)
def query_replace(context: RequestContext, **changes: Any) -> str:
    """Return the present query with ``changes``; an empty value takes one away."""
    return _query(context.request.GET, changes)


@register.simple_tag(takes_context=True)
def sort_link(
    context: RequestContext, field: str, label: str, parameter: str = "sort"
) -> SafeString:
    """Return the link that sorts a list by ``field``, and then the other way round."""
    sorted_by = context.request.GET.get(parameter)
    value = f"-{field}" if sorted_by == field else field
    url = _query(context.request.GET, {parameter: value, "page": ""})
    return format_html('<a class="hcss-sort" href="{}">{}</a>', url, label)


@register.simple_tag(takes_context=True)
def sort_header(
    context: RequestContext, field: str, label: str, parameter: str = "sort"
) -> SafeString:
    """Return a column's heading that sorts, and says how the list is sorted."""
    order = {field: "ascending", f"-{field}": "descending"}.get(
        context.request.GET.get(parameter, ""), "none"
    )
    return format_html(
        '<th scope="col" class="govuk-table__header" aria-sort="{}">{}</th>',
        order,
        sort_link(context, field, label, parameter),
    )


def _query(present: QueryDict, changes: dict[str, Any]) -> str:
    query = present.copy()
    for name, value in changes.items():
        if value in ("", None):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def pages(page_obj: Page) -> Iterable[int | str]:
    """Return the page numbers to offer, with "…" where some are left out."""
    return page_obj.paginator.get_elided_page_range(
        page_obj.number, on_each_side=1, on_ends=1
    )


@register.inclusion_tag("components/_breadcrumbs.html")
def breadcrumbs(*pairs: str) -> dict[str, Any]:
    """Show the pages above this one: labels and addresses in turn."""
    return {"crumbs": list(zip(pairs[::2], pairs[1::2], strict=True))}
