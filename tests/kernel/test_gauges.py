"""Figures are written as Prometheus reads them; two of one name are a bug."""

import pytest

from hcss.kernel import gauges, lateness
from hcss.kernel.gauges import Gauge, lines_of
from tests.conftest import NOW


@pytest.fixture
def registered(monkeypatch):
    monkeypatch.setattr(gauges, "_gauges", {})
    monkeypatch.setattr(lateness, "_registered", {})


def test_a_figure_is_three_lines():
    owed = Gauge("owed", "What is owed.", lambda now: 3)

    assert list(lines_of(owed, 3)) == [
        "# HELP owed What is owed.",
        "# TYPE owed gauge",
        "owed 3.0",
    ]


def test_a_figure_of_a_label_is_a_line_for_each_value():
    owed = Gauge("owed", "What is owed.", lambda now: {}, label="kind")

    assert list(lines_of(owed, {"mail": 1, "paper": 2}))[2:] == [
        'owed{kind="mail"} 1.0',
        'owed{kind="paper"} 2.0',
    ]


def test_a_figure_that_is_not_known_has_no_line():
    assert len(list(lines_of(Gauge("age", "Age.", lambda now: None), None))) == 2


def test_what_would_break_a_line_is_escaped():
    odd = Gauge("odd", "One\nline \\ only.", lambda now: {}, label="name")

    assert list(lines_of(odd, {'a "b"\\\nc': 1})) == [
        r"# HELP odd One\nline \\ only.",
        "# TYPE odd gauge",
        r'odd{name="a \"b\"\\\nc"} 1.0',
    ]


def test_every_gauge_is_asked_at_the_same_moment(registered):
    gauges.register(
        Gauge("one", "One.", lambda now: now.timestamp()),
        Gauge("two", "Two.", lambda now: now.timestamp() + 1),
    )

    assert [line for line in gauges.lines(NOW) if "#" not in line] == [
        f"one {NOW.timestamp()!r}",
        f"two {NOW.timestamp() + 1!r}",
    ]


def test_two_gauges_of_one_name_are_a_bug(registered):
    gauges.register(Gauge("one", "One.", lambda now: 1))

    with pytest.raises(ValueError, match="'one'"):
        gauges.register(Gauge("one", "Another.", lambda now: 2))


def test_what_is_late_says_so_and_the_rest_is_silent(registered):
    lateness.register("a", lambda now: "A is late.")
    lateness.register("b", lambda now: None)
    lateness.register("c", lambda now: f"C is late on {now:%d %B}.")

    assert lateness.what_is_late(NOW) == ["A is late.", "C is late on 20 October."]
    assert lateness.figures(NOW) == {"a": 1.0, "b": 0.0, "c": 1.0}


def test_two_of_one_name_cannot_both_be_late(registered):
    lateness.register("a", lambda now: None)

    with pytest.raises(ValueError, match="'a'"):
        lateness.register("a", lambda now: None)
