"""Somebody who uses a running site: cookies, forms and the API, without a browser."""

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any

from tests.factories import PASSWORD

_TIMEOUT = 60


@dataclass
class Caller:
    """One person's session. ``longest`` is how long the slowest answer took."""

    site: str
    cookies: CookieJar = field(default_factory=CookieJar)
    longest: float = 0.0

    def sign_in(self, email: str) -> int:
        """Sign in through the page, as people do."""
        self.get("/accounts/login/")
        return self.post("/accounts/login/", login=email, password=PASSWORD)[0]

    def get(self, path: str) -> int:
        """Return the status that a page ends with."""
        return self._send(urllib.request.Request(self.site + path))[0]  # noqa: S310

    def post(self, path: str, **fields: str) -> tuple[int, bytes]:
        """Send a form."""
        fields["csrfmiddlewaretoken"] = self._token()
        return self._send(
            urllib.request.Request(  # noqa: S310
                self.site + path, data=urllib.parse.urlencode(fields).encode()
            )
        )

    def ask(self, path: str, **values: Any) -> tuple[int, bytes]:
        """Send JSON to the API."""
        return self._to_api(path, json.dumps(values).encode(), "application/json")

    def upload(
        self, path: str, name: str, content: bytes, **fields: str
    ) -> tuple[int, bytes]:
        """Send a file to the API."""
        edge = "--an-edge-that-no-file-has"
        parts = [
            f'{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        head = f'name="files"; filename="{name}"'
        parts.append(f"{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n")
        body = "".join(parts).encode() + content + f"\r\n{edge}--\r\n".encode()
        kind = f"multipart/form-data; boundary={edge[2:]}"
        return self._to_api(path, body, kind)

    def _to_api(self, path: str, body: bytes, kind: str) -> tuple[int, bytes]:
        headers = {"Content-Type": kind, "X-CSRFToken": self._token()}
        return self._send(
            urllib.request.Request(self.site + path, data=body, headers=headers)  # noqa: S310
        )

    def _token(self) -> str:
        return next(each.value or "" for each in self.cookies if "csrf" in each.name)

    def _send(self, request: urllib.request.Request) -> tuple[int, bytes]:
        with_cookies = urllib.request.HTTPCookieProcessor(self.cookies)
        opener = urllib.request.build_opener(with_cookies)
        begun = time.monotonic()
        try:
            with opener.open(request, timeout=_TIMEOUT) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        finally:
            self.longest = max(self.longest, time.monotonic() - begun)
