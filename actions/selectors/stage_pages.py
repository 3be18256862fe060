"""What the pages about the stages of reminding show of them."""

from dataclasses import dataclass
from datetime import date

from actions.models import Period, StageChange
from actions.selectors.stages import changed, rules_in_force
from actions.selectors.windows import london_day
from hcss.kernel import reminding
from hcss.kernel.reminding import Source, StageRule


@dataclass(frozen=True)
class StageRow:
    """A stage as it stands, in words, and who made it so."""

    rule: StageRule
    #: The version in force; None while it stands as delivered.
    change: StageChange | None

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def source(self) -> Source:
        return reminding.source_of(self.rule.kind)

    @property
    def moment(self) -> str:
        """When it goes, such as ``7 working days before the deadline``."""
        return f"{self.rule.when} {self.source.dates[self.rule.counted_from]}"

    @property
    def people(self) -> list[str]:
        """Whom it tells, in words."""
        return [self.source.people[whom] for whom in self.rule.people]


@dataclass(frozen=True)
class StageGroup:
    """The stages of one kind of thing."""

    source: Source
    rows: list[StageRow]


@dataclass(frozen=True)
class StageVersion:
    """A stage as it stood at a version, and what may be done with it."""

    row: StageRow
    is_in_force: bool

    @property
    def version(self) -> int:
        return self.row.rule.version


@dataclass(frozen=True)
class StageDay:
    """The day on which a stage of a return falls in a period."""

    rule: StageRule
    on: date


def stage_groups() -> list[StageGroup]:
    """Return every stage as it stands, by kind, in order. One query."""
    changes = StageChange.objects.select_related("changed_by").order_by("version")
    latest = {each.stage: each for each in changes}
    by_kind: dict[str, list[StageRow]] = {}
    for code, rule in reminding.delivered().items():
        row = StageRow(changed(rule, latest.get(code)), latest.get(code))
        by_kind.setdefault(rule.kind, []).append(row)
    return [
        StageGroup(reminding.source_of(kind), rows) for kind, rows in by_kind.items()
    ]


def stage_versions(stage: str) -> list[StageVersion]:
    """Return a stage at each of its versions, the newest first. One query.

    KeyError for a stage that is not known.
    """
    delivered = reminding.delivered()[stage]
    found = StageChange.objects.filter(stage=stage).select_related("changed_by")
    changes = [*found.order_by("-version"), None]
    return [
        StageVersion(
            StageRow(changed(delivered, change), change), is_in_force=not place
        )
        for place, change in enumerate(changes)
    ]


def stage_dates(period: Period) -> dict[str, date]:
    """Return the dates of a period that the stages of its returns count from."""
    return {
        "opens": london_day(period.opened_at or period.opens_at),
        "due": london_day(period.due_at),
    }


def stage_days(period: Period) -> list[StageDay]:
    """Return when each stage of a return that is on falls in a period. One query."""
    dates = stage_dates(period)
    days = [
        StageDay(rule, rule.moment(dates[rule.counted_from]))
        for rule in rules_in_force().values()
        if rule.kind == "return" and rule.is_on
    ]
    return sorted(days, key=lambda each: each.on)
