"""Reports of what became of a mail, as several mail systems write them."""

import time
from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcss.kernel.delivery_reports import Fate, Outcome, Report, read_report
from tests.machinery import letters
from tests.machinery.letters import NUMBER, REFERENCE, TO


def outcome(letter):
    report = read_report(letter)
    assert report
    return report.outcome_at(TO)


@pytest.mark.parametrize(
    "letter",
    [letters.postfix(), letters.exchange(), letters.exim(), letters.qmail()],
    ids=["postfix", "exchange", "exim", "qmail"],
)
def test_each_kind_of_report_names_the_mail_and_says_that_it_is_refused(letter):
    report = read_report(letter)

    assert (report.reference, report.message_id) == (REFERENCE, NUMBER)
    assert report.outcome_at(TO).fate == Fate.REFUSED


@pytest.mark.parametrize(
    ("letter", "words"),
    [
        (letters.postfix(), "550 5.1.1 <ann@police.example>: Recipient address rejec"),
        (letters.exchange(), "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient n"),
        (letters.qmail(), "550 sorry, no mailbox here by that name (#5.1.1)"),
        (letters.exim(), ""),
    ],
    ids=["postfix", "exchange", "qmail", "exim"],
)
def test_of_its_words_only_the_line_with_the_reason_is_kept(letter, words):
    said = outcome(letter).words

    assert said.startswith(words)
    assert "WORDS OF OURS" not in said
    assert "SUBJECT" not in said


@pytest.mark.parametrize(
    ("action", "status", "fate"),
    [
        ("failed", "5.1.1", Fate.REFUSED),
        ("failed", "5.2.2 (mailbox full)", Fate.GIVEN_UP),
        ("failed", "5.4.5", Fate.GIVEN_UP),
        ("failed", "5.2.20", Fate.REFUSED),
        ("failed", "4.4.7", Fate.GIVEN_UP),
        ("Failed", "", Fate.REFUSED),
        ("failed (gave up)", "4.2.2", Fate.GIVEN_UP),
        ("delayed", "4.4.1", Fate.DELAYED),
        ("delivered", "2.1.5", Fate.DELIVERED),
    ],
)
def test_what_is_told_by_the_form(action, status, fate):
    letter = letters.postfix(action=action, status=status, diagnosis="smtp; who knows")

    assert outcome(letter).fate == fate


@pytest.mark.parametrize("action", ["relayed", "expanded", "", "lost"])
def test_what_says_nothing_of_the_mailbox_is_no_report(action):
    assert read_report(letters.postfix(action=action)) is None


def test_a_code_of_the_mail_server_stands_in_for_the_status():
    letter = letters.postfix(status="", diagnosis="smtp; 452 Insufficient storage")

    assert outcome(letter).fate == Fate.GIVEN_UP


@pytest.mark.parametrize(
    ("code", "fate"),
    [
        ("452 mailbox full", Fate.GIVEN_UP),
        ("4.4.1 no answer; it will be retried", Fate.DELAYED),
        ("Connected, but 552 was all it said", Fate.REFUSED),
    ],
)
def test_a_report_in_words_is_read_by_its_code(code, fate):
    assert outcome(letters.qmail(code)).fate == fate


def test_a_report_in_words_without_a_code_is_not_understood():
    assert read_report(letters.qmail("It did not work out.")) is None


def test_a_number_of_ours_in_the_mail_below_is_no_code():
    letter = letters.qmail("Sorry.") + b"\n550 things\n"

    assert read_report(letter) is None


def test_an_answer_of_a_person_is_no_report():
    assert read_report(letters.out_of_office()) is None


def test_a_report_about_anothers_mail_names_none_of_ours():
    letter = letters.postfix(original="From: x@y.example\n\nHello")

    assert read_report(letter) is None


def test_a_mail_that_was_sent_back_twice_is_the_outer_one():
    inner = letters.postfix(original=letters.headers("1" * 8, "<inner@x.example>"))
    letter = letters.postfix(original=letters.headers() + inner.decode())

    assert read_report(letter).message_id == NUMBER


def test_of_several_recipients_the_one_asked_for_counts_else_the_worst():
    gone = Outcome(Fate.REFUSED, frozenset({"bob@x.example"}))
    here = Outcome(Fate.DELIVERED, frozenset({TO}))
    report = Report(REFERENCE, NUMBER, (gone, here))

    assert report.outcome_at(TO.upper()) == here
    assert report.outcome_at("group@x.example") == gone


def test_names_of_encodings_that_nobody_knows_do_no_harm():
    letter = letters.qmail().replace(
        b"Subject: failure", b"Content-Type: text/plain; charset=klingon\nSubject: x"
    )

    assert outcome(letter).fate == Fate.REFUSED


def test_an_id_that_no_database_could_look_up_is_none():
    letter = letters.postfix(
        original="Message-ID: <a\0b@x>\nX-Reference: \xff\xfe\n\nHello"
    )

    assert read_report(letter) is None


# --- Whatever comes ---


def test_parts_within_parts_do_no_harm():
    deep = b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 5000

    assert read_report(b"From: postmaster@x\n" + deep) is None


@pytest.mark.parametrize(
    "text", [b"\n" * 250_000, b"> " * 120_000, b"5." * 120_000, b"a@" * 120_000]
)
def test_a_long_letter_costs_no_time(text):
    begun = time.process_time()

    read_report(b"From: postmaster@x\nX-Failed-Recipients: a@b\n\n" + text)

    assert time.process_time() - begun < 5


@given(st.binary(max_size=400))
def test_no_bytes_break_it(junk):
    read_report(junk)
    read_report(b"From: mailer-daemon@x\n" + junk)


@given(st.integers(0, 3000), st.binary(max_size=30), st.sampled_from(range(4)))
def test_no_broken_report_breaks_it(place, junk, kind):
    kinds = (letters.postfix, letters.exchange, letters.exim, letters.qmail)
    letter = kinds[kind]()

    read_report(letter[:place] + junk + letter[place:])
    read_report(letter[:place])


def test_the_samples_are_letters():
    assert message_from_bytes(letters.postfix()).get_content_type() == (
        "multipart/report"
    )
