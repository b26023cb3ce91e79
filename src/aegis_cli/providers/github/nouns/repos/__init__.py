"""Repositories, and what is in them."""
