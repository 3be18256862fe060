"""Whether a seal is still what was sealed."""

import json
from collections.abc import Iterator

from assurance.models import Seal
from assurance.selectors.seal_reading import read
from assurance.selectors.seal_shapes import Sealed
from hcss.kernel.plain import canonical, digest


def faults_of(seal: Seal, previous: Seal | None) -> list[str]:
    """Return what is wrong with a seal, in words; nothing if all is well.

    Its hash is worked out again, its content is read into its shape and written down
    again, and what it says of itself and of the seal before is compared with the rows.
    ``previous`` is the seal of the newest earlier quarter.
    """
    found = []
    if digest(seal.content) != seal.sha256:
        found.append(
            f"the content has the hash {digest(seal.content)}, not {seal.sha256}"
        )
    try:
        sealed = read(seal)
    except (ValueError, KeyError, TypeError, json.JSONDecodeError) as error:
        return [*found, f"the content cannot be read ({type(error).__name__}: {error})"]
    if canonical(sealed) != seal.content:
        found.append("the content is not in canonical form")
    return found + list(_differences(seal, sealed, previous))


def _differences(seal: Seal, sealed: Sealed, previous: Seal | None) -> Iterator[str]:
    """Say where the content and the rows beside it differ."""
    pairs = (
        ("the quarter", sealed.quarter, seal.period.slug),
        ("the moment", sealed.sealed_at, seal.sealed_at),
        ("the moment of the period", seal.sealed_at, seal.period.sealed_at),
        ("who sealed it", sealed.sealed_by, seal.sealed_by_name),
        ("the form", sealed.format, seal.format),
        ("the seal before", sealed.previous, previous.period.slug if previous else ""),
    )
    for what, content, row in pairs:
        if content != row:
            yield f"{what} is “{content}” in the content and “{row}” beside it"
