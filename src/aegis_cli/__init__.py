"""Act on GitHub in plain language, and leave no token behind."""

__version__ = "0.1.0"
