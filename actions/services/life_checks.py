"""What is checked before an action is held, completed or closed."""

from datetime import date

from actions.choices import ActionLife, ClosedAs
from actions.models import Action
from actions.services.faults import Faults
from actions.services.timing import months_after
from hcss.kernel.templatetags.show import day

#: An action on hold is looked at again within this many months.
HOLD_MONTHS = 12


def check_hold(faults: Faults, held_until: date | None, *, today: date) -> None:
    """Note a day that is missing, past or too far off."""
    latest = months_after(today, HOLD_MONTHS)
    if held_until is None:
        faults.add("held_until", "Give the day to look at it again.")
    elif held_until <= today:
        faults.add("held_until", "The day must be in the future.")
    elif held_until > latest:
        words = f"The day must be within twelve months: by {day(latest)}."
        faults.add("held_until", words)


def check_successor(
    faults: Faults, action: Action, closed_as: str, successor: Action | None
) -> None:
    """Note what cannot take the place of a closed action."""
    if successor is None:
        if closed_as == ClosedAs.SUPERSEDED:
            faults.add("superseded_by", "Choose the action that takes its place.")
    elif closed_as == ClosedAs.WITHDRAWN:
        faults.add("superseded_by", "Nothing takes the place of a withdrawn action.")
    elif successor.pk == action.pk:
        faults.add("superseded_by", "An action cannot take its own place.")
    elif successor.life == ActionLife.CLOSED:
        faults.add("superseded_by", f"{successor.ref} is closed itself.")
