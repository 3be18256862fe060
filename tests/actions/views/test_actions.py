"""The list of actions and the page of one, in the browser."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from actions.choices import DelayReason, DeliveryStatus, Timing
from actions.services.dates import ask_for_date, set_date
from actions.services.proposals import propose_from_fragments
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests.factories import (
    ActionFactory,
    AgencyFactory,
    AgreementFactory,
    AppointmentFactory,
    ContributionFactory,
    DateChangeFactory,
    FragmentFactory,
    HeadingFactory,
    PeriodFactory,
    PostFactory,
    PostHoldingFactory,
    PriorityFactory,
    QueryFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

URL = "/actions/"
#: Besides these, the session and the person.
QUERIES_OF_THE_LIST = 6
LOOKING_UP_WHO_ASKS = 2
THE_BELL = 1


@pytest.fixture
def today(time_machine):
    time_machine.move_to(datetime(2026, 11, 23, 9, tzinfo=UTC), tick=False)


@pytest.fixture
def officer():
    return UserFactory(officer=True)


@pytest.fixture
def signed_in(client):
    """Sign somebody in; return the client."""

    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def listed(client, query=""):
    """Return the references on the list, in order."""
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200
    return [action.ref for action, _ in response.context["rows"]]


def page(client, action):
    return client.get(action.get_absolute_url())


# --- The list -----------------------------------------------------------------------


def test_actions_are_listed_by_reference(signed_in, officer):
    for ref in ("P1-100", "P1-10", "P1-02"):
        ActionFactory(ref=ref)
    ActionFactory(ref="P2-01", priority=PriorityFactory(number=2))

    assert listed(signed_in(officer)) == ["P1-02", "P1-10", "P1-100", "P2-01"]


def test_only_the_current_agreements_actions_are_listed(signed_in, officer):
    old = AgreementFactory(slug="old", title="Old")
    ActionFactory(ref="P1-01", priority=PriorityFactory(agreement=old))
    new = AgreementFactory(slug="new", title="New", replaces=old)
    ActionFactory(ref="P1-02", priority=PriorityFactory(agreement=new))

    client = signed_in(officer)

    assert listed(client) == ["P1-02"]
    assert listed(client, "agreement=old") == ["P1-01"]


def test_the_list_is_narrowed_by_each_filter(signed_in, officer):
    agency = AgencyFactory(slug="hampshire-constabulary")
    heading = HeadingFactory()
    ActionFactory(ref="P1-01", title="Map the offer")
    ActionFactory(ref="P1-02", active=True, lead_agency=agency, heading=heading)
    ActionFactory(ref="P1-03", active=True, baseline_on=date(2026, 11, 22))
    ActionFactory(ref="P1-04", undated=True)
    ActionFactory(ref="P1-05", active=True, contact=None)
    ActionFactory(ref="P2-01", complete=True, priority=PriorityFactory(number=2))
    client = signed_in(officer)

    assert listed(client, "q=OFFER") == ["P1-01"]
    assert listed(client, "q=P1-02") == ["P1-02"]
    assert listed(client, "priority=2") == ["P2-01"]
    assert listed(client, "heading=CC") == ["P1-02"]
    assert listed(client, "heading=none&life=active") == ["P1-03", "P1-04", "P1-05"]
    assert listed(client, "agency=hampshire-constabulary") == ["P1-02"]
    assert listed(client, "life=proposed") == ["P1-01"]
    assert listed(client, "overdue=on") == ["P1-03"]
    assert listed(client, "undated=on") == ["P1-04"]
    assert listed(client, "no_contact=on") == ["P1-05"]
    assert listed(client, "overdue=on&undated=on") == []


def test_a_contact_who_left_and_a_post_that_nobody_holds_are_no_contact(
    signed_in, officer
):
    ActionFactory(ref="P1-01", active=True, contact__is_active=False)
    ActionFactory(ref="P1-02", active=True, contact=None, contact_post=PostFactory())
    ActionFactory(ref="P1-03", active=True)

    assert listed(signed_in(officer), "no_contact=on") == ["P1-01", "P1-02"]


def test_a_contact_who_has_no_place_left_or_moved_is_no_contact(signed_in, officer):
    council, police = AgencyFactory(), AgencyFactory()
    ends = {"gone": date(2026, 11, 23), "moved": date(2026, 11, 23)}
    places = {
        name: AppointmentFactory(agency=council, ends_on=on)
        for name, on in [
            *ends.items(),
            ("goes tonight", date(2026, 11, 24)),
            ("stays", None),
        ]
    }
    AppointmentFactory(person=places["moved"].person, agency=police)
    employed = AppointmentFactory(agency=police, person__employer=council)
    actions = {
        name: ActionFactory(active=True, lead_agency=council, contact=each.person)
        for name, each in {**places, "employed": employed}.items()
    }
    client = signed_in(officer)

    assert listed(client, "no_contact=on") == [
        actions["gone"].ref,
        actions["moved"].ref,
    ]
    for name, action in actions.items():
        vacant = "Contact vacant" in page(client, action).content.decode()
        assert vacant == (name in ends)
        listed_too = (
            f"{action}</a>: contact vacant" in client.get("/desk/").content.decode()
        )
        assert listed_too == vacant


def test_a_post_whose_holder_has_no_appointment_left_is_no_contact(signed_in, officer):
    holding = PostHoldingFactory(
        person=AppointmentFactory(ends_on=date(2026, 11, 1)).person
    )
    action = ActionFactory(active=True, contact=None, contact_post=holding.post)
    client = signed_in(officer)

    assert listed(client, "no_contact=on") == [action.ref]
    assertContains(page(client, action), "Contact vacant")


def test_the_desk_shows_a_post_that_nobody_holds(signed_in, officer):
    action = ActionFactory(active=True, contact=None, contact_post=PostFactory())

    assertContains(signed_in(officer).get("/desk/"), f"{action}</a>: contact vacant")


def test_who_holds_the_post_answers_when_the_named_contact_has_gone(signed_in, officer):
    post = PostHoldingFactory(person__name="Dr Ash").post
    action = ActionFactory(active=True, contact__is_active=False, contact_post=post)
    client = signed_in(officer)

    assert listed(client, "no_contact=on") == []
    assertContains(page(client, action), "Dr Ash")


def test_the_latest_status_is_that_of_the_newest_quarter_that_says_something(
    signed_in, officer
):
    earlier, latest = PeriodFactory(quarter=Quarter(2026, 1)), PeriodFactory()
    action = ActionFactory(ref="P1-01", active=True)
    for period, status in (
        (earlier, DeliveryStatus.OFF_TRACK),
        (latest, DeliveryStatus.AT_RISK),
    ):
        ReturnLineFactory(
            action=action,
            quarterly_return=ReturnFactory(
                accepted=True, period=period, agency=action.lead_agency
            ),
            reported=status,
        )
    silent = ActionFactory(ref="P1-02", active=True)
    missing = ReturnFactory(no_return=True, agency=silent.lead_agency)
    ReturnLineFactory(action=silent, quarterly_return=missing)
    drafted = ActionFactory(ref="P1-03", active=True)
    ReturnLineFactory(
        action=drafted,
        quarterly_return=ReturnFactory(draft=True, agency=drafted.lead_agency),
        finished=True,
    )
    client = signed_in(officer)

    assert listed(client, "status=at_risk") == ["P1-01"]
    assert listed(client, "status=off_track") == []
    assert listed(client, "status=no_return") == ["P1-02"]
    assert listed(client, "status=not_rated") == ["P1-03"]
    assertContains(client.get(URL), "Q2 2026/27, reported 14 October 2026")


def test_another_agency_reads_a_status_only_once_it_is_accepted(signed_in):
    line = ReturnLineFactory(
        quarterly_return__submitted=True, reported=DeliveryStatus.OFF_TRACK
    )
    client = signed_in(UserFactory(contact=True))

    assert listed(client, "status=off_track") == []
    assert listed(client, "status=not_rated") == [line.action.ref]


def test_the_list_is_sorted_both_ways_and_the_unknown_comes_last(signed_in, officer):
    near = {"baseline_on": date(2026, 12, 1)}
    ActionFactory(ref="P1-01")
    ActionFactory(ref="P1-02", active=True, lead_agency__name="B")
    ActionFactory(ref="P1-03", active=True, lead_agency__name="A", **near)
    client = signed_in(officer)

    assert listed(client, "sort=forecast") == ["P1-03", "P1-02", "P1-01"]
    assert listed(client, "sort=-forecast") == ["P1-02", "P1-03", "P1-01"]
    assert listed(client, "sort=agency") == ["P1-03", "P1-02", "P1-01"]
    assert listed(client, "sort=-ref") == ["P1-03", "P1-02", "P1-01"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=title",
        "life=dead",
        "priority=99999999999999999999",
        "agency=nobody",
        "status=green",
    ],
)
def test_a_filter_that_is_no_choice_is_said(signed_in, officer, query):
    ActionFactory()

    response = signed_in(officer).get(f"{URL}?{query}")

    assertContains(response, "There is a problem")
    assert response.context["rows"] == []


def test_the_list_has_fifty_a_page_and_no_more_pages_than_that(signed_in, officer):
    ActionFactory.create_batch(51)
    client = signed_in(officer)

    assert len(listed(client)) == 50
    assert len(listed(client, "page=2")) == 1
    assert client.get(f"{URL}?page=3").status_code == 404
    assert client.get(f"{URL}?page=banana").status_code == 404


@pytest.mark.parametrize("count", [10, 100])
@pytest.mark.parametrize("role", ["officer", "contact", "reader"])
def test_the_list_costs_the_same_however_long(
    signed_in, role, count, django_assert_num_queries
):
    contact = UserFactory(contact=True)
    ActionFactory.create_batch(
        count, active=True, lead_agency=contact.employer or AgencyFactory()
    )
    client = signed_in(UserFactory(**{role: True}))

    with django_assert_num_queries(
        QUERIES_OF_THE_LIST + LOOKING_UP_WHO_ASKS + THE_BELL
    ):
        client.get(URL)


def test_nobody_asks_the_database_before_signing_in(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(URL)

    assert response.status_code == 302


def test_an_empty_list_says_what_to_do(signed_in, officer):
    client = signed_in(officer)

    assertContains(client.get(URL), "There is no action yet")
    assertContains(client.get(f"{URL}?life=active"), "No action matches these filters")


def test_the_list_shows_what_is_missing_in_words(signed_in, officer):
    ActionFactory(active=True, contact=None, baseline_on=date(2026, 11, 20))
    ActionFactory(undated=True)
    ActionFactory(continuing=True)

    response = signed_in(officer).get(URL)

    for words in (
        "Contact vacant",
        "Overdue by 3 days",
        "No date agreed",
        "Continuing, review on 14 October 2026",
        "Review overdue",
        "Not rated",
    ):
        assertContains(response, words)


def test_officers_choose_proposals_and_others_do_not(signed_in, officer):
    ActionFactory(ref="P1-01")
    ActionFactory(ref="P1-02", active=True)
    box = 'name="ref" type="checkbox" value="P1-01"'

    for_officer = signed_in(officer).get(URL)
    for_chair = signed_in(UserFactory(chair=True)).get(URL)

    assertContains(for_officer, box)
    assertNotContains(for_officer, 'value="P1-02"')
    assertNotContains(for_chair, 'checkbox" value=')


def test_sensitive_actions_are_for_those_in_them_and_those_cleared(signed_in, officer):
    action = ActionFactory(ref="P4-01", active=True, sensitive=True)
    helper = ContributionFactory(action=action).agency
    shown_to = {
        "officer": officer,
        "chair": UserFactory(chair=True),
        "assurer": UserFactory(assurer=True),
        "lead": action.contact,
        "contributor": UserFactory(contact=helper),
        "reader": UserFactory(reader=True),
        "other": UserFactory(contact=True),
    }

    seen = {who: listed(signed_in(person)) for who, person in shown_to.items()}

    hidden = {"reader", "other"}
    assert seen == {who: [] if who in hidden else ["P4-01"] for who in shown_to}
    for who, person in shown_to.items():
        expected = 404 if who in hidden else 200
        assert page(signed_in(person), action).status_code == expected, who


def test_somebody_without_an_appointment_is_told_so(signed_in):
    ActionFactory()

    assert signed_in(UserFactory()).get(URL).status_code == 403


# --- CSV ------------------------------------------------------------------------------


def rows_of(response):
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()


def test_csv_holds_everything_that_is_filtered_and_nothing_sensitive(
    signed_in, officer
):
    fragment = FragmentFactory(ref="P1-01")
    propose_from_fragments(
        agreement=fragment.agreement, now=datetime(2026, 10, 5, tzinfo=UTC)
    )
    ActionFactory.create_batch(60)
    ActionFactory(sensitive=True, ref="P4-99")
    ActionFactory(active=True, ref="P1-98")

    response = signed_in(officer).get(f"{URL}?life=proposed&format=csv")
    rows = rows_of(response)

    assert (
        response["Content-Disposition"] == 'attachment; filename="actions-OFFICIAL.csv"'
    )
    assert len(rows) == 1 + 61
    assert rows[0].startswith("Reference,Title,Priority,Heading,Life,Lead agency")
    assert rows[1].startswith(f"P1-01,{fragment.title},1,County co-ordination,Proposed")
    assert rows[1].endswith(f"Not rated,,{fragment.statement.ref}")
    assert [row for row in rows if "P4-99" in row or "P1-98" in row] == []


def test_csv_costs_the_same_however_long(signed_in, officer, django_assert_num_queries):
    ActionFactory.create_batch(3, active=True)
    client = signed_in(officer)

    with django_assert_num_queries(5):
        rows_of(client.get(f"{URL}?format=csv"))
    ActionFactory.create_batch(20, active=True)
    with django_assert_num_queries(5):
        rows_of(client.get(f"{URL}?format=csv"))


def test_a_cell_is_no_formula(signed_in, officer):
    ActionFactory(title="=1+1")

    rows = rows_of(signed_in(officer).get(f"{URL}?format=csv"))

    assert rows[1].split(",")[1] == "'=1+1"


# --- The page of one ------------------------------------------------------------------


def test_the_source_is_shown_with_its_promise_marked(signed_in, officer):
    fragment = FragmentFactory()
    (action,) = propose_from_fragments(
        agreement=fragment.agreement, now=datetime(2026, 10, 5, tzinfo=UTC)
    )

    response = page(signed_in(officer), action)

    assertContains(response, "The board <mark>will review the plan</mark>.")
    assertContains(response, fragment.statement.get_absolute_url())
    assertContains(response, "Proposed</strong> by the system")
    assertContains(response, f"A commitment of {fragment.agreement}")


def test_an_action_that_a_decision_made_says_so(signed_in, officer):
    action = ActionFactory(decision="Minute 5")

    assertContains(
        page(signed_in(officer), action),
        "It comes from no sentence of the Agreement but from a decision: Minute 5.",
    )


def test_an_overdue_action_keeps_its_rating_and_says_both(signed_in, officer):
    action = ActionFactory(active=True, baseline_on=date(2026, 11, 20))
    ReturnLineFactory(
        action=action,
        quarterly_return=ReturnFactory(accepted=True, agency=action.lead_agency),
        reported=DeliveryStatus.ON_TRACK,
    )

    response = page(signed_in(officer), action)

    assertContains(response, "On track</strong>")
    assertContains(response, "(reported 14 October 2026 for Q2 2026/27)")
    assertContains(response, "Overdue by 3 days")
    assertContains(response, "it was reported on track, and its date has passed since")


def test_slips_are_counted_from_the_baseline(signed_in, officer):
    action = ActionFactory(active=True, forecast_on=date(2027, 6, 29))
    DateChangeFactory(
        action=action, approved=True, old_on=date(2027, 3, 31), new_on=date(2027, 6, 29)
    )

    response = page(signed_in(officer), action)

    assertContains(response, "90 days from the baseline; re-dated 1 time")
    assertContains(response, "31 March 2027 to 29 June 2027")


def test_a_contact_who_left_is_vacant_and_a_posts_holder_is_named(signed_in, officer):
    gone = ActionFactory(active=True, contact__is_active=False)
    post = PostFactory(title="Director of Public Health")
    post.holdings.create(person=UserFactory(name="Dr Ash"), starts_on=date(2020, 1, 1))
    held = ActionFactory(active=True, contact=None, contact_post=post)
    client = signed_in(officer)

    assertContains(page(client, gone), "Contact vacant")
    assertContains(page(client, held), "Dr Ash (Director of Public Health)")
    assertNotContains(page(client, held), "Contact vacant")


def test_what_is_not_accepted_is_not_readable_for_another_agency(signed_in, officer):
    line = ReturnLineFactory(
        quarterly_return__submitted=True,
        reported=DeliveryStatus.ON_TRACK,
        reported__progress="Our own secret words.",
    )
    stranger, owner = UserFactory(contact=True), line.action.contact

    assertContains(page(signed_in(officer), line.action), "Our own secret words.")
    assertContains(page(signed_in(owner), line.action), "Our own secret words.")
    hidden = page(signed_in(stranger), line.action)
    assertContains(hidden, "Sent in, not yet readable")
    assertNotContains(hidden, "Our own secret words.")
    assertNotContains(hidden, "On track")


def test_a_draft_is_its_agencys_own(signed_in, officer):
    line = ReturnLineFactory(
        quarterly_return__draft=True, finished=True, progress="Half a sentence"
    )

    for person in (officer, UserFactory(contact=True), UserFactory(chair=True)):
        response = page(signed_in(person), line.action)
        assertNotContains(response, "Half a sentence")


def test_a_quarter_without_a_return_says_so(signed_in, officer):
    line = ReturnLineFactory(quarterly_return__no_return=True)

    response = page(signed_in(officer), line.action)

    assertContains(response, "Not rated: no return")
    assertContains(response, " for Q2 2026/27</p>")


def test_reported_complete_is_not_complete_until_it_is_verified(signed_in, officer):
    line = ReturnLineFactory(
        quarterly_return__accepted=True, reported=DeliveryStatus.COMPLETE
    )

    response = page(signed_in(officer), line.action)

    assertContains(response, "Reported complete")
    assertContains(response, "Signed plan, minute 6 of 18 September 2026.")
    assert response.context["ways"]["main"][0] == "Verify completion"


def test_questions_are_shown_to_those_who_may_read_them(signed_in, officer):
    line = ReturnLineFactory(
        quarterly_return__queried=True, reported=DeliveryStatus.ON_TRACK
    )
    QueryFactory(line=line, quarterly_return=line.quarterly_return, answered=True)

    asked = "Which two agencies have not named an author?"
    assertContains(page(signed_in(officer), line.action), asked)
    assertNotContains(page(signed_in(UserFactory(contact=True)), line.action), asked)


def test_the_history_is_told_in_sentences(signed_in, officer):
    action = ActionFactory(active=True)
    ask_for_date(
        actor=action.contact,
        action=action,
        new_on=date(2027, 6, 30),
        reason=DelayReason.FUNDING,
        explanation="The grant is late.",
        now=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )

    response = page(signed_in(officer), action)

    assertContains(response, "2 November 2026 at 9:00am")
    assertContains(response, f"New date asked for</strong> by {action.contact.name}")
    assertContains(response, "Date: from 31 March 2027 to 30 June 2027")
    assertContains(
        response, "Funding not confirmed or withdrawn: The grant is late.", count=2
    )


def test_the_history_says_yes_and_the_day(signed_in, officer):
    action = ActionFactory(undated=True)
    set_date(
        actor=officer,
        action=action,
        timing=Timing.CONTINUING,
        review_on=date(2027, 4, 30),
        decision="Minute 3",
        now=datetime(2026, 11, 2, 9, tzinfo=UTC),
    )

    response = page(signed_in(officer), action)

    assertContains(response, "<li>Continuing: yes</li>")
    assertContains(response, "<li>Review date: 30 April 2027</li>")


def ways(client, action):
    return {name for _, _, name in _all_ways(page(client, action))}


def _all_ways(response):
    offered = response.context["ways"]
    return [*filter(None, [offered["main"]]), *offered["others"]]


def test_each_life_offers_what_it_allows(signed_in, officer):
    client = signed_in(officer)
    ends = {"action-edit", "action-close"}
    dated = {"date-change-ask"}

    offered = {
        name: ways(client, ActionFactory(**traits))
        for name, traits in {
            "proposed": {},
            "agreed": {"agreed": True},
            "undated": {"undated": True},
            "continuing": {"continuing": True},
            "on hold": {"on_hold": True},
            "conditional": {"active": True, "conditional": True},
            "complete": {"complete": True},
            "closed": {"closed": True},
        }.items()
    }

    work = ends | {"action-hold"}
    assert offered == {
        "proposed": ends | {"action-adopt"},
        "agreed": work | dated | {"action-start"},
        "undated": work | {"action-date"},
        "continuing": work | {"action-date"},
        "on hold": ends | dated | {"action-resume"},
        "conditional": work | dated | {"action-condition"},
        "complete": set(),
        "closed": set(),
    }


@pytest.mark.parametrize("status", [None, *DeliveryStatus])
def test_only_what_was_last_reported_complete_is_offered_for_verifying(
    signed_in, officer, status
):
    line = ReturnLineFactory(quarterly_return__accepted=True, reported=status)

    offered = "action-verify" in ways(signed_in(officer), line.action)

    assert offered == (status == DeliveryStatus.COMPLETE)


def test_an_action_of_the_group_has_no_source_to_lack_a_heading(signed_in, officer):
    fragment = FragmentFactory()
    ours, theirs = ActionFactory(ref="P1-02"), ActionFactory(ref="P1-01")
    theirs.fragments.add(fragment)
    client = signed_in(officer)

    assertContains(page(client, ours), "No heading given")
    assertContains(page(client, theirs), "<li>No heading in the source</li>")
    rows = list(client.get("/actions/?format=csv"))[1:]
    assert [row.decode().split(",")[3] for row in rows] == [
        "No heading in the source",
        "No heading given",
    ]


def test_a_request_that_was_overtaken_names_nobody(signed_in, officer):
    change = DateChangeFactory(refused=True, decided_by=None)
    client = signed_in(officer)

    shown = page(client, change.action)
    request = client.get(f"/date-changes/{change.pk}/")

    assertContains(shown, "Refused, 7 October 2026")
    assertContains(request, "Refused, 7 October 2026 at 10:00am")


def test_the_lead_agency_may_only_ask_for_a_date(signed_in):
    action = ActionFactory(active=True)

    assert ways(signed_in(action.contact), action) == {"date-change-ask"}
    assert ways(signed_in(UserFactory(chair=True)), action) == set()
    assert ways(signed_in(UserFactory(contact=True)), action) == set()


@pytest.mark.parametrize(
    "traits",
    [{"active": True}, {"closed": True}, {"complete": True}, {"on_hold": True}],
)
def test_every_life_has_its_page(signed_in, officer, traits):
    action = ActionFactory(**traits)

    response = page(signed_in(officer), action)

    assertContains(response, action.title)


def test_a_reference_is_that_of_the_current_agreement(signed_in, officer):
    old = AgreementFactory(slug="old", title="Old")
    before = ActionFactory(ref="P1-01", priority=PriorityFactory(agreement=old))
    only_before = ActionFactory(ref="P1-02", priority=PriorityFactory(agreement=old))
    new = AgreementFactory(slug="new", title="New", replaces=old)
    now = ActionFactory(ref="P1-01", priority=PriorityFactory(agreement=new))
    client = signed_in(officer)

    assert page(client, before).context["action"] == now
    assert page(client, only_before).context["action"] == only_before


@pytest.mark.parametrize("ref", ["P9-99", "nothing", "%F0%9F%92%A5", "x" * 300])
def test_what_does_not_exist_is_not_found(signed_in, officer, ref):
    assert signed_in(officer).get(f"/actions/{ref}/").status_code == 404


def busy_action(quarters):
    """Return an action with everything on its page, ``quarters`` times."""
    action = ActionFactory(active=True)
    for number in range(quarters):
        period = PeriodFactory(quarter=Quarter(2020 + number, 1))
        line = ReturnLineFactory(
            action=action,
            quarterly_return=ReturnFactory(
                accepted=True, period=period, agency=action.lead_agency
            ),
            reported=DeliveryStatus.ON_TRACK,
        )
        QueryFactory(line=line, quarterly_return=line.quarterly_return, answered=True)
        ContributionFactory(action=action)
        DateChangeFactory(action=action, approved=True)
        action.fragments.add(FragmentFactory())
    return action


@pytest.mark.parametrize("quarters", [1, 5])
def test_the_page_costs_the_same_however_long_its_history(
    signed_in, officer, quarters, django_assert_num_queries
):
    action = busy_action(quarters)
    client = signed_in(User.objects.get(pk=officer.pk))

    with django_assert_num_queries(14 + LOOKING_UP_WHO_ASKS + THE_BELL):
        page(client, action)


def test_the_address_of_an_action_is_its_reference():
    assert reverse("actions:action", args=["P1-03"]) == "/actions/P1-03/"
