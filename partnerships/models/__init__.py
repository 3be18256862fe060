"""Agencies, the boards they form, posts, and the people who hold them."""

from partnerships.models.agencies import (
    Agency,
    AgencyName,
    Succession,
    first_in_turn,
)
from partnerships.models.boards import Membership, Partnership, Post, PostHolding
from partnerships.models.people import Appointment, Invitation, User

__all__ = [
    "Agency",
    "AgencyName",
    "Appointment",
    "Invitation",
    "Membership",
    "Partnership",
    "Post",
    "PostHolding",
    "Succession",
    "User",
    "first_in_turn",
]
