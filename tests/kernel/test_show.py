from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template
from django.test import RequestFactory

from hcss.kernel import policy
from hcss.kernel.templatetags import show
from tests.factories.partnerships import UserFactory
from tests.kernel.markup import tree


def shown(source: str, query: str = "", **variables: Any) -> str:
    request = RequestFactory().get(f"/actions/?{query}")
    return Template(source).render(RequestContext(request, variables)).strip()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 7, 21), "21 July 2026"),
        (date(2026, 12, 1), "1 December 2026"),
        (datetime(2026, 7, 20, 23, 30, tzinfo=UTC), "21 July 2026"),
        (datetime(2026, 1, 20, 23, 30, tzinfo=UTC), "20 January 2026"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_day_is_written_as_people_say_it(value: Any, words: str):
    assert show.day(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 7, 21, 16, 0, tzinfo=UTC), "21 July 2026 at 5:00pm"),
        (datetime(2026, 1, 21, 17, 0, tzinfo=UTC), "21 January 2026 at 5:00pm"),
        (datetime(2026, 1, 21, 0, 5, tzinfo=UTC), "21 January 2026 at 12:05am"),
        (datetime(2026, 1, 21, 12, 0, tzinfo=UTC), "21 January 2026 at 12:00pm"),
        (datetime(2026, 1, 21, 9, 7), "21 January 2026 at 9:07am"),  # noqa: DTZ001
        (None, ""),
    ],
)
def test_a_moment_is_that_of_london(value: datetime | None, words: str):
    assert show.moment(value) == words


def test_a_figure_says_what_it_is_counted_from():
    assert shown("{{ 0|figure:10 }}") == "0 of 10"


def test_a_link_keeps_the_filters_and_changes_one_thing():
    link = shown("{% query_replace page=3 %}", query="status=at_risk&page=2")

    assert link == "?status=at_risk&amp;page=3"


def test_an_empty_value_takes_a_filter_away():
    assert shown('{% query_replace page="" %}', query="q=a+b&page=2") == "?q=a+b"


def test_a_filter_given_twice_is_kept_twice():
    link = shown("{% query_replace page=1 %}", query="agency=1&agency=2")

    assert link == "?agency=1&amp;agency=2&amp;page=1"


def test_what_is_in_the_address_cannot_break_out_of_a_link():
    link = shown("{% query_replace page=1 %}", query='q="><script>')

    assert link == "?q=%22%3E%3Cscript%3E&amp;page=1"


@pytest.mark.parametrize(
    ("query", "order", "link"),
    [
        ("page=2", "none", "?sort=due"),
        ("sort=due", "ascending", "?sort=-due"),
        ("sort=-due", "descending", "?sort=due"),
        ("sort=lead", "none", "?sort=due"),
    ],
)
def test_a_column_says_how_it_is_sorted_and_turns_round(
    query: str, order: str, link: str
):
    table = "<table><tr>{}</tr></table>"

    header = shown('{% sort_header "due" "Due" %}', query=query)

    expected = (
        f'<th scope="col" class="govuk-table__header" aria-sort="{order}">'
        f'<a class="hcss-sort" href="{link}">Due</a></th>'
    )
    assert tree(table.format(header)) == tree(table.format(expected))


def test_a_sort_link_can_go_by_another_name():
    link = shown('{% sort_link "due" "Due" "order" %}', query="order=due")

    assert link == '<a class="hcss-sort" href="?order=-due">Due</a>'


def test_a_list_of_one_page_has_no_pagination():
    page = Paginator(range(10), 10).page(1)

    assert shown(PAGINATION, page_obj=page) == ""


PAGINATION = '{% include "components/_pagination.html" with page_obj=page_obj only %}'


