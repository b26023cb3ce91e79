"""Repositories, who has access to them, and their releases."""
