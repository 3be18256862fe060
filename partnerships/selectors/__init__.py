"""What the rest of the site asks about agencies, people and posts."""

from partnerships.selectors.register import (
    EDITABLE,
    AgencyPage,
    Held,
    PartnershipPage,
    PersonPage,
    agency_page,
    asked_for,
    name_on,
    named_since,
    names_on,
    partnership_page,
    person_page,
    vacancies,
    version_of,
)

__all__ = [
    "EDITABLE",
    "AgencyPage",
    "Held",
    "PartnershipPage",
    "PersonPage",
    "agency_page",
    "asked_for",
    "name_on",
    "named_since",
    "names_on",
    "partnership_page",
    "person_page",
    "vacancies",
    "version_of",
]
