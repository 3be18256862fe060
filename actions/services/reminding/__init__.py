"""Reminding: who is told what and when, and that it goes out once (R17, R58, R59)."""
