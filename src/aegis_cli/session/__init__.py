"""One sign-in for a working day: the agent that holds a session, and what speaks to it."""
