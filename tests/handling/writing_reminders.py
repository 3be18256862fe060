"""Ways to write the texts of reminders."""

from datetime import datetime

from actions.services.reminding.stages import change_stage
from tests.handling.writing import officer, writes


@writes("actions.StageChange.sentence")
def _change_stage(text: str, now: datetime) -> None:
    change_stage(
        actor=officer(),
        stage="return_first",
        version=0,
        count=-7,
        unit="working_days",
        sentence=text,
        is_on=True,
        now=now,
    )
