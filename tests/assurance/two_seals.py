"""A pair of seals with a known list of differences, among hundreds of equal lines."""

from dataclasses import replace
from datetime import date
from typing import Any

from assurance.selectors.seal_shapes import Sealed
from tests.assurance import sealed_things as the

LATER, EARLIER = date(2027, 9, 30), date(2026, 12, 31)
WAS = date(2026, 1, 1)


def _act(ref: str, before: Any, after: Any, *kinds: str) -> Any:
    """An action with what is said of it before and after; None is not there."""
    return "actions", _made(ref, before), _made(ref, after), _keyed(kinds, ref)


def _made(ref: str, known: Any) -> Any:
    return None if known is None else the.action(ref, **known)


def _keyed(kinds: Any, key: Any) -> Any:
    return {(kind, str(key)) for kind in kinds}


def _edit(ref: str, aspect: str, **after: Any) -> Any:
    return (
        "actions",
        the.action(ref),
        the.action(ref, **after),
        {("edited", f"{ref} {aspect}")},
    )


def _thing(name: str, before: Any, after: Any, kind: str, key: Any) -> Any:
    return name, before, after, _keyed([kind], key)


PROPOSED = (
    the.living("proposed")
    | the.rated("")
    | {
        "lead": "",
        "lead_slug": "",
        "contact": "",
        "success_criterion": "",
        "decision": "",
        "baseline_on": None,
        "forecast_on": None,
        "agreed_on": None,
    }
)
ON_HOLD = the.living("on_hold") | the.rated("on_hold")
RED = the.rated("off_track")
CASES = [
    # Ratings
    _act("P1-10", {}, RED, "new_red"),
    _act("P1-11", the.rated("no_return"), RED, "new_red"),
    _act("P1-12", RED, {}, "not_red"),
    _act("P1-13", {}, the.rated("at_risk"), "rating_down"),
    _act("P1-14", the.rated("at_risk"), {}, "rating_up"),
    _act("P1-15", {}, the.rated("reported_complete"), "rating_up"),
    _act("P1-16", {}, the.rated("no_return"), "silent"),
    _act("P1-17", RED, the.rated("no_return"), "silent"),
    _act("P1-18", the.rated("no_return"), {}, "reported_again"),
    _act("P1-19", the.rated("not_started"), {}, "status"),
    # Overdue
    _act("P1-20", {}, {"days_overdue": 3}, "overdue"),
    _act("P1-21", {"days_overdue": 3}, {}, "not_overdue"),
    _act("P1-22", {"days_overdue": 3}, {"days_overdue": 95}),
    # Dates
    _act(
        "P1-30",
        {"times_redated": 1},
        {"forecast_on": LATER, "times_redated": 2},
        "slip",
    ),
    _act("P1-31", {}, {"forecast_on": EARLIER, "times_redated": 1}, "earlier"),
    _act("P1-32", {"forecast_on": None, "baseline_on": None}, {}, "dated"),
    _act("P1-33", {}, {"times_redated": 2}, "date_back"),
    _act("P1-34", {"reviewed_on": WAS}, {"reviewed_on": LATER}, "reviewed"),
    # Lives
    _act("P1-40", PROPOSED, {}, "agreed"),
    _act("P1-41", None, {}, "agreed"),
    _act("P1-42", None, PROPOSED, "proposed"),
    _act("P1-43", the.living("agreed"), {}, "started"),
    _act("P1-44", {}, ON_HOLD, "on_hold"),
    _act("P1-45", ON_HOLD, {}, "resumed"),
    _act("P1-46", {}, the.living("complete") | the.rated("complete"), "complete"),
    _act(
        "P1-47",
        {},
        the.living("closed")
        | the.rated("")
        | {
            "closed_on": WAS,
            "closing_decision": "2026/27-04",
            "closed_as_label": "Withdrawn",
        },
        "closed",
    ),
    _act("P1-48", None, RED, "agreed", "new_red"),
    _act("P1-49", {}, None, "gone"),
    _act("P1-50", the.living("complete"), {}, "life"),
    # Who and what
    _act(
        "P1-60",
        {},
        {"lead": "Solent Police", "lead_slug": "solent-police"},
        "lead_changed",
    ),
    _act("P1-61", {}, {"contact": ""}, "contact_changed"),
    _act(
        "P1-62",
        {"condition": "Money"},
        {"condition": "Money", "condition_met_on": WAS},
        "condition_met",
    ),
    _edit("P1-63", "Title", title="Do it well"),
    _edit("P1-64", "Success criterion", success_criterion="It is done twice."),
    _edit("P1-65", "Contributors", contributors=("Solent Police",)),
    _edit("P1-66", "Review date", review_on=LATER),
    # Opinions
    _thing(
        "opinions",
        the.opinion(1, "CC"),
        the.opinion(1, "CC", "limited"),
        "opinion_down",
        "1-CC",
    ),
    _thing(
        "opinions",
        the.opinion(1, "FL", "none"),
        the.opinion(1, "FL"),
        "opinion_up",
        "1-FL",
    ),
    _thing("opinions", None, the.opinion(1, "RV"), "opinion_new", "1-RV"),
    _thing("opinions", the.opinion(1, "RR"), None, "opinion_gone", "1-RR"),
    _thing(
        "opinions",
        the.opinion(1, "AR"),
        the.opinion(1, "AR", is_out_of_date=True),
        "opinion_out_of_date",
        "1-AR",
    ),
    _thing(
        "opinions",
        the.opinion(1, "LL"),
        the.opinion(1, "LL", given_on=WAS),
        "opinion_renewed",
        "1-LL",
    ),
    _thing(
        "opinions",
        the.opinion(1, "all", is_out_of_date=True),
        the.opinion(1, "all", number=7),
        "opinion_renewed",
        "1-all",
    ),
    _thing(
        "opinions",
        the.opinion(2, "CC"),
        the.opinion(2, "CC", "limited", scale_version=2),
        "opinion_not_comparable",
        "2-CC",
    ),
    # Returns
    _thing(
        "returns",
        the.owed("one"),
        the.owed("one", "no_return"),
        "return_missing",
        "one",
    ),
    _thing(
        "returns",
        the.owed("two", "no_return"),
        the.owed("two", "no_return", missing_twice=True),
        "return_missing_twice",
        "two",
    ),
    _thing(
        "returns", the.owed("three"), the.owed("three", "late"), "return_late", "three"
    ),
    _thing(
        "returns", the.owed("four", "late"), the.owed("four"), "return_on_time", "four"
    ),
    _thing(
        "returns",
        the.owed("five", "no_return"),
        the.owed("five", "late"),
        "return_again",
        "five",
    ),
    _thing("returns", None, the.owed("six"), "return_new", "six"),
    _thing("returns", the.owed("seven"), None, "return_not_owed", "seven"),
    _thing(
        "returns",
        the.owed("eight"),
        the.owed("eight", is_nil=True),
        "return_nil",
        "eight",
    ),
    # Asks
    _thing("asks", None, the.ask(1), "ask_new", 1),
    _thing("asks", the.ask(2), the.ask(2, days_late=4), "ask_late", 2),
    _thing(
        "asks",
        the.ask(3),
        the.ask(3, state="answered", state_label="Answered"),
        "ask_answered",
        3,
    ),
    _thing("asks", the.ask(4, state="answered"), the.ask(4), "ask_again", 4),
    _thing("asks", the.ask(5), None, "ask_closed", 5),
    _thing("asks", the.ask(6), the.ask(6, answerer="Ada"), "ask_changed", 6),
    # Requests for a date
    _thing(
        "date_changes",
        None,
        the.date_change("P1-01", state="waiting"),
        "date_asked",
        "P1-01 1",
    ),
    _thing(
        "date_changes",
        the.date_change("P1-02", state="waiting"),
        the.date_change("P1-02", state="refused"),
        "date_refused",
        "P1-02 1",
    ),
    # The group
    _thing(
        "amendments",
        None,
        the.amendment("P1-03"),
        "amended",
        "2026-27-q1 wessex-council P1-03 1",
    ),
    _thing(
        "matters_arising",
        None,
        the.decision("2026/27-05"),
        "decision_taken",
        "2026/27-05",
    ),
    _thing(
        "matters_arising",
        the.decision("2026/27-04"),
        the.decision("2026/27-04", outcome="Complete"),
        "decision_outcome",
        "2026/27-04",
    ),
    _thing("escalations", None, the.escalation(1), "escalation_raised", 1),
    _thing(
        "escalations",
        the.escalation(2),
        the.escalation(2, state="answered", reply="Done.", replied_on=WAS),
        "escalation_answered",
        2,
    ),
    _thing(
        "escalations",
        the.escalation(3),
        the.escalation(3, to_name="Bo"),
        "escalation_changed",
        3,
    ),
    # Money and checks
    _thing("funding", the.funding(1), the.funding(1, within=4), "funding_ending", 1),
    _thing("funding", None, the.funding(2), "funding_new", 2),
    _thing(
        "funding", the.funding(3), the.funding(3, ends_on=LATER), "funding_changed", 3
    ),
    _thing("funding", the.funding(4), None, "funding_settled", 4),
    _thing(
        "checks",
        the.check("no_lead", 3),
        the.check("no_lead", 4),
        "check_more",
        "no_lead",
    ),
    _thing(
        "checks",
        the.check("no_date", 3),
        the.check("no_date", 2),
        "check_fewer",
        "no_date",
    ),
    # The frame
    _thing(
        "priorities",
        the.priority(11),
        the.priority(11, owners=("Solent",)),
        "ownership_changed",
        11,
    ),
    _thing(
        "priorities",
        the.priority(12),
        the.priority(12, title="Reworded"),
        "priority_reworded",
        12,
    ),
    _thing("priorities", None, the.priority(13), "priority_added", 13),
    _thing("priorities", the.priority(14), None, "priority_retired", 14),
    _thing(
        "scales",
        the.scale(),
        the.scale(2, limited="Weak."),
        "scale_changed",
        "assurance",
    ),
]
APART = {("agreement_changed", "agreement-2028"), ("renamed", "wessex-council")}
EXPECTED = set.union(APART, *(expected for _, _, _, expected in CASES))
#: What stays as it is, in every list.
UNTOUCHED: dict[str, Any] = {
    "actions": [the.action(f"P2-{number}") for number in range(300)],
    "returns": [the.owed(f"agency-{number}") for number in range(40)],
    "opinions": [the.opinion(number, "CC") for number in range(20, 60)],
    "date_changes": [the.date_change(f"P2-{number}") for number in range(20)],
    "asks": [the.ask(number) for number in range(100, 140)],
    "amendments": [the.amendment(f"P2-{number}") for number in range(10)],
    "matters_arising": [the.decision(f"2026/27-{number}") for number in range(50, 60)],
    "escalations": [the.escalation(number) for number in range(100, 120)],
    "funding": [the.funding(number, within=2) for number in range(100, 110)],
    "checks": [the.check(f"check-{number}", 5) for number in range(10)],
    "priorities": [the.priority(number) for number in range(1, 8)],
    "scales": [],
}


def two_seals() -> tuple[Sealed, Sealed]:
    """Return the earlier seal and the later one."""
    return _sealed(1), _later(_sealed(2))


def _sealed(which: int) -> Sealed:
    lists = {
        name: (
            *untouched,
            *(case[which] for case in CASES if case[0] == name and case[which]),
        )
        for name, untouched in UNTOUCHED.items()
    }
    return the.seal(**lists)


def _later(sealed: Sealed) -> Sealed:
    """Return it with new words in every report, another Agreement and a new name."""
    actions = tuple(
        replace(
            each,
            lead="Wessex Unitary Council"
            if each.lead == "Wessex Council"
            else each.lead,
            line=the.line(progress=f"New words on {each.ref}"),
        )
        for each in sealed.actions
    )
    return replace(
        sealed,
        agreement_slug="agreement-2028",
        actions=actions,
        quarter="2026-27-q3",
        quarter_label="Q3 2026/27",
    )
