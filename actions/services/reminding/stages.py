"""Officers change when, in which words and whether a stage of reminding goes (R59).

Nothing is overwritten: each change is a version, and so is each way back.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from actions import events
from actions.models import StageChange
from actions.selectors.stages import changed, rules_in_force
from hcss.kernel import audit, policy, reminding
from hcss.kernel.errors import Conflict
from hcss.kernel.personal_data import guard
from hcss.kernel.reminding import FURTHEST, StageRule, Unit, problems_of
from hcss.kernel.templatetags.show import moment
from partnerships.models import User

#: The longest sentence, in characters.
LONGEST = 300
#: What officers change of a stage.
CHANGEABLE = ("count", "unit", "sentence", "is_on")


class StageConflict(Conflict):
    """The stage was changed since it was opened. ``rule`` is the stage as it is now."""

    def __init__(self, words: str, rule: StageRule) -> None:
        super().__init__(words, code="stale")
        self.rule = rule


@transaction.atomic
def change_stage(
    *,
    actor: User,
    stage: str,
    version: int,
    count: int,
    unit: str,
    sentence: str,
    is_on: bool,
    now: datetime,
    is_confirmed: bool = False,
) -> StageRule:
    """Keep a stage's moment, words and whether it is on; return it as it then stands.

    ``version`` is the one that was seen, 0 for the stage as delivered. What is sent
    from now on is so; what was sent is not sent again. If nothing differs, nothing
    is written.

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: at the field, for what :func:`refuse_unusable` refuses, and
            for words that may be about people (R55).
        StageConflict: the stage is no longer at ``version``.
    """
    policy.require(actor, "actions.manage_reminders")
    rule = rules_in_force()[stage]
    typed: dict[str, Any] = {
        "count": count,
        "unit": unit,
        "sentence": plain(sentence),
        "is_on": is_on,
    }
    _refuse_stale(rule, version, actor)
    refuse_unusable(rule, **typed)
    return _keep(
        actor, rule, typed, now, known=rule.sentence, is_confirmed=is_confirmed
    )


@transaction.atomic
def go_back(
    *, actor: User, stage: str, version: int, to_version: int, now: datetime
) -> StageRule:
    """Let a stage stand again as it stood at ``to_version``; 0 is as delivered.

    It is a version of its own. ``version`` is the one that was seen.

    Raises:
        NotPermitted: ``actor`` is no officer.
        ValidationError: there is no such version, or it can no longer be used.
        StageConflict: the stage is no longer at ``version``.
    """
    policy.require(actor, "actions.manage_reminders")
    rule, then = rules_in_force()[stage], rule_at(stage, to_version)
    _refuse_stale(rule, version, actor)
    if then is None:
        raise ValidationError({"to_version": "There is no such version."})
    typed = {name: getattr(then, name) for name in CHANGEABLE}
    refuse_unusable(then, **typed)
    return _keep(actor, rule, typed, now, known=then.sentence, is_confirmed=False)


def rule_at(stage: str, version: int) -> StageRule | None:
    """Return a stage as it stood at a version; None if it never had it."""
    delivered = reminding.delivered()[stage]
    if version == 0:
        return delivered
    found = StageChange.objects.filter(stage=stage, version=version).first()
    return changed(delivered, found) if found else None


def plain(sentence: str) -> str:
    """Return a sentence on one line, without spaces around it."""
    return " ".join(sentence.split())


def refuse_unusable(
    rule: StageRule, *, count: int, unit: str, sentence: str, is_on: bool
) -> None:
    """Refuse what a stage cannot be; ``rule`` says of what kind it is.

    Raises:
        ValidationError: at the field: too far from its date, no unit that is known,
            an empty or too long sentence, or one that names what is not known.
    """
    refused: dict[str, Any] = {}
    if abs(count) > FURTHEST:
        refused["count"] = f"A stage is at most {FURTHEST} days from its date."
    if unit not in Unit.values:
        refused["unit"] = "Choose working days or days."
    if problems := _problems(sentence, rule):
        refused["sentence"] = problems
    if refused:
        raise ValidationError(refused)


def _problems(sentence: str, rule: StageRule) -> list[str]:
    if not sentence:
        return ["Write the sentence that people are told."]
    if not sentence.isprintable():
        return ["Write it in letters, figures and signs that can be printed."]
    if len(sentence) > LONGEST:
        return [f"The sentence has {len(sentence)} characters; use {LONGEST} or fewer."]
    return problems_of(sentence, reminding.source_of(rule.kind))


def _refuse_stale(rule: StageRule, version: int, actor: User) -> None:
    if rule.version != version:
        raise _stale(rule, actor)


def _stale(rule: StageRule, actor: User) -> StageConflict:
    found = StageChange.objects.filter(stage=rule.code, version=rule.version)
    latest = found.select_related("changed_by").first()
    if latest is None:
        words = "This stage stands as delivered: look again."
        return StageConflict(words, rule)
    who, where = str(latest.changed_by), ""
    if latest.changed_by_id == actor.pk:
        who, where = "You", " in another window"
    return StageConflict(
        f"{who} changed this stage{where} on {moment(latest.changed_at)}, after you "
        "opened it. Compare both, then save again.",
        rule,
    )


def _keep(
    actor: User,
    rule: StageRule,
    typed: dict[str, Any],
    now: datetime,
    *,
    known: str,
    is_confirmed: bool,
) -> StageRule:
    """Write the next version; ``known`` are words that were guarded before."""
    difference = {
        name: [getattr(rule, name), value]
        for name, value in typed.items()
        if getattr(rule, name) != value
    }
    if not difference:
        return rule
    change, is_mine = StageChange.objects.get_or_create(
        stage=rule.code,
        version=rule.version + 1,
        defaults={**typed, "changed_by": actor, "changed_at": now},
    )
    if not is_mine:
        raise _stale(changed(rule, change), actor)
    guard(
        actor=actor,
        subject=change,
        texts={"sentence": change.sentence},
        is_confirmed=is_confirmed,
        now=now,
        before={"sentence": known},
    )
    audit.record(
        events.STAGE_CHANGED, actor=actor, subject=change, now=now, changes=difference
    )
    return changed(rule, change)
