"""What goes between a client, the agent and its forks, and the loop that waits for it."""
