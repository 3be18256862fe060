"""A difference that is about an action."""

from django.urls import reverse

from actions.choices import Marking
from assurance.selectors.seal_shapes import SealedAction
from assurance.selectors.since.shapes import Difference


def said_of(
    action: SealedAction,
    kind: str,
    before: str,
    after: str,
    *,
    why: str = "",
    aspect: str = "",
    marking: str = "",
) -> Difference:
    """Return a difference about ``action``, with a link to it.

    ``marking`` is that of the words in ``why``, where they are not the action's own.
    """
    return Difference(
        kind=kind,
        key=f"{action.ref} {aspect}".strip(),
        subject=action.ref,
        title=action.title,
        before=before,
        after=after,
        why=why,
        aspect=aspect,
        url=reverse("actions:action", args=[action.ref]),
        priority_number=action.priority_number,
        agency_slug=action.lead_slug,
        is_sensitive=Marking.SENSITIVE in (action.marking, marking),
    )
