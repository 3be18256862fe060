from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    """Who works with whom: agencies, boards, posts, and the people who sign in."""

    name = "partnerships"

    def ready(self) -> None:
        from partnerships import policy  # noqa: F401, PLC0415 -- registers the rules
