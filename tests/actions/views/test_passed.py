"""Writing on a line that was passed on: by a link, and by a colleague."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from actions.choices import DeliveryStatus, Marking, ReturnState
from actions.models import Delegation, Proposal, ReturnLine
from actions.return_choices import ProposalState
from hcss.kernel.quarters import Quarter
from partnerships.models import User
from tests.conftest import NOW
from tests.factories import (
    ActionFactory,
    DelegationFactory,
    PeriodFactory,
    ProposalFactory,
    ReportedLineFactory,
    ReturnFactory,
    ReturnLineFactory,
    UserFactory,
)
from tests.machinery.counting import queries_of

pytestmark = pytest.mark.django_db

LINK = "/passed/link/the-secret/"
WORDS = {"status": "on_track", "progress": "Two of three are trained."}


@pytest.fixture(autouse=True)
def today():
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def link():
    return DelegationFactory(
        link=True,
        secret="the-secret",
        note="Only the training part.",
        line__progress="Marker draft",
        line__action__title="Train the trainers",
    )


@pytest.fixture
def stranger():
    """A browser that nobody is signed in to, and that checks forged forms."""
    return Client(enforce_csrf_checks=True)


def earlier(line, **words):
    """Report on the same action in the quarter before."""
    return ReturnLineFactory(
        action=line.action,
        quarterly_return=ReturnFactory(
            period=PeriodFactory(quarter=Quarter(2026, 1), closed=True),
            agency=line.quarterly_return.agency,
            accepted=True,
        ),
        reported=DeliveryStatus.ON_TRACK,
        **{f"reported__{name}": value for name, value in words.items()},
    )


def _set(link, **values):
    Delegation.objects.update(**values)


def _accept(link):
    returned = link.line.quarterly_return
    type(returned).objects.update(
        state=ReturnState.QUERIED, version=1, submitted_at=NOW
    )
    reported = ReportedLineFactory(line=link.line)
    ReturnLine.objects.update(
        reported=reported, accepted_at=NOW, accepted_by=link.given_by
    )


def _submit(link):
    type(link.line.quarterly_return).objects.update(
        state=ReturnState.SUBMITTED, version=1, submitted_at=NOW
    )


def _mark(link):
    ReturnLine.objects.update(marking=Marking.SENSITIVE)


def _hold(link):
    type(link.line.action).objects.update(life="on_hold", held_until=NOW.date())


# --- The link


def test_a_stranger_reads_the_line_and_last_quarters_words_and_nothing_else(
    link, stranger
):
    other = ReturnLineFactory(
        quarterly_return=link.line.quarterly_return, action__title="Marker other"
    )
    earlier(link.line, progress="One was trained.")

    text = stranger.get(LINK).content.decode()

    for words in (
        "Train the trainers",
        link.line.action.success_criterion,
        link.line.quarterly_return.agency_name,
        "Q2 2026/27",
        "One was trained.",
        "Only the training part.",
    ):
        assert words in text
    assert "Marker" not in text
    assert other.action.ref not in text


def test_reading_does_not_use_it_up(link, stranger):
    for _ in range(3):
        assert stranger.get(LINK).status_code == 200
    stranger.head(LINK)

    assert Delegation.objects.get().used_at is None


def test_what_a_stranger_sends_is_a_proposal_once_without_any_account(link, stranger):
    people = User.objects.count()

    first = stranger.post(LINK, WORDS)
    second = stranger.post(LINK, WORDS | {"progress": "Again."})
    third = stranger.get(LINK)

    assert first.status_code == 200
    assert "has your words" in first.content.decode()
    assert (second.status_code, third.status_code) == (410, 410)
    assert "it works once" in third.content.decode()
    assert Proposal.objects.get().progress == WORDS["progress"]
    assert User.objects.count() == people
    assert "_auth_user_id" not in stranger.session
    assert ReturnLine.objects.get().progress == "Marker draft"


def test_hour_73_fails(link, stranger):
    with time_machine.travel(link.expires_at, tick=False):
        assert stranger.get(LINK).status_code == 410
        assert stranger.post(LINK, WORDS).status_code == 410
    assert Proposal.objects.count() == 0

    with time_machine.travel(link.expires_at - timedelta(seconds=1), tick=False):
        assert stranger.post(LINK, WORDS).status_code == 200


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda link: _set(link, withdrawn_at=NOW), "has taken it back"),
        (_accept, "has been sent in or closed"),
        (_submit, "has been sent in or closed"),
        (_mark, "may not be shown this way"),
        (_hold, "has been sent in or closed"),
    ],
)
def test_what_is_over_says_why_and_shows_nothing(link, stranger, change, words):
    change(link)

    for response in (stranger.get(LINK), stranger.post(LINK, WORDS)):
        text = response.content.decode()
        assert response.status_code == 410
        assert words in text
        assert "Train the trainers" not in text
        assert "Only the training part" not in text
    assert Proposal.objects.count() == 0


@pytest.mark.parametrize(
    "secret", ["no-such", "0" * 64, "the-secret2", "%F0%9F%A6%8A", "x" * 3000]
)
def test_a_link_that_is_not_known_is_not_found(link, stranger, secret):
    response = stranger.get(f"/passed/link/{secret}/")

    assert response.status_code == 404
    assert "This link is not known" in response.content.decode()


def test_the_digest_is_not_the_secret(link, stranger):
    assert stranger.get(f"/passed/link/{link.token_digest}/").status_code == 404


def test_guessing_is_slowed_down(link, stranger):
    codes = {stranger.get(f"/passed/link/{n}/").status_code for n in range(25)}

    assert codes == {404, 429}
    assert stranger.get(LINK).status_code == 200


@pytest.mark.parametrize("path", [LINK, "/passed/link/no-such/"])
def test_no_search_engine_and_no_other_site_learns_of_it(link, stranger, path):
    response = stranger.get(path)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]


def test_a_form_without_an_origin_is_taken(link, stranger):
    """What a browser sends back to a page that it may not name."""
    sent = stranger.post(LINK, WORDS, headers={"origin": "null"})

    assert sent.status_code == 200
    assert Proposal.objects.count() == 1


def test_who_is_signed_in_is_no_other_person_by_a_link(link):
    browser = Client()
    browser.force_login(UserFactory(officer=True))

    browser.post(LINK, WORDS)

    assert Proposal.objects.get().written_by_name == "Sam Stranger"


def test_what_is_refused_stays_in_the_form_and_the_link_works(link, stranger):
    empty = stranger.post(LINK, {})
    wrong = stranger.post(LINK, {"status": "splendid", "progress": "Kept text."})
    person = stranger.post(LINK, WORDS | {"progress": "NHS number 943 476 5919."})

    assert "Write something first" in empty.content.decode()
    assert (wrong.status_code, person.status_code) == (200, 200)
    assert "Kept text." in wrong.content.decode()
    assert "identifies a person" in person.content.decode()
    assert Proposal.objects.count() == 0
    assert stranger.post(LINK, WORDS).status_code == 200


def test_words_that_may_be_personal_are_sent_once_confirmed(link, stranger):
    sent = WORDS | {"progress": "Ring 023 9212 3456 for the room."}

    assert "is_confirmed" in stranger.post(LINK, sent).content.decode()
    stranger.post(LINK, sent | {"is_confirmed": "on"})

    assert Proposal.objects.count() == 1


def test_a_post_cannot_name_another_line(link, stranger):
    other = ReturnLineFactory()

    stranger.post(LINK, WORDS | {"line": other.pk, "delegation": 99})

    assert Proposal.objects.get().delegation.line == link.line


def test_last_quarters_sensitive_words_are_not_shown(link, stranger):
    earlier(link.line, progress="Marker words", marking=Marking.SENSITIVE)

    text = stranger.get(LINK).content.decode()

    assert "Marker" not in text
    assert "nothing that can be shown here." in text


# --- A colleague


@pytest.fixture
def passed():
    return DelegationFactory(
        to_person__name="Col League",
        line__progress="Marker draft",
        line__action__title="Train the trainers",
    )


@pytest.fixture
def colleague(client, passed):
    client.force_login(passed.to_person)
    return client


def test_a_colleague_without_any_role_finds_the_line_and_nothing_else(
    colleague, passed
):
    line = passed.line

    home = colleague.get("/", follow=True)
    mine = home.content.decode()

    assert home.redirect_chain[-1][0] == "/returns/mine/"
    assert f"/passed/{passed.pk}/" in mine
    assert "Train the trainers" in mine
    assert "Marker" not in mine
    for path in (
        line.get_absolute_url(),
        line.quarterly_return.get_absolute_url(),
        f"{line.get_absolute_url()}pass-on/",
        line.action.get_absolute_url(),
        "/actions/",
        "/asks/",
        "/api/v1/passed-lines/",
    ):
        assert colleague.get(path).status_code in (403, 404)


def test_a_colleague_proposes_and_it_is_gone(colleague, passed):
    page = f"/passed/{passed.pk}/"

    assert "Marker" not in colleague.get(page).content.decode()
    sent = colleague.post(page, WORDS, follow=True)

    assert "Your words went to" in sent.content.decode()
    assert f"/passed/{passed.pk}/" not in sent.content.decode()
    assert colleague.get(page).status_code == 410
    assert Proposal.objects.get().written_by_name == "Col League"


def test_nobody_else_opens_it(client, passed):
    for who in (
        passed.given_by,
        UserFactory(officer=True),
        UserFactory(employer=passed.line.quarterly_return.agency),
    ):
        client.force_login(who)
        assert client.get(f"/passed/{passed.pk}/").status_code == 404
        assert client.post(f"/passed/{passed.pk}/", WORDS).status_code == 404


def test_somebody_without_a_role_and_without_a_line_still_finds_nothing(client):
    client.force_login(UserFactory())

    assert client.get("/").status_code == 403
    assert client.get("/returns/mine/").status_code == 403


def test_who_left_does_not_come_back_by_a_line(client, passed):
    client.force_login(passed.to_person)
    User.objects.filter(pk=passed.to_person_id).update(is_active=False)

    assert client.get(f"/passed/{passed.pk}/").status_code == 302


# --- The owner


@pytest.fixture
def owner(client, passed):
    client.force_login(passed.given_by)
    return client


def pass_on(line):
    return f"{line.get_absolute_url()}pass-on/"


def test_the_owner_passes_it_on_sees_to_whom_and_takes_it_back(owner, passed):
    line = passed.line
    text = owner.get(pass_on(line)).content.decode()
    assert "Col League" in text

    sent = owner.post(
        pass_on(line), {"to_name": "Sam", "to_email": "sam@elsewhere.example"}
    )
    link = Delegation.objects.exclude(pk=passed.pk).get()
    back = owner.post(f"/passed/{link.pk}/take-back/", follow=True)

    assert sent.url == pass_on(line)
    assert "Taken back" in back.content.decode()
    link.refresh_from_db()
    assert link.withdrawn_at == NOW


def test_the_form_refuses_with_the_words_at_the_field(owner, passed):
    nobody = owner.post(pass_on(passed.line), {}).content.decode()
    both = owner.post(
        pass_on(passed.line),
        {"to_person": passed.to_person_id, "to_email": "a@b.example"},
    ).content.decode()

    assert "Choose a colleague, or give an e-mail address." in nobody
    assert "not both" in both
    assert Delegation.objects.count() == 1


def test_a_sensitive_line_offers_no_link(client):
    action = ActionFactory(active=True, sensitive=True)
    line = ReturnLineFactory(action=action, quarterly_return__agency=action.lead_agency)
    client.force_login(UserFactory(contact=line.quarterly_return.agency))

    text = client.get(pass_on(line)).content.decode()

    assert "This line is OFFICIAL-SENSITIVE" in text
    assert "to_email" not in text


def test_only_the_agency_passes_on(client, passed):
    client.force_login(UserFactory(officer=True))
    assert client.get(pass_on(passed.line)).status_code == 403
    assert client.post(f"/passed/{passed.pk}/take-back/").status_code == 404
    client.force_login(UserFactory(contact=True))
    assert client.get(pass_on(passed.line)).status_code == 404
    client.force_login(passed.to_person)
    assert client.post(f"/passed/{passed.pk}/take-back/").status_code == 403


def test_the_owner_reads_both_texts_and_takes_the_words_over(client):
    proposal = ProposalFactory(progress="Their words.")
    line = proposal.delegation.line
    ReturnLine.objects.update(progress="My words.", status="on_track")
    client.force_login(proposal.delegation.given_by)
    page = f"/proposals/{proposal.pk}/"

    text = client.get(page).content.decode()
    taken = client.post(page, {"version": 1})

    assert "Their words." in text
    assert "My words." in text
    assert taken.url == line.get_absolute_url()
    assert ReturnLine.objects.get().progress == "Their words."
    assert Proposal.objects.get().state == ProposalState.TAKEN
    assert "Take these words over" not in client.get(page).content.decode()


def test_a_stale_draft_gets_409_with_both_texts_and_then_a_decision(client):
    proposal = ProposalFactory(progress="Their words.")
    ReturnLine.objects.update(progress="Saved since.", status="on_track", version=2)
    client.force_login(proposal.delegation.given_by)
    page = f"/proposals/{proposal.pk}/"

    stale = client.post(page, {"version": 1})
    text = stale.content.decode()

    assert stale.status_code == 409
    assert "Their words." in text
    assert "Saved since." in text
    assert ReturnLine.objects.get().progress == "Saved since."
    assert 'value="2"' in text
    assert client.post(page, {"version": 2}).status_code == 302


def test_the_owner_leaves_the_draft_as_it_is(client):
    proposal = ProposalFactory()
    client.force_login(proposal.delegation.given_by)

    client.post(f"/proposals/{proposal.pk}/decline/")

    assert Proposal.objects.get().state == ProposalState.DECLINED
    assert ReturnLine.objects.get().version == 1


@pytest.mark.parametrize("who", ["officer", "contact", "reader", "administrator"])
def test_nobody_else_reads_a_proposal(client, who):
    proposal = ProposalFactory(progress="Marker words")
    client.force_login(UserFactory(**{who: True}))

    for path in (f"/proposals/{proposal.pk}/", f"/proposals/{proposal.pk}/decline/"):
        assert client.get(path).status_code in (404, 405)
        assert client.post(path, {"version": 1}).status_code == 404


def test_the_line_tells_its_owner_of_words_that_wait(client):
    proposal = ProposalFactory()
    line = proposal.delegation.line
    client.force_login(proposal.delegation.given_by)

    for path in (line.get_absolute_url(), "/returns/mine/"):
        assert f"/proposals/{proposal.pk}/" in client.get(path).content.decode()


def test_the_pages_cost_the_same_however_much_was_passed_on(client):
    line = ReturnLineFactory()
    owner = UserFactory(contact=line.quarterly_return.agency)
    client.force_login(owner)
    costs = []
    for more in (2, 10):
        for _ in range(more):
            DelegationFactory(line=line, given_by=owner)
            ProposalFactory(delegation__line=line)
        pages = (pass_on(line), "/returns/mine/", line.get_absolute_url())
        costs.append(
            [len(queries_of(lambda path=path: client.get(path))[1]) for path in pages]
        )

    assert costs[0] == costs[1]
