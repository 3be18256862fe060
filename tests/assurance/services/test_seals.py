"""A quarter's position is frozen once, and for ever (R46)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from actions.choices import PeriodState
from actions.models import Period
from actions.services.amendments import decide_amendment
from assurance.models import Seal
from assurance.selectors.seal_reading import read
from assurance.services.seals import seal_period
from hcss.kernel import triggers
from hcss.kernel.errors import Conflict
from hcss.kernel.models import AuditEvent
from hcss.kernel.plain import canonical, digest
from tests import factories as make
from tests.assurance.county import AFTER_CLOSE, LAST, reported, this_period
from tests.world import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def period(headings):
    make.PeriodFactory(quarter=LAST, closed=True)
    return this_period(closed=True)


@pytest.fixture
def seal(period, officer):
    return sealed(officer, period)


def sealed(officer, period, now=AFTER_CLOSE):
    return seal_period(actor=officer, period=period, now=now)


def refused(officer, period):
    with pytest.raises(Conflict) as raised:
        sealed(officer, period)
    return raised.value.messages[0]


def test_what_stood_is_written_down_with_its_hash(period, officer):
    reported(this="off_track")

    seal = sealed(officer, period)
    assert digest(seal.content) == seal.sha256
    assert canonical(read(seal)) == seal.content
    assert read(seal).position.delivery_total.summary == "0 of 1 on track"


def test_the_seal_says_who_made_it_and_when(period):
    officer = make.UserFactory(officer=True, name="Olive Officer", post_title="Lead")

    seal = sealed(officer, period)
    assert (seal.sealed_by_name, seal.sealed_by_post) == ("Olive Officer", "Lead")
    assert seal.sealed_at == AFTER_CLOSE == read(seal).sealed_at
    period.refresh_from_db()
    assert period.sealed_at == AFTER_CLOSE


def test_it_is_written_into_the_history_of_the_period(seal, officer, period):
    event = AuditEvent.objects.get(verb="assurance.period_sealed")
    assert (event.actor, event.subject_id) == (officer, period.pk)
    assert event.changes == {"sha256": [None, seal.sha256]}


@pytest.mark.parametrize("role", ["chair", "assurer", "reader", "administrator"])
def test_only_officers_seal(period, role):
    kind = make.PartnershipFactory() if role == "chair" else True

    with pytest.raises(PermissionDenied):
        sealed(make.UserFactory(**{role: kind}), period)
    assert not Seal.objects.exists()


def test_an_open_period_is_not_sealed(officer, headings):
    said = refused(officer, this_period())
    assert said == "Q2 2026/27 has not closed: close it before you seal it."


def test_sealing_again_is_refused_and_says_when_and_by_whom(seal, officer, period):
    again = Period.objects.get(pk=period.pk)

    assert refused(officer, again) == (
        f"Q2 2026/27 was sealed on 20 November 2026 at 9:00am by {officer.name}. A "
        "seal is never changed: what comes later is an amendment, and is shown in the "
        "next pack."
    )
    assert Seal.objects.count() == 1


def test_somebody_who_looked_before_it_was_sealed_is_told_too(period, officer):
    stale = Period.objects.get(pk=period.pk)
    sealed(officer, period)

    assert "was sealed on 20 November 2026" in refused(officer, stale)


def test_quarters_are_sealed_in_order(seal, officer):
    earlier = Period.objects.for_quarter(LAST).get()

    assert refused(officer, earlier) == (
        "Q2 2026/27 is sealed already, and was compared with what stood before it. "
        "Q1 2026/27 comes before it, so it can no longer be sealed."
    )
    earlier.refresh_from_db()
    assert earlier.sealed_at is None


def test_each_seal_names_the_one_before(officer, period):
    sealed(officer, Period.objects.for_quarter(LAST).get())

    assert read(sealed(officer, period)).previous == LAST.slug


def test_without_an_agreement_nothing_is_sealed(officer):
    said = refused(officer, this_period(closed=True))
    assert said == "No agreement is loaded: there is no position to seal."
    assert Period.objects.get().sealed_at is None


CHANGES = [
    "UPDATE assurance_seal SET content = content",
    "UPDATE assurance_seal SET sealed_by_name = 'Somebody else'",
    "DELETE FROM assurance_seal",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_the_database_refuses_to_change_or_remove_a_seal(seal, sql):
    with (
        pytest.raises(DatabaseError, match="A seal is never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Seal.objects.get().sha256 == seal.sha256


@pytest.mark.parametrize("names", ["its id", "its period"])
def test_a_seal_cannot_be_written_over(seal, names):
    stolen = Seal.objects.filter(pk=seal.pk).values().get() | {"content": "{}"}
    if names == "its period":
        stolen["id"] += 1
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    columns = ", ".join(stolen)
    marks = ", ".join(["%s"] * len(stolen))

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"{verb} INTO assurance_seal ({columns}) VALUES ({marks})",
            [str(value) for value in stolen.values()],
        )
    assert Seal.objects.get().content == seal.content


def test_the_command_finds_every_seal_as_it_was_sealed(officer, period, capsys):
    first = sealed(officer, Period.objects.for_quarter(LAST).get())
    second = sealed(officer, period)

    call_command("check_seals")
    assert capsys.readouterr().out.splitlines() == [
        f"Q1 2026/27  {first.sha256}  as sealed",
        f"Q2 2026/27  {second.sha256}  as sealed",
        "2 checked, all as sealed.",
    ]


def test_without_seals_the_command_says_so(db, capsys):
    call_command("check_seals")
    assert capsys.readouterr().out == "No seals.\n"


@pytest.fixture
def unguarded(seal):
    """Take the triggers away, as somebody with the database in hand can."""
    triggers.remove()
    yield seal
    triggers.install()


def checked(capsys):
    """Return what the command prints of the one seal, and what it ends with."""
    with pytest.raises(CommandError) as ended:
        call_command("check_seals")
    return capsys.readouterr().out, ended.value


def test_a_changed_byte_is_found_and_the_command_fails(unguarded, capsys):
    changed = unguarded.content.replace("Agreement", "agreement", 1)
    Seal.objects.update(content=changed)

    said, ended = checked(capsys)
    assert said == (
        f"Q2 2026/27  {unguarded.sha256}  BROKEN: the content has the hash "
        f"{digest(changed)}, not {unguarded.sha256}\n"
    )
    assert str(ended) == "1 of 1 seals are not what was sealed."
    assert ended.returncode == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"content": "not JSON"}, "the content cannot be read (JSONDecodeError"),
        ({"content": '{"format":1}'}, "the content cannot be read (KeyError"),
        ({"content": "[]"}, "the content cannot be read (TypeError"),
        ({"content": '{"format":99}'}, "form 99 is not known"),
        ({"format": 99}, "the form is “1” in the content and “99” beside it"),
        ({"sealed_by_name": "X"}, "and “X” beside it"),
    ],
)
def test_whatever_else_was_changed_is_named(unguarded, capsys, changes, words):
    content = changes.get("content", unguarded.content)
    Seal.objects.update(**changes, sha256=digest(content))

    assert words in checked(capsys)[0]


def test_a_content_that_is_not_canonical_is_found(unguarded, capsys):
    spaced = unguarded.content.replace('":', '": ', 1)
    Seal.objects.update(content=spaced, sha256=digest(spaced))

    assert "the content is not in canonical form" in checked(capsys)[0]


def test_a_seal_of_another_moment_than_its_period_is_found(unguarded, capsys):
    Period.objects.filter(seal=unguarded).update(sealed_at=AFTER_CLOSE.replace(hour=10))

    assert "the moment of the period is" in checked(capsys)[0]


def test_a_seal_that_was_taken_away_is_missed(unguarded, capsys):
    Seal.objects.all().delete()

    said, ended = checked(capsys)
    assert said == "Q2 2026/27  MISSING: the quarter was sealed, and its seal is gone\n"
    assert str(ended) == "1 of 1 seals are not what was sealed."


def test_a_seal_before_that_is_not_the_one_it_names_is_found(officer, period, capsys):
    sealed(officer, Period.objects.for_quarter(LAST).get())
    sealed(officer, period)
    triggers.remove()
    Seal.objects.filter(period__starts_on=LAST.starts_on).delete()
    Period.objects.for_quarter(LAST).update(sealed_at=None)

    assert "the seal before is “2026-27-q1”" in checked(capsys)[0]
    triggers.install()


def test_what_comes_after_the_seal_goes_on_and_changes_nothing_sealed(now):
    """Amendments and late returns of a sealed quarter are for the next paper (R33)."""
    world = build(now=now)
    officer, amendment = world.people["officer"], world["amendment"]
    earlier = seal_period(actor=officer, period=world["earlier_period"], now=now)

    decide_amendment(actor=officer, amendment=amendment, approve=True, now=AFTER_CLOSE)

    assert amendment.line.reported.submission.is_amendment
    kept = Seal.objects.get(pk=earlier.pk)
    assert (kept.content, kept.sha256) == (earlier.content, earlier.sha256)
    ref = amendment.line.action.ref
    told = next(each for each in read(kept).actions if each.ref == ref)
    assert told.line.status == amendment.original.status


def test_a_period_stays_closed_when_it_is_sealed(seal, period):
    assert Period.objects.get(pk=period.pk).state == PeriodState.CLOSED
