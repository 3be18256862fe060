"""Figures and shaped answers about actions and returns. No selector writes."""
