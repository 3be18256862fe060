"""What the API holds back of lines that are OFFICIAL-SENSITIVE (R57)."""

from typing import Any

from rest_framework import serializers

from actions.selectors.handling import held_back, texts_for


class HeldBackSerializer(serializers.ModelSerializer):
    """Shows things that hang on lines; without their texts where these are held back.

    ``texts`` names the fields with text. A list costs one query, however long it is.
    """

    texts: tuple[str, ...] = ()

    is_hidden = serializers.BooleanField(
        read_only=True,
        help_text="The texts are OFFICIAL-SENSITIVE and held back from you.",
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        reader = self.context["request"].user
        [shown] = texts_for(
            [instance], *self.texts, reader=reader, hidden=self._hidden(instance)
        )
        plain: dict[str, Any] = super().to_representation(shown)
        return plain

    def _hidden(self, instance: Any) -> set[int]:
        """Look once for a whole list, and keep the answer with the list."""
        reader: Any = self.context["request"].user
        whole: Any = self.parent
        listed = getattr(whole, "instance", None)
        if not isinstance(listed, list) or instance not in listed:
            return held_back(_lines([instance]), reader=reader)
        if not hasattr(whole, "hidden_lines"):
            whole.hidden_lines = held_back(_lines(listed), reader=reader)
        hidden: set[int] = whole.hidden_lines
        return hidden


def _lines(things: list[Any]) -> list[Any]:
    return [each.line for each in things if each.line is not None]
