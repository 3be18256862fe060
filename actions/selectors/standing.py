"""Where a return stands, in a sentence: the reason behind every refusal."""

from collections.abc import Callable
from datetime import date

from actions.choices import ReturnState
from actions.models import Return
from hcss.kernel.templatetags.show import moment
from partnerships.choices import Role
from partnerships.models import User


def standing(quarterly_return: Return) -> str:
    """Say what has become of the return, since when and by whom."""
    return _SENTENCES[ReturnState(quarterly_return.state)](quarterly_return)


def who_can_help(*, on: date) -> str:
    """Name the officers that a person may turn to; empty where there is none."""
    officers = User.objects.holding(Role.OFFICER, on=on).order_by("name")
    names = [f"{each.name} ({each.email})" for each in officers[:3]]
    return f"An HCSSG officer can help: {' or '.join(names)}." if names else ""


def why_it_cannot_be_changed(quarterly_return: Return, *, on: date) -> str:
    """Say why the agency cannot write in it, since when, and who can help."""
    sentences = [
        standing(quarterly_return),
        "It cannot be changed now.",
        who_can_help(on=on),
    ]
    return " ".join(filter(None, sentences))


def _open(quarterly_return: Return) -> str:
    return "This return has not been started."


def _draft(quarterly_return: Return) -> str:
    return "This return has not been sent in."


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
    ReturnState.SUBMITTED: _submitted,
    ReturnState.QUERIED: _queried,
    ReturnState.ACCEPTED: _accepted,
    ReturnState.NO_RETURN: _no_return,
}
