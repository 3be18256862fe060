"""What is taken for personal data, and what only looks like it (R55)."""

import time
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from hcss.kernel.models import AuditEvent
from hcss.kernel.personal_data import WORDS_CONFIRMED, Finding, Kind, find, guard
from tests import factories as make

TODAY = date(2026, 10, 20)
NHS, NI = Kind.NHS_NUMBER, Kind.NI_NUMBER
BORN, PHONE, MAIL = Kind.DATE_OF_BIRTH, Kind.TELEPHONE, Kind.EMAIL
POSTCODE, AGE, FEW = Kind.POSTCODE, Kind.AGE, Kind.SMALL_COUNT

FOUND = [
    # Identifiers
    ("NHS number 943 476 5919 was shared", NHS, "943 476 5919"),
    ("His number is 9434765919.", NHS, "9434765919"),
    ("943-476-5919", NHS, "943-476-5919"),
    ("943.476.5919", NHS, "943.476.5919"),
    ("943 4765919", NHS, "943 4765919"),
    ("943\u00a0476\u00a05919", NHS, "943 476 5919"),
    ("943\u2011476\u20115919", NHS, "943-476-5919"),
    ("９４３ ４７６ ５９１９", NHS, "943 476 5919"),
    ("943\u200b4765919", NHS, "9434765919"),
    ("NHS:9434765919/open", NHS, "9434765919"),
    ("see https://records.example/9434765919", NHS, "9434765919"),
    ("https://records.example/?q=943%20476%205919", NHS, "943 476 5919"),
    ("https://records.example/?q=943+476+5919", NHS, "943 476 5919"),
    ("https://records.example/?who=jo%40example.org", MAIL, "jo@example.org"),
    ("https://records.example/?tel=+447700900123", PHONE, "+447700900123"),
    ("NI number AB 12 34 56 C", NI, "AB 12 34 56 C"),
    ("ab123456c", NI, "ab123456c"),
    ("QQ 12 34 56 C", NI, "QQ 12 34 56 C"),
    ("JG-12-34-56-D", NI, "JG-12-34-56-D"),
    ("National Insurance no. JG123456", NI, "JG123456"),
    ("JG 12 34 56", NI, "JG 12 34 56"),
    # Dates of birth
    ("born 4 March 2009 in Andover", BORN, "4 March 2009"),
    ("DOB 04/03/2009", BORN, "04/03/2009"),
    ("dob: 4.3.09", BORN, "4.3.09"),
    ("D.O.B. 4-3-2009", BORN, "4-3-2009"),
    ("date of birth 2009-03-04", BORN, "2009-03-04"),
    ("born on the 4th of March 2020", BORN, "4th of March 2020"),
    ("born March 4th, 2020", BORN, "March 4th, 2020"),
    ("04/03/2020 (date of birth)", BORN, "04/03/2020"),
    ("was known since 12/05/1987", BORN, "12/05/1987"),
    ("12 May 1987", BORN, "12 May 1987"),
    ("12-May-1987", BORN, "12-May-1987"),
    ("1987-05-12", BORN, "1987-05-12"),
    ("born in 2009", BORN, "born in 2009"),
    ("born in March 2009", BORN, "born in March 2009"),
    # Telephone numbers
    ("ring 01962 841841", PHONE, "01962 841841"),
    ("(01962) 841 841", PHONE, "(01962) 841 841"),
    ("07700 900123", PHONE, "07700 900123"),
    ("07700900123", PHONE, "07700900123"),
    ("07700-900-123", PHONE, "07700-900-123"),
    ("+44 7700 900123", PHONE, "+44 7700 900123"),
    ("+447700900123", PHONE, "+447700900123"),
    ("+44 (0)1962 841841", PHONE, "+44 (0)1962 841841"),
    ("0044 1962 841841", PHONE, "0044 1962 841841"),
    ("023 8083 3000", PHONE, "023 8083 3000"),
    ("01204 62083", PHONE, "01204 62083"),
    # E-mail
    ("write to jo.bloggs@example.org.uk today", MAIL, "jo.bloggs@example.org.uk"),
    ("<Jo_B+1@Example.ORG>", MAIL, "Jo_B+1@Example.ORG"),
    # Postcodes
    ("lives at SO23 8UJ", POSTCODE, "SO23 8UJ"),
    ("so238uj", POSTCODE, "so238uj"),
    ("near po1 2dx.", POSTCODE, "po1 2dx"),
    ("W1A 1AA", POSTCODE, "W1A 1AA"),
    ("B1 2ND", POSTCODE, "B1 2ND"),
    # Ages
    ("a boy aged 14", AGE, "aged 14"),
    ("Age: 14", AGE, "Age: 14"),
    ("at the age of 14", AGE, "age of 14"),
    ("aged fourteen", AGE, "aged fourteen"),
    ("aged twenty-one", AGE, "aged twenty-one"),
    ("a 14-year-old from Havant", AGE, "14-year-old"),
    ("a 14 year old", AGE, "14 year old"),
    ("14 yrs old", AGE, "14 yrs old"),
    ("14 years of age", AGE, "14 years of age"),
    ("the fourteen-year-old", AGE, "fourteen-year-old"),
    ("M, 14yo", AGE, "14yo"),
    ("a 14 y/o", AGE, "14 y/o"),
    # Small counts
    ("two children were placed", FEW, "two children"),
    ("3 victims", FEW, "3 victims"),
    ("one young person", FEW, "one young person"),
    ("four adults", FEW, "four adults"),
    ("1 survivor", FEW, "1 survivor"),
    ("Two families moved", FEW, "Two families"),
    ("2 residents", FEW, "2 residents"),
    ("three offenders", FEW, "three offenders"),
    ("4 pupils", FEW, "4 pupils"),
    ("two patients", FEW, "two patients"),
    ("one woman", FEW, "one woman"),
    ("three men", FEW, "three men"),
    ("two girls", FEW, "two girls"),
    ("1 boy", FEW, "1 boy"),
    ("two cases", FEW, "two cases"),
    ("3 referrals", FEW, "3 referrals"),
    ("two of the children", FEW, "two of the children"),
    ("one of the victims", FEW, "one of the victims"),
    ("two vulnerable young people", FEW, "two vulnerable young people"),
    ("three high-risk victims", FEW, "three high-risk victims"),
    ("2 to 4 children", FEW, "2 to 4 children"),
    ("a couple of residents", FEW, "couple of residents"),
    ("Victims: 3", FEW, "Victims: 3"),
    ("two\nchildren", FEW, "two children"),
]

