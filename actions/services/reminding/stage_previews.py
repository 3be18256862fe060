"""What a stage would say, when and to how many, before anybody changes it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from actions.choices import PeriodState
from actions.models import Period
from actions.selectors.stage_pages import stage_dates
from actions.selectors.stages import rules_in_force
from actions.services.reminding.dry_run import next_run_on, who_would_be_written_to
from actions.services.reminding.plans import Rules, moment_of
from hcss.kernel.reminding import Source, StageRule, source_of

#: How far ahead things are looked for that have the date.
_FAR = timedelta(days=10 * 366)
#: Among how many things an example is looked for, and how many are shown.
_LOOKED_AT = 50
_SHOWN = 3


@dataclass(frozen=True)
class Occasion:
    """A real thing, the date that the stage counts from, and when it would go."""

    about: str
    counted_from: date
    goes_on: date


@dataclass(frozen=True)
class StagePreview:
    """A stage tried out. Nothing of it is kept."""

    sentence: str
    #: The open thing whose facts the sentence has; empty if there is none.
    about: str
    occasions: list[Occasion]
    #: The day of the next run, and how many people it tells: as it is, and would be.
    on: date
    people_now: int
    people_then: int


def preview_stage(*, rule: StageRule, now: datetime) -> StagePreview:
    """Try out a stage that can be used: what it says, when, and to how many.

    The words are those of a real open thing, or if there is none what each of them
    stands for. A fixed number of queries.
    """
    source, on = source_of(rule.kind), next_run_on(now=now)
    things = _open_things(source, rule, on, now)
    if things:
        thing, day = things[0]
        about, facts = source.about(thing), source.facts(thing, day)
    else:
        about, facts = "", {word: f"[{said}]" for word, said in source.words.items()}
    return StagePreview(
        sentence=rule.sentence.format_map(facts),
        about=about,
        occasions=_occasions(source, rule, things),
        on=on,
        people_now=_people(rule.code, on, now, None),
        people_then=_people(rule.code, on, now, _rules_with(rule)),
    )


def _open_things(
    source: Source, rule: StageRule, on: date, now: datetime
) -> list[tuple[Any, date]]:
    """Return some things that are open now, each with the date that counts."""
    reach = dict.fromkeys(source.dates, on + _FAR)
    rows = source.rows(moment_of(on=on, now=now), reach).order_by()
    found = source.shown().filter(pk__in=rows.values("pk")).order_by("pk")
    dated = [
        (thing, source.dates_of(thing).get(rule.counted_from))
        for thing in found[:_LOOKED_AT]
    ]
    return [(thing, day) for thing, day in dated if day]


def _occasions(
    source: Source, rule: StageRule, things: list[tuple[Any, date]]
) -> list[Occasion]:
    """Return when it would go: for returns by quarter, for others thing by thing."""
    if rule.kind == "return":
        named = [
            (str(period), stage_dates(period)[rule.counted_from])
            for period in Period.objects.exclude(state=PeriodState.CLOSED).order_by(
                "starts_on"
            )[:_SHOWN]
        ]
    else:
        named = [(source.about(thing), day) for thing, day in things[:_SHOWN]]
    return [Occasion(about, day, rule.moment(day)) for about, day in named]


def _rules_with(rule: StageRule) -> Rules:
    """Return the stages that would be on if this one stood so."""
    rules: Rules = defaultdict(list)
    for each in (rules_in_force() | {rule.code: rule}).values():
        if each.is_on:
            rules[each.kind].append(each)
    return rules


def _people(stage: str, on: date, now: datetime, rules: Rules | None) -> int:
    told = who_would_be_written_to(on=on, now=now, rules=rules)
    return len({each.due.person for each in told if each.due.stage == stage} - {None})
