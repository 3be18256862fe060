"""Who may see and do what with actions, returns and reminders."""

from actions.policy.actions import CLEARED, may_view_action, visible_actions
from actions.policy.asks import visible_asks
from actions.policy.delegation import visible_contributions, visible_delegations
from actions.policy.evidence import visible_evidence
from actions.policy.handling import is_cleared, may_read_sensitive
from actions.policy.locks import visible_amendments, visible_extensions
from actions.policy.proof import may_read_receipt, visible_receipts
from actions.policy.reminders import visible_messages, visible_reminders
from actions.policy.returns import (
    may_read_words,
    may_view_return,
    may_write_return,
    visible_returns,
)
from actions.policy.signing import visible_sign_offs
from actions.policy.uploads import visible_uploads

__all__ = [
    "CLEARED",
    "is_cleared",
    "may_read_receipt",
    "may_read_sensitive",
    "may_read_words",
    "may_view_action",
    "may_view_return",
    "may_write_return",
    "visible_actions",
    "visible_amendments",
    "visible_asks",
    "visible_contributions",
    "visible_delegations",
    "visible_evidence",
    "visible_extensions",
    "visible_messages",
    "visible_receipts",
    "visible_reminders",
    "visible_returns",
    "visible_sign_offs",
    "visible_uploads",
]
