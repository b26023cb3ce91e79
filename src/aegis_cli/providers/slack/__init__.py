"""Slack: the Web API, its answers and errors, and its actions."""
