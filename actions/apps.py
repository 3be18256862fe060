from django.apps import AppConfig


class ActionsConfig(AppConfig):
    """What agencies have promised, how they report on it, and who is reminded."""

    name = "actions"

    def ready(self) -> None:
        from actions import policy  # noqa: F401, PLC0415 -- registers the rules
        from actions.selectors.standing_checks import CHECKS  # noqa: PLC0415
        from hcss.kernel import standing  # noqa: PLC0415
        from hcss.kernel.triggers import Protection, protect  # noqa: PLC0415

        standing.register(*CHECKS)
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
