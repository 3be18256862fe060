"""Every address of the site, with things to put into it. For tests that go over all.

A new address without a line here fails ``test_every_address_is_known``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hcss.kernel import standing
from tests.world import World

#: The name of a thing, and what the address takes to name it.
Things = dict[str, dict[str, Any]]
#: Machinery that is not about people and things.
ELSEWHERE = {
    "home",
    "help",
    "accessibility",
    "history",
    "healthz",
    "readyz",
    "metrics",
    "actions:notify-callback",
    "mailbox",
    "mailbox-message",
    "api-schema",
    "api-docs",
    "api:api-root",
}


@dataclass(frozen=True)
class Address:
    """One address of one thing."""

    name: str
    thing: str
    path: str

    def __str__(self) -> str:
        return f"{self.name} {self.thing}".strip()


def names() -> list[str]:
    """Return the name of every address that the site answers at."""
    return sorted(set(_walk(get_resolver().url_patterns, "")))


def _walk(patterns: list[Any], namespace: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else ""
            yield from _walk(pattern.url_patterns, inner or namespace)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def views() -> dict[str, Any]:
    """Return the class behind each address that has one, by name."""
    found = _views(get_resolver().url_patterns, "")
    return {name: view for name, view in found if view is not None}


def _views(patterns: list[Any], namespace: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else ""
            yield from _views(pattern.url_patterns, inner or namespace)
        elif isinstance(pattern, URLPattern):
            view = getattr(pattern.callback, "view_class", None)
            yield f"{namespace}{pattern.name}", view


def addresses(world: World) -> list[Address]:
    """Return every address with each of the things that it is tried with."""
    return [
        Address(name, thing, reverse(name, kwargs=kwargs))
        for name in names()
        for thing, kwargs in things(name, world).items()
    ]


def things(name: str, world: World) -> Things:
    """Return what an address is tried with; KeyError for one that is not known."""
    if (
        name in PLAIN
        or name.endswith("-list")
        or name in ELSEWHERE - {"mailbox-message"}
    ):
        return {"": {}}
    for beginning, find in FINDERS:
        if name.startswith(beginning):
            return find(world)
    raise KeyError(name)


def _by(field: str, *found: str) -> Callable[[World], Things]:
    """Return a finder of things by a field, under its name in the address."""

    def find(world: World) -> Things:
        return {name: {field: getattr(world[name], field)} for name in found}

    return find


def _returns(world: World) -> Things:
    return {
        name: {"quarter": world[name].period.quarter, "agency": world[name].agency.slug}
        for name in (
            "own_return",
            "other_return",
            "submitted_return",
            "accepted_return",
        )
    }


def _receipts(world: World) -> Things:
    names = ("submitted_return", "accepted_return")
    return {name: _returns(world)[name] | {"version": 1} for name in names}


def _accepted_line(world: World) -> Things:
    return {
        name: {
            "quarter": world[name].quarterly_return.period.quarter,
            "agency": world[name].quarterly_return.agency.slug,
            "ref": world[name].action.ref,
        }
        for name in ("accepted_line", "hidden_line")
    }


def _feeds(world: World) -> Things:
    """Return an address of a calendar that is good, and one that is not."""
    return {
        "calendar": {"secret": world["calendar_secret"]},
        "bad-link": {"secret": "no-such"},
    }


def _histories(world: World) -> Things:
    return {"own_agency": {"agency": world["own_agency"].slug}}


def _lines(world: World) -> Things:
    names = ("own_line", "other_line", "accepted_line", "hidden_line")
    return {name: line_of(world[name]) for name in names}


def _line_evidence(world: World) -> Things:
    item = world["own_evidence"].pk
    return {"own_evidence": line_of(world["own_line"]) | {"pk": item}}


def _period(world: World) -> Things:
    return {"period": {"quarter": world["period"].quarter}}


def _checks(world: World) -> Things:
    return {each.code: {"code": each.code} for each in standing.checks()}


def _cell(world: World) -> Things:
    return {"cell": {"number": world["priority"].number, "code": "CC"}}


def _cell_then(world: World) -> Things:
    return {"cell": _cell(world)["cell"] | {"quarter": world["period"].quarter}}


def line_of(line: Any) -> dict[str, Any]:
    """Return what the address of a line takes."""
    return {
        "quarter": line.quarterly_return.period.quarter,
        "agency": line.quarterly_return.agency.slug,
        "ref": line.action.ref,
    }


def _api(*found: str) -> Callable[[World], Things]:
    return _by("pk", *found)


def _written(world: World) -> Things:
    """Return a part of each kind that an officer writes for a paper."""
    return {"summary": {"quarter": world["period"].quarter, "code": "summary"}}


def _packs(world: World) -> Things:
    """Return a quarter that is not sealed, and one that is."""
    sealed = world.things.get("seal")
    found = {"sealed": {"quarter": sealed.period.quarter}} if sealed else {}
    return _period(world) | found


def _papers_to_make(world: World) -> Things:
    sealed = {"quarter": world["seal"].period.quarter}
    return {part: sealed | {"part": part} for part in ("open", "closed")}


def _papers(world: World) -> Things:
    """Return a paper of each part, made."""
    sealed = {"quarter": world["seal"].period.quarter, "pack_format": "csv"}
    return {part: sealed | {"part": part} for part in ("open", "closed")}


def _seals(world: World) -> Things:
    return {"seal": {"quarter": world["seal"].period.slug}}


def _since(world: World) -> Things:
    """Return two sealed quarters, the later one first."""
    after, before = (world[name].period.quarter for name in ("seal", "earlier_seal"))
    return {"seals": {"quarter": after, "before": before}}


def _comment(world: World) -> Things:
    number = world["priority"].number
    return {"comment": {"quarter": world["period"].quarter, "number": number}}


def _cells(world: World) -> Things:
    return {
        "cell": _cell(world)["cell"],
        "whole": _cell(world)["cell"] | {"code": "all"},
        "ownership": _cell(world)["cell"] | {"code": "OW"},
    }


def _scale(world: World) -> Things:
    return {"scale": {"version": 1}}


def _membership(world: World) -> Things:
    row = world["membership"]
    return {"membership": {"slug": row.partnership.slug, "pk": row.pk}}


def _holding(world: World) -> Things:
    row = world["holding"]
    return {"holding": {"slug": row.post.slug, "pk": row.pk}}


def _appointment(world: World) -> Things:
    row = world["spare_appointment"]
    return {"appointment": {"pk": row.person_id, "appointment": row.pk}}


def _query(world: World) -> Things:
    asked = world["query"].quarterly_return
    where = {"quarter": asked.period.quarter, "agency": asked.agency.slug}
    return {"query": where | {"pk": world["query"].pk}}


def _upload(world: World) -> Things:
    found = world["upload"]
    return {"upload": _returns(world)["own_return"] | {"pk": found.pk}}


def _told(world: World) -> Things:
    """Return who is told something today."""
    return {"contact": {"pk": world.people["contact"].pk}}


def _stage(world: World) -> Things:
    return {"return_late": {"code": "return_late"}}


def _people_of(world: World) -> Things:
    return {
        "spare": {"pk": world["spare"].pk},
        "leaver": {"pk": world["leaver"].pk},
    }


_EVIDENCE = ("own_evidence", "accepted_evidence", "hidden_evidence")
_refs = _by("ref", "own_action", "other_action", "hidden_action")
_action_rows = _api("own_action", "other_action", "hidden_action")
_return_rows = _api("own_return", "other_return", "submitted_return", "accepted_return")
_line_rows = _api("own_line", "other_line", "accepted_line", "hidden_line")
_changes = _api("date_change", "hidden_change")
_quarters = ("actions:board", "actions:period-edit", "actions:period-open")
_quarters += ("actions:period-close",)

#: Addresses of allauth's and of machinery, which know no roles: tested by themselves.
NOT_IN_THE_MATRIX = {"mailbox", "mailbox-message", "healthz", "readyz", "metrics"}
NOT_IN_THE_MATRIX |= {"actions:notify-callback"}
#: Addresses that have to ask the database for somebody who is not signed in.
ASKS_FOR_STRANGERS = {
    "readyz",  # whether the database answers
    "partnerships:invitation",  # whether the link is good
    "actions:passed-link",  # whether the link is good
    "actions:calendar-feed",  # whether the address is good
    "account_reset_password_from_key",  # whether the link is good
}
#: Addresses that take nothing.
PLAIN = {
    "account_change_password",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
    "actions:action-propose",
    "actions:actions",
    "actions:adopt-many",
    "actions:asks",
    "actions:date-changes",
    "actions:amendments",
    "actions:desk",
    "actions:evidence",
    "actions:extensions",
    "actions:messages",
    "actions:mine",
    "actions:my-calendar",
    "actions:my-calendar-make",
    "actions:my-calendar-revoke",
    "actions:my-reminders",
    "actions:my-ways",
    "actions:period-new",
    "actions:reminders",
    "actions:reminders-csv",
    "actions:reminders-failed",
    "actions:reminders-held",
    "actions:reminders-hold",
    "actions:reminders-hold-all",
    "actions:reminders-let-all-go",
    "actions:reminders-sent",
    "actions:reminder-stages",
    "actions:returns",
    "actions:slips",
    "api:dashboard-now",
    "api:evidence-files",
    "api:extensions-give",
    "api:gap",
    "api:since",
    "api:reminders-hold",
    "api:reminders-hold-all",
    "api:reminders-let-all-go",
    "api:reminders-letter",
    "api:reminders-plan",
    "api:reminders-send-now",
    "api:slips-totals",
    "api:token-current",
    "api:you-calendar",
    "api:you-waiting",
    "api:you-ways",
    "assurance:checks",
    "assurance:dashboard-now",
    "assurance:decide",
    "assurance:decisions",
    "assurance:escalations",
    "assurance:meeting-new",
    "assurance:meetings",
    "assurance:funding",
    "assurance:funding-record",
    "assurance:funding-starts",
    "assurance:gap",
    "assurance:pictures",
    "assurance:opinions",
    "assurance:scale-new",
    "assurance:seals",
    "assurance:since-latest",
    "assurance:scales",
    "partnerships:agencies",
    "partnerships:agency-new",
    "partnerships:invitations",
    "partnerships:invite",
    "partnerships:partnership-new",
    "partnerships:partnerships",
    "partnerships:people",
    "partnerships:post-new",
    "partnerships:posts",
    "partnerships:token-new",
    "partnerships:you",
    "priorities:agreement",
    "priorities:opportunities",
    "priorities:register",
}
#: The first beginning that fits an address's name finds its things.
FINDERS: list[tuple[str, Callable[[World], Things]]] = [
    (
        "account_reset_password_from_key",
        lambda world: {"bad-link": {"uidb36": "1", "key": "no-such-key"}},
    ),
    ("mailbox-message", lambda world: {"no-mail": {"name": "20261020-090000.log"}}),
    ("priorities:priority", lambda world: {"priority": {"number": 1}}),
    ("priorities:statement", _by("ref", "statement")),
    ("priorities:register-entry", _by("code", "entry")),
    ("actions:amendment-propose", _accepted_line),
    ("actions:amendment", _api("amendment", "hidden_amendment")),
    ("actions:extension", _api("extension")),
    ("actions:date-change-ask", _refs),
    ("actions:date-change", _changes),
    ("actions:reminder-letter", _told),
    ("actions:reminder-send-now", _told),
    ("actions:reminder-stage", _stage),
    ("actions:reminder-", _api("reminder")),
    ("actions:query-answer", _query),
    ("actions:receipt-", _receipts),
    ("actions:returns-history", _histories),
    ("actions:ask", _api("ask", "hidden_ask")),
    ("actions:evidence-", _api(*_EVIDENCE)),
    ("actions:line-evidence-off", _line_evidence),
    ("actions:calendar-feed", _feeds),
    ("actions:message", _api("message")),
    ("actions:passed-link", lambda world: {"bad-link": {"secret": "no-such"}}),
    ("actions:passed", _api("passed")),
    ("actions:proposal", _api("proposal")),
    ("actions:line", _lines),
    ("actions:upload", _upload),
    ("actions:write-for", _lines),
    *((name, _period) for name in _quarters),
    ("actions:action", _refs),
    ("actions:", _returns),
    ("assurance:check", _checks),
    ("assurance:since", _since),
    ("assurance:funding-concern", _api("funding")),
    ("api:check", _checks),
    ("api:funding-concern", _api("funding")),
    ("assurance:meeting", _api("meeting", "upcoming_meeting")),
    ("assurance:decision", _api("decision", "hidden_decision")),
    ("assurance:escalation", _api("escalation", "hidden_escalation")),
    ("assurance:opinion-give", _cells),
    ("assurance:written-part", _written),
    ("assurance:written-comment", _comment),
    ("assurance:written", _period),
    ("assurance:pack", _packs),
    ("assurance:papers-make", _papers_to_make),
    ("assurance:papers", _packs),
    ("assurance:paper", _papers),
    ("api:pack-", _api("open_pack", "closed_pack")),
    ("api:dashboard", _packs),
    ("assurance:dashboard", _packs),
    ("assurance:seal", _packs),
    ("api:seal-", _seals),
    ("api:written-part", _api("written_part")),
    ("api:scale-", _scale),
    ("assurance:opinion", _api("opinion")),
    ("assurance:cell-now", _cells),
    ("assurance:cell", _cell_then),
    ("partnerships:agency", _by("slug", "own_agency")),
    ("partnerships:member-end", _membership),
    ("partnerships:member-new", _by("slug", "group")),
    ("partnerships:partnership", _by("slug", "group")),
    ("partnerships:post-end", _holding),
    ("partnerships:post", _by("slug", "post")),
    ("partnerships:invitation-", _api("invitation")),
    ("partnerships:invitation", lambda world: {"bad-link": {"secret": "no-such"}}),
    ("partnerships:appointment-end", _appointment),
    ("partnerships:person", _people_of),
    (
        "partnerships:token-revoke",
        lambda world: {"no-token": {"token_key": "00000000"}},
    ),
    ("api:agency", _by("slug", "own_agency")),
    ("api:passed", _api("passed")),
    ("api:proposal", _api("proposal")),
    ("api:contribution", _api("contribution")),
    ("api:ask", _api("ask", "hidden_ask")),
    ("api:agreement", _api("agreement")),
    ("api:appointment", _api("spare_appointment")),
    ("api:amendment", _api("amendment", "hidden_amendment")),
    ("api:date-changes", _changes),
    ("api:extension", _api("extension")),
    ("api:slips", _changes),
    ("api:editorial-note", _api("note")),
    ("api:fragment", _api("fragment")),
    ("api:heading", lambda world: {"heading": {"pk": world["headings"]["CC"].pk}}),
    ("api:history", lambda world: {"no-event": {"pk": 1}}),
    ("api:invitation", _api("invitation")),
    ("api:membership", _api("membership")),
    ("api:message", _api("message")),
    ("api:meeting", _api("meeting", "upcoming_meeting")),
    ("api:decision", _api("decision", "hidden_decision")),
    ("api:escalation", _api("escalation", "hidden_escalation")),
    ("api:opinion", _api("opinion")),
    ("api:partnership", _by("slug", "group")),
    ("api:period", _by("slug", "period")),
    ("api:person", _people_of),
    ("api:post", _by("slug", "post")),
    ("api:priority", _api("priority")),
    ("api:quer", _api("query")),
    ("api:officer-note", _api("officer_note")),
    ("api:register-entry", _api("entry")),
    ("api:reminder-stages", _stage),
    ("api:reminders", _api("reminder")),
    ("api:return", _return_rows),
    ("api:receipt", _api("receipt")),
    ("api:evidence", _api(*_EVIDENCE)),
    ("api:line", _line_rows),
    ("api:upload", _api("upload")),
    ("api:sign-off", _api("sign_off")),
    ("api:statement", _api("statement")),
    ("api:token", lambda world: {"no-token": {"key": "00000000"}}),
    ("api:action", _action_rows),
]
