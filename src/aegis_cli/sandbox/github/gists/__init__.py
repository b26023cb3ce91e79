"""Gists."""
