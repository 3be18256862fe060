from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Who works with whom: agencies, boards, posts, and the people who sign in."""

    name = "partnerships"

    def ready(self) -> None:
        from hcss.kernel import gauges, standing  # noqa: PLC0415
        from partnerships import policy  # noqa: F401, PLC0415 -- registers the rules
        from partnerships.selectors.gauges import GAUGES  # noqa: PLC0415
        from partnerships.selectors.standing_checks import CHECKS  # noqa: PLC0415

        gauges.register(*GAUGES)
        standing.register(*CHECKS)
