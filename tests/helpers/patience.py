"""How long a test waits: there is one limit, and it is for a machine that has much else to do."""

PATIENCE = 100
"""Seconds after which what a test waits for is taken for what will never happen."""

NEVER = 3600
"""Seconds for what must not come by itself while a test runs: an answer that is held back."""
