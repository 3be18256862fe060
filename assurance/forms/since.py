"""Which differences are looked at, and between which two seals."""

from dataclasses import replace
from typing import Any

from django import forms

from assurance.selectors.since import KINDS, Difference, KindGroup
from hcss.kernel.quarters import Quarter

_LARGEST = 32_767
_ALL = ("", "All")


class ChooseSealsForm(forms.Form):
    """Two sealed quarters: the later one, and the one that it is compared with."""

    to = forms.ChoiceField(label="Position of")
    before = forms.ChoiceField(label="Compared with")

    def __init__(self, *args: Any, quarters: list[Quarter], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(each.slug, str(each)) for each in quarters]
        for field in self.fields.values():
            field.choices = choices  # type: ignore[attr-defined]

    def add_prefix(self, field_name: str) -> str:
        """Call the second one ``from``, a word that Python keeps for itself."""
        name = "from" if field_name == "before" else field_name
        return super().add_prefix(name)


class SinceFilter(forms.Form):
    """Reads ``?kind=slip&priority=3&agency=wessex-council``; nothing is all."""

    kind = forms.ChoiceField(label="Kind", required=False)
    priority = forms.IntegerField(
        label="Priority", required=False, min_value=1, max_value=_LARGEST
    )
    agency = forms.CharField(
        label="Agency", required=False, max_length=80, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(each.code, each.label) for each in KINDS.values()]
        self.fields["kind"].choices = [_ALL, *kinds]  # type: ignore[attr-defined]

    def narrowed(self, kinds: tuple[KindGroup, ...]) -> tuple[KindGroup, ...]:
        """Return the kinds with those differences that the filters keep.

        What is not named to the reader is counted while all priorities and agencies
        are looked at: of which it is would say too much.
        """
        if not self.is_valid():
            return ()
        chosen = self.cleaned_data
        kinds = tuple(each for each in kinds if chosen["kind"] in ("", each.code))
        if chosen["priority"] is None and not chosen["agency"]:
            return kinds
        kept = (
            replace(
                group,
                differences=tuple(filter(self._keeps, group.differences)),
                not_named=0,
            )
            for group in kinds
        )
        return tuple(group for group in kept if group.differences)

    def _keeps(self, each: Difference) -> bool:
        number, agency = self.cleaned_data["priority"], self.cleaned_data["agency"]
        return number in (None, each.priority_number) and agency in (
            "",
            each.agency_slug,
        )
