"""All the reasons not to load the demonstration, or not to remove it."""

from pathlib import Path

import pytest

from actions.models import Action
from hcss.demonstration.evidence import uploads_only_if_kept
from hcss.demonstration.letters import letters_only_if_kept
from hcss.kernel import audit, triggers
from hcss.kernel.site import is_demonstration
from partnerships.models import Partnership, User
from tests import factories as make
from tests.demonstration.conftest import TODAY, everything, refusal, run


def test_the_agreement_has_to_be_loaded_first(db, home: Path):
    said = refusal("load_demonstration")

    assert said == (
        "The Agreement is not loaded. Run first: python manage.py load_agreement"
    )
    assert not is_demonstration()


@pytest.mark.parametrize(
    ("make_it", "named"),
    [
        (make.UserFactory, "1 people"),
        (make.AppointmentFactory, "appointments"),
        (make.InvitationFactory, "1 invitations"),
        (make.PeriodFactory, "1 periods"),
        (make.OpinionFactory, "1 opinions"),
        (make.EditorialNoteFactory, "1 editorial notes"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_real_records_refuse_it(agreement, home: Path, make_it, named: str):
    make_it()
    before = everything()

    said = refusal("load_demonstration")

    assert said.startswith("This database holds real records")
    assert named in said
    assert everything() == before
    assert not is_demonstration()


def test_an_action_beyond_proposed_refuses_it(agreement, home: Path):
    make.ActionFactory(
        agreed=True, agreement=Action.objects.first().agreement, ref="P9-01"
    )

    assert "1 actions beyond proposed" in refusal("load_demonstration")


def test_another_countys_agreement_refuses_it(agreement, home: Path):
    make.AgreementFactory(slug="elsewhere-2026")

    assert "1 other agreements" in refusal("load_demonstration")


def test_anything_ever_done_by_somebody_refuses_it(agreement, home: Path):
    action = Action.objects.first()
    audit.record("actions.action_edited", actor=None, subject=action, now=TODAY)

    assert "1 events of the audit trail" in refusal("load_demonstration")


def test_a_real_mail_server_refuses_it(agreement, home: Path, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"

    said = refusal("load_demonstration")

    assert said.startswith("Mail goes to a mail server here")
    assert not User.objects.exists()


def test_a_mail_server_that_delivers_to_nobody_may_be_vouched_for(
    agreement, home: Path, settings, smtp_sink, travel
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    travel(TODAY)

    run("load_demonstration", "--mail-is-caught")

    assert len(smtp_sink.messages()) == 19


def test_a_load_that_fails_leaves_nothing(agreement, home: Path, travel):
    travel(TODAY)
    Partnership.objects.filter(slug="prevent-partnership-board").update(name="PPB")
    before = everything()

    with pytest.raises(Partnership.DoesNotExist):
        run("load_demonstration")

    assert everything() == before
    assert triggers.missing() == []
    assert not is_demonstration()


def test_the_letters_of_a_load_that_fails_are_taken_away(home: Path):
    (home / "mail" / "before.log").touch()

    with (  # noqa: PT012 -- what fails and what it leaves are one thing
        pytest.raises(OSError, match="full"),
        letters_only_if_kept(),
    ):
        (home / "mail" / "written.log").touch()
        raise OSError("the disk is full")

    assert [path.name for path in (home / "mail").iterdir()] == ["before.log"]


def test_the_uploads_of_a_load_that_fails_are_taken_away(home: Path):
    folder = home / "uploads"
    folder.mkdir()
    (folder / "before").touch()

    with (  # noqa: PT012 -- what fails and what it leaves are one thing
        pytest.raises(OSError, match="full"),
        uploads_only_if_kept(),
    ):
        (folder / "evidence").mkdir()
        (folder / "evidence" / "kept").touch()
        raise OSError("the disk is full")

    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["before"]


def test_a_mark_alone_does_not_make_real_records_a_demonstration(agreement, home: Path):
    (home / "demonstration").write_text("2026-11-25T11:00:00+00:00\n")
    make.UserFactory()

    assert "real records" in refusal("load_demonstration")
    assert "not loaded in this database" in refusal("remove_demonstration", "--yes")
    assert User.objects.count() == 1


def test_who_can_sign_in_is_only_told_of_a_demonstration(agreement, home: Path):
    assert refusal("load_demonstration", "--sign-ins") == (
        "The demonstration is not loaded here."
    )
