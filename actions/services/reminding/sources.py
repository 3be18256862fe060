"""The kinds of things of this app that people are reminded of."""

from actions.services.reminding import of_actions, of_agencies, of_asks, of_returns

SOURCES = (
    of_returns.SOURCE,
    of_actions.ACTIONS,
    of_asks.ASKS,
    of_asks.CHANGES,
    of_actions.VACANCIES,
    of_agencies.SOURCE,
)
