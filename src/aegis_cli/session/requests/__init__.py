"""One request of a client at the agent: served, counted against grants, told in the log."""
