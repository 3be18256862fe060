"""The names under which this app writes to the audit trail."""

OPINION_GIVEN = "assurance.opinion_given"
