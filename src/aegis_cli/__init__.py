"""Act on GitHub in plain language, and leave no token behind."""

__version__ = "0.1.0b1"

NO_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
"""The variable that turns plugins of Pydantic off.

NOTE: with plugins, any installed package could run code on every value that is validated.
"""
