"""The labels that a repository defines."""
