"""A year of reminders, driven by a clock and reckoned by hand."""
