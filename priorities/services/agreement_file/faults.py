"""What is wrong with a file: every fault, each with its line."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong, and where."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


class AgreementRefused(ValidationError):
    """The file is refused whole. ``faults`` says why, in the order of its lines."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__([str(fault) for fault in self.faults])


@dataclass
class Faults:
    """The faults found so far."""

    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, reason: str) -> None:
        """Note one fault and go on reading."""
        self.found.append(Fault(line, reason))

    def refuse(self) -> None:
        """Raise AgreementRefused if anything was found."""
        if self.found:
            raise AgreementRefused(self.found)
