"""Branches, commits, files and other references of a repository."""
