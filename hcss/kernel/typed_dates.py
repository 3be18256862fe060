"""A date typed in three boxes, as the design system asks for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
BOXES = ("day", "month", "year")
YEAR_DIGITS = 4


class TypedDate(NamedTuple):
    """The three boxes as typed, before anybody knows whether they make a date."""

    day: str
    month: str
    year: str

    @property
    def empty_boxes(self) -> list[str]:
        return [box for box in BOXES if not getattr(self, box)]


class DateInput(forms.Widget):
    """Three boxes: day, month and year."""

    use_fieldset = True
    template_name = "components/forms/_date.html"

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> TypedDate:
        return TypedDate(*(str(data.get(f"{name}_{box}", "")).strip() for box in BOXES))

    def value_omitted_from_data(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> bool:
        return not any(f"{name}_{box}" in data for box in BOXES)

    def id_for_label(self, id_: str, index: Any = None) -> str:
        return f"{id_}_day" if id_ else id_

    def get_context(
        self, name: str, value: Any, attrs: dict[str, Any] | None
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        wrong = context["widget"]["attrs"].get("wrong", "").split()
        context["boxes"] = [
            {
                "id": f"{id_}_{box}",
                "name": f"{name}_{box}",
                "label": box.capitalize(),
                "value": getattr(value, box, ""),
                "width": YEAR_DIGITS if box == "year" else 2,
                "is_wrong": box in wrong,
            }
            for box in BOXES
        ]
        return context


class DateField(forms.Field):
    """A date from three boxes. Takes a ``date`` as its initial and gives one back.

    ``called`` is what messages call it, where the label is a question.
    """

    widget = DateInput
    default_error_messages = {
        "incomplete": "%(called)s must include a %(missing)s",
        "not_real": "%(called)s must be a real date",
        "short_year": "%(called)s: the year must have 4 figures, like 2026",
    }

    def __init__(self, *, called: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.called = called

    def to_python(self, value: Any) -> date | None:
        """Return the date, or None for three empty boxes.

        Raises ValidationError, whose params name the boxes that are wrong.
        """
        if value is None or isinstance(value, date):
            return value
        missing = value.empty_boxes
        if len(missing) == len(BOXES):
            return None
        if missing:
            raise self._wrong("incomplete", missing)
        if value.year.isdecimal() and len(value.year) != YEAR_DIGITS:
            raise self._wrong("short_year", ["year"])
        try:
            return date(int(value.year), _month(value.month), int(value.day))
        except (ValueError, StopIteration):
            raise self._wrong("not_real", list(BOXES)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def _wrong(self, code: str, boxes: list[str]) -> ValidationError:
        label = str(self.label or "")
        return ValidationError(
            self.error_messages[code],
            code=code,
            params={
                "called": self.called or (label if label[-1:] not in "?" else "Date"),
                "missing": " and a ".join(boxes),
                "boxes": boxes,
            },
        )


def _month(typed: str) -> int:
    if typed.isdecimal():
        return int(typed)
    word = typed.capitalize()
    return next(
        number
        for number, month in enumerate(MONTHS, start=1)
        if word in (month, month[:3])
    )
