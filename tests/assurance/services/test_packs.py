"""Papers: asked for once, made by whoever is free, kept with their hash."""

import zipfile
from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from assurance.meeting_choices import PackFormat, PackState, Part
from assurance.models import Pack
from assurance.pack import making
from assurance.services import packs as service
from assurance.tasks import packs as tasks
from hcss.kernel.models import AuditEvent
from hcss.kernel.plain import digest_of
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make.UserFactory(officer=True)


@pytest.fixture
def seal():
    return make.SealFactory()


def ask(officer, seal, now, part=Part.OPEN):
    return service.ask_for_packs(actor=officer, seal=seal, part=part, now=now)


def made(pack, now):
    service.make_pack(pack_id=pack.pk, now=now, clock=lambda: now)
    pack.refresh_from_db()
    return pack


def content_of(pack):
    with pack.file.open("rb") as file:
        return file.read()


def verbs():
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_one_button_asks_for_every_format(
    officer, seal, now, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as queued:
        found = ask(officer, seal, now)

    assert sorted(each.format for each in found) == sorted(PackFormat.values)
    assert {each.state for each in found} == {PackState.WAITING}
    assert len(queued) == len(PackFormat)
    assert verbs() == ["assurance.pack_asked_for"] * len(PackFormat)


def test_asked_twice_there_is_one_of_each(officer, seal, now):
    first, second = ask(officer, seal, now), ask(officer, seal, now)

    assert [each.pk for each in first] == [each.pk for each in second]
    assert Pack.objects.count() == len(PackFormat)


@pytest.mark.parametrize("role", ["contact", "approver", "reader", "assurer"])
def test_others_have_no_paper_made(role, seal, now):
    with pytest.raises(PermissionDenied):
        ask(make.UserFactory(**{role: True}), seal, now)

    assert not Pack.objects.exists()


@pytest.mark.parametrize("part", Part.values)
@pytest.mark.parametrize("pack_format", PackFormat.values)
def test_each_format_is_made_and_kept_with_its_hash(part, pack_format, seal, now):
    pack = make.PackFactory(seal=seal, part=part, format=pack_format)

    made(pack, now)

    assert (pack.state, pack.made_at, pack.step) == (PackState.MADE, now, "")
    content = content_of(pack)
    assert pack.size == len(content) > 0
    assert pack.sha256 == digest_of(content)
    assert verbs() == ["assurance.pack_made"]


@pytest.mark.parametrize("pack_format", PackFormat.values)
def test_made_again_it_is_the_same(pack_format, seal, now):
    first = made(make.PackFactory(seal=seal, format=pack_format), now)
    again = making.make(
        seal, part=Part.OPEN, pack_format=pack_format, report=lambda step: None
    )

    assert digest_of(again) == first.sha256


def test_a_made_pack_is_not_made_again(officer, seal, now):
    pack = made(make.PackFactory(seal=seal), now)
    later = now + timedelta(days=1)

    assert service.make_pack(pack_id=pack.pk, now=later, clock=lambda: later) == ""
    ask(officer, seal, later)

    pack.refresh_from_db()
    assert (pack.state, pack.made_at) == (PackState.MADE, now)


def test_two_workers_do_not_make_the_same_pack(seal, now):
    pack = make.PackFactory(seal=seal, state=PackState.MAKING, taken_at=now)

    assert service.make_pack(pack_id=pack.pk, now=now, clock=lambda: now) == ""


def test_a_pack_whose_worker_died_is_taken_over(seal, now):
    died = now - service.LEASE - timedelta(seconds=1)
    pack = make.PackFactory(seal=seal, state=PackState.MAKING, taken_at=died)

    assert made(pack, now).state == PackState.MADE


def test_what_comes_back_to_life_too_late_keeps_nothing(seal, now):
    pack = make.PackFactory(seal=seal)

    def taken_over_meanwhile():
        Pack.objects.filter(pk=pack.pk).update(taken_at=now + timedelta(minutes=6))
        return now

    assert service.make_pack(pack_id=pack.pk, now=now, clock=taken_over_meanwhile) == ""
    pack.refresh_from_db()
    assert (pack.state, pack.sha256) == (PackState.MAKING, "")


def test_what_stops_the_making_is_said_and_can_be_tried_again(officer, now):
    pack = make.PackFactory(seal=make.SealFactory(content="{"))

    assert made(pack, now).state == PackState.FAILED

    assert pack.fault.startswith("The making stopped at “Reading the seal”.")
    assert verbs() == ["assurance.pack_failed"]
    ask(officer, pack.seal, now)
    pack.refresh_from_db()
    assert (pack.state, pack.fault, pack.taken_at) == (PackState.WAITING, "", None)


def test_beat_hands_on_what_nobody_took(seal, now, monkeypatch):
    waiting = make.PackFactory(seal=seal)
    make.PackFactory(
        seal=seal, format=PackFormat.CSV, state=PackState.MAKING, taken_at=now
    )
    handed = []
    monkeypatch.setattr(tasks, "queue_pack", lambda *, pack_id: handed.append(pack_id))

    assert service.queue_packs(now=now) == 1
    assert handed == [waiting.pk]


def test_the_open_data_hold_nothing_sensitive_and_the_closed_all(now):
    secret = make.a_sealed_action(marking="official_sensitive", title="Zebra crossing")
    seal = make.SealFactory(sealed=make.a_sealed(actions=(secret,)))
    opened = made(make.PackFactory(seal=seal, format=PackFormat.CSV), now)
    closed = made(
        make.PackFactory(seal=seal, part=Part.CLOSED, format=PackFormat.CSV), now
    )

    assert "Zebra" not in words_of(opened)
    assert "Zebra" in words_of(closed)


def words_of(pack):
    with zipfile.ZipFile(BytesIO(content_of(pack))) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist())


def test_a_text_longer_than_a_cell_goes_on_below(now):
    long = "word " * 8_000
    action = make.a_sealed_action(success_criterion=long)
    seal = make.SealFactory(sealed=make.a_sealed(actions=(action,)))

    pack = made(make.PackFactory(seal=seal, format=PackFormat.WORKBOOK), now)

    book = openpyxl.load_workbook(BytesIO(content_of(pack)))
    rows = list(book["Actions"].iter_rows(min_row=2, values_only=True))
    at = rows[0].index("Success criterion")
    assert "".join(row[at] for row in rows[1:]) == long
