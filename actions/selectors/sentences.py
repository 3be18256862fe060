"""Where a return stands, in one sentence."""

from collections.abc import Callable

from actions.choices import ReturnState
from actions.models import Return
from actions.return_choices import SignOffOutcome
from hcss.kernel.templatetags.show import moment


def standing(quarterly_return: Return) -> str:
    """Say what has become of the return, since when and by whom."""
    return _SENTENCES[ReturnState(quarterly_return.state)](quarterly_return)


def _open(quarterly_return: Return) -> str:
    return "This return has not been started."


def _draft(quarterly_return: Return) -> str:
    return "This return has not been sent in."


def _awaiting(quarterly_return: Return) -> str:
    rounds = quarterly_return.sign_offs.filter(outcome=SignOffOutcome.WAITING)
    asked = rounds.select_related("asked_by").first()
    if asked is None:
        return "This return waits for the agency’s sign-off."
    return (
        f"This return waits for the agency’s sign-off: {asked.asked_by} sent it to the "
        f"approver on {moment(asked.asked_at)}."
    )


def _submitted(quarterly_return: Return) -> str:
    sent = quarterly_return.submissions.order_by("-version").first()
    if sent is None:
        return "This return was sent in."
    return (
        f"This return was sent in on {moment(sent.submitted_at)} by {sent.signed_name}."
    )


def _queried(quarterly_return: Return) -> str:
    query = quarterly_return.queries.select_related("asked_by").order_by("-pk").first()
    if query is None:
        return "This return went back to the agency with a question."
    return (
        "This return went back to the agency with a question on "
        f"{moment(query.asked_at)} by {query.asked_by}."
    )


def _accepted(quarterly_return: Return) -> str:
    return (
        f"This return was accepted on {moment(quarterly_return.accepted_at)} by "
        f"{quarterly_return.accepted_by}."
    )


def _no_return(quarterly_return: Return) -> str:
    period = quarterly_return.period
    closed = moment(period.closed_at)
    return f"Nothing was sent in by the close of {period} on {closed}."


_SENTENCES: dict[ReturnState, Callable[[Return], str]] = {
    ReturnState.OPEN: _open,
    ReturnState.DRAFT: _draft,
    ReturnState.AWAITING: _awaiting,
    ReturnState.SUBMITTED: _submitted,
    ReturnState.QUERIED: _queried,
    ReturnState.ACCEPTED: _accepted,
    ReturnState.NO_RETURN: _no_return,
}
