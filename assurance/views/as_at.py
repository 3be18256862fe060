"""A list as it was sealed: the answer to ``?as_at=`` on the list's own address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assurance.forms.as_at import SealedListForm
from assurance.models import Seal
from assurance.selectors.as_at import AsAt, known_as, list_as_at
from assurance.selectors.sealed_lists import Column, Row
from assurance.selectors.sealed_lists.keys import find
from assurance.selectors.sealed_lists.shown import headings, shown
from hcss.kernel.as_at import NAME, Answer
from hcss.kernel.csv import csv_response, when
from hcss.kernel.plain import plain
from partnerships.people import person as person_of

#: As many rows a page as the live lists have.
ROWS = 50


class SealedLists:
    """What the kernel asks when a list is asked for as at a seal."""

    def page(
        self, request: HttpRequest, *, code: str, quarter: str = ""
    ) -> HttpResponse:
        """Return a list of a seal as a page, or as CSV without what is sensitive.

        Raises:
            ValidationError: the word is malformed.
            Http404: there is no such seal, or it is not of ``quarter``.
        """
        is_csv = request.GET.get("format") == "csv"
        found = _found(
            code=code,
            word=request.GET[NAME],
            person=person_of(request),
            now=timezone.now(),
            is_export=is_csv,
        )
        if quarter and quarter != found.seal.quarter:
            raise Http404("that seal is of another quarter")
        form = SealedListForm(request.GET, listed=found.listed)
        if is_csv:
            return _csv(found, form.rows())
        return _page(request, found, form)

    def rows(
        self, *, code: str, word: str, person: Any, chosen: Mapping, now: datetime
    ) -> Answer:
        """Return the rows of a list that the filters keep.

        Raises:
            ValidationError: the word, or a filter, is malformed.
            Http404: there is no such seal.
        """
        found = _found(code=code, word=word, person=person, now=now)
        form = SealedListForm(chosen, listed=found.listed)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        return Answer(facts=plain(found.seal), rows=form.rows())

    def row(
        self, *, code: str, word: str, person: Any, thing: Any, now: datetime
    ) -> Answer:
        """Return the row about ``thing``.

        Raises:
            ValidationError: the word is malformed.
            Http404: there is no such seal, or it holds no such row for this person.
        """
        found = _found(code=code, word=word, person=person, now=now)
        try:
            row = find(found.listed.rows, known_as(thing, found))
        except LookupError as error:
            raise Http404(str(error)) from error
        if row is None:
            raise Http404("the seal does not hold it")
        return Answer(facts=plain(found.seal), rows=(row,))


def _found(**asked: Any) -> AsAt:
    try:
        return list_as_at(**asked)
    except Seal.DoesNotExist as error:
        raise Http404(str(error)) from error


def _page(request: HttpRequest, found: AsAt, form: SealedListForm) -> HttpResponse:
    page = Paginator(form.rows(), ROWS).get_page(request.GET.get("page"))
    context = {
        "seal": found.seal,
        "listed": found.listed,
        "filter_form": form,
        "word": request.GET[NAME],
        "page_obj": page,
        "headings": headings(found.listed),
        "rows": [shown(found.listed, row) for row in page],
    }
    return render(request, "assurance/sealed_list.html", context)


def _csv(found: AsAt, rows: tuple[Row, ...]) -> HttpResponse:
    columns = found.listed.columns
    name = f"{found.listed.code.replace('_', '-')}-{found.seal.quarter}.csv"
    return csv_response(  # type: ignore[return-value]
        name,
        [each.label for each in columns],
        ([_cell(row, each) for each in columns] for row in rows),
    )


def _cell(row: Row, column: Column) -> Any:
    value = row[column.key]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return when(value) if isinstance(value, datetime) else value
