from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AssuranceConfig(AppConfig):
    """How sure the group is: opinions, the dashboard and what they rest on."""

    name = "assurance"

    def ready(self) -> None:
        from assurance import policy  # noqa: F401, PLC0415 -- registers the rules
        from assurance.selectors.gauges import GAUGES  # noqa: PLC0415
        from assurance.selectors.standing_checks import CHECKS  # noqa: PLC0415
        from assurance.services.escalations import raise_escalations  # noqa: PLC0415
        from assurance.services.reminding import SOURCES  # noqa: PLC0415
        from assurance.services.scales import put_first_scale  # noqa: PLC0415
        from assurance.views.as_at import SealedLists  # noqa: PLC0415
        from hcss.kernel import (  # noqa: PLC0415
            as_at,
            gauges,
            occasions,
            reminding,
            standing,
        )
        from hcss.kernel.triggers import Protection, protect  # noqa: PLC0415

        as_at.register(SealedLists())
        gauges.register(*GAUGES)
        reminding.register(*SOURCES)
        reminding.deliver(Path(__file__).parent / "data" / "reminder_stages.yaml")
        standing.register(*CHECKS)
        standing.show_at("assurance:checks")
        occasions.whenever(occasions.PERIOD_CLOSED, raise_escalations)
        post_migrate.connect(put_first_scale, sender=self)
        protect(
            Protection(
                table="assurance_scale",
                message="A scale is never changed.",
                unique=(("version",),),
            )
        )
        protect(
            Protection(
                table="assurance_scalelevel",
                message="A scale is never changed.",
                unique=(("scale_id", "code"), ("scale_id", "order")),
            )
        )
        protect(
            Protection(
                table="assurance_seal",
                message="A seal is never changed.",
                unique=(("period_id",),),
            )
        )
        protect(
            Protection(
                table="assurance_decision",
                message="A decision is never changed.",
                unique=(("group_id", "number"),),
            )
        )
        protect(
            Protection(
                table="assurance_opinion", message="An opinion is never changed."
            )
        )
