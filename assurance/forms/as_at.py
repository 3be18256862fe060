"""How a sealed list may be narrowed, in pages and in the API alike."""

from typing import Any

from django import forms

from assurance.selectors.sealed_lists import Row, SealedList
from assurance.selectors.sealed_lists.filters import NARROWINGS, Narrowing, narrowed

#: As long as anything that a live list may be narrowed to.
LONGEST = 200


class SealedListForm(forms.Form):
    """The filters of one list, with what its own rows can be narrowed to."""

    def __init__(self, *args: Any, listed: SealedList, **kwargs: Any) -> None:
        self.listed = listed
        super().__init__(*args, **kwargs)
        for each in NARROWINGS.get(listed.code, ()):
            self.fields[each.name] = _field(each, listed.rows, self.data)

    def rows(self) -> tuple[Row, ...]:
        """Return what the filters keep; nothing if one of them is malformed."""
        if not self.is_valid():
            return ()
        return narrowed(self.listed.code, self.listed.rows, self.cleaned_data)


def _field(each: Narrowing, rows: tuple[Row, ...], chosen: Any) -> forms.Field:
    if each.is_tick:
        return forms.BooleanField(label=each.label, required=False)
    choices = _choices(each, rows, str(chosen.get(each.name, "")))
    widget = forms.Select(choices=choices) if choices else forms.TextInput()
    return forms.CharField(
        label=each.label, required=False, max_length=LONGEST, widget=widget
    )


def _choices(
    each: Narrowing, rows: tuple[Row, ...], chosen: str
) -> list[tuple[str, str]]:
    """Return what there is to choose from; what was chosen is always among it."""
    found = dict(each.extra)
    if each.value:
        named = {str(row[each.value]): str(row[each.words]) for row in rows}
        named.pop("", None)
        found |= dict(sorted(named.items(), key=lambda pair: _sorted_as(*pair)))
    if not found:
        return []
    if chosen and chosen not in found:
        found[chosen] = chosen
    return [("", "All"), *found.items()]


def _sorted_as(value: str, words: str) -> tuple[int, str]:
    """Put numbers in their order and words in theirs."""
    return (int(value), "") if value.isdecimal() else (0, words)
