"""Jira Cloud: its REST API, its answers and errors, and its actions."""
