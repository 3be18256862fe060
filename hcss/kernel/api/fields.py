"""Fields for what a machine may send and the database cannot take."""

from typing import Any

from rest_framework import serializers


class KeyField(serializers.PrimaryKeyRelatedField):
    """A row by its number; 1e400 is a wrong number, not a crash."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, int | str) or isinstance(data, bool):
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)
