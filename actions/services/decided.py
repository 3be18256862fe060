"""Actions that the group decided on in a meeting: agreed and begun at once (R48)."""

from datetime import datetime

from django.db import transaction

from actions.models import Action
from actions.services.adoption import Terms, agree
from actions.services.life import begin
from actions.services.proposals import put_forward
from hcss.kernel import policy
from partnerships.models import Partnership, User
from priorities.models import Heading, Priority


@transaction.atomic
def take_on(
    *,
    actor: User,
    group: Partnership,
    priority: Priority,
    heading: Heading | None,
    title: str,
    terms: Terms,
    now: datetime,
    is_confirmed: bool = False,
) -> Action:
    """Propose, agree and begin the action that a decision of ``group`` made.

    The decision is the authority: whoever chairs the group may do this, and only
    this, with an action (R62). What is checked is what is checked of any action.

    Raises:
        NotPermitted: ``actor`` is neither an officer nor the chair of the group.
        ValidationError: as :func:`propose_action` and :func:`adopt_action` say.
        Conflict: somebody took the reference at the same moment.
    """
    policy.require(actor, "actions.take_on_decided", group)
    action = put_forward(
        actor=actor,
        agreement=priority.agreement,
        priority=priority,
        heading=heading,
        title=title,
        decision=terms.decision,
        now=now,
        is_confirmed=is_confirmed,
    )
    agree(actor=actor, action=action, terms=terms, now=now, is_confirmed=is_confirmed)
    return begin(actor=actor, action=action, now=now)