NOT_FOUND = [
    "2 agencies signed the protocol",
    "Q2 2026/27 and Q3 2026/27",
    "P1-03 and P2-04 depend on P1-O7",
    "1.CC.04 is met",
    "£1,200 was spent, £12,345,678 is planned",
    "£01962841841",
    "£9434765919",
    "a budget of 1250000000 over 4 years",
    "reference 1234567890",
    "purchase order 4500123456",
    "PO123456 and AB123456",
    "since 2019, until 2031",
    "three actions, four meetings and two workshops",
    "minute 4.2, decision 2026/14",
    "minutes 12.3 to 12.5",
    "on 21 October 2026 the group met",
    "21/10/2026 to 28/10/2026",
    "by 31 March 2027",
    "the meeting of 2026-10-20 09:00",
    "01-04-2026 10:30 to 12:30",
    "since 12 May 2019",
    "version 1.02.13 of 3.4.15",
    "four chief officers",
    "two officers and one analyst were trained",
    "one board, two districts, three councils",
    "two family hubs opened",
    "one family hub opened",
    "three children’s homes and two children's services",
    "two women’s refuges",
    "one victim support officer",
    "one case management system",
    "two case studies",
    "two adult social care teams",
    "one patient group",
    "4 referral pathways were mapped",
    "one in four women",
    "1 in 4 children nationally",
    "Tier 4 adults, level 2 victims",
    "Priority 1 victims",
    "12 children and 24 adults",
    "twenty-two victims",
    "1,204 residents answered",
    "2.4 adults a household",
    "14% of victims",
    "three per cent of residents",
    "support for people aged 14 to 17",
    "people aged 18 and over",
    "ages 10-25",
    "aged 65+",
    "14 to 17 year olds",
    "16-24 year olds",
    "under 18 year olds",
    "a 10-year-old information system",
    "a ten year old agreement",
    "five years of the strategy, a 3 year plan",
    "page 14, stage 2, average 12",
    "call 101 or 999, or 111",
    "0300 123 4567 is the helpline",
    "Childline on 0800 1111",
    "0845 46 47",
    "the ratio is 0.1234567890",
    "the SO23 area, Andover and SP10",
    "Unit B1 2nd floor",
    "M3 9am to 5pm",
    "Q1 2nd week",
    "CO2 4th report",
    "follow @hampshire on social media",
    "5 @ 20 each",
    "born of the review of 2019",
    "Stubborn problems, reborn partnerships",
    "Crime and Disorder Act 1998",
    "between 9:30 and 12.30",
    "192.168.10.200",
    "ISO 27001:2022, BS 5906-2005",
    "the first two stages, phase one",
    "in week 2 of term 3",
    "use cases 1 to 4",
    "single point of contact",
    "two thirds of residents answered",
    "nobody",
    "",
]


@pytest.mark.parametrize(("text", "kind", "excerpt"), FOUND)
def test_what_may_be_about_a_person_is_found(text, kind, excerpt):
    assert find(text, on=TODAY) == [Finding(kind, excerpt)]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_about_arrangements_is_not_found(text):
    assert find(text, on=TODAY) == []


def test_only_the_two_numbers_are_identifiers():
    assert [kind for kind in Kind if kind.is_identifier] == [NHS, NI]


def test_a_wrong_check_digit_is_no_nhs_number():
    assert find("943 476 5918", on=TODAY) == []


def test_findings_come_in_the_order_of_the_text():
    found = find("a boy aged 14, 07700 900123, and two girls", on=TODAY)

    assert [each.kind for each in found] == [AGE, PHONE, FEW]


