"""Correcting what is known of an action."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from actions import events
from actions.choices import Marking
from actions.models import Action
from actions.services.editing import edit_action
from hcss.kernel import audit
from hcss.kernel.errors import Conflict, NotPermitted
from partnerships.choices import AgencyKind
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    ContributionFactory,
    PartnershipFactory,
    PostFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


@pytest.fixture
def officer():
    return UserFactory(officer=True, name="Pat Green")


@pytest.fixture
def action():
    return ActionFactory(active=True, ref="P1-03")


def edit(officer, action, *, version=None, why="", **changes):
    """Edit ``action`` as it is now, or as it was at ``version``."""
    return edit_action(
        actor=officer,
        action=action,
        version=version or action.version,
        changes=changes,
        why=why,
        now=NOW,
    )


def refusal(officer, action, **changes):
    with pytest.raises(ValidationError) as caught:
        edit(officer, action, **changes)
    return caught.value.message_dict


def test_an_officer_corrects_what_is_known(officer, action):
    contact = UserFactory(contact=action.lead_agency)
    board, other = PartnershipFactory(), AgencyFactory()

    edit(
        officer,
        action,
        title="Agree the county plan",
        success_criterion="The plan is signed by all six agencies.",
        contact=contact,
        deputy=UserFactory(approver=action.lead_agency),
        overseen_by=board,
        contributors=[other],
        marking=Marking.SENSITIVE,
    )

    action = Action.objects.get(pk=action.pk)
    assert action.title == "Agree the county plan"
    assert action.contact == contact
    assert action.overseen_by == board
    assert list(action.contributors.all()) == [other]
    assert action.is_sensitive
    assert action.version == 2


def test_an_edit_is_written_down_with_from_and_to(officer, action):
    ContributionFactory(action=action, agency__name="Old partner")
    old = action.contact.name
    new = UserFactory(contact=action.lead_agency, name="Kim Ford")

    edit(officer, action, contact=new, contributors=[])

    event = audit.history(action).get()
    assert (event.verb, event.actor) == (events.ACTION_EDITED, officer)
    assert event.changes == {
        "contact": [old, "Kim Ford"],
        "contributors": ["Old partner", ""],
    }


def test_saving_without_a_change_writes_nothing(officer, action):
    edit(officer, action, title=action.title, contributors=[], contact=action.contact)

    action.refresh_from_db()
    assert action.version == 1
    assert not audit.history(action).exists()


def test_of_two_tabs_the_second_is_told_who_was_first(officer, action):
    first_tab, second_tab = (Action.objects.get(pk=action.pk) for _ in range(2))
    edit(officer, first_tab, title="From the first tab")

    with pytest.raises(Conflict) as caught:
        edit(officer, second_tab, title="From the second tab")

    assert caught.value.messages == [
        "Pat Green changed this on 5 October 2026 at 10:00am. P1-03 is active now."
    ]
    action.refresh_from_db()
    assert action.title == "From the first tab"


def test_a_form_opened_before_the_last_change_is_a_conflict(officer, action):
    edit(officer, action, title="From the first tab")

    with pytest.raises(Conflict) as caught:
        edit(officer, action, version=1, title="From an old form")

    assert caught.value.messages == [
        (
            "Pat Green changed this on 5 October 2026 at 10:00am. P1-03 is active now. "
            "Look at it again, then save."
        )
    ]


def test_title_and_criterion_are_not_emptied(officer, action):
    assert refusal(officer, action, title=" ", success_criterion="") == {
        "title": ["Say in a few words what is to be done."],
        "success_criterion": ["Say by what the group will know that it is done."],
    }


def test_a_contact_of_another_agency_is_refused(officer, action):
    stranger = UserFactory(contact=True, name="Sam Hill")

    assert refusal(officer, action, contact=stranger, deputy=stranger) == {
        "contact": [
            (
                f"Sam Hill does not speak for {action.lead_agency} today and is "
                "not one of its people."
            )
        ],
        "deputy": [
            "The deputy must be somebody else than the contact.",
            (
                f"Sam Hill does not speak for {action.lead_agency} today and is "
                "not one of its people."
            ),
        ],
    }


def test_a_contact_who_has_left_does_not_block_another_correction(officer):
    action = ActionFactory(active=True, contact__is_active=False)

    edit(officer, action, title="Agree the county plan")

    assert action.title == "Agree the county plan"


def test_the_contact_may_become_vacant_but_not_under_a_partnership(officer):
    alone = ActionFactory(active=True)
    led = ActionFactory(active=True, lead_partnership=PartnershipFactory())

    edit(officer, alone, contact=None)

    assert alone.contact is None
    assert refusal(officer, led, contact=None) == {
        "contact": [
            "When a partnership leads, an agency and a contact answer for the return."
        ]
    }


def test_the_lead_moves_only_by_decision_and_with_a_contact_of_the_new_one(
    officer, action
):
    lead = AgencyFactory()
    contact = UserFactory(contact=lead)

    said = refusal(officer, action, lead_agency=lead)
    edit(officer, action, lead_agency=lead, contact=contact, why="Minute 9")

    assert set(said) == {"why", "contact"}
    assert said["why"] == ["Name the decision that moved it to this lead."]
    assert action.lead_agency == lead
    assert audit.history(action).get().why == "Minute 9"


def test_a_lead_that_cannot_lead_is_refused_with_the_reason(officer, action):
    sector = AgencyFactory(kind=AgencyKind.SECTOR)

    said = refusal(officer, action, lead_agency=sector, contact=None, why="Minute 9")

    assert said == {"lead_agency": [sector.why_it_cannot_lead]}


def test_an_agreed_action_keeps_a_lead(officer, action):
    said = refusal(officer, action, lead_agency=None, why="Minute 9")

    assert said == {"lead_agency": ["Choose the one agency that leads."]}


def test_boards_contributors_and_posts_are_checked_when_they_change(officer, action):
    said = refusal(
        officer,
        action,
        overseen_by=PartnershipFactory(name="Old board", ended_on=date(2024, 1, 1)),
        contributors=[action.lead_agency],
        contact=None,
        contact_post=PostFactory(title="Head of it", agency=AgencyFactory()),
        marking="secret",
    )

    assert said == {
        "overseen_by": ["Old board no longer exists: choose another."],
        "contributors": [
            f"{action.lead_agency} leads: leave it out of those contributing."
        ],
        "contact_post": [f"Head of it is not a post at {action.lead_agency}."],
        "marking": ["Choose one of the markings."],
    }


def test_of_a_proposed_action_only_title_and_marking_may_change(officer):
    action = ActionFactory()

    edit(officer, action, title="Better words", marking=Marking.SENSITIVE)

    assert (action.title, action.is_sensitive) == ("Better words", True)
    assert refusal(officer, action, success_criterion="Signed.") == {
        "success_criterion": ["This is for later: the action is not agreed yet."]
    }


@pytest.mark.parametrize("life", ["complete", "closed"])
def test_what_is_over_is_not_edited(officer, life):
    action = ActionFactory(**{life: True})

    with pytest.raises(Conflict):
        edit(officer, action, title="Too late")


@pytest.mark.parametrize("role", ["approver", "chair", "assurer", "reader"])
def test_only_an_officer_edits(action, role):
    with pytest.raises(NotPermitted):
        edit(UserFactory(**{role: True}), action, title="Mine")


def test_not_even_the_lead_agencys_contact_edits(action):
    with pytest.raises(NotPermitted):
        edit(action.contact, action, title="Mine")


def test_the_success_criterion_has_a_length(officer, action):
    assert refusal(officer, action, success_criterion="x" * 10_001) == {
        "success_criterion": ["Keep this to 10,000 characters."]
    }
