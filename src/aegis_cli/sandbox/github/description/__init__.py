"""What GitHub describes of its API, as data, and how the sandbox reads it."""
