"""The parameter ``as_at`` in the API's description."""

from typing import Any

from rest_framework.filters import BaseFilterBackend

from hcss.kernel.as_at import HOW, NAME


class AsAtParameter(BaseFilterBackend):
    """Says of each list that a seal holds that it can be read as it was sealed.

    It filters nothing: what is sealed is not in the database's rows.
    """

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Return the rows as they are."""
        return queryset

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Return the parameter of a list that a seal holds."""
        if not getattr(view, "sealed_as", ""):
            return []
        return [
            {
                "name": NAME,
                "in": "query",
                "required": False,
                "description": HOW,
                "schema": {"type": "string"},
            }
        ]
