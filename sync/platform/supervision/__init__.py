"""Watching the time limits of cases: what is due when, and what is late (电子监察)."""