def test_pagination_offers_the_pages_around_and_keeps_the_filters():
    page = Paginator(range(200), 10).page(10)

    nav = tree(shown(PAGINATION, query="q=x&page=10", page_obj=page))

    links = [link for link in flat(nav) if link[0] == "a"]
    assert [(link[2], link[1]["href"]) for link in links] == [
        ("Previous page", "?q=x&page=9"),
        ("1", "?q=x&page=1"),
        ("9", "?q=x&page=9"),
        ("10", "?q=x&page=10"),
        ("11", "?q=x&page=11"),
        ("20", "?q=x&page=20"),
        ("Next page", "?q=x&page=11"),
    ]


def flat(nodes: list[Any]) -> list[Any]:
    return [found for node in nodes for found in (node, *flat(node[3]))]


TAG = '{% include "components/_SCALE_tag.html" with value=value label=label only %}'


@pytest.mark.parametrize(
    ("scale", "value", "label", "html"),
    [
        ("delivery", "on_track", "On track", "hcss-tag hcss-tag--on-track|On track"),
        ("delivery", "", "", "hcss-tag|Not rated"),
        ("assurance", "limited", "Limited", "hcss-tag hcss-tag--limited|Limited"),
        ("assurance", "", "", "hcss-tag hcss-tag--not-assessed|Not yet assessed"),
    ],
)
def test_a_status_is_always_a_word(scale: str, value: str, label: str, html: str):
    classes, words = html.split("|")

    tag = shown(TAG.replace("SCALE", scale), value=value, label=label)

    assert tree(tag) == tree(f'<strong class="{classes}">{words}</strong>')


def test_breadcrumbs_begin_at_home_and_end_at_the_parent():
    nav = tree(shown('{% breadcrumbs "Returns" "/returns/" "Q2 2026/27" "" %}'))

    crumbs = [crumb for crumb in flat(nav) if crumb[0] == "li"]
    links = [link[1]["href"] for link in flat(nav) if link[0] == "a"]
    assert [crumb[2] for crumb in crumbs] == ["Home", "Returns", "Q2 2026/27"]
    assert links == ["/", "/returns/"]


@pytest.mark.django_db
def test_a_partial_without_the_pages_context_still_knows_who_asks(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
):
    request = rf.get("/")
    request.user = UserFactory()
    rules = {"kernel.look": lambda user, subject: subject == "this"}
    monkeypatch.setattr(policy, "_rules", rules)
    partial = Template('{% can "kernel.look" subject as may %}{{ may }}')
    page = Template("{% include partial with subject=subject only %}")

    answers = [
        page.render(RequestContext(request, {"partial": partial, "subject": subject}))
        for subject in ("this", "that")
    ]

    assert answers == ["True", "False"]


def test_the_filters_are_part_of_a_list_s_address():
    form = shown('{% include "components/_filters.html" with clear_url="/a/" only %}')

    [root] = tree(form)
    assert root[1]["method"] == "get"
    assert [link[1]["href"] for link in flat([root]) if link[0] == "a"] == ["/a/"]


def test_an_empty_list_says_what_to_do():
    source = (
        '{% include "components/_empty.html" with title="None" text="Add one."'
        ' url="/new/" link="Add an action" only %}'
    )

    assert tree(shown(source))[0][2] == "None Add one. Add an action"


def test_a_fact_that_can_be_changed_says_which_fact():
    rows = [
        {"key": "Lead", "value": "Police", "url": "/x/"},
        {"key": "Due", "value": 1},
    ]
    source = '{% include "components/_summary_list.html" with rows=rows only %}'

    lines = Template(source).render(Context({"rows": rows}))

    assert [line[2] for line in tree(lines)[0][3]] == [
        "Lead Police Change Lead",
        "Due 1",
    ]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "nothing"),
        ("", "nothing"),
        (True, "yes"),
        (False, "no"),
        ("2026-07-21", "21 July 2026"),
        ("Wessex Council", "“Wessex Council”"),
        (0, "“0”"),
    ],
)
def test_a_recorded_change_is_shown_in_words(value: object, shown: str):
    assert show.change_words(value) == shown
