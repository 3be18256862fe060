from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    """What every app may lean on, and which leans on none of them."""

    name = "hcss.kernel"
    label = "kernel"

    def ready(self) -> None:
        from hcss.kernel import (  # noqa: PLC0415
            clock_signs,
            converters,  # noqa: F401
            gauges,
            lateness,
            triggers,
        )
        from hcss.kernel.api import schema  # noqa: F401, PLC0415 -- registers itself

        gauges.register(*clock_signs.GAUGES)
        lateness.register("clock", clock_signs.late)

        triggers.protect(
            triggers.Protection(
                table="kernel_auditevent",
                message="The audit trail is append-only.",
            )
        )
        post_migrate.connect(_install, dispatch_uid="hcss.kernel.triggers")


def _install(using: str, **_: object) -> None:
    from hcss.kernel import triggers  # noqa: PLC0415 -- needs the apps to be ready

    triggers.install(using=using)
