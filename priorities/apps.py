from django.apps import AppConfig

#: What is copied from the source, and stays as it was loaded (R5).
SOURCE_TEXT = {
    "priorities_agreement": ("title", "byline", "introduction"),
    "priorities_priority": ("number", "list_title", "heading_title", "agreement_id"),
    "priorities_statement": (
        "text",
        "ref",
        "order",
        "source_heading",
        "is_inline_heading",
        "bullet",
        "is_bullet",
        "level",
        "priority_id",
    ),
}


class PrioritiesConfig(AppConfig):
    """What an agreement says: priorities, headings, statements, owners."""

    name = "priorities"

    def ready(self) -> None:
        from hcss.kernel import standing, triggers  # noqa: PLC0415
        from priorities import policy  # noqa: F401, PLC0415 -- registers the rules
        from priorities.selectors.standing_checks import CHECKS  # noqa: PLC0415

        standing.register(*CHECKS)
        for table, columns in SOURCE_TEXT.items():
            triggers.protect(
                triggers.Protection(
                    table=table,
                    columns=columns,
                    message="The words of an agreement never change.",
                )
            )
        triggers.protect(
            triggers.Protection(
                table="priorities_editorialnote",
                message="An editorial note is never changed: write another.",
            )
        )
