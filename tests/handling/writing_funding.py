"""Ways to write the texts about funding."""

from datetime import datetime

from assurance.services.funding import (
    FundingFacts,
    edit_concern,
    record_concern,
    settle_concern,
)
from tests import factories as make
from tests.handling.writing import Write, officer, writes


def _facts(name: str, text: str) -> FundingFacts:
    return FundingFacts(**{"stream": "A grant", "note": ""} | {name: text})


def _record(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        record_concern(actor=officer(), facts=_facts(name, text), now=now)

    return write


def _correct(name: str) -> Write:
    def write(text: str, now: datetime) -> None:
        edit_concern(
            actor=officer(),
            concern=make.FundingConcernFactory(),
            facts=_facts(name, text),
            version=1,
            now=now,
        )

    return write


for _name in ("stream", "note"):
    writes(f"assurance.FundingConcern.{_name}")(_record(_name))
    writes(f"assurance.FundingConcern.{_name}")(_correct(_name))


@writes("assurance.FundingConcern.settled_why")
def settle(text: str, now: datetime) -> None:
    settle_concern(
        actor=officer(),
        concern=make.FundingConcernFactory(),
        why=text,
        version=1,
        now=now,
    )
