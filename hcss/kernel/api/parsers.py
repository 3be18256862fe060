"""How the API reads what is sent."""

import json
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


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
