"""Reading a seal back, as far as somebody may read it (R46, R57).

Whatever is shown to a person, or leaves the site, comes from :func:`readable`.
"""

import json
from dataclasses import replace

from actions.choices import Marking
from assurance.models import Seal
from assurance.selectors.seal_positions import position_for
from assurance.selectors.seal_readers import Reader, reader_of
from assurance.selectors.seal_shapes import (
    FORMAT,
    Sealed,
    SealedAction,
    SealedAmendment,
    SealedAsk,
    SealedDecision,
    SealedFunding,
    SealedLine,
    SealedQuarter,
    SealedReturn,
)
from hcss.kernel.plain import revived
from partnerships.models import User


def read(seal: Seal) -> Sealed:
    """Return what the seal holds, whole. No query: the content is the seal's own.

    Raises:
        ValueError, KeyError, TypeError: the content is not what a seal holds.
    """
    content = json.loads(seal.content)
    if content["format"] != FORMAT:
        raise ValueError(f"form {content['format']} is not known")
    return revived(Sealed, content)


def readable(sealed: Sealed, person: User | None) -> Sealed:
    """Return what ``person`` may read of a seal, as the live pages would show it.

    Every figure stays. What is OFFICIAL-SENSITIVE is counted and not named, or keeps
    its status and loses its words; lines that were not accepted are named to whoever
    looks at the county and to the agency itself. Lists are whole. The person's own
    priorities come first in the position.

    ``None`` reads the open part of a paper: nothing sensitive at all, every agency
    named, and of what was not accepted the status without the words. Two queries at
    most, whatever the size.
    """
    reader = reader_of(sealed, person)
    return replace(
        sealed,
        position=position_for(reader),
        actions=tuple(
            _action(each, reader) for each in sealed.actions if reader.sees(each)
        ),
        returns=_returns(reader),
        date_changes=tuple(
            each
            for each in sealed.date_changes
            if reader.sees_ref(each.ref, each.marking)
        ),
        asks=tuple(_ask(each, reader) for each in sealed.asks if reader.sees_ask(each)),
        amendments=tuple(
            _amendment(each, reader)
            for each in sealed.amendments
            if reader.sees_ref(each.ref, each.marking)
        ),
        matters_arising=tuple(
            _decision(each, reader)
            for each in sealed.matters_arising
            if reader.is_cleared or each.marking != Marking.SENSITIVE
        ),
        escalations=tuple(
            each for each in sealed.escalations if reader.sees_escalation(each)
        ),
        funding=tuple(_funding(each, reader) for each in sealed.funding),
        history=tuple(_quarter(each, reader) for each in sealed.history),
        written=tuple(
            each
            for each in sealed.written
            if reader.is_cleared or each.marking != Marking.SENSITIVE
        ),
    )


def _action(action: SealedAction, reader: Reader) -> SealedAction:
    """Return the action; how it was reported only if the reader hears of it."""
    if not reader.hears(action):
        return replace(
            action, status="", status_label="", was="", was_label="", line=None
        )
    if action.line is None:
        return action
    return replace(action, line=_line(action, action.line, reader))


def _line(action: SealedAction, line: SealedLine, reader: Reader) -> SealedLine:
    if reader.is_narrow(action) or reader.is_unpublished(line):
        return _without_words(line)
    is_open = reader.is_cleared or line.agency_slug in reader.agencies
    if is_open:
        return line
    official = tuple(
        each for each in line.evidence if each.marking != Marking.SENSITIVE
    )
    return replace(
        line,
        sensitive_contributions=(),
        # What hangs on a line is as narrow as whatever the line has ever said.
        officer_notes=() if line.was_sensitive else line.officer_notes,
        evidence=() if line.was_sensitive else official,
    )


def _without_words(line: SealedLine) -> SealedLine:
    """Return the line with its status, its marking and who signed, and no text."""
    return replace(
        line,
        progress="",
        issue="",
        recovery_step="",
        recovery_on=None,
        cause="",
        ask="",
        ask_of="",
        ask_by=None,
        completed_on=None,
        evidence_words="",
        evidence_link="",
        reported_to="",
        reported_on=None,
        officer_notes=(),
        contributions=(),
        sensitive_contributions=(),
        evidence=(),
        is_hidden=True,
    )


def _returns(reader: Reader) -> tuple[SealedReturn, ...]:
    """Return the returns as the rule ``actions.view_return`` has it.

    That another agency gave none last time is known on the board only.
    """
    if reader.is_county:
        return reader.sealed.returns
    return tuple(
        each
        if each.agency_slug in reader.agencies
        else replace(each, missing_before=False, missing_twice=False)
        for each in reader.sealed.returns
        if each.agency_slug in reader.agencies | reader.accepted
    )


def _ask(ask: SealedAsk, reader: Reader) -> SealedAsk:
    """Who is asked reads the ask; the title of a sensitive action they do not."""
    if reader.sees_ref(ask.ref, ask.marking):
        return ask
    return replace(ask, title="")


def _amendment(amendment: SealedAmendment, reader: Reader) -> SealedAmendment:
    if reader.is_kept(amendment.marking, amendment.agency_slug):
        return replace(amendment, reason="", differences=())
    return amendment


def _decision(decision: SealedDecision, reader: Reader) -> SealedDecision:
    if not decision.follow_up or reader.sees_ref(decision.follow_up, decision.marking):
        return decision
    return replace(
        decision,
        follow_up="",
        follow_up_title="",
        follow_up_lead="",
        follow_up_on=None,
        follow_up_status="",
    )


def _funding(funding: SealedFunding, reader: Reader) -> SealedFunding:
    named = tuple(
        each for each in funding.actions if reader.sees_ref(each.ref, each.marking)
    )
    return replace(funding, actions=named)


def _quarter(quarter: SealedQuarter, reader: Reader) -> SealedQuarter:
    """Return its figures; agencies are named to those who may see the board."""
    return quarter if reader.is_county else replace(quarter, returns=())
