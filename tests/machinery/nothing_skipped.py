"""What a plain machine lacks is skipped with its reason; with CI=true it fails."""

import os
from collections.abc import Iterator

import pytest

_in_ci = os.environ.get("CI", "").lower() in {"true", "1"}


def _forbid(report: pytest.TestReport | pytest.CollectReport) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    report.longrepr = f"{_reason(report)}\nWith CI=true nothing may be skipped."
    report.outcome = "failed"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    known = isinstance(report.longrepr, tuple)
    return report.longrepr[2].removeprefix("Skipped: ") if known else "no reason given"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Turn a skipped test into a failed one where nothing may be skipped."""
    report = yield
    if _in_ci:
        _forbid(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Do the same for a file that skips itself whole."""
    report = yield
    if _in_ci:
        _forbid(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was skipped and why, before pytest's own closing line."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.getreports("skipped"):
        reason = _reason(report)
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"Skipped here ({count}): {reason}")
    if not reasons:
        terminalreporter.write_line("Nothing was skipped.")
