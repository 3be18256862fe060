from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    """How sure the group is: opinions, the dashboard and what they rest on."""

    name = "assurance"

    def ready(self) -> None:
        from assurance import policy  # noqa: F401, PLC0415 -- registers the rules
        from hcss.kernel.triggers import Protection, protect  # noqa: PLC0415

        protect(
            Protection(
                table="assurance_opinion", message="An opinion is never changed."
            )
        )
