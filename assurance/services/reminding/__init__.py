"""What people are reminded of in this app: opinions, reviews and escalations."""

from assurance.services.reminding import of_escalations, of_opinions, of_reviews

SOURCES = (
    of_opinions.SOURCE,
    of_reviews.PRIORITIES,
    of_reviews.AGREEMENTS,
    of_escalations.SOURCE,
)
