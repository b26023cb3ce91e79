"""Slack, as its Web API documents it: one workspace, seen by the signed-in person."""
