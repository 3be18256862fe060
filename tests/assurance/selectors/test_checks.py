"""The standing checks: what each finds, of how many, for whom, and what mends it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from actions.choices import DeliveryStatus, Marking
from actions.return_choices import ScanState
from assurance.selectors.checks import check_counts, checks_page
from hcss.kernel import standing, triggers
from hcss.kernel.quarters import Quarter
from hcss.kernel.standing import Moment
from partnerships.choices import Role
from priorities.choices import OwnershipGrade
from tests import factories as make
from tests import world
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db
LAST = Quarter(2026, 1)


@pytest.fixture
def officer():
    return make.UserFactory(officer=True)


def number(code, now):
    """Return the figure of a check: how many it found, of how many."""
    found = standing.counts(Moment.of(now))[code]
    return found.number, found.total


def found_by(code, person, now):
    """Return what a check finds, in words, for somebody."""
    check, moment = standing.check_called(code), Moment.of(now)
    rows = check.rows(person, moment)
    return standing.findings(check, rows, person=person, moment=moment)


def line(action, *, status=DeliveryStatus.ON_TRACK, period=None, **words):
    """Return a line of the action that was sent in."""
    sent = make.ReturnFactory(
        period=period or make.PeriodFactory(),
        agency=action.lead_agency,
        submitted=True,
    )
    return make.ReturnLineFactory(
        quarterly_return=sent, action=action, reported=status, **words
    )


def twice(action, *, was, **words):
    """Return a line of this quarter after one of the quarter before."""
    earlier = make.PeriodFactory(quarter=LAST, closed=True)
    line(action, status=was, period=earlier)
    return line(action, **words)


# --- Lines ---------------------------------------------------------------------------


def test_a_rating_that_the_calendar_denies(now, officer):
    late = make.ActionFactory(active=True, baseline_on=date(2026, 10, 13))
    on_time = make.ActionFactory(active=True)
    said = line(late)
    line(on_time)

    (finding,) = found_by("overdue", officer, now)

    assert number("overdue", now) == (1, 2)
    assert finding.subject == f"{late}, {late.lead_agency}"
    assert finding.why == (
        "Reported on track for Q2 2026/27, but due on 13 October 2026, 7 days ago."
    )
    assert finding.url == f"{said.quarterly_return.get_absolute_url()}#line-{said.pk}"
    assert finding.mend_url == f"/actions/{late.ref}/new-date/"


def test_on_track_while_the_condition_is_not_met(now, officer):
    open_one = make.ActionFactory(active=True, conditional=True)
    met = make.ActionFactory(
        active=True, conditional=True, condition_met_on=date(2026, 7, 1)
    )
    line(open_one)
    line(met)

    (finding,) = found_by("condition-open", officer, now)

    assert number("condition-open", now) == (1, 2)
    assert finding.why.endswith("its condition is not met: Subject to future funding.")
    assert finding.mend_url == f"/actions/{open_one.ref}/condition-met/"


def test_the_same_words_twice(now, officer):
    same, other = make.ActionFactory(active=True), make.ActionFactory(active=True)
    said = twice(same, was=DeliveryStatus.ON_TRACK)
    line(other)

    (finding,) = found_by("text-unchanged", officer, now)

    assert number("text-unchanged", now) == (1, 2)
    assert finding.mend == "Ask the agency about it"
    assert finding.mend_url.endswith(f"#line-{said.pk}")


def test_another_rating_with_the_same_words_has_no_reason(now, officer):
    action = make.ActionFactory(active=True)
    said = twice(action, was=DeliveryStatus.NOT_STARTED)
    earlier = action.lines.exclude(pk=said.pk).get().reported
    overwrite(earlier, progress=said.reported.progress)

    assert number("rating-unexplained", now) == (1, 1)
    assert len(found_by("rating-unexplained", officer, now)) == 1


def test_another_rating_with_new_words_has_its_reason(now):
    twice(make.ActionFactory(active=True), was=DeliveryStatus.AT_RISK)

    assert number("rating-unexplained", now) == (0, 1)


def test_nothing_due_is_no_rating_that_changed(now):
    action = make.ActionFactory(active=True)
    twice(action, was=DeliveryStatus.ON_TRACK, status=DeliveryStatus.NOTHING_DUE)

    assert number("rating-unexplained", now) == (0, 1)


def overwrite(reported, **values):
    """Change what was sent in, which no service does."""
    triggers.remove()
    type(reported)._default_manager.filter(pk=reported.pk).update(**values)


def test_still_true_three_times_running(now, officer):
    said = line(make.ActionFactory(active=True))
    overwrite(said.reported, times_still_true=3)
    twice_only = line(make.ActionFactory(active=True))
    overwrite(twice_only.reported, times_still_true=2)

    (finding,) = found_by("still-true", officer, now)

    assert number("still-true", now) == (1, 2)
    assert "3 times in a row" in finding.why


def test_on_track_without_evidence(now, officer):
    line(make.ActionFactory(active=True))
    shown = line(make.ActionFactory(active=True))
    make.EvidenceUseFactory(line=shown)
    line(make.ActionFactory(active=True), status=DeliveryStatus.OFF_TRACK)
    complete = line(
        make.ActionFactory(active=True), status=DeliveryStatus.COMPLETE
    )  # its evidence is named in words

    assert complete.reported.evidence != ""
    assert number("no-evidence", now) == (1, 3)


# --- Actions -------------------------------------------------------------------------


def test_a_commitment_that_nobody_leads(now, officer):
    proposed = make.ActionFactory()
    agreed = make.ActionFactory(agreed=True)
    for action in (proposed, agreed):
        action.fragments.add(make.FragmentFactory())
    make.FragmentFactory(opportunity=True)

    (finding,) = found_by("no-lead", officer, now)

    assert number("no-lead", now) == (1, 2)
    assert finding.mend_url == f"/actions/{proposed.ref}/adopt/"


def test_an_action_without_a_date(now, officer):
    action = make.ActionFactory(undated=True)
    make.ActionFactory(active=True)

    (finding,) = found_by("no-date", officer, now)

    assert number("no-date", now) == (1, 2)
    assert finding.mend_url == f"/actions/{action.ref}/date/"


def test_an_action_whose_contact_is_missing_left_or_vacant(now, officer):
    make.ActionFactory(active=True, contact=None)
    left = make.ActionFactory(active=True)
    left.contact.is_active = False
    left.contact.save()
    post = make.PostFactory(title="Head of safety")
    make.ActionFactory(active=True, contact=None, contact_post=post)
    make.ActionFactory(active=True)

    why = {each.why for each in found_by("no-contact", officer, now)}

    assert number("no-contact", now) == (3, 4)
    assert why == {
        "No contact is named.",
        f"Contact vacant: {left.contact} has left.",
        "Contact vacant: nobody holds the post Head of safety.",
    }


def test_a_review_that_was_due_yesterday_and_one_that_is_due_today(now, officer):
    make.ActionFactory(continuing=True, review_on=date(2026, 10, 19))
    make.ActionFactory(continuing=True, review_on=date(2026, 10, 20))
    make.ActionFactory(active=True)

    assert number("review-due", now) == (1, 2)
    assert len(found_by("review-due", officer, now)) == 1


# --- People --------------------------------------------------------------------------


def test_agencies_that_owe_returns_and_have_nobody(now, officer):
    signing = make.AgencyFactory(needs_sign_off=True)
    make.ActionFactory(active=True, lead_agency=signing)
    make.ActionFactory(active=True, contact=None)
    make.AgencyFactory(needs_sign_off=True)  # owes nothing

    (unsigned,) = found_by("agency-no-approver", officer, now)
    (vacant,) = found_by("agency-no-contact", officer, now)

    assert number("agency-no-contact", now) == (1, 2)
    assert number("agency-no-approver", now) == (1, 1)
    assert unsigned.mend_url == (f"/people/invite/?role=approver&agency={signing.pk}")
    assert vacant.mend == "Invite a contact"


def test_the_invitation_knows_role_and_agency(client, officer):
    agency = make.AgencyFactory()
    client.force_login(officer)

    page = client.get(f"/people/invite/?role=approver&agency={agency.pk}")

    assert page.context["form"]["role"].initial == Role.APPROVER
    assert page.context["form"]["agency"].initial == str(agency.pk)
    assert client.get("/people/invite/?role=x&agency=9e999").status_code == 200


def test_owners_who_have_never_signed_in(now, officer):
    absent = make.ActionFactory(active=True).contact
    present = make.ActionFactory(active=True).contact
    present.last_login = now
    present.save()
    post = make.PostFactory()
    holder = make.PostHoldingFactory(post=post).person
    make.ActionFactory(active=True, contact=None, contact_post=post)
    make.UserFactory(contact=True)  # its agency owes nothing

    found = found_by("phantom-owner", officer, now)

    assert number("phantom-owner", now) == (2, 3)
    assert {each.subject for each in found} == {str(absent), str(holder)}


def test_who_signs_in_is_told_to_those_who_manage_people_only(now):
    make.ActionFactory(active=True)

    assert found_by("phantom-owner", make.UserFactory(chair=True), now) == []


def test_a_post_that_owns_and_that_nobody_holds(now, officer):
    ownership = make.OwnershipFactory()
    vacant, held = make.PostFactory(), make.PostFactory()
    make.PostHoldingFactory(post=held)
    for post in (vacant, held):
        make.OwnerFactory(ownership=ownership, agency=None, post=post)

    (finding,) = found_by("post-vacant", officer, now)

    assert number("post-vacant", now) == (1, 2)
    assert finding.mend_url == f"/posts/{vacant.slug}/appoint/"


def test_an_invitation_that_ran_out(now, officer):
    invitation = make.InvitationFactory()
    make.InvitationFactory(expires_at=now + timedelta(days=1))

    (finding,) = found_by("invitation-expired", officer, now)

    assert number("invitation-expired", now) == (1, 2)
    assert finding.mend_url.endswith(f"#invitation-{invitation.pk}")


# --- Waiting -------------------------------------------------------------------------


def test_a_request_for_a_date_that_waits_over_ten_working_days(now, officer):
    # Ten working days before 20 October 2026 is 6 October.
    old = make.DateChangeFactory(asked_at=datetime(2026, 10, 5, 9, tzinfo=UTC))
    make.DateChangeFactory(asked_at=datetime(2026, 10, 6, 9, tzinfo=UTC))

    (finding,) = found_by("date-waiting", officer, now)

    assert number("date-waiting", now) == (1, 2)
    assert finding.mend_url == f"/date-changes/{old.pk}/"


def test_an_ask_without_an_answer_after_its_day(now, officer):
    late = make.AskFactory(need_by=date(2026, 10, 19))
    make.AskFactory(need_by=date(2026, 10, 20))

    (finding,) = found_by("ask-late", officer, now)

    assert number("ask-late", now) == (1, 2)
    assert finding.mend_url == f"/asks/{late.pk}/answer/"


def test_a_line_that_its_agency_has_not_confirmed(now, officer):
    typed = make.ReturnLineFactory(typed=True, quarterly_return__draft=True)
    overwrite(typed, action=typed.action)
    agency = typed.quarterly_return.agency
    type(typed.action).objects.filter(pk=typed.action.pk).update(lead_agency=agency)

    (seen,) = found_by("line-unconfirmed", officer, now)
    (own,) = found_by("line-unconfirmed", make.UserFactory(contact=agency), now)

    assert number("line-unconfirmed", now) == (1, 1)
    assert seen.mend_url == ""
    assert own.mend_url.endswith("/confirm/")


def test_a_file_that_is_held_back(now):
    held = make.FileEvidenceFactory(scan=ScanState.INFECTED)
    make.FileEvidenceFactory(scan=ScanState.WAITING)
    make.FileEvidenceFactory(scan=ScanState.CLEAN)

    (finding,) = found_by("file-held", make.UserFactory(contact=held.agency), now)

    assert number("file-held", now) == (2, 3)
    assert finding.subject == f"{held.title}, {held.agency}"


def test_a_reminder_that_failed(now, officer):
    failed = make.ReminderFactory(failed_at=now, error="550 no such mailbox")
    make.ReminderFactory()

    (finding,) = found_by("reminder-failed", officer, now)

    assert number("reminder-failed", now) == (1, 2)
    assert finding.mend_url == f"/reminders/failed/#reminder-{failed.pk}"


# --- Opinions and ownership ----------------------------------------------------------


@pytest.fixture
def headings():
    codes = [("OW", 0), ("CC", 1), ("FL", 2)]
    made = {code: make.HeadingFactory(code=code, order=order) for code, order in codes}
    for heading in made.values():
        make.StatementFactory.create_batch(2, heading=heading)
    return made


def test_opinions_expired_expiring_and_never_given(now, officer, headings):
    make.OpinionFactory(heading=headings["CC"], expired=True)
    make.OpinionFactory(whole=True, expires_on=date(2026, 11, 19))

    (finding,) = found_by("never-assessed", officer, now)

    assert number("opinion-expired", now) == (1, 2)
    assert number("opinion-expiring", now) == (1, 1)
    assert number("never-assessed", now) == (1, 2)
    assert finding.mend_url == "/assurance/priorities/1/FL/opinion/"
    assert found_by("opinion-expired", officer, now)[0].mend_url == (
        "/assurance/priorities/1/CC/opinion/"
    )


def test_a_later_opinion_takes_the_place_of_one_that_expired(now, headings):
    make.OpinionFactory(heading=headings["CC"], expired=True)
    make.OpinionFactory(heading=headings["CC"])

    assert number("opinion-expired", now) == (0, 1)
    assert number("opinion-expiring", now) == (0, 1)


def test_ownership_that_is_to_be_developed_or_has_no_action(now, officer):
    strong, other = make.PriorityFactory(), make.PriorityFactory(number=2)
    make.OwnershipFactory(priority=strong)
    make.OwnershipFactory(priority=other, grade=OwnershipGrade.TO_BE_DEVELOPED)
    proposed = make.ActionFactory(priority=strong)

    (idle,) = found_by("owned-without-action", officer, now)
    (unowned,) = found_by("owner-missing", officer, now)

    assert number("owned-without-action", now) == (1, 1)
    assert number("owner-missing", now) == (1, 2)
    assert idle.mend_url == f"/actions/adopt/?ref={proposed.ref}"
    assert unowned.mend_url == "/actions/propose/?priority=2"


def test_the_form_of_a_proposal_knows_the_priority(client, officer):
    priority = make.PriorityFactory(number=2)
    client.force_login(officer)

    page = client.get("/actions/propose/?priority=2")

    assert page.context["form"]["priority"].initial == priority.pk
    assert client.get("/actions/propose/?priority=9e999").status_code == 200


# --- All of them ---------------------------------------------------------------------


def test_all_counts_are_one_statement_at_any_size(now):
    world.build(now=now, rows=10)

    _, queries = queries_of(lambda: check_counts(now=now))

    assert len(queries) == 1


def test_ten_times_the_findings_cost_the_same_queries(now):
    officer = world.build(now=now, rows=10).people["officer"]
    priority = make.PriorityFactory(number=9)
    more_to_find(priority, 10)
    checks_page(person=officer, now=now)  # asks once what the officer holds
    _, few = queries_of(lambda: checks_page(person=officer, now=now))
    more_to_find(priority, 90)

    page, many = queries_of(lambda: checks_page(person=officer, now=now))

    assert len(few) == len(many)
    sections = [each for grade in page for each in grade.found]
    assert max(each.more for each in sections) >= 80
    assert max(len(each.findings) for each in sections) == 20


def more_to_find(priority, rows):
    """Add rows of what several checks find."""
    asked = line(make.ActionFactory(active=True, priority=priority))
    for _ in range(rows):
        make.ActionFactory(undated=True, contact=None, priority=priority)
        make.AskFactory(line=asked, need_by=date(2026, 10, 1))
        overdue = {"active": True, "baseline_on": date(2026, 10, 1)}
        line(make.ActionFactory(**overdue, priority=priority))


def test_counts_of_the_page_and_of_each_check_agree(now):
    county = world.build(now=now, rows=3)
    moment = Moment.of(now)

    counted = standing.counts(moment)

    assert {check.code: check.count(moment) for check in standing.checks()} == counted
    page = checks_page(person=county.people["officer"], now=now)
    assert {
        each.check.code: each.number
        for grade in page
        for each in (*grade.found, *grade.quiet)
    } == counted


def test_a_sensitive_action_is_counted_for_all_and_named_to_the_cleared(now):
    hidden = make.ActionFactory(undated=True, marking=Marking.SENSITIVE)

    cleared = found_by("no-date", make.UserFactory(chair=True), now)
    plain = found_by("no-date", make.UserFactory(reader=True), now)

    assert number("no-date", now) == (1, 1)
    assert [each.subject for each in cleared] == [f"{hidden}, {hidden.lead_agency}"]
    assert plain == []


def test_a_finding_about_sensitive_words_is_for_the_cleared(now):
    said = line(make.ActionFactory(active=True))
    overwrite(said.reported, marking=Marking.SENSITIVE)

    assert found_by("no-evidence", make.UserFactory(reader=True), now) == []
    assert len(found_by("no-evidence", make.UserFactory(chair=True), now)) == 1


@pytest.mark.parametrize("role", ["chair", "reader", "assurer"])
def test_the_way_to_a_form_is_for_whom_the_server_allows(now, role):
    """Whoever is offered a form is let through to it; nobody else is offered one."""
    make.ActionFactory(undated=True, contact=None)

    found = found_by("no-date", make.UserFactory(**{role: True}), now)

    assert [each.mend_url for each in found] == [""]


def test_every_way_that_is_offered_leads_to_a_page(now, client):
    county = world.build(now=now)
    for who in ("officer", "contact", "chair", "assurer", "reader"):
        person = county.people[who]
        client.force_login(person)
        for grade in checks_page(person=person, now=now):
            for section in grade.found:
                for each in section.findings:
                    assert client.get(each.url).status_code == 200, each
                    if each.mend_url:
                        assert client.get(each.mend_url).status_code == 200, each
