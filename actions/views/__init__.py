"""The browser's doors into the actions app."""
