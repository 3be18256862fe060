"""The names under which this app writes to the audit trail."""

AGREEMENT_LOADED = "priorities.agreement_loaded"
AGREEMENT_CORRECTED = "priorities.agreement_corrected"
EDITORIAL_NOTE_ADDED = "priorities.editorial_note_added"
