from pathlib import Path

from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """What agencies have promised, how they report on it, and who is reminded."""

    name = "actions"

    def ready(self) -> None:
        from actions import policy  # noqa: F401, PLC0415 -- registers the rules
        from actions.selectors.gauges import GAUGES, late_reminders  # noqa: PLC0415
        from actions.selectors.standing_checks import CHECKS  # noqa: PLC0415
        from actions.services.reminding.addresses import (  # noqa: PLC0415
            try_new_address,
        )
        from actions.services.reminding.calendar_addresses import (  # noqa: PLC0415
            revoke_of_leaver,
        )
        from actions.services.reminding.sources import SOURCES  # noqa: PLC0415
        from hcss.kernel import (  # noqa: PLC0415
            gauges,
            lateness,
            occasions,
            reminding,
            standing,
        )
        from hcss.kernel.triggers import Protection, protect  # noqa: PLC0415

        gauges.register(*GAUGES)
        lateness.register("reminders", late_reminders)
        standing.register(*CHECKS)
        occasions.whenever(occasions.ADDRESS_CHANGED, try_new_address)
        occasions.whenever(occasions.PERSON_LEFT, revoke_of_leaver)
        reminding.register(*SOURCES)
        reminding.deliver(Path(__file__).parent / "data" / "reminder_stages.yaml")
        protect(
            Protection(
                table="actions_action",
                message="The baseline date is set once and never changes.",
                columns=("baseline_on",),
                once_set=True,
            )
        )
        for table in ("actions_submission", "actions_reportedline"):
            protect(
                Protection(table=table, message="What was sent in is never changed.")
            )
        protect(
            Protection(
                table="actions_askreply", message="What was answered is never changed."
            )
        )
