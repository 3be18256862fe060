"""What the story is played on: its calendar, its people, and the county's bodies."""

from dataclasses import dataclass, field

from actions.models import Action, Period, Return, ReturnLine
from hcss.demonstration.story import Part
from hcss.demonstration.story_calendar import Calendar, Timetable
from partnerships.models import Agency, Partnership, Post, User
from priorities.models import Agreement


@dataclass
class Stage:
    """Everything that a part of the story needs at hand. Rows are read when asked."""

    agreement: Agreement
    calendar: Calendar
    story: Part
    timetable: Timetable = field(default_factory=Timetable)
    people: dict[str, User] = field(default_factory=dict)

    @property
    def officer(self) -> User:
        return self.people["officer"]

    @property
    def second_officer(self) -> User:
        return self.people["second_officer"]

    def agency(self, name: str) -> Agency:
        agency: Agency = Agency.objects.get(name=name)
        return agency

    def board(self, name: str) -> Partnership:
        board: Partnership = Partnership.objects.get(name=name)
        return board

    def post(self, title: str) -> Post:
        post: Post = Post.objects.get(title=title)
        return post

    def told(self, ref: str) -> Part:
        """Return what the story tells of an action."""
        actions: list[Part] = self.story["actions"]
        return next(part for part in actions if part["ref"] == ref)

    def action(self, ref: str) -> Action:
        """Return an action as it stands at this moment of the story."""
        return Action.objects.with_people().get(agreement=self.agreement, ref=ref)

    def period(self, number: int) -> Period:
        return Period.objects.for_quarter(self.calendar.quarter(number)).get()

    def quarterly_return(self, agency: str, number: int) -> Return:
        """Return what an agency owes for a quarter, as it stands at this moment."""
        returns = Return.objects.for_quarter(self.calendar.quarter(number))
        return returns.with_agency().get(agency__name=agency)

    def line(self, agency: str, number: int, ref: str) -> ReturnLine:
        """Return one line of a return, as it stands at this moment."""
        lines = ReturnLine.objects.with_action()
        return lines.get(
            quarterly_return=self.quarterly_return(agency, number), action__ref=ref
        )
