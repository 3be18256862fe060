"""The position in the API's schema: read off its dataclasses, so that it is exact."""

from dataclasses import is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from rest_framework import serializers

from assurance.selectors.seal_shapes import Sealed
from assurance.selectors.shapes import Position

_FIELDS: dict[type, type[serializers.Field]] = {
    str: serializers.CharField,
    int: serializers.IntegerField,
    bool: serializers.BooleanField,
    date: serializers.DateField,
    datetime: serializers.DateTimeField,
}


@cache
def serializer_for(shape: type) -> type[serializers.Serializer]:
    """Return a serializer with the fields of the dataclass ``shape``."""
    hints = get_type_hints(shape)
    fields = {name: _field(hint) for name, hint in hints.items()}
    return type(
        f"{shape.__name__}Serializer",
        (serializers.Serializer,),
        {"__doc__": shape.__doc__, "__module__": __name__, **fields},
    )


def _field(hint: Any) -> serializers.Field:
    """Return the field for a type: plain, another shape, many of one, or none."""
    if get_origin(hint) is tuple:
        return _many(get_args(hint)[0])
    options = [each for each in get_args(hint) if each is not NoneType] or [hint]
    nullable: dict[str, Any] = (
        {"allow_null": True} if NoneType in get_args(hint) else {}
    )
    if is_dataclass(options[0]):
        return serializer_for(options[0])(**nullable)  # type: ignore[arg-type]
    return _FIELDS[options[0]](**nullable)


def _many(each: Any) -> serializers.Field:
    if is_dataclass(each):
        return serializer_for(each)(many=True)  # type: ignore[arg-type]
    return serializers.ListField(child=_FIELDS[each]())


PositionSerializer = serializer_for(Position)
SealedSerializer = serializer_for(Sealed)
