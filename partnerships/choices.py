"""The closed lists of the partnerships app. Values are stored; labels are shown."""

from django.db import models


class AgencyKind(models.TextChoices):
    """What sort of organisation this is. Some kinds can never lead (R11)."""

    COUNCIL = "council", "Council"
    POLICE = "police", "Police"
    POLICING_BODY = "policing_body", "Elected local policing body"
    FIRE = "fire", "Fire and rescue"
    NHS = "nhs", "NHS body"
    PROBATION = "probation", "Probation"
    GOVERNMENT = "government", "Central government"
    UNIVERSITY = "university", "University"
    VOLUNTARY = "voluntary", "Voluntary organisation"
    COMMUNITY_SAFETY = "community_safety", "Community safety partnership"
    OTHER = "other", "Other organisation"
    DIRECTORATE = "directorate", "Directorate of an organisation"
    SERVICE = "service", "Service or channel"
    SECTOR = "sector", "Sector, not an organisation"
    COLLECTIVE = "collective", "Several organisations, not one"


#: R11: kinds that cannot be the one agency accountable for an action, and why.
CANNOT_LEAD = {
    AgencyKind.DIRECTORATE: "a directorate is part of an agency: choose the agency",
    AgencyKind.SERVICE: "a service answers to an agency: choose the agency",
    AgencyKind.SECTOR: "a sector is not an organisation that can answer for an action",
    AgencyKind.COLLECTIVE: "several organisations cannot lead together: choose one",
}


class PartnershipKind(models.TextChoices):
    """What sort of body this is in which agencies meet."""

    BOARD = "board", "Board"
    PARTNERSHIP = "partnership", "Partnership"
    NETWORK = "network", "Network"
    PANEL = "panel", "Panel"
    GROUP = "group", "Group"
    FORUM = "forum", "Forum"
    TEAM = "team", "Multi-agency team"


class Role(models.TextChoices):
    """What a person is appointed to do, at an agency, a partnership or the group."""

    OFFICER = "officer", "HCSSG officer"
    CONTACT = "contact", "Agency contact"
    DEPUTY = "deputy", "Deputy contact"
    APPROVER = "approver", "Agency approver"
    MEMBER = "member", "Member of the group"
    CHAIR = "chair", "Chair"
    ASSURER = "assurer", "Assurer"
    READER = "reader", "Reader"
    ADMINISTRATOR = "administrator", "Administrator"


#: Roles that are held at an agency, and say so.
AGENCY_ROLES = (Role.CONTACT, Role.DEPUTY, Role.APPROVER, Role.MEMBER)
#: R17: who is asked for an agency: the first of these places that is not vacant.
#: Each as a sentence calls whoever holds it.
IN_TURN = {
    Role.CONTACT: "contact",
    Role.DEPUTY: "deputy",
    Role.MEMBER: "member of the group",
    Role.APPROVER: "approver",
}
#: Roles whose holders read what every agency has sent in, and all that is open.
COUNTY_ROLES = (Role.OFFICER, Role.CHAIR, Role.ASSURER, Role.READER)
