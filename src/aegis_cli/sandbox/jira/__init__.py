"""Jira Cloud, as its REST API documents it: one site, seen by the signed-in person."""
