"""Gists: files outside of any repository."""
