"""What a request in a session gets from the agent that holds the session."""
