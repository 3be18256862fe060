"""Whether somebody's opinion would be on their own organisation's work (R39)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from actions.choices import ActionLife
from actions.models import Action
from partnerships.models import Agency, Succession, User
from priorities.models import Heading, Owner, Priority


def is_own_work(
    *, person: User, priority: Priority, heading: Heading | None, on: date
) -> bool:
    """Say whether the person belongs to whoever owns or leads in this scope.

    They do through their employer, an appointment or a post they hold: as an agency
    (or one it is part of, or that took over from it), as the chair of a board that
    owns or leads, or as the holder of an owning post. Owners count for every heading
    of the priority; lead agencies for the heading of their action.
    """
    agencies, boards, posts = _places_of(person, on)
    theirs = _owners(priority) + _leads(priority, heading)
    return bool(
        _kin(agencies) & _kin({each[0] for each in theirs})
        or boards & {each[1] for each in theirs}
        or posts & {each[2] for each in theirs}
    )


def _places_of(person: User, on: date) -> tuple[set[int], set[int], set[int]]:
    agencies = {each.agency_id for each in person.standing} | {person.employer_id}
    boards = {each.partnership_id for each in person.standing}
    posts = set(person.post_holdings.current(on=on).values_list("post", flat=True))
    return _known(agencies), _known(boards), posts


#: An agency, a partnership and a post: whichever of them a row names.
Place = tuple[int | None, int | None, int | None]


def _owners(priority: Priority) -> list[Place]:
    rows = Owner.objects.filter(ownership__priority=priority).values_list(
        "agency", "partnership", "post", "post__agency", "post__partnership"
    )
    return [
        place
        for agency, board, post, its_agency, its_board in rows
        for place in ((agency, board, post), (its_agency, its_board, None))
    ]


def _leads(priority: Priority, heading: Heading | None) -> list[Place]:
    actions = Action.objects.filter(priority=priority).exclude(life=ActionLife.CLOSED)
    if heading is not None:
        actions = actions.filter(heading=heading)
    led = actions.filter(~Q(lead_agency=None))
    rows = led.values_list("lead_agency", "lead_partnership").distinct()
    return [(agency, board, None) for agency, board in rows]


def _kin(agencies: Iterable[int | None]) -> set[int]:
    """Add the wholes that they are part of, and whoever took over from them (R51)."""
    new = found = _known(agencies)
    while new:
        wholes = Agency.objects.filter(pk__in=new).values_list("parent", flat=True)
        successors = Succession.objects.filter(predecessor__in=new)
        new = _known([*wholes, *successors.values_list("successor", flat=True)]) - found
        found = found | new
    return found


def _known(ids: Iterable[int | None]) -> set[int]:
    return {each for each in ids if each is not None}
