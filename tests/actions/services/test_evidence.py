"""Adding files to a line: several at once, the good ones kept."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from actions.choices import Marking
from actions.models import Evidence, EvidenceUse
from actions.return_choices import EvidenceKind, ScanState
from actions.services import evidence as service
from actions.services.evidence_facts import About
from hcss.kernel.errors import Conflict, NotPermitted
from hcss.kernel.models import AuditEvent
from tests import factories as make
from tests.kernel import documents

PDF, PNG = documents.pdf(), documents.png()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]


@pytest.fixture
def line():
    return make.ReturnLineFactory()


@pytest.fixture
def contact(line):
    return make.UserFactory(contact=line.quarterly_return.agency)


def files(**contents: bytes):
    return [
        ContentFile(content, name=name.replace("_", "."))
        for name, content in contents.items()
    ]


def test_several_files_are_kept_at_once_for_the_line(line, contact, now, kept):
    added = service.add_files(
        actor=contact,
        line=line,
        files=files(plan_pdf=PDF, picture_png=PNG),
        titles=["The signed plan"],
        about=About(dated_on=date(2026, 9, 1), expires_on=date(2027, 9, 1)),
        now=now,
    )

    plan, picture = added.kept
    assert (plan.title, plan.file_name) == ("The signed plan", "plan.pdf")
    assert (picture.title, picture.file_name) == ("picture", "picture.png")
    assert (plan.kind, plan.media_type, plan.size) == (
        EvidenceKind.FILE,
        "application/pdf",
        len(PDF),
    )
    assert (plan.dated_on, plan.expires_on) == (date(2026, 9, 1), date(2027, 9, 1))
    assert [use.evidence for use in line.evidence_uses.order_by("pk")] == [
        plan,
        picture,
    ]
    assert added.refused == []
    assert len(kept()) == 2


def test_a_file_is_kept_under_a_random_name_outside_the_web_root(
    line, contact, now, kept
):
    service.add_files(actor=contact, line=line, files=files(plan_pdf=PDF), now=now)

    (path,) = kept()
    assert path.read_bytes() == PDF
    assert path.suffix == ""
    assert "plan" not in path.name


def test_adding_starts_the_return_and_is_written_down_without_the_title(
    line, contact, now
):
    (item,) = service.add_files(
        actor=contact, line=line, files=files(secretplan_pdf=PDF), now=now
    ).kept

    line.quarterly_return.refresh_from_db()
    assert line.quarterly_return.state == "draft"
    events = AuditEvent.objects.order_by("pk")
    assert [event.verb for event in events] == [
        "actions.evidence_added",
        "actions.evidence_used",
    ]
    assert [event.actor for event in events] == [contact, contact]
    assert "secretplan" not in str([vars(event) for event in events])
    assert str(item) == f"Evidence {item.pk}"


def test_the_good_ones_are_kept_and_each_bad_one_says_why(
    line, contact, now, kept, settings
):
    settings.EVIDENCE_MOST_BYTES = 5_000
    added = service.add_files(
        actor=contact,
        line=line,
        files=files(
            good_pdf=PDF,
            empty_pdf=b"",
            program_pdf=b"MZ" + bytes(100),
            large_pdf=documents.pdf(inside=bytes(5_000)),
            also_png=PNG,
        ),
        now=now,
    )

    assert [each.file_name for each in added.kept] == ["good.pdf", "also.png"]
    assert [each.words for each in added.refused] == [
        "“empty.pdf” was not kept: it is empty.",
        "“program.pdf” was not kept: it is a program for Windows.",
        "“large.pdf” was not kept: it is larger than 4.9 KB.",
    ]
    assert len(kept()) == 2


def test_if_no_file_is_fit_nothing_is_kept_and_all_reasons_are_said(
    line, contact, now, kept
):
    with pytest.raises(ValidationError) as refused:
        service.add_files(
            actor=contact,
            line=line,
            files=files(a_pdf=b"", b_html=b"<html></html>"),
            now=now,
        )

    said = refused.value.message_dict["files"]
    assert said[0] == "“a.pdf” was not kept: it is empty."
    assert said[1].startswith("“b.html” was not kept: ")
    assert said[2].startswith("These are taken: PDF, PNG, JPEG, Word (DOCX)")
    assert Evidence.objects.count() == 0
    assert kept() == []


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "Choose at least one file."), (11, "Choose 10 files at most: you chose 11.")],
)
def test_no_file_and_too_many_files_are_refused(line, contact, now, count, words):
    with pytest.raises(ValidationError) as refused:
        service.add_files(
            actor=contact,
            line=line,
            files=[ContentFile(PDF, name="a.pdf")] * count,
            now=now,
        )

    assert refused.value.message_dict == {"files": [words]}


def test_the_same_file_twice_is_one_item(line, contact, now, kept):
    (first,) = service.add_files(
        actor=contact, line=line, files=files(plan_pdf=PDF), now=now
    ).kept
    other_line = make.ReturnLineFactory(quarterly_return=line.quarterly_return)

    again = service.add_files(
        actor=contact,
        line=other_line,
        files=files(copy_pdf=PDF, third_pdf=PDF),
        about=About(marking=Marking.SENSITIVE),
        now=now,
    )

    first.refresh_from_db()
    assert (again.kept, again.known) == ([], [first, first])
    assert first.title == "plan"
    assert first.marking == Marking.SENSITIVE  # the narrower marking counts
    assert EvidenceUse.objects.count() == 2
    assert len(kept()) == 1


def test_two_agencies_with_the_same_file_have_an_item_each(line, contact, now):
    theirs = make.ReturnLineFactory()
    stranger = make.UserFactory(contact=theirs.quarterly_return.agency)

    for actor, where in ((contact, line), (stranger, theirs)):
        service.add_files(actor=actor, line=where, files=files(a_pdf=PDF), now=now)

    assert Evidence.objects.values("agency").distinct().count() == 2


@pytest.mark.parametrize("who", ["officer", "reader", "stranger", "chair"])
def test_only_the_lines_agency_adds(line, now, kept, who):
    person = {
        "officer": lambda: make.UserFactory(officer=True),
        "reader": lambda: make.UserFactory(reader=True),
        "stranger": lambda: make.UserFactory(contact=make.AgencyFactory()),
        "chair": lambda: make.UserFactory(chair=make.PartnershipFactory()),
    }[who]()

    with pytest.raises(NotPermitted):
        service.add_files(actor=person, line=line, files=files(a_pdf=PDF), now=now)

    assert kept() == []


def test_an_approver_adds_too(line, now):
    approver = make.UserFactory(approver=line.quarterly_return.agency)

    added = service.add_files(
        actor=approver, line=line, files=files(a_pdf=PDF), now=now
    )

    assert len(added.kept) == 1


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_nothing_is_added_while_the_return_is_with_the_group(now, state, kept):
    line = make.ReturnLineFactory(quarterly_return__submitted=True, reported=True)
    if state == "accepted":
        line = make.ReturnLineFactory(quarterly_return__accepted=True, reported=True)
    contact = make.UserFactory(contact=line.quarterly_return.agency)

    with pytest.raises(Conflict):
        service.add_files(actor=contact, line=line, files=files(a_pdf=PDF), now=now)

    assert kept() == []


def test_an_accepted_line_of_a_return_asked_back_takes_nothing(now):
    line = make.ReturnLineFactory(quarterly_return__queried=True, reported=True)
    contact = make.UserFactory(contact=line.quarterly_return.agency)
    type(line).objects.filter(pk=line.pk).update(
        accepted_at=now, accepted_by=make.UserFactory(officer=True)
    )

    with pytest.raises(Conflict):  # although the line in hand does not know yet
        service.add_files(actor=contact, line=line, files=files(a_pdf=PDF), now=now)


@pytest.mark.parametrize(
    "title", ["Violent extremism (Prevent)", "Preventing terrorism"]
)
def test_the_extremism_priority_takes_no_upload(now, title, kept):
    """R56: no file can be kept where CTLP material could turn up."""
    line = make.ReturnLineFactory(action__priority__heading_title=title)
    contact = make.UserFactory(contact=line.quarterly_return.agency)

    with pytest.raises(ValidationError) as refused:
        service.add_files(actor=contact, line=line, files=files(a_pdf=PDF), now=now)

    assert "Give a reference" in refused.value.message_dict["files"][0]
    assert kept() == []
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("about", "field"),
    [
        (About(dated_on=date(2026, 10, 21)), "dated_on"),
        (About(dated_on=date(1, 1, 1)), "dated_on"),
        (About(expires_on=date(9999, 12, 31)), "expires_on"),
        (About(dated_on=date(2026, 9, 2), expires_on=date(2026, 9, 1)), "expires_on"),
        (About(marking="secret"), "marking"),
    ],
)
def test_dates_and_marking_must_make_sense(line, contact, now, about, field):
    with pytest.raises(ValidationError) as refused:
        service.add_files(
            actor=contact, line=line, files=files(a_pdf=PDF), about=about, now=now
        )

    assert list(refused.value.message_dict) == [field]


def test_a_name_with_an_identifier_is_refused_and_the_others_are_kept(
    line, contact, now, kept
):
    added = service.add_files(
        actor=contact,
        line=line,
        files=[
            ContentFile(PDF, name="letter 943 476 5919.pdf"),
            ContentFile(PNG, name="chart.png"),
        ],
        now=now,
        is_confirmed=True,
    )

    assert [each.file_name for each in added.kept] == ["chart.png"]
    assert [each.code for each in added.refused] == ["identifier"]
    assert len(kept()) == 1


def test_a_title_about_somebody_is_kept_once_it_is_confirmed(line, contact, now):
    def add(*, is_confirmed: bool):
        return service.add_files(
            actor=contact,
            line=line,
            files=files(a_pdf=PDF),
            titles=["Ring 07700 900123"],
            now=now,
            is_confirmed=is_confirmed,
        )

    with pytest.raises(ValidationError) as refused:
        add(is_confirmed=False)

    assert [each.code for each in refused.value.error_dict["files"]] == [
        "personal_data"
    ]
    assert add(is_confirmed=True).kept[0].title == "Ring 07700 900123"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("gpj.\u202efdp.pdf", "gpj.fdp.pdf"),
        ("\x00.pdf", ".pdf"),
        ("n" * 300 + ".pdf", "n" * 196 + ".pdf"),
    ],
)
def test_a_name_is_one_line_without_a_folder(name, shown):
    assert service.plain_name(name) == shown


def test_if_the_row_cannot_be_kept_the_file_goes(line, contact, now, kept, monkeypatch):
    def fail(**_: object):
        assert len(kept()) == 1
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(service, "keep", fail)

    with pytest.raises(DatabaseError), transaction.atomic():
        service.add_files(actor=contact, line=line, files=files(a_pdf=PDF), now=now)

    assert kept() == []


def test_without_a_scanner_a_file_says_so(line, contact, now):
    (item,) = service.add_files(
        actor=contact, line=line, files=files(a_pdf=PDF), now=now
    ).kept

    assert item.scan == ScanState.NO_SCANNER
    assert item.is_served


def test_two_at_once_with_the_same_file_make_one_item(
    line, contact, now, kept, monkeypatch
):
    """Neither sees the other's row; the constraint does, and the loser finds it."""
    looks = iter([None])
    look = service._Keeping._known
    monkeypatch.setattr(
        service._Keeping, "_known", lambda self, each: next(looks, look(self, each))
    )
    first = make.FileEvidenceFactory(agency=line.quarterly_return.agency, text="same")

    added = service.add_files(
        actor=contact, line=line, files=files(a_txt=b"same"), now=now
    )

    assert (added.kept, added.known) == ([], [first])
    assert len(kept()) == 1


def test_a_moment_later_the_agency_may_not_add_any_more(line, contact):
    after = line.quarterly_return.period.closes_at + timedelta(seconds=1)

    with pytest.raises(Conflict):
        service.add_files(actor=contact, line=line, files=files(a_pdf=PDF), now=after)
