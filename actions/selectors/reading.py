"""What a return is to one reader: its lines, and what stands beside each."""

from dataclasses import dataclass, field

from actions.choices import Marking
from actions.models import ContributorReport, OfficerNote, Query, Return, ReturnLine
from actions.models.lines import LineWords
from actions.selectors.answers import Said, answers_of, label_of
from actions.selectors.checks import Tally, tally
from actions.selectors.comparison import Earlier, same_as_last_quarter
from actions.selectors.evidence import Shown
from actions.selectors.flags import Flag
from actions.selectors.words import Progress


@dataclass(frozen=True)
class Row:
    """One line. ``words`` is None where the reader may not read any."""

    line: ReturnLine
    words: LineWords | None
    earlier: Earlier | None
    progress: Progress
    queries: list[Query]
    notes: list[OfficerNote]
    overdue_days: int
    flags: list[Flag] = field(default_factory=list)
    #: The files, links and references that support it.
    given: list[Shown] = field(default_factory=list)
    #: What each contributing agency said last beside it (R37).
    contributions: list[ContributorReport] = field(default_factory=list)
    #: What stands between this officer and accepting it; None for who checks not.
    why_not: str | None = None

    @property
    def is_accepted(self) -> bool:
        return self.line.accepted_at is not None

    @property
    def is_acceptable(self) -> bool:
        return self.why_not == "" and not self.is_accepted

    @property
    def is_askable(self) -> bool:
        """Say whether this officer may ask about it (domain 3.5)."""
        sent_in = self.line.reported_id is not None
        return self.why_not is not None and sent_in and not self.is_accepted

    @property
    def has_open_query(self) -> bool:
        return any(query.answered_at is None for query in self.queries)

    @property
    def has_issue(self) -> bool:
        """Say whether a contributor sees a problem that the lead does not rate."""
        return any(each.reports_issue for each in self.contributions)

    @property
    def is_finished(self) -> bool:
        return self.is_accepted or self.progress.is_finished

    @property
    def is_hidden(self) -> bool:
        """Say whether its words are held back from the reader (R57)."""
        return bool(getattr(self.words, "is_hidden", False))

    @property
    def shows_sensitive(self) -> bool:
        """Say whether something of it that is OFFICIAL-SENSITIVE is shown (R57)."""
        said = [self.words, self.earlier.words if self.earlier else None]
        return self.line.action.is_sensitive or any(
            words.is_sensitive and not words.is_hidden for words in said if words
        )

    @property
    def status_label(self) -> str:
        return label_of(self.words, self.line) if self.words else ""

    @property
    def answers(self) -> list[Said]:
        return answers_of(self.words) if self.words else []

    @property
    def earlier_answers(self) -> list[Said]:
        return answers_of(self.earlier.words) if self.earlier else []

    @property
    def earlier_label(self) -> str:
        return label_of(self.earlier.words, self.line) if self.earlier else ""

    @property
    def is_unchanged(self) -> bool:
        """R38a: the texts only repeat those of last time."""
        return self.words is not None and same_as_last_quarter(self.words, self.earlier)


@dataclass(frozen=True)
class Sheet:
    """The whole return, for one reader on one day."""

    quarterly_return: Return
    is_writing: bool
    may_read: bool
    rows: list[Row]
    queries: list[Query] = field(default_factory=list)
    #: This officer may accept and ask, now.
    is_checking: bool = False

    @property
    def marking(self) -> Marking:
        """The marking of what this reader is shown: that of the narrowest of it."""
        is_narrow = any(row.shows_sensitive for row in self.rows)
        return Marking.SENSITIVE if is_narrow else Marking.OFFICIAL

    @property
    def unfinished(self) -> list[Row]:
        return [row for row in self.rows if not row.is_finished]

    @property
    def to_confirm(self) -> list[Row]:
        """What an officer typed and the agency has not confirmed (R35)."""
        return [row for row in self.rows if row.line.is_unconfirmed]

    @property
    def tally(self) -> Tally:
        return tally([row.line for row in self.rows])

    @property
    def acceptable(self) -> list[Row]:
        return [row for row in self.rows if row.is_acceptable]

    @property
    def askable_lines(self) -> list[ReturnLine]:
        return [row.line for row in self.rows if row.is_askable]

    @property
    def flagged(self) -> list[Row]:
        return [row for row in self.rows if any(flag.is_warning for flag in row.flags)]

    @property
    def is_all_acceptable(self) -> bool:
        """Say whether one press may accept whatever is left."""
        left = [row for row in self.rows if not row.is_accepted and row.words]
        return not self.open_queries and all(row.is_acceptable for row in left)

    @property
    def line_count(self) -> int:
        return len(self.rows)

    @property
    def finished_count(self) -> int:
        return self.line_count - len(self.unfinished)

    @property
    def open_queries(self) -> list[Query]:
        return [query for query in self.queries if query.answered_at is None]

    @property
    def is_ready(self) -> bool:
        return bool(self.rows) and not self.unfinished and not self.open_queries

    @property
    def seen(self) -> int:
        """What a signature under these lines vouches for: their versions, summed."""
        return sum(row.line.version for row in self.rows)

    @property
    def whole_queries(self) -> list[Query]:
        return [query for query in self.queries if query.line_id is None]
