"""Processes of our own: how they are started, hardened, spoken to and ended."""
