"""The browser's doors to assurance, a module a subject."""
