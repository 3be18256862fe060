"""The stages of reminding as they stand: as delivered, or as officers changed them."""

from dataclasses import replace

from actions.models import StageChange
from hcss.kernel import reminding
from hcss.kernel.reminding import StageRule


def rules_in_force() -> dict[str, StageRule]:
    """Return every stage by its code, in order. One query."""
    # So few that all are read: the last one read of a stage is its latest.
    latest = {each.stage: each for each in StageChange.objects.order_by("version")}
    return {
        code: changed(rule, latest.get(code))
        for code, rule in reminding.delivered().items()
    }


def changed(rule: StageRule, change: StageChange | None) -> StageRule:
    """Return a delivered stage with what an officer changed of it."""
    if change is None:
        return rule
    return replace(
        rule,
        count=change.count,
        unit=change.unit,
        sentence=change.sentence,
        is_on=change.is_on,
        version=change.version,
    )


def duties_and_others() -> tuple[list[StageRule], list[StageRule]]:
    """Return the stages that are on: what is a duty, and what is not. One query."""
    on = [rule for rule in rules_in_force().values() if rule.is_on]
    duties = [rule for rule in on if rule.is_duty]
    return duties, [rule for rule in on if not rule.is_duty]
