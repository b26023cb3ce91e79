"""Runs a command in a terminal of its own, between which and the person's aegis stands."""
