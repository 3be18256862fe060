"""The paper of a meeting."""
