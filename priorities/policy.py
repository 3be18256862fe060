"""Who may read an agreement, and who may write beside it."""

from typing import TYPE_CHECKING, Any

from hcss.kernel.policy import rule
from partnerships.choices import Role
from partnerships.policy import is_appointed

if TYPE_CHECKING:
    from partnerships.models import User

# An agreement is a published paper: everybody with an appointment today reads it.
rule("priorities.view_agreement")(is_appointed)


@rule("priorities.add_editorial_note")
def may_add_editorial_note(user: "User", subject: Any = None) -> bool:
    """Officers explain a sentence beside it; nobody changes the sentence (R5)."""
    return user.holds(Role.OFFICER)
