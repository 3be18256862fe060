"""Figures for a monitor, in the text format of Prometheus.

Each app registers its own when it is ready. A gauge is worked out when it is asked
for, in a number of queries that does not depend on how much there is.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

#: One figure, or one for each value of the gauge's label; None while there is none.
Reading = float | Mapping[str, float] | None

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Gauge:
    """One figure: its name, what it means, and how it is worked out.

    With ``label`` the reading is a mapping, from values of that label.
    """

    name: str
    help: str
    read: Callable[[datetime], Reading]
    label: str = ""


_gauges: dict[str, Gauge] = {}


def register(*gauges: Gauge) -> None:
    """Add gauges, in the order in which they are shown."""
    for gauge in gauges:
        if gauge.name in _gauges:
            raise ValueError(f"two gauges are called {gauge.name!r}")
        _gauges[gauge.name] = gauge


def names() -> list[str]:
    """Return the name of every gauge."""
    return list(_gauges)


def lines(now: datetime) -> Iterator[str]:
    """Yield the lines of every gauge."""
    for gauge in _gauges.values():
        yield from lines_of(gauge, gauge.read(now))


def lines_of(gauge: Gauge, reading: Reading) -> Iterator[str]:
    """Yield the lines of one gauge: its meaning, its kind, its figures."""
    yield f"# HELP {gauge.name} {_escaped(gauge.help)}"
    yield f"# TYPE {gauge.name} gauge"
    if isinstance(reading, Mapping):
        for value, number in reading.items():
            said = _escaped(value).replace('"', r"\"")
            yield f'{gauge.name}{{{gauge.label}="{said}"}} {float(number)!r}'
    elif reading is not None:
        yield f"{gauge.name} {float(reading)!r}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")
