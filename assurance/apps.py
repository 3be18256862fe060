from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AssuranceConfig(AppConfig):
    """How sure the group is: opinions, the dashboard and what they rest on."""

    name = "assurance"

    def ready(self) -> None:
        from assurance import policy  # noqa: F401, PLC0415 -- registers the rules
        from assurance.services.scales import put_first_scale  # noqa: PLC0415
        from hcss.kernel.triggers import Protection, protect  # noqa: PLC0415

        post_migrate.connect(put_first_scale, sender=self)
        for table in ("assurance_scale", "assurance_scalelevel"):
            protect(Protection(table=table, message="A scale is never changed."))
        protect(Protection(table="assurance_seal", message="A seal is never changed."))
        protect(
            Protection(
                table="assurance_decision", message="A decision is never changed."
            )
        )
        protect(
            Protection(
                table="assurance_opinion", message="An opinion is never changed."
            )
        )
