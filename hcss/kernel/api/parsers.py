"""How the API reads what is sent."""

import json
from typing import Any

from django.core.exceptions import SuspiciousOperation
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser, MultiPartParser


class TextJSONParser(JSONParser):
    """JSON whose texts are text, and that is not nested beyond reason.

    JSON can spell half a character: no answer that quotes one could be written,
    and no database could keep it.
    """

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        """Return what was sent.

        Raises:
            ParseError: it is not JSON, is nested too deeply, or holds half a
                character.
        """
        try:
            parsed = super().parse(stream, media_type, parser_context)
            json.dumps(parsed, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            words = "The request holds a character that is not text."
            raise ParseError(words) from None
        except RecursionError:
            raise ParseError("The request is nested too deeply.") from None
        return parsed


class FilesParser(MultiPartParser):
    """Files, for the few endpoints that take them, with a refusal in words."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> Any:
        """Return the fields and the files.

        Raises:
            ParseError: it is broken, or has too many files or fields.
        """
        try:
            return super().parse(stream, media_type, parser_context)
        except SuspiciousOperation:
            raise ParseError("The request has too many files or fields.") from None