WORDS = st.sampled_from(
    [text for text, _, _ in FOUND]
    + NOT_FOUND
    + ["two ", "young ", "one of the ", "0", "943 ", "born ", "@", ".", "\x00", "é"]
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=60).map("".join)))
@settings(max_examples=200, deadline=None)
def test_no_text_is_too_strange(text):
    for each in find(text, on=TODAY):
        assert each.excerpt


@pytest.mark.parametrize(
    "piece",
    [
        "a", "0", "1", "9 ", "0 ", "two ", "two young ", "one of the ", "+44", "@",
        "a@", "a.", "a@a.", "-", "(0", " ", "\n", "SO23 ", "A1 ", "aged ", "14 year ",
        "born ", "12/", "1 January ", "high-risk ", "a-", "AB12", "victims ", "'", "é",
        "١", "943 476 5919 ", "two children ", "ﷺ",
    ],
)  # fmt: skip
def test_ten_thousand_characters_take_no_time(piece):
    text = (piece * 10_000)[:10_000]
    find(text, on=TODAY)

    took = min(_seconds(text) for _ in range(3))

    assert took < 0.05


def _seconds(text: str) -> float:
    started = time.process_time()
    find(text, on=TODAY)
    return time.process_time() - started


# --- The guard ---

OR_CONFIRM = (
    "Take it out, or confirm that this describes arrangements and that nobody who is "
    "helped can be recognised."
)
TAKE_OUT = "Take it out: it identifies a person and is never kept here."


def refusal(subject, now, texts, *, is_confirmed=False, before=None):
    """What the guard says, by field: the code and the words of each fault."""
    with pytest.raises(ValidationError) as refused:
        guard(
            actor=None,
            subject=subject,
            texts=texts,
            is_confirmed=is_confirmed,
            now=now,
            before=before,
        )
    return {
        field: [(each.code, str(each.message)) for each in errors]
        for field, errors in refused.value.error_dict.items()
    }


@pytest.mark.django_db
def test_all_faults_are_said_at_once_each_at_its_field(now):
    texts = {
        "progress": "We saw a boy aged 14 and rang 01962 841841 and 01962 841842.",
        "cause": "See 943 476 5919.",
        "ask": "More rooms.",
    }

    assert refusal(make.AgencyFactory(), now, texts) == {
        "progress": [
            (
                "personal_data",
                f"Looks like an age: “aged 14”. {OR_CONFIRM}",
            ),
            (
                "personal_data",
                "Looks like a telephone number: “01962 841841”, “01962 841842”. "
                + OR_CONFIRM,
            ),
        ],
        "cause": [
            (
                "identifier",
                f"Looks like an NHS number: “943 476 5919”. {TAKE_OUT}",
            )
        ],
    }


@pytest.mark.django_db
def test_no_confirmation_helps_an_identifier(now):
    texts = {"progress": "A boy aged 14, AB 12 34 56 C."}

    faults = refusal(make.AgencyFactory(), now, texts, is_confirmed=True)

    assert [code for code, _ in faults["progress"]] == ["identifier"]
    assert not AuditEvent.objects.filter(verb=WORDS_CONFIRMED).exists()


@pytest.mark.django_db
def test_a_confirmation_is_recorded_by_kind_and_never_repeats_the_words(now):
    person, subject = make.UserFactory(), make.AgencyFactory()
    texts = {"progress": "Two boys aged 14 and two girls.", "ask": "A room."}

    guard(actor=person, subject=subject, texts=texts, is_confirmed=True, now=now)

    event = AuditEvent.objects.get(verb=WORDS_CONFIRMED)
    assert event.actor == person
    assert event.subject_id == subject.pk
    assert event.changes == {"progress": ["", "small count, age"]}


@pytest.mark.django_db
def test_nothing_is_recorded_of_words_about_arrangements(now):
    texts = {"progress": "The protocol is signed."}

    guard(actor=None, subject=None, texts=texts, is_confirmed=True, now=now)

    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_what_has_not_changed_is_not_asked_about_again(now):
    text = "Two girls, 943 476 5919."

    guard(
        actor=None,
        subject=None,
        texts={"progress": text},
        before={"progress": text},
        is_confirmed=False,
        now=now,
    )


@pytest.mark.django_db
def test_only_what_came_in_with_a_change_is_asked_about(now):
    before = {"progress": "Two girls."}
    texts = {"progress": "Two girls. Three boys."}

    faults = refusal(make.AgencyFactory(), now, texts, before=before)

    [(_, words)] = faults["progress"]
    assert "“Three boys”" in words
    assert "girls" not in words


@pytest.mark.django_db
def test_an_identifier_stops_every_change_of_its_text(now):
    before = {"progress": "943 476 5919"}
    texts = {"progress": "943 476 5919 is settled"}

    faults = refusal(make.AgencyFactory(), now, texts, before=before)

    assert [code for code, _ in faults["progress"]] == ["identifier"]


@pytest.mark.django_db
def test_of_many_findings_three_are_shown(now):
    texts = {"ask": "aged 1, aged 2, aged 3, aged 4, aged 5"}

    [(_, words)] = refusal(make.AgencyFactory(), now, texts)["ask"]

    assert "“aged 1”, “aged 2”, “aged 3” and 2 more. Take" in words
