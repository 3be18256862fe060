from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    """Made-up people and returns on the real Agreement, loaded and taken away."""

    name = "hcss.demonstration"
    label = "demonstration"
