"""A list of a seal for somebody who reads it: as at a quarter, or as at a day."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from actions.models import Action, Amendment, DateChange, Return
from assurance.models import Decision, Seal
from assurance.selectors.seal_reading import read, readable
from assurance.selectors.sealed_lists import SealedList, sealed_list
from assurance.selectors.sealed_lists.keys import in_both
from assurance.selectors.sealed_position import seal_facts
from assurance.selectors.seals import seal_as_at
from assurance.selectors.shapes import SealFacts
from hcss.kernel.standing import Check
from partnerships.models import User


@dataclass(frozen=True, slots=True)
class AsAt:
    """A list as it was sealed, for one reader."""

    seal: SealFacts
    agreement_slug: str
    listed: SealedList


def list_as_at(
    *,
    code: str,
    word: str,
    person: User,
    now: datetime,
    is_export: bool = False,
) -> AsAt:
    """Return a list of the seal that ``word`` names, as far as ``person`` reads it.

    What leaves the site (``is_export``) holds nothing that is sensitive (R57).

    Raises:
        ValidationError: the word is no quarter and no day.
        Seal.DoesNotExist: there is no such seal.
    """
    seal = seal_as_at(word, now)
    if seal is None:
        raise Seal.DoesNotExist("now is no seal")
    sealed = read(seal)
    listed = sealed_list(readable(sealed, person), code)
    if is_export:
        open_one = sealed_list(readable(sealed, None), code)
        listed = replace(listed, rows=in_both(listed, open_one))
    return AsAt(
        seal=seal_facts(seal, is_shown=True),
        agreement_slug=sealed.agreement_slug,
        listed=listed,
    )


def known_as(thing: Any, found: AsAt) -> dict[str, Any]:
    """Return what a thing is known by in its list of a seal.

    Raises:
        LookupError: the seal cannot hold it: it is of another quarter's return, or of
            another Agreement.
    """
    known = _KNOWN.get(type(thing))
    return known(thing, found) if known else {"number": thing.pk}


def _returned(owed: Return, found: AsAt) -> dict[str, Any]:
    if owed.period.slug != found.seal.quarter:
        raise LookupError("a seal holds the returns of its quarter")
    return {"agency_slug": owed.agency.slug}


def _ref(action: Action, found: AsAt) -> str:
    """References begin anew in each Agreement."""
    if action.agreement.slug != found.agreement_slug:
        raise LookupError("the seal is of another Agreement")
    ref: str = action.ref
    return ref


def _amended(amendment: Amendment, found: AsAt) -> dict[str, Any]:
    owed = amendment.quarterly_return
    return {
        "quarter": owed.period.slug,
        "agency_slug": owed.agency.slug,
        "ref": _ref(amendment.line.action, found),
        "number": amendment.number,
    }


_KNOWN: dict[type, Callable[[Any, AsAt], dict[str, Any]]] = {
    Return: _returned,
    Action: lambda action, found: {"ref": _ref(action, found)},
    DateChange: lambda change, found: {
        "ref": _ref(change.action, found),
        "number": change.number,
    },
    Amendment: _amended,
    Decision: lambda decision, _: {"number": decision.number},
    Check: lambda check, _: {"code": check.code},
}
