"""A command's own end of a session: it finds the agent, hands over, and ends as the agent says."""
