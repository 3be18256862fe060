"""What every operation may answer besides success, written into the schema."""

from typing import Any

from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme

PROBLEMS = {
    "400": ("Something in the request is wrong; each field says what.", "Problem"),
    "401": ("Not signed in, or the token has expired.", "Detail"),
    "403": ("You may not do this.", "Detail"),
    "404": ("There is no such thing, or you may not see it.", "Detail"),
    "405": ("This address does not take that method.", "Detail"),
    "406": ("The answer cannot be given in the format asked for.", "Detail"),
    "409": ("The world has moved on: read again, then decide.", "Conflict"),
    "413": ("What was sent is too large, with all its files.", "Detail"),
    "415": ("Send JSON, or files where files are taken.", "Detail"),
    "429": ("Too many attempts; wait and try again.", "Detail"),
}
_TEXTS = {"type": "array", "items": {"type": "string"}}
_SCHEMAS: dict[str, Any] = {
    "Detail": {
        "type": "object",
        "properties": {"detail": {"type": "string"}},
        "required": ["detail"],
    },
    "Conflict": {
        "type": "object",
        "properties": {
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "lock": {"$ref": "#/components/schemas/Lock"},
        },
        "required": ["detail"],
        "additionalProperties": True,
    },
    "Lock": {
        "type": "object",
        "description": (
            "Why it is closed to writing: since when and by whom, until when, who can "
            "help, and what you can do (`ask_for_time`, `propose_amendment`)."
        ),
        "properties": {
            "code": {"type": "string"},
            "why": {"type": "string"},
            "since": {"type": "string", "format": "date-time", "nullable": True},
            "by": {"type": "string"},
            "until": {"type": "string", "format": "date-time", "nullable": True},
            "until_words": {"type": "string"},
            "who_can_help": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "email": {"type": "string"},
                    },
                },
            },
            "you_can": _TEXTS,
        },
    },
    "Problem": {
        "type": "object",
        "description": (
            "Each faulty field with its faults in words; non_field_errors holds "
            "those of the whole; detail says that the request could not be read."
        ),
        "additionalProperties": {},
    },
}


def document_problems(
    result: dict[str, Any],
    generator: Any,
    request: Any,
    public: bool,  # noqa: FBT001
) -> dict[str, Any]:
    """Add the problem responses to every operation (a drf-spectacular hook)."""
    result.setdefault("components", {}).setdefault("schemas", {}).update(_SCHEMAS)
    for path in result["paths"].values():
        for operation in path.values():
            for status, (description, schema) in PROBLEMS.items():
                operation["responses"].setdefault(
                    status,
                    {
                        "description": description,
                        "content": {
                            "application/json": {
                                "schema": {"$ref": f"#/components/schemas/{schema}"}
                            }
                        },
                    },
                )
    return result


class BearerOfTokenScheme(KnoxTokenScheme):  # type: ignore[no-untyped-call]
    """Describes our tokens as knox's are described."""

    target_class = "hcss.kernel.api.authentication.BearerOfToken"
