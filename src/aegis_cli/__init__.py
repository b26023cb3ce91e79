"""Act on GitHub in plain language, without any key that can be stolen."""

__version__ = "0.1.0"
