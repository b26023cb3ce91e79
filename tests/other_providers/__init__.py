"""Providers of the tests, which aegis knows where this is imported, and which exist where told."""

from aegis_cli.providers import PACKAGES

PACKAGES["board"] = "tests.other_providers.board"
